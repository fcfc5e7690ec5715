"""What can go wrong, as a tree. Every error has a stable `code` and says whether the same call may succeed later.

KeepsakeError
├── InvalidParameter        a value that cannot be used; the sentence says what to write instead
│   ├── ContentTooLong
│   ├── NotFound            the scope holds no such memory or operation, whether another does or not
│   ├── NotConfirmed        forgetting much needs what a dry run answered
│   └── UnresolvedTemplate  a `{{...}}` that nobody filled in
├── InvalidSettings         the authorization (or the library's settings) cannot work as written
│   └── UnsupportedModel
├── KeyMissing, KeyTooShort
├── IdentityMissing         the call does not carry what the chosen isolation needs
├── EmbeddingFailed
│   ├── EmbeddingRefused
│   └── EmbeddingMismatch   vectors of another length than those that are stored
├── ModelFailed             a language or rerank model gave no answer that can be used
│   ├── ModelAbsent         none is set
│   ├── ModelBusy           it asks to come back later
│   ├── ModelTooSlow
│   ├── ModelRefused        it does not exist, or does not accept our key
│   ├── QuestionRefused     it works, but does not take this question
│   └── ModelAnswerUnusable
├── LearningFailed          facts could not be drawn from what was stored, for a reason of our own
├── SummaryFailed           a chat could not be summarised, for a reason of our own
└── StorageError
    ├── EngineFailed        the embedded engine gave up on an operation
    ├── FolderUnusable      the data folder cannot be made or written
    ├── StorageBusy         another process holds the folder
    ├── WriteConflict       somebody else changed meanwhile what was to be written
    ├── StorageFull
    ├── StorageRefused      the server does not accept our key
    ├── StorageUnreachable  nobody answers at the server's address
    ├── StorageTooSlow      the server did not answer in time
    ├── StorageAnswerUnusable
    ├── StorageUnsuitable   the server is too old, or the collection is of another version of Keepsake
    ├── StorageDamaged
    └── ContentDiffers      two places hold something else under one id, where they should hold the same

No message holds a key or a memory's text.
"""

from typing import ClassVar


class KeepsakeError(Exception):
    """Any refusal or failure that Keepsake answers with one clear sentence."""

    code: ClassVar[str] = "failed"
    retryable: ClassVar[bool] = False


class InvalidParameter(KeepsakeError):
    code = "invalid_parameter"


class ContentTooLong(InvalidParameter):
    code = "content_too_long"


class NotConfirmed(InvalidParameter):
    code = "not_confirmed"


class NotFound(InvalidParameter):
    code = "not_found"


class UnresolvedTemplate(InvalidParameter):
    code = "unresolved_template"


class InvalidSettings(KeepsakeError):
    code = "invalid_settings"


class UnsupportedModel(InvalidSettings):
    code = "unsupported_model"


class KeyMissing(KeepsakeError):
    code = "key_missing"


class KeyTooShort(KeepsakeError):
    code = "key_too_short"


class IdentityMissing(KeepsakeError):
    code = "identity_missing"


class EmbeddingFailed(KeepsakeError):
    code = "embedding_failed"
    retryable = True


class EmbeddingRefused(EmbeddingFailed):
    code = "embedding_refused"
    retryable = False


class EmbeddingMismatch(EmbeddingFailed):
    code = "embedding_mismatch"
    retryable = False


class ModelFailed(KeepsakeError):
    code = "model_failed"
    retryable = True


class ModelAbsent(ModelFailed):
    code = "model_absent"
    retryable = False


class ModelBusy(ModelFailed):
    code = "model_busy"


class ModelTooSlow(ModelFailed):
    code = "model_too_slow"


class ModelRefused(ModelFailed):
    code = "model_refused"
    retryable = False


class QuestionRefused(ModelFailed):
    code = "question_refused"
    retryable = False


class ModelAnswerUnusable(ModelFailed):
    code = "model_answer_unusable"


class LearningFailed(KeepsakeError):
    code = "learning_failed"
    retryable = True


class SummaryFailed(KeepsakeError):
    code = "summary_failed"
    retryable = True


class StorageError(KeepsakeError):
    code = "storage_failed"
    retryable = True


class EngineFailed(StorageError):
    code = "engine_failed"


class FolderUnusable(StorageError):
    code = "folder_unusable"
    retryable = False


class StorageBusy(StorageError):
    code = "storage_busy"


class WriteConflict(StorageError):
    code = "write_conflict"


class StorageFull(StorageError):
    code = "storage_full"
    retryable = False


class StorageRefused(StorageError):
    code = "storage_refused"
    retryable = False


class StorageUnreachable(StorageError):
    code = "storage_unreachable"


class StorageTooSlow(StorageError):
    code = "storage_too_slow"


class StorageAnswerUnusable(StorageError):
    code = "storage_answer_unusable"


class StorageUnsuitable(StorageError):
    code = "storage_unsuitable"
    retryable = False


class StorageDamaged(StorageError):
    code = "storage_damaged"
    retryable = False


class ContentDiffers(StorageError):
    code = "content_differs"
    retryable = False
