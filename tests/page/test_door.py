"""Who is let in, and what everybody else sees: nothing, byte for byte."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from forms.memory_page import Rights
from page import site
from page.pauses import FREE, LONGEST, Pauses
from page.session import Signer
from page.settings import secret_of
from tests.page.visitor import HOOK, KEY, PAGE_KEY, ROOT, Visitor, form_value

type Visitors = Callable[..., Visitor]
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def signer(visitor: Visitor, *, hook: str = HOOK, ago: float = 0.0) -> Signer:
    """Signs as the page itself does, some seconds ago."""
    return Signer(secret_of(visitor.settings), hook, lambda: time.time() - ago)


def test_who_is_not_let_in_sees_one_answer(visitor: Visitors) -> None:
    """Whatever the reason: status, headers and every byte."""
    anna = visitor()
    anna.store("I live in Lisbon.")
    anna.store("I play the violin.", user="u-ben")
    door = anna.get()
    assert door.status == 401
    inside = visitor().sign_in()
    mine, theirs = inside.person("u-anna"), inside.person("u-ben")
    memory = inside.memory(theirs, "I play the violin.")
    stranger = visitor()
    stranger.keep(stranger.get(f"/link/{signer(anna).link_of(mine.removeprefix('/person/'))}"))
    assert "I live in Lisbon." in stranger.get(mine).text

    def with_cookie(cookie: str, *, hook: str = HOOK) -> Visitor:
        bearer = visitor(hook=hook)
        bearer.cookie = f"keepsake={cookie}"
        return bearer

    past, elsewhere = signer(anna, ago=8 * 3600 + 5), signer(anna, hook="hook-2")
    expired = past.cookie_of(past.session(Rights.EVERYTHING))
    foreign = elsewhere.cookie_of(elsewhere.session(Rights.EVERYTHING))
    other_key = Signer(secret_of(anna.settings | {"page_key": "another-page-key-x"}), HOOK)
    forged = other_key.cookie_of(other_key.session(Rights.EVERYTHING))
    refused = {
        "no cookie, deep inside": anna.get(f"{mine}/export"),
        "no such page": anna.get("/nothing/there"),
        "a wrong key": anna.post("/sign-in", {"form_value": form_value(door), "page_key": "wrong-key-of-16-x"}),
        "no key": anna.post("/sign-in", {"form_value": form_value(door)}),
        "sign-in without a form value": anna.post("/sign-in", {"page_key": PAGE_KEY}),
        "sign-in from another site": anna.post(
            "/sign-in", {"form_value": form_value(door), "page_key": PAGE_KEY}, **{"Sec-Fetch-Site": "cross-site"}
        ),
        "an expired cookie": with_cookie(expired).get(mine),
        "another hook's cookie": with_cookie(foreign).get(mine),
        "another key's cookie": with_cookie(forged).get(mine),
        "no cookie of ours": with_cookie("nonsense").get(mine),
        "a form without its value": inside.post(f"{memory}/pin", {"pinned": "yes"}),
        "a form with another session's value": inside.post(
            f"{memory}/pin", {"pinned": "yes", "form_value": form_value(visitor().sign_in().get())}
        ),
        "a wrong bearer": anna.get("/metrics", Authorization="Bearer wrong-key-of-16-x"),
        "a link that is over": anna.get(f"/link/{signer(anna, ago=3605).link_of(mine.removeprefix('/person/'))}"),
        "no link of ours": anna.get("/link/nonsense"),
        "a stranger's link at another person": stranger.get(theirs),
        "a stranger's link at another's memory": stranger.get(memory),
        "a stranger's link at everybody": stranger.get("/people"),
        "a stranger's link at the backup": stranger.get("/backup/file"),
        "a stranger's link at the health": stranger.get("/metrics"),
    }
    seen = {why: (answer.status, answer.headers, answer.body) for why, answer in refused.items()}
    assert {why for why, answer in seen.items() if answer != (door.status, door.headers, door.body)} == set()
    assert "violin" not in door.text
    assert inside.get(memory).text.count("Pinned") == 0


def test_every_answer_is_safe(visitor: Visitors) -> None:
    """No script, no frame, no cache, no address that is told; whichever page."""
    inside = visitor().sign_in()
    inside.store("I live in Lisbon.")
    person = inside.person("u-anna")
    for path in ("/", "/people", person, f"{person}/export", "/nothing", "/health.json", "/metrics", "/backup/file"):
        headers = inside.get(path).headers
        assert SAFE.items() <= headers.items(), path
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "frame-ancestors 'none'" in policy
        assert "script" not in policy


def test_the_cookie_is_the_hooks_alone(visitor: Visitors) -> None:
    plain = visitor()
    value = form_value(plain.get())
    signed = plain.post("/sign-in", {"form_value": value, "page_key": PAGE_KEY})
    parts = set(signed.headers["Set-Cookie"].split("; ")[1:])
    assert {"HttpOnly", "SameSite=Strict", f"Path={ROOT}", "Max-Age=28800"} <= parts
    assert "Secure" not in parts
    form = {"form_value": value, "page_key": PAGE_KEY}
    secured = plain.post("/sign-in", form, **{"X-Forwarded-Proto": "https"})
    assert "Secure" in secured.headers["Set-Cookie"].split("; ")


def test_signing_out_ends_it(visitor: Visitors) -> None:
    inside = visitor().sign_in()
    left = inside.post("/sign-out", {"form_value": form_value(inside.get())})
    assert "Max-Age=0" in left.headers["Set-Cookie"]


def test_rights_are_kept_by_every_action(visitor: Visitors) -> None:
    """What a page does not offer, it does not do either."""
    everything = visitor().sign_in()
    everything.store("I live in Lisbon.")
    person = everything.person("u-anna")
    memory = everything.memory(person, "I live in Lisbon.")
    correcting = [f"{memory}/{what}" for what in ("correct", "pin", "tags", "expiry", "merge", "hide")]
    correcting += [f"{person}/link", f"{person}/undo"]
    erasing = [f"{memory}/erase", f"{person}/erase", "/backup/restore"]
    for rights, refused in (("read", correcting + erasing), ("correct", erasing)):
        inside = visitor(rights=rights).sign_in()
        value = form_value(inside.get())
        for path in refused:
            assert inside.post(path, {"form_value": value, "content": "x"}).status == 401, (rights, path)
    assert everything.get(memory).text.count("Corrected") == 0


def test_rights_that_are_taken_away_are_gone_at_once(visitor: Visitors) -> None:
    inside = visitor().sign_in()
    assert inside.get("/backup").status == 200
    inside.settings["rights"] = "read"
    assert inside.get("/backup").status == 401
    inside.settings["page_key"] = "another-page-key-x"
    assert inside.get("/").status == 401


def test_nothing_of_another_space(visitor: Visitors) -> None:
    theirs = visitor(api_key="another-key-of-16-or-more")
    theirs.store("I live in Lisbon.")
    person = theirs.sign_in().person("u-anna")
    memory = theirs.memory(person, "I live in Lisbon.")
    inside = visitor().sign_in()
    assert "u-anna" not in inside.get("/people").text
    assert "Lisbon" not in inside.get(person).text
    assert inside.get(memory).status == 404
    assert inside.get("/backup/file").text.count("\n") == 1


def test_nothing_of_another_agent(visitor: Visitors) -> None:
    visitor().store("I live in Lisbon.")
    assert "u-anna" not in visitor(agent_id="support").sign_in().get("/people").text


def test_a_page_without_a_key_is_not_set_up(visitor: Visitors) -> None:
    for key in ("", "short", None):
        assert visitor(page_key=key).get().status == 503


def test_settings_that_cannot_work_are_told_inside_alone(visitor: Visitors) -> None:
    broken = visitor(qdrant_url="no address")
    assert broken.get().status == 401
    answer = broken.sign_in().get()
    assert answer.status == 503
    assert "qdrant_url is not an address" in answer.text


def test_what_fails_inside_does_not_get_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The SDK would print an exception to whoever asked."""
    settings = {"page_key": PAGE_KEY, "api_key": KEY, "options": f'data_dir="{tmp_path}"'}
    made = Signer(secret_of(settings), HOOK)
    cookie = made.cookie_of(made.session(Rights.EVERYTHING))

    def fail(_: object) -> None:
        raise RuntimeError("I live in Lisbon.")

    monkeypatch.setattr(site, "read_settings", fail)
    headers = Headers([("Cookie", f"keepsake={cookie}"), ("Dify-Hook-Id", HOOK)])
    environment = EnvironBuilder("/", headers=headers).get_environ()
    answer = site.answer(Request(environment), settings)
    assert answer.status_code == 500
    assert "Lisbon" not in answer.get_data(as_text=True)
    assert "RuntimeError" not in answer.get_data(as_text=True)


def test_whoever_guesses_waits_longer_each_time_and_the_right_key_never() -> None:
    moment, slept = [0.0], list[float]()
    pauses = Pauses(sleep=slept.append, clock=lambda: moment[0])
    for _ in range(FREE):
        pauses.failed("hook key")
    assert slept == []
    for _ in range(12):
        pauses.failed("hook key")
    assert slept[:4] == [0.5, 1.0, 2.0, 4.0]
    assert slept == sorted(slept)
    assert slept[-1] == LONGEST
    pauses.failed("another hook")
    pauses.succeeded("hook key")
    pauses.failed("hook key")
    assert len(slept) == 12
    moment[0] += 3600
    pauses.failed("another hook")
    assert len(slept) == 12


def test_a_guesser_does_not_lock_out_the_key(visitor: Visitors) -> None:
    """Six failures are noted, and the right key is let in without a pause."""
    outside = visitor(hook="hook-of-guesses")
    value = form_value(outside.get())
    for _ in range(6):
        answer = outside.post("/sign-in", {"form_value": value, "page_key": "wrong-key-of-16-x"})
        assert answer.status == 401
    outside.sign_in()


def test_a_long_answer_comes_in_pieces(visitor: Visitors) -> None:
    """No line of the protocol is longer than 256 kB, whatever stands on a page."""
    inside = visitor().sign_in()
    for number in range(6):
        inside.store(f"Number {number}: " + "long words & <tags> " * 4_500, memory_type="episodic")
    before = len(inside.daemon.output)
    person = inside.person("u-anna")
    exported = inside.get(f"{person}/export")
    memory = inside.get(inside.memory(person, "Number 5"))
    assert len(exported.body) > 500_000
    assert len(memory.body) > 256 * 1024
    assert re.search(r"&lt;tags&gt;", memory.text)
    assert max(map(len, inside.daemon.output[before:])) < 256 * 1024
    assert exported.messages > 5
