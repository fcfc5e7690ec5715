"""Words that name a time, and what they mean: said on Wednesday, 11 June 2025, unless something else is said."""

import threading
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory_core.adapters.timewords.reader import LocalTimeReader
from memory_core.adapters.timewords.zones import check_timezone
from memory_core.domain import times
from memory_core.errors import InvalidParameter

WEDNESDAY = "2025-06-11T15:00:00"
READER = LocalTimeReader()
PIECES = [
    *"3二月日年a:'",
    "last",
    "next",
    "may",
    "on",
    "monday",
    "week",
    "ago",
    "in",
    "天前",
    "de",
    "il",
    "vor",
    "2025",
    "of",
]

YESTERDAY = ("2025-06-10", "2025-06-11")
TODAY = ("2025-06-11", "2025-06-12")
TOMORROW = ("2025-06-12", "2025-06-13")
TWO_DAYS_AGO = ("2025-06-09", "2025-06-10")
IN_TWO_DAYS = ("2025-06-13", "2025-06-14")
THREE_DAYS_AGO = ("2025-06-08", "2025-06-09")
IN_THREE_DAYS = ("2025-06-14", "2025-06-15")
LAST_WEEK = ("2025-06-02", "2025-06-09")
THIS_WEEK = ("2025-06-09", "2025-06-16")
NEXT_WEEK = ("2025-06-16", "2025-06-23")
TWO_WEEKS_AGO = ("2025-05-26", "2025-06-02")
IN_TWO_WEEKS = ("2025-06-23", "2025-06-30")
LAST_WEEKEND = ("2025-06-07", "2025-06-09")
THIS_WEEKEND = ("2025-06-14", "2025-06-16")
NEXT_WEEKEND = ("2025-06-21", "2025-06-23")
LAST_FRIDAY = ("2025-06-06", "2025-06-07")
THIS_FRIDAY = IN_TWO_DAYS
NEXT_MONDAY = ("2025-06-16", "2025-06-17")
LAST_MONTH = ("2025-05-01", "2025-06-01")
THIS_MONTH = ("2025-06-01", "2025-07-01")
NEXT_MONTH = ("2025-07-01", "2025-08-01")
LAST_YEAR = ("2024-01-01", "2025-01-01")
THIS_YEAR = ("2025-01-01", "2026-01-01")
NEXT_YEAR = ("2026-01-01", "2027-01-01")
MARCH = ("2025-03-01", "2025-04-01")


def local_days(words: str, language: str, said: str = WEDNESDAY, timezone: str = "UTC") -> tuple[str, str] | None:
    """The local dates on which the span starts and ends, which are both midnights."""
    said_at = times.parse(said, name="said_at")
    span = READER.read(words, within=words, language=language, said_at=said_at, timezone=timezone)
    if span is None:
        return None
    start, end = (times.to_datetime(moment).astimezone(ZoneInfo(timezone)) for moment in (span.start, span.end))
    return start.date().isoformat(), end.date().isoformat()


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("yesterday", YESTERDAY),
        ("Yesterday.", YESTERDAY),
        ("last night", YESTERDAY),
        ("yesterday at 5:30 pm", YESTERDAY),
        ("today", TODAY),
        ("tonight", TODAY),
        ("this morning", TODAY),
        ("tomorrow", TOMORROW),
        ("tomorrow  morning", TOMORROW),
        ("the day before yesterday", TWO_DAYS_AGO),
        ("the day after tomorrow", IN_TWO_DAYS),
        ("in three days", IN_THREE_DAYS),
        ("3 days ago", THREE_DAYS_AGO),
        ("a couple of days ago", TWO_DAYS_AGO),
        ("in two days' time", IN_TWO_DAYS),
        ("ten days from now", ("2025-06-21", "2025-06-22")),
        ("two weeks ago", TWO_WEEKS_AGO),
        ("a fortnight ago", TWO_WEEKS_AGO),
        ("the week before last", TWO_WEEKS_AGO),
        ("last week", LAST_WEEK),
        ("this week", THIS_WEEK),
        ("next week", NEXT_WEEK),
        ("last weekend", LAST_WEEKEND),
        ("this weekend", THIS_WEEKEND),
        ("next weekend", NEXT_WEEKEND),
        ("next Friday", THIS_FRIDAY),
        ("this Friday", THIS_FRIDAY),
        ("last Friday", LAST_FRIDAY),
        ("next Wednesday", ("2025-06-18", "2025-06-19")),
        ("this Wednesday", TODAY),
        ("last Wednesday", ("2025-06-04", "2025-06-05")),
        ("Friday last week", LAST_FRIDAY),
        ("next week on Monday", NEXT_MONDAY),
        ("last month", LAST_MONTH),
        ("two months ago", ("2025-04-01", "2025-05-01")),
        ("next year", NEXT_YEAR),
        ("three years ago", ("2022-01-01", "2023-01-01")),
        ("an hour ago", TODAY),
        ("in 2019", ("2019-01-01", "2020-01-01")),
        ("June 12th 2025", TOMORROW),
        ("June 12th, 2024", ("2024-06-12", "2024-06-13")),
        ("in March 2025", MARCH),
        ("in March last year", ("2024-03-01", "2024-04-01")),
        ("2026-03-04", ("2026-03-04", "2026-03-05")),
        ("2025-03", MARCH),
    ],
)
def test_english_is_read(words: str, days: tuple[str, str]) -> None:
    """English words mean local days, weeks from Monday, months and years."""
    assert local_days(words, "en") == days


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("昨天", YESTERDAY),
        ("昨晚", YESTERDAY),
        ("今天", TODAY),
        ("今天下午三点半", TODAY),
        ("明天", TOMORROW),
        ("明天早上", TOMORROW),
        ("后天", IN_TWO_DAYS),
        ("後天", IN_TWO_DAYS),
        ("前天", TWO_DAYS_AGO),
        ("大前天", THREE_DAYS_AGO),
        ("上周", LAST_WEEK),
        ("上個星期", LAST_WEEK),
        ("这周", THIS_WEEK),
        ("下周", NEXT_WEEK),
        ("上上周", TWO_WEEKS_AGO),
        ("上周五", LAST_FRIDAY),
        ("上周二", ("2025-06-03", "2025-06-04")),
        ("下周三", ("2025-06-18", "2025-06-19")),
        ("下个星期一晚上", NEXT_MONDAY),
        ("这个周末", THIS_WEEKEND),
        ("上周末", LAST_WEEKEND),
        ("上个月", LAST_MONTH),
        ("下个月", NEXT_MONTH),
        ("去年", LAST_YEAR),
        ("今年", THIS_YEAR),
        ("明年", NEXT_YEAR),
        ("三天前", THREE_DAYS_AGO),
        ("3天之前", THREE_DAYS_AGO),
        ("两周后", IN_TWO_WEEKS),
        ("十二年前", ("2013-01-01", "2014-01-01")),
        ("2025年3月", MARCH),
        ("2025年3月4日", ("2025-03-04", "2025-03-05")),
        ("去年3月", ("2024-03-01", "2024-04-01")),
    ],
)
def test_chinese_is_read(words: str, days: tuple[str, str]) -> None:
    """In Chinese a weekday belongs to a week: 上周五 is last week's Friday, whatever day it is."""
    assert local_days(words, "zh") == days


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("昨日", YESTERDAY),
        ("昨夜", YESTERDAY),
        ("今日", TODAY),
        ("明日", TOMORROW),
        ("明日の朝", TOMORROW),
        ("明後日", IN_TWO_DAYS),
        ("一昨日", TWO_DAYS_AGO),
        ("おととい", TWO_DAYS_AGO),
        ("先週", LAST_WEEK),
        ("今週", THIS_WEEK),
        ("来週", NEXT_WEEK),
        ("先々週", TWO_WEEKS_AGO),
        ("先週の金曜日", LAST_FRIDAY),
        ("来週の月曜日", NEXT_MONDAY),
        ("次の金曜日", THIS_FRIDAY),
        ("今週末", THIS_WEEKEND),
        ("来月", NEXT_MONTH),
        ("先月", LAST_MONTH),
        ("去年", LAST_YEAR),
        ("来年", NEXT_YEAR),
        ("3日前", THREE_DAYS_AGO),
        ("３日前", THREE_DAYS_AGO),
        ("三日前", THREE_DAYS_AGO),
        ("2週間後", IN_TWO_WEEKS),
        ("1ヶ月前", LAST_MONTH),
        ("2025年3月", MARCH),
    ],
)
def test_japanese_is_read(words: str, days: tuple[str, str]) -> None:
    """Japanese words, with weekdays of a named week."""
    assert local_days(words, "ja") == days


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("hier", YESTERDAY),
        ("hier soir", YESTERDAY),
        ("aujourd'hui", TODAY),
        ("aujourd’hui", TODAY),
        ("demain", TOMORROW),
        ("demain à 18h30", TOMORROW),
        ("avant-hier", TWO_DAYS_AGO),
        ("après-demain", IN_TWO_DAYS),
        ("la semaine dernière", LAST_WEEK),
        ("la semaine prochaine", NEXT_WEEK),
        ("cette semaine", THIS_WEEK),
        ("lundi prochain", NEXT_MONDAY),
        ("vendredi dernier", LAST_FRIDAY),
        ("il y a trois jours", THREE_DAYS_AGO),
        ("dans deux semaines", IN_TWO_WEEKS),
        ("ce week-end", THIS_WEEKEND),
        ("le mois dernier", LAST_MONTH),
        ("l'année prochaine", NEXT_YEAR),
        ("l'an dernier", LAST_YEAR),
        ("le 1er juin 2025", ("2025-06-01", "2025-06-02")),
        ("en mars 2025", MARCH),
        ("12/06/2025", TOMORROW),
    ],
)
def test_french_is_read(words: str, days: tuple[str, str]) -> None:
    """French words, whose direction follows the noun."""
    assert local_days(words, "fr") == days


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("ayer", YESTERDAY),
        ("anoche", YESTERDAY),
        ("hoy", TODAY),
        ("esta mañana", TODAY),
        ("mañana", TOMORROW),
        ("mañana por la mañana", TOMORROW),
        ("anteayer", TWO_DAYS_AGO),
        ("pasado mañana", IN_TWO_DAYS),
        ("la semana pasada", LAST_WEEK),
        ("la próxima semana", NEXT_WEEK),
        ("la semana que viene", NEXT_WEEK),
        ("el viernes que viene", THIS_FRIDAY),
        ("el viernes pasado", LAST_FRIDAY),
        ("el próximo lunes", NEXT_MONDAY),
        ("hace tres días", THREE_DAYS_AGO),
        ("en dos semanas", IN_TWO_WEEKS),
        ("dentro de dos semanas", IN_TWO_WEEKS),
        ("este fin de semana", THIS_WEEKEND),
        ("el mes pasado", LAST_MONTH),
        ("el año que viene", NEXT_YEAR),
        ("12 de junio de 2025", TOMORROW),
        ("en marzo de 2025", MARCH),
    ],
)
def test_spanish_is_read(words: str, days: tuple[str, str]) -> None:
    """Spanish words; mañana is tomorrow, but not in "esta mañana"."""
    assert local_days(words, "es") == days


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("gestern", YESTERDAY),
        ("gestern Abend", YESTERDAY),
        ("heute", TODAY),
        ("heute Morgen", TODAY),
        ("morgen", TOMORROW),
        ("morgen früh", TOMORROW),
        ("vorgestern", TWO_DAYS_AGO),
        ("übermorgen", IN_TWO_DAYS),
        ("letzte Woche", LAST_WEEK),
        ("in der letzten Woche", LAST_WEEK),
        ("nächste Woche", NEXT_WEEK),
        ("vorletzte Woche", TWO_WEEKS_AGO),
        ("nächsten Freitag", THIS_FRIDAY),
        ("letzten Montag", TWO_DAYS_AGO),
        ("nächste Woche Montag", NEXT_MONDAY),
        ("vor drei Tagen", THREE_DAYS_AGO),
        ("in zwei Wochen", IN_TWO_WEEKS),
        ("letzten Monat", LAST_MONTH),
        ("nächstes Jahr", NEXT_YEAR),
        ("dieses Wochenende", THIS_WEEKEND),
        ("12.06.2025", TOMORROW),
        ("im März 2025", MARCH),
    ],
)
def test_german_is_read(words: str, days: tuple[str, str]) -> None:
    """German words in their cases."""
    assert local_days(words, "de") == days


@pytest.mark.parametrize(
    ("words", "language"),
    [
        *(
            (words, "en")
            for words in ("", "soon", "some day", "a while ago", "recently", "a few days ago", "now and then")
        ),
        *(
            (words, "en")
            for words in ("I may go", "march on", "may", "in May", "May", "3", "42", "2019", "1.5", "second")
        ),
        *(
            (words, "en")
            for words in (
                "on Tuesday",
                "12 June",
                "sun",
                "sat",
                "mar",
                "the 3rd",
                "two weeks",
                "in the morning",
                "every Monday",
            )
        ),
        *((words, "en") for words in ("30 February 2025", "31 June", "12/06/2025", "x" * 5000)),
        *(
            (words, "en")
            for words in (
                "morgen",
                "hier",
                "ayer",
                "last summer",
                "at 5 pm",
                "for three days",
                "5 minutes",
                "the Friday before last",
            )
        ),
        *((words, "fr") for words in ("mon frère", "mars", "en mars", "bientôt", "le lundi", "un an")),
        *((words, "es") for words in ("por la mañana", "la mañana", "en marzo", "pronto", "dos semanas")),
        *((words, "de") for words in ("Guten Morgen", "am Morgen", "hier", "im März", "bald", "zwei Tage")),
        *((words, "zh") for words in ("最近", "3月", "三", "周围", "以后", "三天", "十三月一日")),
        *((words, "ja") for words in ("最近", "3月", "三", "週末", "3日")),
        *((words, "") for words in ("morgen", "hier", "前年", "may")),
        *((words, "nonsense") for words in ("morgen", "hier")),
    ],
)
def test_words_that_name_no_certain_date_stay_words(words: str, language: str) -> None:
    """A bare month, a number, a duration, a greeting and what is vague are no dates; nor is a weekday, or a day of a
    month, in a sentence that does not tell which one."""
    assert local_days(words, language) is None


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("I moved to Porto last week and love it.", "en", "last week"),
        ("Yesterday I met Anna; tomorrow I leave.", "en", "Yesterday"),
        ("We marry on 12 June 2027, in Rome.", "en", "on 12 June 2027"),
        ("The deadline (2026-03-04) is fixed", "en", "2026-03-04"),
        ("Born in March 1990.", "en", "in March 1990"),
        ("Two weeks\nago I quit.", "en", "Two weeks\nago"),
        ("I see her next Friday at 3pm, I hope", "en", "next Friday at 3pm"),
        ("Today's the day", "en", "Today"),
        ("I swim every Monday and Mondays are nice", "en", ""),
        ("I may march on the second, or in May.", "en", "in May"),
        ("I may march on the second.", "en", ""),
        ("It may 3 times fail, or 42 times.", "en", ""),
        ("I bought it on Black Friday", "en", ""),
        ("We met last summer in Faro", "en", "last summer"),
        ("See you a week from Friday", "en", "a week from Friday"),
        ("我上周五搬到上海了", "zh", "上周五"),
        ("我三天前买的手机", "zh", "三天前"),
        ("他2025年3月4日出生", "zh", "2025年3月4日"),
        ("雨后天晴,下周围着湖走", "zh", ""),
        ("每周一开会", "zh", ""),
        ("先週の金曜日に引っ越しました。", "ja", "先週の金曜日"),
        ("来年は結婚します", "ja", "来年"),
        ("あしたは休み", "ja", "あした"),
        ("毎週金曜日に泳ぐ", "ja", ""),
        ("J'ai déménagé la semaine dernière à Lyon.", "fr", "la semaine dernière"),
        ("Je l’ai vu avant-hier.", "fr", "avant-hier"),
        ("Le lundi je nage avec mon frère", "fr", ""),
        ("Me mudé la semana pasada a Porto.", "es", "la semana pasada"),
        ("Nos vemos mañana por la mañana.", "es", "mañana por la mañana"),
        ("Por la mañana bebo café, esta muy bien.", "es", ""),
        ("Ich bin letzte Woche umgezogen.", "de", "letzte Woche"),
        ("Wir fahren morgen nach Berlin.", "de", "morgen"),
        ("Morgen fahren wir nach Berlin.", "de", "Morgen"),
        ("Guten Morgen! Wie geht es dir?", "de", ""),
        ("Morgen! Wie geht es dir?", "de", ""),
        ("Ich bin hier.", "", ""),
        ("Ik zie je morgen.", "nl", ""),
        ("Ich bin letzte Woche umgezogen.", "", "letzte Woche"),
        ("我昨天搬家了", "", "昨天"),
        ("Die Deadline ist next Friday", "de", "next Friday"),
        ("", "en", ""),
    ],
)
def test_the_first_words_that_name_a_time_are_found(text: str, language: str, words: str) -> None:
    """What is found stands in the text letter by letter."""
    assert READER.find(text, language=language) == words


@pytest.mark.parametrize(
    ("words", "said", "timezone", "days"),
    [
        ("today", "2025-06-11T23:30:00", "Asia/Tokyo", ("2025-06-12", "2025-06-13")),
        ("yesterday", "2025-06-11T23:30:00", "Asia/Tokyo", ("2025-06-11", "2025-06-12")),
        ("last week", "2025-06-15T23:30:00", "Asia/Tokyo", ("2025-06-09", "2025-06-16")),
        ("today", "2025-06-11T02:00:00", "America/New_York", ("2025-06-10", "2025-06-11")),
        ("next month", "2025-01-31T12:00:00", "UTC", ("2025-02-01", "2025-03-01")),
        ("last year", "2024-02-29T12:00:00", "UTC", ("2023-01-01", "2024-01-01")),
        ("last weekend", "2025-06-15T12:00:00", "UTC", ("2025-06-07", "2025-06-09")),
        ("in two hours", "2025-06-11T20:30:00", "Europe/Lisbon", ("2025-06-11", "2025-06-12")),
        ("in two hours", "2025-06-11T21:30:00", "Europe/Lisbon", ("2025-06-12", "2025-06-13")),
        ("30 minutes ago", "2025-06-10T23:15:00", "Europe/Lisbon", ("2025-06-10", "2025-06-11")),
    ],
)
def test_days_are_those_of_the_time_zone(words: str, said: str, timezone: str, days: tuple[str, str]) -> None:
    """Late in the evening in London it is already tomorrow in Tokyo."""
    assert local_days(words, "en", said, timezone) == days


@pytest.mark.parametrize(
    ("said", "timezone", "start", "hours"),
    [
        ("2025-03-30T12:00:00", "Europe/Berlin", "2025-03-29T23:00:00Z", 23),
        ("2025-10-26T12:00:00", "Europe/Berlin", "2025-10-25T22:00:00Z", 25),
        ("2018-11-04T12:00:00", "America/Sao_Paulo", "2018-11-04T03:00:00Z", 23),
        ("2024-11-03T12:00:00", "America/Havana", "2024-11-03T04:00:00Z", 25),
        ("2025-06-11T12:00:00", "Asia/Kathmandu", "2025-06-10T18:15:00Z", 24),
        ("2025-06-11T12:00:00", "Not/AZone", "2025-06-11T00:00:00Z", 24),
    ],
)
def test_a_day_is_as_long_as_its_clocks_make_it(said: str, timezone: str, start: str, hours: int) -> None:
    """The day starts at its first moment, also where the clocks skip or repeat midnight."""
    said_at = times.parse(said, name="said_at")
    span = READER.read("today", within="", language="en", said_at=said_at, timezone=timezone)
    assert span is not None
    assert (times.to_iso(span.start), span.end - span.start) == (start, hours * times.HOUR)


@pytest.mark.parametrize("said", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("words", ["yesterday", "tomorrow", "last Friday", "next Monday", "this year", "in 9 years"])
@pytest.mark.parametrize("timezone", ["UTC", "Asia/Tokyo", "America/Lima"])
def test_the_edges_of_the_calendar_raise_nothing(said: str, words: str, timezone: str) -> None:
    """A span that would begin or end where no date can is None."""
    READER.read(words, within=words, language="en", said_at=times.parse(said, name="said_at"), timezone=timezone)


@pytest.mark.parametrize(
    ("words", "language", "days"),
    [
        ("gisteren", "nl", YESTERDAY),
        ("wczoraj", "pl", YESTERDAY),
        ("last week", "nl", LAST_WEEK),
    ],
)
def test_other_languages_are_read_as_far_as_dateparser_knows_them(
    words: str, language: str, days: tuple[str, str]
) -> None:
    """A language without a data file has what dateparser knows, and English."""
    assert local_days(words, language) == days


@given(
    words=st.text(max_size=40)
    | st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join),
    language=st.sampled_from(["de", "en", "es", "fr", "it", "ja", "ko", "pt", "ru", "zh", "nl", "xx", ""]),
    said_at=st.integers(-(10**18), 10**18),
)  # fmt: skip
def test_no_words_make_the_reader_fail(words: str, language: str, said_at: int) -> None:
    """Any text gives a span that is not empty, or None, and what is found stands in it."""
    span = READER.read(words, within=words, language=language, said_at=said_at, timezone="Europe/Lisbon")
    assert span is None or span.start < span.end
    assert READER.find(words, language=language) in words
    for asked in READER.spans(words, language=language, said_at=said_at, timezone="Europe/Lisbon"):
        assert asked.start < asked.end


def test_threads_may_share_a_reader() -> None:
    """Ten threads that read at once, the first time, get the same answers."""
    reader = LocalTimeReader()
    said_at = times.parse(WEDNESDAY, name="said_at")
    answers = []

    def read() -> None:
        answers.append(reader.read("last week", within="", language="en", said_at=said_at, timezone="UTC"))

    threads = [threading.Thread(target=read) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 10
    assert len(set(answers)) == 1


@pytest.mark.parametrize(
    "name", ["UTC", "Europe/Lisbon", " Asia/Tokyo ", "America/Argentina/Buenos_Aires", "Etc/GMT+5"]
)
def test_a_time_zone_of_the_list_is_taken(name: str) -> None:
    """A name of the IANA's list, with white space around it or not."""
    assert check_timezone(name) == name.strip()


@pytest.mark.parametrize("name", ["", "  "])
def test_no_time_zone_is_utc(name: str) -> None:
    """An empty time zone is UTC."""
    assert check_timezone(name) == "UTC"


@pytest.mark.parametrize(
    "name",
    ["Lisbon", "europe/lisbon", "localtime", "America", "../etc/passwd", "/etc/localtime", "right/UTC", "\0", "+01:00"],
)
def test_another_time_zone_is_refused(name: str) -> None:
    """The sentence says what to write; a path and this machine's own zone are no names."""
    with pytest.raises(InvalidParameter, match="timezone is not a known time zone"):
        check_timezone(name)
