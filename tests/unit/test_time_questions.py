"""The days that a question names. Asked on Wednesday, 4 March 2026, in Berlin."""

import subprocess
import sys

import pytest

from memory_core.adapters.timewords.reader import LocalTimeReader
from memory_core.domain import times

READER = LocalTimeReader()
ASKED = times.parse("2026-03-04T09:30:00Z", name="asked")


def days(text: str, language: str, timezone: str = "Europe/Berlin", asked: int = ASKED) -> str:
    """First and last local day of each span."""
    spans = READER.spans(text, language=language, said_at=asked, timezone=timezone)
    bounds = [(times.local_day(span.start, timezone), times.local_day(span.end - 1, timezone)) for span in spans]
    return " ".join(first if first == last else f"{first}/{last}" for first, last in bounds)


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("en", "What did I say yesterday?", "2026-03-03"),
        ("en", "What happened last Tuesday?", "2026-03-03"),
        ("en", "what did we do in March", "2026-03-01/2026-03-31"),
        ("en", "in March 2025?", "2025-03-01/2025-03-31"),
        ("en", "What did I do on 5 May", "2025-05-05"),
        ("en", "May 5th", "2025-05-05"),
        ("en", "What was said in 2026-02?", "2026-02-01/2026-02-28"),
        ("en", "2026/05/03", "2026-05-03"),
        ("", "03.05.2026", "2026-05-03"),
        ("de", "Was war am 3. Mai?", "2025-05-03"),
        ("es", "¿Qué hice el 3 de mayo?", "2025-05-03"),
        ("fr", "Qu'ai-je dit le 3 mai ?", "2025-05-03"),
        ("zh", "上周五我说了什么", "2026-02-27"),
        ("zh", "去年三月我在哪", "2025-03-01/2025-03-31"),
        ("zh", "5月3号", "2025-05-03"),
        ("zh", "5月3日", "2025-05-03"),
        ("zh", "昨天", "2026-03-03"),
        ("ja", "先週の金曜日に何をした？", "2026-02-27"),
        ("ko", "지난주 금요일에 뭐 했어?", "2026-02-27"),
        ("ru", "Что было на прошлой неделе?", "2026-02-23/2026-03-01"),
        ("en", "between 3 and 5 May", "2025-05-03/2025-05-05"),
        ("en", "last weekend", "2026-02-28/2026-03-01"),
        ("en", "two weeks ago", "2026-02-16/2026-02-22"),
        ("en", "next March", "2027-03-01/2027-03-31"),
        ("en", "What am I doing on Monday?", "2026-03-09"),
        ("en", "When is my flight in May?", "2026-05-01/2026-05-31"),
        ("de", "Was mache ich am Freitag?", "2026-03-06"),
        ("en", "What did I eat between Monday and Tuesday?", "2026-03-02/2026-03-03"),
        ("en", "the trip of 2019", "2019-01-01/2019-12-31"),
        ("en", "my 2019 trip", "2019-01-01/2019-12-31"),
        ("it", "Cosa ho fatto venerdì scorso?", "2026-02-27"),
        ("pt", "O que eu disse na semana passada?", "2026-02-23/2026-03-01"),
        ("", "Что я говорил вчера?", "2026-03-03"),
        ("", "先週何を言った", "2026-02-23/2026-03-01"),
        ("", "¿Qué dije ayer?", "2026-03-03"),
        ("", "Was habe ich letzte Woche gesagt?", "2026-02-23/2026-03-01"),
        ("en", "What did I tell you about Anna?", ""),
        ("en", "Where does my sister live?", ""),
        ("de", "Wie heißt mein Hund?", ""),
        ("en", "May I ask who Mar is?", ""),
        ("ja", "5月3日から5日まで何をした", "2025-05-03/2025-05-05"),
        ("ko", "5월 3일", "2025-05-03"),
        ("de", "vom 3. bis 5. Mai", "2025-05-03/2025-05-05"),
        ("ru", "с 3 по 5 мая", "2025-05-03/2025-05-05"),
        ("en", "in the last two weeks", "2026-02-16/2026-03-04"),
        ("fr", "la semaine dernière", "2026-02-23/2026-03-01"),
        ("en", "13/05/2025", "2025-05-13"),
        ("en", "05/06/2025", ""),
        ("fr", "05/06/2025", "2025-06-05"),
        ("ko", "2026년 5월 3일", "2026-05-03"),
        ("zh", "2026年5月3号", "2026-05-03"),
        ("zh", "我的狗叫什么名字", ""),
        ("zh", "我妹妹住在哪个城市", ""),
        ("en", "in June and in Sept.", "2025-06-01/2025-06-30 2025-09-01/2025-09-30"),
        ("en", "yesterday, yes, yesterday", "2026-03-03"),
    ],
)
def test_every_day_that_a_question_names_is_found(language: str, text: str, wanted: str) -> None:
    """In any of the languages, known or not; a question looks back unless its words look ahead."""
    assert days(text, language) == wanted


def test_the_days_of_a_question_are_those_of_the_zone() -> None:
    """Late in the evening in London it is already tomorrow in Tokyo, and midnight is local."""
    late = times.parse("2026-03-04T23:30:00Z", name="asked")
    assert days("What did I say yesterday?", "en", "Asia/Tokyo", late) == "2026-03-04"
    assert days("What did I say yesterday?", "en", "America/New_York", late) == "2026-03-03"
    (span,) = READER.spans("on 2026-03-04", language="en", said_at=ASKED, timezone="America/New_York")
    assert (times.to_iso(span.start), times.to_iso(span.end)) == ("2026-03-04T05:00:00Z", "2026-03-05T05:00:00Z")


def test_a_question_loads_no_library_of_dates() -> None:
    """In the languages that have a data file; dateparser would cost half a second."""
    program = (
        "import sys; from memory_core.adapters.timewords.reader import LocalTimeReader as R; "
        "print(R().spans('last Tuesday, on 3. Mai, 上周五', language='', said_at=0, timezone='UTC') != [], "
        "'dateparser' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["True", "False"]
