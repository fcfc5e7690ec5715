"""Words that name a time in languages without a data file, as far as dateparser knows them for certain."""

import threading
from datetime import datetime
from typing import Any

from memory_core.domain.reading.calendar.days import Days
from memory_core.domain.reading.calendar.meaning import meant

_LONGEST = 100  # no words that name a time are longer
_GRAINS = ("week", "month", "year")
_SETTINGS = {
    "TIMEZONE": "UTC",
    "RETURN_AS_TIMEZONE_AWARE": False,
    "PREFER_DAY_OF_MONTH": "first",
    "PARSERS": ["relative-time"],
}


class Elsewhere:
    """Reads relative times; loads dateparser when first needed, which takes half a second."""

    def __init__(self) -> None:
        self._parser: Any = None
        self._languages: frozenset[str] = frozenset()
        self._loading = threading.Lock()

    def read(self, words: str, *, language: str, said: datetime) -> Days | None:
        """The days, counted from `said` in the speaker's zone. Not "two weeks", which dateparser would count in either
        direction."""
        if len(words) > _LONGEST:
            return None
        past, future = (self._asked(words, language, said, prefer) for prefer in ("past", "future"))
        if not past or not past.date_obj or past.date_obj != future.date_obj:
            return None
        grain = past.period if past.period in _GRAINS else "day"
        return meant(f"{grain} 0", said=past.date_obj.replace(tzinfo=said.tzinfo), direction=None)

    def _asked(self, words: str, language: str, said: datetime, prefer: str) -> Any:
        parser_of = self._ready()
        if language not in self._languages:
            return None
        noon = said.replace(hour=12, minute=0, second=0, microsecond=0, tzinfo=None)
        settings = {**_SETTINGS, "RELATIVE_BASE": noon, "PREFER_DATES_FROM": prefer}
        return parser_of(languages=[language], settings=settings).get_date_data(words)

    def _ready(self) -> Any:
        with self._loading:
            if self._parser is None:
                from dateparser.data.languages_info import language_order
                from dateparser.date import DateDataParser

                self._languages = frozenset(language_order)
                self._parser = DateDataParser
            return self._parser
