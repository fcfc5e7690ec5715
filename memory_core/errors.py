"""What can go wrong. Every error has a stable `code` and says whether the same call may succeed later.

The first paragraph of an error's docstring is what it means, the second what to do; docs/errors.md is made of both, for
people who build with Keepsake. The sentence of an error itself is more exact, and holds no key and no memory's text.
"""

from typing import ClassVar


class KeepsakeError(Exception):
    """Any refusal or failure that Keepsake answers with one clear sentence."""

    code: ClassVar[str] = "failed"
    retryable: ClassVar[bool] = False


# -- the call ----------------------------------------------------------------------------------------------------------


class InvalidParameter(KeepsakeError):
    """A parameter has a value that cannot be used, or parameters exclude each other.

    The sentence names it, and says what to write instead.
    """

    code = "invalid_parameter"


class ContentTooLong(InvalidParameter):
    """A text is longer than what is kept or searched for at once.

    Split it, and send the parts.
    """

    code = "content_too_long"


class SecretFound(InvalidParameter):
    """The words hold a key, a password or a number that must not be kept, and `secrets` says that such words are
    refused.

    Leave it out, or set `secrets` to mask.
    """

    code = "secret_found"


class NotConfirmed(InvalidParameter):
    """Forgetting more than single ids needs the `confirm` value of a dry run, which is missing, older than a day, or of
    another choice.

    Make a dry run, look at what it counts, and repeat the same call with its `confirm`.
    """

    code = "not_confirmed"


class NotFound(InvalidParameter):
    """Within this call's reach there is no memory or operation with that id, whether another user has one or not.

    Use an id as a tool answered it, with the same key, isolation and ids.
    """

    code = "not_found"


class UnresolvedTemplate(InvalidParameter):
    """An id or key holds a `{{...}}` that Dify did not fill in and this call cannot.

    In agent apps leave the field empty; in workflows bind the variable instead of typing it.
    """

    code = "unresolved_template"


class IdentityMissing(KeepsakeError):
    """Dify did not name the user, conversation or app that the isolation keeps apart.

    Call the tool from an app that has one, or choose another isolation: see isolation.md.
    """

    code = "identity_missing"


# -- the authorization -------------------------------------------------------------------------------------------------


class InvalidSettings(KeepsakeError):
    """A field at Authorize cannot work as it is written.

    Correct the field that the sentence names.
    """

    code = "invalid_settings"


class UnsupportedModel(InvalidSettings):
    """No such model is known, or it cannot be asked from here: `dify:` models answer inside Dify only.

    Correct the model's name; on the command line, use commands that ask no model.
    """

    code = "unsupported_model"


class KeyMissing(KeepsakeError):
    """There is no space key: not at Authorize or, with several spaces, not in the call.

    Write it at Authorize, or bind `api_key` to an environment variable.
    """

    code = "key_missing"


class KeyTooShort(KeepsakeError):
    """The space key has fewer than 16 characters and could be guessed.

    Make a longer one: see spaces.md.
    """

    code = "key_too_short"


# -- models ------------------------------------------------------------------------------------------------------------


class EmbeddingFailed(KeepsakeError):
    """The embedding model gave no vectors, so nothing was stored or searched.

    Try again; if it stays, check the model, its service and the network.
    """

    code = "embedding_failed"
    retryable = True


class EmbeddingRefused(EmbeddingFailed):
    """The embedding model does not exist, does not accept the key, or does not take the text; nothing was stored or
    searched.

    Check its name and key at Authorize.
    """

    code = "embedding_refused"
    retryable = False


class EmbeddingMismatch(EmbeddingFailed):
    """The embedding model's vectors have another length than those that are stored: it was changed behind its name.

    Name the model that the memories were stored with, or embed them anew: see models.md.
    """

    code = "embedding_mismatch"
    retryable = False


class ModelFailed(KeepsakeError):
    """The language model gave no answer, for a reason that it does not tell.

    Nothing to do at first: the words are kept, and read with the next store. If it stays, look into the model's log.
    """

    code = "model_failed"
    retryable = True


class ModelAbsent(ModelFailed):
    """A summary was asked for, and no language model is set.

    Name one at Authorize, or turn the summary off.
    """

    code = "model_absent"
    retryable = False


class ModelBudgetSpent(ModelFailed):
    """What language models may be asked a day, as the options say, is used up: the words are kept, and facts wait.

    Wait for the next day (in UTC), or raise `model_calls_per_day` or `model_tokens_per_day`.
    """

    code = "model_budget_spent"


class ModelBusy(ModelFailed):
    """The language model is busy, or its quota is used up.

    Wait; raise the quota if it stays.
    """

    code = "model_busy"


class ModelTooSlow(ModelFailed):
    """The language model did not answer within 45 seconds, or other messages of the same user were being read.

    Wait: fewer messages are asked about next time. If it stays, use a faster model.
    """

    code = "model_too_slow"


class ModelRefused(ModelFailed):
    """The language model does not exist, or does not accept the key.

    Check its name and key at Authorize; what waits is read afterwards.
    """

    code = "model_refused"
    retryable = False


class QuestionRefused(ModelFailed):
    """The language model works, but does not take this question: it is too long, or a filter stops it.

    Nothing, if it is rare: fewer messages are asked about next time. Otherwise use a model with a larger context.
    """

    code = "question_refused"
    retryable = False


class ModelAnswerUnusable(ModelFailed):
    """The language model answered, but not in the form it was asked for.

    Nothing, if it is rare. Otherwise use a stronger model.
    """

    code = "model_answer_unusable"


class LearningFailed(KeepsakeError):
    """Facts could not be drawn from what was stored, by a fault of Keepsake; the words are kept.

    Report it; the messages are tried again with the next store.
    """

    code = "learning_failed"
    retryable = True


class SummaryFailed(KeepsakeError):
    """A chat could not be summarised, by a fault of Keepsake; its messages are kept.

    Report it, and ask again.
    """

    code = "summary_failed"
    retryable = True


# -- storage -----------------------------------------------------------------------------------------------------------


class StorageError(KeepsakeError):
    """What memories are kept in failed, for a reason that it does not tell.

    Try again; if it stays, look into the server's log.
    """

    code = "storage_failed"
    retryable = True


class EngineFailed(StorageError):
    """The embedded engine gave up on an operation, and is opened anew.

    Try again; if it stays, run `doctor`.
    """

    code = "engine_failed"


class FolderUnusable(StorageError):
    """The data folder, or a file that was named, cannot be made, read or written.

    Make it writable for Dify's plugin daemon, or name another one.
    """

    code = "folder_unusable"
    retryable = False


class StorageBusy(StorageError):
    """Another process holds the folder, other stores of the same user take long, or the server is at its limit.

    Try again; if it stays, end the other process, or use a Qdrant server.
    """

    code = "storage_busy"


class WriteConflict(StorageError):
    """Somebody else changed the same memories at the same moment.

    Try again.
    """

    code = "write_conflict"


class StorageFull(StorageError):
    """The disk has too little room left. Nothing was stored; searching goes on.

    Make room.
    """

    code = "storage_full"
    retryable = False


class QuotaReached(StorageError):
    """This person has as many memories, or megabytes of them, as the authorization allows one person. Nothing was
    stored; what is there stays, is searched as before, and nobody else notices.

    Erase what is no longer needed (what is only hidden counts until it is erased, after 30 days), or raise
    `memories_per_person` or `megabytes_per_person`.
    """

    code = "quota_reached"
    retryable = False


class StorageRefused(StorageError):
    """The Qdrant server does not accept the key, or the key may only read.

    Check `qdrant_api_key`.
    """

    code = "storage_refused"
    retryable = False


class StorageLimits(StorageError):
    """Strict mode of the Qdrant server allows less at once than Keepsake asks for; the sentence names the limit.
    Nothing was stored.

    Raise the limit in the strict mode of the server or the collection: see operations.md.
    """

    code = "storage_limits"
    retryable = False


class StorageGone(StorageError):
    """Somebody removed the collection from the Qdrant server, with all memories in it. Searches say so, rather than
    that nothing is known; the next store makes it anew.

    Recover the collection from a snapshot or a backup, if it was removed by mistake.
    """

    code = "storage_gone"
    retryable = False


class StorageUnreachable(StorageError):
    """Nobody answers at the Qdrant server's address, or the answer broke off.

    Check `qdrant_url`, the server and the network.
    """

    code = "storage_unreachable"


class StorageAway(StorageUnreachable):
    """The Qdrant server did not answer several times in a row, and is not asked for a few seconds, so that no call
    waits for it in vain. Nothing was stored or searched.

    Try again in a few seconds; check the server and the network if it stays.
    """

    code = "storage_away"


class StorageTooSlow(StorageError):
    """The Qdrant server did not answer in time: a request took 10 seconds, or a search as many as `query_seconds` says.

    Try again: what did arrive is kept once. If it stays, look at the server's load.
    """

    code = "storage_too_slow"


class StorageAnswerUnusable(StorageError):
    """What answers at `qdrant_url` is no Qdrant server, or something between rewrites its answers.

    Check `qdrant_url` and proxies.
    """

    code = "storage_answer_unusable"


class StorageUnsuitable(StorageError):
    """The Qdrant server is too old; or the data folder, or the server's collection, is of a version of Keepsake that
    this one cannot read. Nothing in it was touched.

    Upgrade the server, or Keepsake, as the sentence says.
    """

    code = "storage_unsuitable"
    retryable = False


class StorageReadOnly(StorageError):
    """A later version of Keepsake has changed how memories are written. This one can search and list them, and nothing
    was stored, changed or forgotten.

    Upgrade Keepsake: see operations.md.
    """

    code = "storage_read_only"
    retryable = False


class StorageDamaged(StorageError):
    """The files of the memories are damaged: they cannot be opened, or hold fewer memories than were written. `folder`
    is the path of where they are, if that is one.

    Bring them back with `restore` from a backup, which sets the damaged folder aside; or go on as the sentence says.
    """

    code = "storage_damaged"
    retryable = False

    def __init__(self, message: str, *, folder: object = None) -> None:
        super().__init__(message)
        self.folder = folder


class ContentDiffers(StorageError):
    """Two places hold something else under one id, where a copy should hold the same.

    Copy into an empty place, or into one that was copied to before.
    """

    code = "content_differs"
    retryable = False
