"""The same question in a new conversation, without and with a memory, as a picture."""

from dev.pictures.sheet import BLUE, FIELD, GREY, INK, LINE, WHITE, Sheet, lines

_WIDTH, _COLUMN, _GAP, _TOP = 880.0, 388.0, 24.0, 40.0
_SIZE, _PAD = 13.5, 12.0
_SAID = (("Monday", True, "I moved to Porto, and I am allergic to peanuts."),)
_ASKED = "Where can we eat tonight?"
_ANSWERS = {
    "Without memory": "I would love to help! Which city are you in, and is there anything you do not eat?",
    "With Keepsake": "In Porto, how about grilled fish by the river? I left out places that cook with peanuts.",
}


def draw_before_after() -> str:
    """Two columns that differ in their last message alone."""
    sheet = Sheet()
    bottom = 0.0
    for number, (title, answer) in enumerate(_ANSWERS.items()):
        left = 40 + number * (_COLUMN + _GAP)
        sheet.text(left, _TOP, title, size=16, bold=True, fill=BLUE if number else INK)
        y = _TOP + 26
        for day, is_user, said in (*_SAID, ("Thursday, a new conversation", True, _ASKED), ("", False, answer)):
            if day:
                sheet.text(left, y + 8, day, size=11.5, fill=GREY)
                y += 22
            y = _bubble(sheet, left, y, said, is_user=is_user) + 14
        bottom = max(bottom, y)
    return sheet.svg(_WIDTH, bottom + 12, title="The same question in a new conversation, without and with Keepsake")


def _bubble(sheet: Sheet, left: float, top: float, said: str, *, is_user: bool) -> float:
    """Where it ends. A user's stand on the right."""
    width = _COLUMN - 56
    rows = list(lines(said, width=width - 2 * _PAD, size=_SIZE))
    x = left + (_COLUMN - width if is_user else 0)
    height = len(rows) * _SIZE * 1.4 + 2 * _PAD
    sheet.rect(x, top, width, height, fill=FIELD if is_user else WHITE, stroke=LINE, radius=12)
    sheet.paragraph(x + _PAD, top + _PAD, said, width=width - 2 * _PAD, size=_SIZE, fill=INK)
    return top + height
