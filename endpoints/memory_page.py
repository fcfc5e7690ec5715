"""The memory page, as Dify calls it: every request comes here, whatever its path."""

from collections.abc import Mapping

from dify_plugin import Endpoint
from dify_plugin.config.logger_format import plugin_logger_handler
from werkzeug import Request, Response

from page.site import answer, logger
from provider.dify_models import call_session

if plugin_logger_handler not in logger.handlers:  # this file is run once for each of its paths
    logger.addHandler(plugin_logger_handler)


class MemoryPage(Endpoint):
    def _invoke(self, r: Request, values: Mapping[str, object], settings: Mapping[str, object]) -> Response:
        with call_session(self.session):
            return answer(r, settings)
