"""The memory page, as Dify calls it: every request comes here, whatever its path."""

from collections.abc import Mapping

from dify_plugin import Endpoint
from werkzeug import Request, Response

from page.site import answer
from provider.dify_models import call_session


class MemoryPage(Endpoint):
    def _invoke(self, r: Request, values: Mapping[str, object], settings: Mapping[str, object]) -> Response:
        with call_session(self.session):
            return answer(r, settings)
