"""Space: the memories of one key, and the people in it."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from memory_core.api.asked import at_least, choices
from memory_core.api.incoming import People, people_of, take_in
from memory_core.api.person import Person
from memory_core.domain.scope import Scope
from memory_core.domain.secrets.mask import Secrets
from memory_core.errors import InvalidParameter
from memory_core.operations.incoming.places import Places
from memory_core.operations.incoming.take_in import TakenIn
from memory_core.operations.maintain import Maintained
from memory_core.operations.overview import Overview, PersonCount
from memory_core.ports import Progress
from memory_core.service import MemoryService

if TYPE_CHECKING:  # what is seldom needed
    from memory_core.operations.archive.imports import Imported

DEFAULT_AGENT = "dify"


class Space:
    """All memories of one key in a folder or on a server. Made by `memory_core.open`, and a context manager.

    The key itself is not kept; the space's `id` is made of it, and there is no way back.
    """

    def __init__(self, service: MemoryService, space: str, *, agent: str, place: str) -> None:
        self._service = service
        self._everybody = Scope(space=space, agent=agent)
        self._place = place

    @property
    def id(self) -> str:
        """32 hexadecimal digits, the same on every machine."""
        return self._everybody.space

    def __repr__(self) -> str:
        return f"<Space {self.id[:8]} in {self._place}>"

    def user(self, user: str, *, session: str | None = None, agent: str | None = None) -> Person:
        """The memories about one user and, with `session`, of one conversation of theirs; `agent` on whose behalf, that
        of `open` when it is not given. Raises InvalidParameter when the id is empty or longer than 16,384 characters.

        >>> anna = space.user("anna")
        """
        if not user.strip():
            raise InvalidParameter("The user id is empty. Give the id of a user, or use Space.scoped for everybody.")
        return self.scoped(user=user, session=session, agent=agent)

    def scoped(
        self,
        *,
        agent: str | None = None,
        realm: str = "",
        user: str | None = None,
        session: str | None = None,
        include_shared: bool = False,
    ) -> Person:
        """The memories of a whole scope; see `Scope` for what each part means.

        Without a `user` or `session` everybody's are read, and what is stored belongs to nobody alone. The plugin keeps
        its memories in realms like "user:ID"; the library's own are in the realm "".
        """
        scope = Scope(
            space=self.id,
            agent=self._everybody.agent if agent is None else agent,
            realm=realm,
            user=user,
            session=session,
            include_shared=include_shared,
        )
        return Person(self._service, scope, self._place)

    def overview(self, *, days: int = 30) -> Overview:
        """What the agent of `open` holds: its people, memories by type and state, what was stored on each of the last
        `days`, and what waits. It tells numbers and ids, no text."""
        return self._service.overview(scope=self._everybody, days=at_least(1, days, name="days"))

    def people(self) -> tuple[PersonCount, ...]:
        """Whose memories the agent of `open` holds, those with the most first; `Space.of` opens one."""
        return self._service.people(scope=self._everybody)

    def of(self, place: Scope) -> Person:
        """The memories of a place that `people` or `overview` named. Raises InvalidParameter for one of another space
        or agent."""
        if (place.space, place.agent) != (self.id, self._everybody.agent):
            raise InvalidParameter("This place is in another space, or of another agent. Take one of Space.people.")
        return Person(self._service, place, self._place)

    def export(self, *, of: Scope | None = None) -> Iterator[str]:
        """A header and a line of JSON for each memory, each ended, as the command line's `export` writes them: of the
        whole space, whatever the agent, or of one place. What is hidden is left out."""
        from memory_core.operations.archive.export import EVERYBODY, Wanted

        wanted = EVERYBODY if of is None else Wanted(of.agent, of.realm, of.user, of.session)
        return self._service.lines(self.id, of=wanted)

    def bring_in(self, lines: Iterable[str], *, dry_run: bool = False) -> "Imported":
        """The memories of an export's lines come into this space, each where it was; what is there already stays as it
        is. A `dry_run` only says what would come in. Raises InvalidParameter when these are no such lines."""
        from memory_core.operations.archive.reading import Into

        return self._service.bring_in(lines, into=Into(self.id), dry_run=dry_run)

    def maintain(
        self, *, seconds: float = 60.0, agent: str | None = None, realm: str = "", progress: Progress = lambda _: None
    ) -> Maintained:
        """Does what was left for later for every user of an agent: erases what has expired or was forgotten long ago,
        removes it from disk, and reads the messages that wait. Begins nothing more after `seconds`. `progress` is
        called with how many more memories are done. Other agents and realms have calls of their own; the command
        line's `maintain` finds them all."""
        scope = self.scoped(agent=agent, realm=realm).scope
        return self._service.maintain_all(scopes=[scope], seconds=seconds, progress=progress)

    def take_in(
        self,
        file: str | Path,
        *,
        agent: str | None = None,
        realm: str = "",
        user: str | None = None,
        people: People | None = None,
        format: str = "",  # noqa: A002 - what the command line calls it
        encoding: str = "",
        secrets: Secrets | str = Secrets.MASK,
        progress: Progress = lambda _: None,
    ) -> TakenIn:
        """Takes in what another program exported: ChatGPT, Claude, Dify's logs, mem0, OpenMemory, mem9, LangGraph's
        store, plain JSON (Lines) or Markdown. Once, however often: what came in before stays as it is now.

        Words are searchable at once, and facts are drawn from them by `maintain`. `realm` and `user` are for all
        ("user:{user}" is each person's own realm); with `people`, by the file's own ids, whoever is not among them is
        left out. `progress` is called with how many more messages and facts are done. What could not be used stands in
        the result's `unread`. Raises InvalidParameter when the file cannot be read to its end.

        >>> space.take_in("conversations.zip", user="anna").messages
        """
        places = Places(self.id, agent or self._everybody.agent, realm, user, people_of(people))
        (masking,) = choices(secrets, Secrets, name="secrets")
        return take_in(
            self._service,
            file,
            places=places,
            format=format,
            encoding=encoding,
            secrets=masking,
            progress=progress,
        )

    def check(self) -> None:
        """Opens the folder or asks the server, and raises the StorageError or InvalidSettings that stands in the
        way."""
        self._service.check()

    def close(self) -> None:
        """Lets go of files and connections. Other spaces of the same Storage are closed with it."""
        self._service.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
