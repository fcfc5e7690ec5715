"""What kinds of secrets there are, what stands in their place, and where one was found."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a secret is called in the answer and, in brackets, in its place."""

    PRIVATE_KEY = "private key"
    RECOVERY_PHRASE = "recovery phrase"
    API_KEY = "API key"
    TOKEN = "token"
    PASSWORD = "password"
    CARD_NUMBER = "card number"
    SECURITY_CODE = "security code"
    PIN = "PIN"
    IBAN = "IBAN"
    EMAIL = "email address"
    PHONE = "phone number"
    PASSPORT = "passport number"
    ADDRESS = "postal address"

    @property
    def mark(self) -> str:
        return f"[{self.value}]"


PERSONAL = (Kind.EMAIL, Kind.PHONE, Kind.PASSPORT, Kind.ADDRESS)


@dataclass(frozen=True, slots=True)
class Found:
    """A secret in a text, from `start` until `end`, and the id of the rule that found it."""

    start: int
    end: int
    kind: Kind
    rule: str
