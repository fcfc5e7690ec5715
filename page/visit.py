"""A visit: one request with everything that is known about it: who asks, what they may, and whose page it is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode, urlsplit

from werkzeug import Request, Response

from forms.memory_page import Rights
from memory_core import Person, Scope, Space
from memory_core.errors import KeepsakeError
from page.answer import made, sent_on
from page.drawing import rendered
from page.log import Entry, Log
from page.log import now as log_now
from page.places import digest_of, place_of, token_of
from page.session import Session, Signer
from page.settings import PageSettings


class RefusedError(Exception):
    """What the session may not see or do: answered as a wrong key is."""


@dataclass(frozen=True, slots=True)
class Hook:
    """Where the page is, as Dify says: the id of the hook, and the path that it lies under."""

    name: str
    root: str
    is_secure: bool

    @classmethod
    def of(cls, request: Request) -> "Hook":
        address = urlsplit(request.headers.get("Dify-Hook-Url", ""))
        forwarded = request.headers.get("X-Forwarded-Proto", "").split(",")[0].strip()
        return cls(
            name=request.headers.get("Dify-Hook-Id", "")[:200],
            root=address.path.rstrip("/") + "/",
            is_secure=(forwarded or address.scheme) == "https",
        )


@dataclass(frozen=True, slots=True)
class Visit:
    """`session` is signed and not over; what it may is asked with `must`."""

    request: Request
    hook: Hook
    signer: Signer
    session: Session
    page: PageSettings

    @property
    def space(self) -> Space:
        return self.page.space

    @property
    def log(self) -> Log:
        return Log(self.page.folder, self.space.id)

    def asked(self, name: str, *, longest: int = 10_000) -> str:
        """A value of the address."""
        return self.request.args.get(name, "")[:longest]

    def filled(self, name: str, *, longest: int = 200_000) -> str:
        """A value of the form that was sent."""
        return self.request.form.get(name, "")[:longest]

    def must(self, wanted: Rights) -> None:
        if not self.session.may(wanted):
            raise RefusedError

    def must_be_everybodys(self) -> None:
        """What shows more than one person is not for a link."""
        if self.session.who:
            raise RefusedError

    def place(self, who: str) -> Scope:
        """Whose page it is. A session of one person never learns whether there is another."""
        if self.session.who and who != self.session.who:
            raise RefusedError
        return place_of(who, self.space)

    def person(self, who: str) -> Person:
        return self.space.of(replace(self.place(who), kept_since=self.page.kept_since))

    def address(self, *parts: str, **values: object) -> str:
        """Of another page, from the root on; parts are escaped."""
        path = "/".join(quote(part, safe="") for part in parts)
        asked = urlencode({name: value for name, value in values.items() if value not in ("", None)})
        return self.hook.root + path + (f"?{asked}" if asked else "")

    def show(self, template: str, *, status: int = 200, **values: object) -> Response:
        return made(rendered(template, self.page.language, self._known() | values), status=status)

    def done(self, what: str, *parts: str, **values: object) -> Response:
        """To another page, which says what was done."""
        return sent_on(self.address(*parts, done=what, **values))

    def failed(self, problem: KeepsakeError, *, status: int = 400) -> Response:
        return self.show("problem.html", status=status, problem=str(problem), code=problem.code)

    def note(self, kind: str, operation_id: str, place: Scope, **told: object) -> None:
        """Writes a change into the operations log."""
        by = "link" if self.session.who else "key"
        fields: Mapping[str, object] = {"at": log_now(), "by": by, "who": digest_of(place), **told}
        self.log.note(Entry(kind=kind, operation_id=operation_id, **fields))  # type: ignore[arg-type]

    def _known(self) -> dict[str, object]:
        """What every page is drawn with."""
        return {
            "visit": self,
            "link": self.address,
            "token": token_of,
            "form_value": self.signer.form_value(self.session),
            "may_correct": self.session.may(Rights.CORRECT),
            "may_everything": self.session.may(Rights.EVERYTHING),
            "one_person": self.session.who,
            "done": self.asked("done", longest=40),
        }
