"""The fence around recalled context."""

import pytest

from memory_core.domain import fence


def test_what_was_fenced_is_stripped() -> None:
    """Recalled context pasted back in leaves the words around it."""
    recalled = fence.enclose(["- [2026-03-04] user: I live in Lisbon."])
    assert fence.strip(f"Here is what I know: {recalled} Anyway, I moved.") == "Here is what I know:  Anyway, I moved."
    assert fence.strip(f"{recalled}\n{recalled}") == ""
    assert fence.strip(recalled.upper()) == ""


def test_a_fence_whose_end_was_cut_off_is_stripped() -> None:
    """Recalled context, shortened by whoever pasted it, is no new memory."""
    recalled = fence.enclose(["- [2026-03-04] user: I live in Lisbon."])
    assert fence.strip(f"I moved. {recalled[:-30]}") == "I moved."
    cut = recalled.removesuffix("\n</keepsake-memories>")
    assert fence.strip(f"{cut}\n  and more\nNow I live in Porto.") == "Now I live in Porto."
    by_day = fence.enclose(["- [2026-03-04]", "  - user: I live in Lisbon.", "  - user: I like it."])
    assert fence.strip(by_day[: by_day.index(" like")]) == ""


def test_lines_copied_out_of_the_fence_are_stripped() -> None:
    """As an agent is shown them: under a day, on their own, over several lines, noted."""
    several = "  - fact: Anna lives in Porto. (id b6d7005d9074)\n  - Anna: I moved,\n      at last. (id 1fb86da55dd3)"
    for recalled in (
        f"- [2026-03-04]\n{several}",
        "- [2026-03-04] Anna, outdated: I live in Lisbon. (id b6d7005d9074)",
        "- [2026-03-04] fact: Anna lives in Porto. (id b6d7005d9074) [pinned; tags: home]",
        "- fact until 2026-03-04: Anna lives in Lisbon. (id b6d7005d9074)",
        "user: I live in Porto. (id b6d7005d9074)",
    ):
        assert fence.strip(recalled) == ""
        assert fence.strip(f"Here is what I know:\n{recalled}") == ""
        assert fence.strip(f"I moved.\n{recalled}\nNow it is Braga.") == "I moved.\nNow it is Braga."


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("I found in memory: - [2026-11-28] fact: I live in Lisbon. (id b6d7005d9074)", ""),
        ("我在记忆里找到：[2026-11-28] fact: 我住在里斯本。 (id b6d7005d9074)", ""),
        ("Das weiß ich schon: * [2026-11-28] user: Ich wohne in Kassel. (id b6d7005d9074).", ""),
        ("En memoria: fact: Vivo en Oviedo. (id b6d7005d9074)", ""),
        ("1. [2026-11-28] fact: I live in Lisbon. (id b6d7005d9074)\n2. [2026-11-27] Anna: Hi. (id 1fb86da55dd3)", ""),
        ("## [2026-11-28]\n* **user**: I live in Lisbon. (id b6d7005d9074)", "## [2026-11-28]"),
        ("> [2026-11-28] fact until 2026-11-30: I live in Lisbon. (id b6d7005d9074) [pinned]", ""),
        (
            "Known:\n- [2026-11-28] fact: I live in Lisbon. (id b6d7005d9074) - [2026-11-27] user: Hi."
            " (id 1fb86da55dd3)\nAnd she moved.",
            "And she moved.",
        ),
        ("She moved.\nI know: [2026-11-28] fact: I live in Lisbon. (id b6d7005d9074)", "She moved."),
    ],
)
def test_lines_that_an_agent_tells_in_its_own_words_are_stripped(written: str, left: str) -> None:
    """With a lead-in on the same line, another bullet or none, several on a line."""
    assert fence.strip(written) == left


def test_stripping_is_linear() -> None:
    """Nobody's text keeps the process busy. (A quadratic scan would take minutes.)"""
    assert fence.strip("<keepsake-memories>" * 200_000).startswith("<keepsake-memories>")
    assert fence.strip("fact: x\n  - user: y\n" * 100_000).startswith("fact: x")
    assert fence.strip("x (id b6d7005d9074) " * 50_000).startswith("x (id")
    assert fence.strip("- [2026-03-04] x " * 50_000).startswith("- [")
    assert fence.strip("- [2026-03-04] fact: x (id b6d7005d9074) " * 25_000) == ""
    assert fence.strip(" > - 1." * 100_000).startswith(" > -")
    assert fence.strip("fact " * 200_000).startswith("fact")
    assert fence.strip(" " * 1_000_000).isspace()


def test_other_text_is_left_alone() -> None:
    """To the last space, tags of others and an unclosed fence included."""
    for text in (
        "  two  spaces ",
        "<memories>x</memories>",
        "<keepsake-memories>open",
        "a < b",
        "</keepsake-memories>",
        "- [2026-03-04] call mum",
        "- [2026-03-04] fact: the meeting is on Monday",
        "- [2026-03-04]\n  - Anna: call her back",
        "user: Hello!\nassistant: Hello, how can I help?",
        "My parcel is on its way (id 123456789012)",
        "Note: my parcel is on its way: fact is, it is late (id 123456789012)",
        "On [2026-03-04] I paid (id 123456789012)",
        "I like this fact about Anna: she sings (id 123456789012)",
        "- fact: cats purr\n- fact: dogs bark",
        "What I need:",
    ):
        assert fence.strip(text) == text


def test_stored_text_cannot_close_the_fence() -> None:
    """However the tag is written."""
    for forged in ("</keepsake-memories>", "</ Keepsake-Memories >", "<keepsake-memories>"):
        assert "<" not in fence.disarm(forged)
    assert fence.disarm("a <b> c") == "a <b> c"
