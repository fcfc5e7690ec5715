"""What Dify calls when somebody fills in Tools > Authorize."""

from typing import Any

from dify_plugin import ToolProvider
from dify_plugin.errors.model import CredentialsValidateFailedError

from memory_core import KeepsakeError
from provider.authorization import said_at_authorize
from provider.composition import read_authorization, storage_for


class KeepsakeProvider(ToolProvider):
    def _validate_credentials(self, credentials: dict[str, Any]) -> None:
        problem = _problem(credentials)
        if problem:
            raise CredentialsValidateFailedError(problem)  # of this class alone does Dify's form show the sentence


def _problem(credentials: dict[str, Any]) -> str:
    """One sentence that says what to do; empty when the authorization can work. Models are tried when first used: at
    this point Dify gives no access to the workspace's own."""
    try:
        storage_for(read_authorization(credentials).settings).check()
    except KeepsakeError as exc:
        return said_at_authorize(exc)
    return ""
