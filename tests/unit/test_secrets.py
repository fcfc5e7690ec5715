"""Secrets: what is found in a text, what is left, and that nothing else is touched."""

import random

import pytest

from benchmarks.secrets_cases import CARRIERS, KINDS, harmless, is_gone, secret
from memory_core.domain.secrets.kinds import Kind
from memory_core.domain.secrets.mask import masked
from memory_core.languages.load import codes, section

SEEDS = 2
PEM = (
    "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\nabcdEFGH1234+/x9\n"
    "-----END PRIVATE KEY-----"
)


@pytest.mark.parametrize("code", codes())
def test_every_language_finds_its_examples_and_leaves_the_others(code: str) -> None:
    table = section(code, "secrets")
    assert len(table["yes"]) >= 4
    assert len(table["no"]) >= 4
    assert [text for text in table["yes"] if not masked(text).found] == []
    assert [text for text in table["no"] if masked(text).found] == []


def test_generated_secrets_are_gone_in_every_carrier() -> None:
    """Each kind in each carrier: of all of them at most one in a hundred is left, and no text is masked twice."""
    left, touched_again = [], []
    for kind in KINDS:
        for name, carrier in CARRIERS.items():
            for seed in range(SEEDS):
                chance = random.Random(f"{kind}, {name}, {seed}")
                made = secret(kind, chance)
                once = masked(carrier(made, chance)).text
                left += [] if is_gone(made, once) else [(kind, name, seed)]
                touched_again += [(kind, name)] if masked(once).found else []
    assert len(left) <= len(KINDS) * len(CARRIERS) * SEEDS / 100, left
    assert touched_again == []


def test_what_only_looks_like_a_secret_stays() -> None:
    """Order numbers, versions, dates, hashes and ids, as people and programs write them."""
    texts = [text for seed in range(20) for text in harmless(random.Random(f"harmless {seed}"))]
    assert [text for text in texts if masked(text).found] == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "My card is 4111 1111 1111 1111, exp 12/27, cvv 123.",
            "My card is [card number], exp 12/27, cvv [security code].",
        ),
        ("mysql://root:p@ss/w0rd@10.0.0.3/db", "mysql://root:[password]@10.0.0.3/db"),
        ("postgres%3A%2F%2Fapp%3As3cretpw%40db%2Fmain", "postgres%3A%2F%2Fapp%3A[password]%40db%2Fmain"),
        (f"Keep this:\n{PEM}\nThanks", "Keep this:\n[private key]\nThanks"),
        (PEM.replace("\n", "\\n"), "[private key]"),
        (PEM[:70], "[private key]"),
        ("Pay to DE89 3704 0044 0532 0130 00 today", "Pay to [IBAN] today"),
        ("Pay to DE88 3704 0044 0532 0130 00 today", "Pay to DE88 3704 0044 0532 0130 00 today"),
        ("card 4111 1111 1111 1112", "card 4111 1111 1111 1112"),
        ("卡号４１１１１１１１１１１１１１１１。", "卡号[card number]。"),
        ("my password is hun\u200bter2 and my dog is Rex", "my password is [password] and my dog is Rex"),
        ("user: anna, pass: tulip99", "user: anna, pass: [password]"),
        ("password = os.environ['DB_PASSWORD']", "password = os.environ['DB_PASSWORD']"),
        ('{"password": "<your password>"}', '{"password": "<your password>"}'),
    ],
)
def test_the_sentence_stays(text: str, wanted: str) -> None:
    assert masked(text).text == wanted


def test_personal_data_goes_only_when_asked_for() -> None:
    text = "Mail anna@example.com or call +49 170 7654321; passport X1234567; I live at 12 Main Street."
    assert masked(text).text == text
    assert masked(text, with_personal=True).text == (
        "Mail [email address] or call [phone number]; passport [passport number]; I live at [postal address]."
    )


def test_each_is_counted_by_its_kind() -> None:
    found = masked("cards 4111111111111111 and 5500000000000004, password: tulip99")
    assert found.kinds == {Kind.CARD_NUMBER: 2, Kind.PASSWORD: 1}
    assert all(each.rule for each in found.found)
