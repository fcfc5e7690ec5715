"""The embedding model is changed while a plugin stores and searches, and is killed: everything is found throughout."""

import random
import time
from collections import Counter
from pathlib import Path

from memory_core.domain.selection import Position, Selection
from memory_core.engines.collections import collection_name
from memory_core.engines.several_models import SeveralModels
from tests.survival.changer import NEWER, OLDER, SCOPE, content, fill, is_found, open_place
from tests.survival.conftest import Tell
from tests.survival.processes import Worker

_COUNT = 1_400  # of which a call embeds some fifty anew: two kills come before the last of them
EVERYTHING = Selection(alive_at=0, states=())


def listed(both: SeveralModels) -> list[str]:
    """All contents, by pages."""
    found, after = [], None
    while page := both.page(SCOPE, EVERYTHING, limit=100, after=after, oldest_first=True):
        found += [memory.content for memory in page]
        after = Position.after(page, after)
    return found


def test_everything_is_found_while_it_is_embedded_anew(tmp_path: Path, chance: random.Random, tell: Tell) -> None:
    """In the process that does it and in another one, which is of another model; after a kill as before."""
    fill(tmp_path, _COUNT)
    older, both = open_place(tmp_path, OLDER)
    left, stored, searched = [_COUNT], _COUNT, 0
    for _ in range(2):
        with Worker(tmp_path, "serves", _COUNT, program="changer") as changer:
            last = chance.randrange(3, 6)
            for number_of_event in range(last):
                event, value = changer.next() or ("ended", None)
                assert event in ("opened", "stored", "searched"), (event, value)
                if number_of_event % (last // 3) == 0:
                    number = chance.randrange(stored)
                    assert is_found(older, number), number
                    searched += 1
            time.sleep(chance.random() * 0.05)
            changer.kill()
        events = Counter(event for event, _ in changer.reports)
        assert not events["missed"]
        contents = listed(both)
        assert len(contents) == len(set(contents)) == both.count(SCOPE, EVERYTHING)
        stored = len(contents)
        assert {content(number) for number in range(stored)} == set(contents)
        assert all(number <= stored for event, number in changer.reports if event == "stored")
        left.append(both.target.count(SCOPE.space))
    tell("left in the older collection, and searches of the other process", (left, searched))
    assert left[0] > left[1] > left[2] > 0
    with Worker(tmp_path, "maintains", program="changer") as changer:
        assert changer.wait_for("done") == [left[2], 0]
        assert changer.ended() == 0
    assert sorted(listed(both)) == sorted(contents)
    assert [kept.name for kept in both.others.in_order(SCOPE.space)][-1] == collection_name(NEWER.name)
    assert all(is_found(older, number) for number in range(0, stored, 50))
    older.close()
