"""Who is in a space, over the collections of all embedding models in one place."""

from collections.abc import Mapping, Sequence

from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.domain.states import State
from memory_core.engines.merged import sum_of
from memory_core.ports import Census


class SeveralCensuses:
    """The Census of several."""

    def __init__(self, censuses: Sequence[Census]) -> None:
        self._censuses = censuses

    def places(self, space: str) -> list[Scope]:
        found = {place for census in self._censuses for place in census.places(space)}
        return sorted(found, key=lambda place: (place.agent, place.realm))

    def users(self, scope: Scope, selection: Selection) -> dict[str, int]:
        """A memory that comes over from one to another at this moment counts in both."""
        return dict(sum_of(census.users(scope, selection) for census in self._censuses))

    def tally(self, space: str, wanted: Sequence[Selection]) -> list[Mapping[tuple[Scope, State], int]]:
        """A memory that comes over from one to another at this moment counts in both."""
        counted = [census.tally(space, wanted) for census in self._censuses]
        return [sum_of(each) for each in zip(*counted, strict=True)] if counted else [{} for _ in wanted]

    def counts(self, space: str, wanted: Sequence[Selection]) -> list[int]:
        """A memory that comes over from one to another at this moment counts in both."""
        counted = [census.counts(space, wanted) for census in self._censuses]
        return [sum(each) for each in zip(*counted, strict=True)] if counted else [0 for _ in wanted]

    def close(self) -> None:
        for census in self._censuses:
            census.close()
