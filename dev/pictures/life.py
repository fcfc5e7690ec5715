"""How a memory lives, as a picture: one sentence from the mouth to the prompt."""

from dataclasses import dataclass

from dev.pictures.sheet import BLUE, GREY, LINE, WHITE, Sheet

_WIDTH, _LEFT, _TOP, _STEP = 880.0, 76.0, 92.0, 112.0
_CARD = (_WIDTH - _LEFT - 40, 92.0)


@dataclass(frozen=True, slots=True)
class _Stage:
    """`shown` is the sentence as it looks at that point."""

    title: str
    said: str
    shown: str


STAGES = (
    _Stage(
        "Said",
        "Dify hands the message to Memory Store, together with who is speaking.",
        "“I moved to Porto last week. My Wi-Fi password is trocadero77.”",
    ),
    _Stage(
        "Admitted",
        "Secrets are masked; recalled context and a model's reasoning are taken off.",
        "“I moved to Porto last week. My Wi-Fi password is [password].”",
    ),
    _Stage(
        "Safe",
        "Words, vectors and the facts that rules find are written to stable storage. From here on nothing is lost.",
        "message  +  fact “I moved to Porto last week.”  (home)",
    ),
    _Stage(
        "Reconciled",
        "A fact with only one value ends the one before, which stays readable. A language model may add facts later.",
        "“I live in Lisbon.”  superseded",
    ),
    _Stage(
        "Found",
        "Words, meaning, dates and speakers bring candidates, all of them from the same person’s memory.",
        "“Where do I live?”  finds Porto and Lisbon",
    ),
    _Stage(
        "Put before the model",
        "Newest first, dated, marked where something later was said, and fenced as data, within a budget of tokens.",
        "- [2026-03-04] fact: I moved to Porto last week.  - [2026-01-10] user, outdated: I live in Lisbon.",
    ),
    _Stage(
        "Forgotten",
        "Hidden at once and undoable for 30 days; then erased, down to the bytes on disk.",
        "nothing is found, and no byte of it is left",
    ),
)


def draw_life() -> str:
    """The stages from top to bottom."""
    sheet = Sheet()
    sheet.text(40, 44, "How a memory lives", size=22, bold=True)
    bottom = _TOP + _STEP * len(STAGES)
    sheet.path(f"M {_LEFT - 28} {_TOP + 18} V {bottom - _STEP + 18}", stroke=LINE)
    for number, stage in enumerate(STAGES):
        y = _TOP + number * _STEP
        sheet.rect(_LEFT, y - 10, *_CARD, fill=WHITE, stroke=LINE)
        sheet.circle(_LEFT - 28, y + 18, 13, fill=WHITE, stroke=BLUE)
        sheet.text(_LEFT - 28, y + 18, str(number + 1), size=13, fill=BLUE, bold=True, anchor="middle")
        sheet.text(_LEFT + 18, y + 12, stage.title, size=15, bold=True)
        sheet.paragraph(_LEFT + 18, y + 24, stage.said, width=_CARD[0] - 36, size=12.5, fill=GREY)
        sheet.text(_LEFT + 18, y + 66, stage.shown, size=13, fill=BLUE)
    return sheet.svg(_WIDTH, bottom + 4, title="How a memory lives, from what is said to what a model reads")
