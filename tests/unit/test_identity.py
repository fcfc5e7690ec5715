"""Whose memory a call reaches: isolation under every caller of Dify, templates and keys."""

import pytest

from dev.daemon import as_form
from memory_core import KeepsakeError, Scope, space_id
from provider.authorization import parse_authorization
from provider.identity import Caller, Requested, scope_of

KEY, OTHER = "a-test-key-of-16-or-more", "another-key-of-16-or-more"
WORKFLOW = Caller("u", "app")
CHATFLOW = Caller("u", "app", "conv")
AGENT_APP = Caller("u", "app", "conv", "msg")
REACT = AGENT_NODE = Caller("u")
NEW_AGENT = Caller()


def scope(caller: Caller, isolation: str = "user", *, mode: str = "single_space", **requested: object) -> Scope:
    credentials = as_form({"api_key": KEY, "isolation": isolation, "auth_mode": mode, "data_dir": "/data"})
    return scope_of(parse_authorization(credentials, {}), caller, Requested(**requested))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("caller", "user", "conversation", "app"),
    [
        (WORKFLOW, "user:u", None, "app:app"),
        (CHATFLOW, "user:u", "conversation:conv", "app:app"),
        (AGENT_APP, "user:u", "conversation:conv", "app:app"),
        (REACT, "user:u", None, None),
        (AGENT_NODE, "user:u", None, None),
        (NEW_AGENT, None, None, None),
    ],
)
def test_isolation_comes_from_the_session_or_the_call_is_refused(
    caller: Caller, user: str | None, conversation: str | None, app: str | None
) -> None:
    """It fails closed, and no parameter can move it."""
    for isolation, realm in (("user", user), ("conversation", conversation), ("app", app), ("none", "")):
        if realm is None:
            with pytest.raises(KeepsakeError, match="Authorize") as caught:
                scope(caller, isolation, user_id="x", session_id="y")
            assert caught.value.code == "identity_missing"
        else:
            assert scope(caller, isolation).realm == realm
            assert scope(caller, isolation, user_id="user:v", session_id="conversation:other").realm == realm


def test_nodes_are_told_from_agents() -> None:
    """By an app id without a message id."""
    assert WORKFLOW.is_node
    assert CHATFLOW.is_node
    assert not any(caller.is_node for caller in (AGENT_APP, REACT, NEW_AGENT))


def test_parameters_refine_within_the_realm() -> None:
    """What is not given is not restricted."""
    assert scope(WORKFLOW) == Scope(space_id(KEY), "dify", "user:u", None, None)
    refined = scope(WORKFLOW, user_id="anna", session_id="s1", include_shared=True)
    assert refined == Scope(space_id(KEY), "dify", "user:u", "anna", "s1", include_shared=True)


@pytest.mark.parametrize(
    ("written", "resolved"),
    [
        ("{{sys.conversation_id}}", "conv"),
        ("{{#sys.conversation_id#}}", "conv"),
        ("{{ sys.user_id }}", "u"),
        ("{{# sys.app_id #}}", "app"),
        ("chat-{{sys.conversation_id}}-{{sys.user_id}}", "chat-conv-u"),
    ],
)
def test_a_template_that_dify_left_is_resolved_from_the_session(written: str, resolved: str) -> None:
    """In every id."""
    assert scope(AGENT_APP, session_id=written).session == resolved
    assert scope(AGENT_APP, user_id=written).user == resolved


@pytest.mark.parametrize(
    "written", ["{{#node.text#}}", "{{#env.USER#}}", "{{session}}", "{{}}", "{{sys.query}}", "a{{\nsys.x}}"]
)
def test_a_template_that_cannot_be_resolved_is_refused(written: str) -> None:
    """Never used as the letters it is made of: that would be one id for everybody."""
    for name in ("user_id", "session_id"):
        with pytest.raises(KeepsakeError, match=name) as caught:
            scope(AGENT_APP, **{name: written})
        assert caught.value.code == "unresolved_template"
    with pytest.raises(KeepsakeError, match="session_id"):
        scope(WORKFLOW, session_id="{{sys.conversation_id}}")


def test_templates_are_looked_for_in_linear_time() -> None:
    """An id is anybody's text, and none may keep the process busy. (A polynomial pattern would not end here.)"""
    for written in ("{{" + " " * 16_000, "{{" * 8_000, "{{ #" * 4_000, "{{" + "# " * 8_000 + "}"):
        assert scope(WORKFLOW, user_id=written).user == written


@pytest.mark.parametrize("written", ["{", "{{", "}}", "{ {sys.user_id} }", "*", "' OR 1=1", "a/b", " "])
def test_nothing_else_in_an_id_is_special(written: str) -> None:
    """It is the id, letter by letter."""
    assert scope(WORKFLOW, user_id=written).user == written


def test_multi_space_calls_bring_their_key() -> None:
    """And are refused with the reason when they do not."""
    assert scope(WORKFLOW, mode="multi_space", api_key=OTHER).space == space_id(OTHER)
    for key, code in (
        ("", "key_missing"),
        ("  ", "key_missing"),
        ("short", "key_too_short"),
        ("{{#env.MEMORY_KEY#}}", "unresolved_template"),
        ("key-of-{{sys.user_id}}-padded", "unresolved_template"),
    ):
        with pytest.raises(KeepsakeError) as caught:
            scope(WORKFLOW, mode="multi_space", api_key=key)
        assert caught.value.code == code


def test_single_space_ignores_a_calls_key() -> None:
    """Even one that could not serve."""
    assert scope(WORKFLOW, api_key=OTHER).space == space_id(KEY)
    assert scope(WORKFLOW, api_key="{{x}}").space == space_id(KEY)
