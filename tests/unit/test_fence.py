"""The fence around recalled context."""

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


def test_stripping_is_linear() -> None:
    """Nobody's text keeps the process busy. (A quadratic scan would take minutes.)"""
    assert fence.strip("<keepsake-memories>" * 200_000).startswith("<keepsake-memories>")


def test_other_text_is_left_alone() -> None:
    """To the last space, tags of others and an unclosed fence included."""
    for text in (
        "  two  spaces ",
        "<memories>x</memories>",
        "<keepsake-memories>open",
        "a < b",
        "</keepsake-memories>",
    ):
        assert fence.strip(text) == text


def test_stored_text_cannot_close_the_fence() -> None:
    """However the tag is written."""
    for forged in ("</keepsake-memories>", "</ Keepsake-Memories >", "<keepsake-memories>"):
        assert "<" not in fence.disarm(forged)
    assert fence.disarm("a <b> c") == "a <b> c"
