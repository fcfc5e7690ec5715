"""How well the heads judge what their weights did not see: they are fitted anew without it."""

from collections.abc import Callable, Sequence
from zlib import crc32

import numpy as np
import pytest

from dev.heads.data import Labelled, Marked, messages, orders, orders_of_tests, sentences
from dev.heads.train import Encoded, Rows, fit_messages, fit_orders, fit_sentences, message_rows
from memory_core.domain.reading.heads import heads, heads_of, sigmoid, weights
from memory_core.domain.reading.keeping import DURABLE
from memory_core.domain.reading.pasted import NAMES, PASTED
from memory_core.domain.reading.sentence import Kind
from memory_core.languages.load import codes, section
from memory_core.operations.orders import parts_of

ENCODED = Encoded({})
ASIDE = 5  # every fifth text is held out
LEFT_OUT = ("ja", "de")  # languages of which the fit sees nothing


def is_aside(each: Labelled | Marked) -> bool:
    return crc32(each.text.encode()) % ASIDE == 0


def parted[T: (Labelled, Marked)](texts: Sequence[T], held: Callable[[T], bool]) -> tuple[list[T], list[T]]:
    return [each for each in texts if not held(each)], [each for each in texts if held(each)]


def judged(texts: Sequence[Labelled], rows: Rows) -> tuple[float, float, float]:
    """The share of right kinds; precision and recall of what is durable, from the bar on."""
    x, one = ENCODED([each.text for each in texts]), rows["sentence"]["durable"]
    kinds = np.array([x @ np.array(rows["kinds"][kind.value]) for kind in Kind]).argmax(axis=0)
    right = [list(Kind)[found] is each.kind for found, each in zip(kinds, texts, strict=True)]
    kept = [sigmoid(float(logit)) >= DURABLE for logit in x @ np.array(one)]
    both = sum(keep and each.durable for keep, each in zip(kept, texts, strict=True))
    return sum(right) / len(right), both / sum(kept), both / sum(each.durable for each in texts)


@pytest.mark.parametrize("language", ["", *LEFT_OUT])
def test_kinds_and_what_lasts_are_told(language: str) -> None:
    """Of every fifth sentence, and of a language that the fit saw nothing of."""
    seen, unseen = parted(sentences(), (lambda each: each.language == language) if language else is_aside)
    right, precision, recall = judged(unseen, fit_sentences(seen, ENCODED))
    assert len(unseen) > 150
    assert right >= 0.8
    assert precision >= 0.68
    assert recall >= 0.85


def test_orders_are_told_from_what_looks_like_them() -> None:
    """Of every fifth of them: most orders are found, and few look-alikes are taken for one."""
    seen, unseen = parted([*orders(), *orders_of_tests()], is_aside)
    told, _ = parted(sentences(), is_aside)
    row = np.array(fit_orders(seen, told, (), ENCODED))
    found = [max(float(number) for number in ENCODED(parts_of([each.text])) @ row) > 0 for each in unseen]
    caught = [is_order for is_order, each in zip(found, unseen, strict=True) if each.label]
    alarms = [is_order for is_order, each in zip(found, unseen, strict=True) if not each.label]
    assert sum(caught) >= 0.75 * len(caught)
    assert sum(alarms) <= 0.12 * len(alarms)


def test_pasted_messages_are_told_from_people_s_own() -> None:
    """Of every fifth message."""
    seen, unseen = parted(messages(), is_aside)
    row = np.array(fit_messages(seen, heads()))
    found = [sigmoid(float(logit)) >= PASTED for logit in message_rows(unseen, heads()) @ row]
    wrong = [each.text for is_pasted, each in zip(found, unseen, strict=True) if is_pasted is not each.label]
    assert len(wrong) <= 0.15 * len(unseen), wrong


def test_the_committed_weights_fit_the_code() -> None:
    """A number for each number of a sentence's vector and features, or of a message's."""
    rows = weights()
    assert {len(row) for group in ("kinds", "sentence") for row in rows[group].values()} == {512 + 15 + 1}
    assert len(rows["message"]["pasted"]) == len(NAMES) + 1
    assert set(heads_of(rows).kinds) == set(Kind)


@pytest.mark.parametrize("table", ["wishes", "forgeries"])
def test_each_rule_matches_its_examples(table: str) -> None:
    """Those that it is for, and not those that only look like them."""
    from memory_core.domain.reading.forgeries import is_forged
    from memory_core.domain.reading.wishes import is_wish

    matches = {"wishes": is_wish, "forgeries": is_forged}[table]
    rules = [rule for code in codes() for rule in section(code, table).get("rules", ())]
    assert rules
    assert [text for rule in rules for text in rule["yes"] if not matches(text)] == []
    assert [text for rule in rules for text in rule["no"] if matches(text)] == []
