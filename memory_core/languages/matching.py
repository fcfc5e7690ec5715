"""Patterns of rules that are compiled when a text first holds a word that they need: most are never asked for."""

import re
from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

from memory_core.languages.notation import Compiled, compiled, needed
from memory_core.languages.rules import Rule


class Matcher:
    """The patterns of one rule, to match a folded text with: to search `anywhere`, or to match the whole."""

    def __init__(self, rule: Rule, *, places: Mapping[str, str] = MappingProxyType({}), anywhere: bool = False) -> None:
        self.rule = rule
        self._kinds = places
        self._anywhere = anywhere

    def search(self, text: str) -> re.Match[str] | None:
        return self._regex.search(text) if self._may_match(text) else None

    def fullmatch(self, text: str, start: int, end: int) -> re.Match[str] | None:
        return self._regex.fullmatch(text, start, end) if self._may_match(text) else None

    @property
    def places(self) -> Mapping[str, str]:
        """The names of the groups, each with the place that it stands for."""
        return self._compiled.places

    def _may_match(self, text: str) -> bool:
        words = self._needed
        return not words or any(word in text for word in words)

    @cached_property
    def _needed(self) -> frozenset[str]:
        return needed(*self.rule.patterns, parts=self.rule.parts)

    @cached_property
    def _compiled(self) -> Compiled:
        return compiled(*self.rule.patterns, parts=self.rule.parts, places=self._kinds, anywhere=self._anywhere)

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        return re.compile(self._compiled.regex)
