"""The site: every request to the page, from the first look at it to the answer. Nothing that fails inside gets out."""

import logging
from collections.abc import Callable, Mapping

from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.http import dump_cookie

from memory_core import KeepsakeError
from memory_core.errors import NotFound as NoSuchMemory
from page.answer import made, sent_on
from page.drawing import rendered
from page.pauses import Pauses
from page.routes import ROUTES, Route
from page.session import COOKIE, Session, Signer
from page.settings import is_key, language_of, page_key_of, read_settings, rights_of, secret_of
from page.visit import Hook, RefusedError, Visit

_LONGEST_KEY = 1_000
_pauses = Pauses()
logger = logging.getLogger("keepsake.page")


def answer(request: Request, settings: Mapping[str, object], *, pauses: Pauses = _pauses) -> Response:
    """The answer to a request. Whatever goes wrong, it is a page of ours, and says nothing of the inside."""
    hook = Hook.of(request)
    try:
        return _Door(request, settings, hook, pauses).answer()
    except Exception as exc:  # noqa: BLE001 - the SDK would print it to whoever asked
        logger.error("unexpected %s at %s", type(exc).__name__, _place(exc))
        return made(rendered("broken.html", language_of(settings), {"root": hook.root}), status=500)


class _Door:
    """One request at the door: it is let in with a session, with the key or with a link, or sees the door."""

    def __init__(self, request: Request, settings: Mapping[str, object], hook: Hook, pauses: Pauses) -> None:
        self._request, self._settings, self._hook, self._pauses = request, settings, hook, pauses
        self._signer = Signer(secret_of(settings), hook.name)
        self._name = f"{hook.name} {self._signer.short_code('pauses')}"

    def answer(self) -> Response:
        if not page_key_of(self._settings):
            return self._page("not_set_up.html", status=503)
        if self._path == "sign-in" and self._request.method == "POST":
            return self._signed_in()
        if self._path.startswith("link/"):
            return self._by_link()
        session = self._session()
        if session is None or (self._request.method == "POST" and not self._is_from_our_form(session)):
            return self._refused()
        if self._path == "sign-out" and self._request.method == "POST":
            return self._with_cookie(sent_on(self._hook.root), "", 0)
        return self._inside(session)

    def _inside(self, session: Session) -> Response:
        try:
            page = read_settings(self._settings)
        except KeepsakeError as problem:
            return self._page("settings_problem.html", status=503, problem=str(problem))
        visit = Visit(self._request, self._hook, self._signer, session, page)
        try:
            route, values = self._routed()
            return route(visit, **values)
        except RefusedError:
            return self._refused()
        except (NotFound, NoSuchMemory):
            return visit.show("nowhere.html", status=404)
        except HTTPException:
            return visit.show("nowhere.html", status=400)
        except KeepsakeError as problem:
            return visit.failed(problem, status=503 if problem.retryable else 400)

    def _routed(self) -> tuple[Route, Mapping[str, str]]:
        matched, values = ROUTES.bind("page").match(f"/{self._path}", method=self._request.method)
        route: Callable[..., Response] = matched
        return route, values

    # -- who is asking -------------------------------------------------------------------------------------------------

    def _session(self) -> Session | None:
        """By cookie; or by the key itself, for programs that watch the page."""
        bearer = self._request.headers.get("Authorization", "")
        if bearer.startswith("Bearer ") and self._request.method == "GET":
            return self._by_key(bearer.removeprefix("Bearer ").strip())
        cookie = self._request.cookies.get(COOKIE, "")
        return self._signer.session_of(cookie, most=rights_of(self._settings)) if cookie else None

    def _by_key(self, given: str) -> Session | None:
        if not is_key(given[:_LONGEST_KEY], self._settings):
            self._pauses.failed(self._name)
            return None
        self._pauses.succeeded(self._name)
        return self._signer.session(rights_of(self._settings))

    def _signed_in(self) -> Response:
        if not self._is_from_our_form(None):
            return self._refused()
        session = self._by_key(self._request.form.get("page_key", "").strip())
        if session is None:
            return self._refused()
        return self._with_session(sent_on(self._hook.root), session)

    def _by_link(self) -> Response:
        """The link's own page, with the cookie: a browser sends it from the next click on, which comes from us."""
        session = self._signer.link_session(self._path.removeprefix("link/"), most=rights_of(self._settings))
        if session is None or self._request.method != "GET":
            return self._refused()
        to = f"{self._hook.root}person/{session.who}"
        return self._with_session(self._page("welcome.html", to=to), session)

    def _is_from_our_form(self, session: Session | None) -> bool:
        if self._request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            return False
        return self._signer.is_form_value(self._request.form.get("form_value", "")[:_LONGEST_KEY], session)

    # -- what they get -------------------------------------------------------------------------------------------------

    def _refused(self) -> Response:
        """One answer to whoever is not let in, whatever the reason."""
        return self._page("sign_in.html", status=401, form_value=self._signer.form_value(None))

    def _page(self, template: str, *, status: int = 200, **values: object) -> Response:
        return made(rendered(template, language_of(self._settings), {"root": self._hook.root, **values}), status=status)

    def _with_session(self, response: Response, session: Session) -> Response:
        return self._with_cookie(response, self._signer.cookie_of(session), session.ends_at - int(self._signer.now()))

    def _with_cookie(self, response: Response, value: str, seconds: int) -> Response:
        """The one cookie that there is: of several, Dify lets only one pass."""
        response.headers["Set-Cookie"] = dump_cookie(
            COOKIE,
            value,
            max_age=seconds,
            path=self._hook.root.rstrip("/") or "/",
            secure=self._hook.is_secure,
            httponly=True,
            samesite="Strict",
        )
        return response

    @property
    def _path(self) -> str:
        return self._request.path.strip("/")


def _place(exc: Exception) -> str:
    trace = exc.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "an unknown place"
