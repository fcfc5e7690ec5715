"""What an agent read in memory and stores again in its own words becomes no new fact."""

import re

import pytest

from memory_core import Role
from tests.faults.conftest import Told

# What an agent puts before and after what it found.
AROUND = [
    ("I found in memory: ", ""),
    ("From memory:\n", "\nThe user asked about it."),
    ("The memory says:\n", "\n"),
    ("Here is what I know about the user:\n\n", "\n\nI will use this."),
    ("Relevant memories: ", ""),
    ("Im Gedächtnis habe ich gefunden: ", ""),
    ("Das weiß ich über den Nutzer:\n", ""),
    ("Encontré en la memoria: ", ""),
    ("Esto es lo que recuerdo del usuario:\n", ""),
    ("J'ai trouvé en mémoire : ", ""),
    ("Voici ce que je sais de l'utilisateur :\n", ""),
    ("Ho trovato in memoria: ", ""),
    ("Encontrei na memória: ", ""),
    ("Я нашёл в памяти: ", ""),
    ("メモリで見つけました：", ""),
    ("메모리에서 찾았습니다: ", ""),
    ("我在记忆中找到：", ""),
]


def entries(told: Told) -> str:
    """What was recalled, as an agent is shown it, without the fence."""
    shown = told.tell("I live in Lisbon.").search("Where do I live?").context(with_ids=True)
    return "\n".join(line for line in shown.splitlines() if re.match(r"- \[", line))


@pytest.mark.parametrize(("before", "after"), AROUND)
@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.USER])
@pytest.mark.parametrize("as_facts", [False, True])
def test_what_was_recalled_is_no_new_fact(before: str, after: str, role: Role, as_facts: bool, told: Told) -> None:
    recalled = entries(told)
    told.tell(f"{before}{recalled}{after}", role=role, as_facts=as_facts)
    assert [text for text in told.standing() if "Lisbon" in text] == ["I live in Lisbon."]
    assert [text for text in told.said() if "Lisbon" in text] == ["I live in Lisbon."]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "\nI moved to Porto."),
        ("You said: ", "\nThat is wrong. I live in Porto now."),
        ("", "\n\nIch wohne jetzt in Porto."),
    ],
)
def test_what_is_new_beside_it_is_kept(before: str, after: str, told: Told) -> None:
    told.tell(f"{before}{entries(told)}{after}")
    assert told.ended() == ["I live in Lisbon."]
