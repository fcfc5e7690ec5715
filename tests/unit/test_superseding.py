"""Facts that tell one attribute: which of them still stand, on the embedded engine."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from memory_core import MemoryType, Message, Scope, State
from memory_core.domain.facts import FACT_TYPES
from memory_core.domain.memory import Fact, of_kind
from memory_core.domain.selection import Selection
from memory_core.domain.times import DAY
from memory_core.ports import MemoryRepository
from memory_core.service import MemoryService
from tests.conftest import Clock, edge_repository, service_on


class Bench:
    """What is told one by one, a day apart, and what stands of it."""

    def __init__(self, repository: MemoryRepository, scope: Scope, clock: Clock) -> None:
        self.repository, self.scope, self.clock = repository, scope, clock
        self.service: MemoryService = service_on(repository, clock)

    def tell(self, *texts: str, speaker: str = "", person: str = "", scope: Scope | None = None) -> None:
        for text in texts:
            self.clock.pass_(DAY)
            message = Message(text, speaker=speaker, person_id=person)
            self.service.store_fact(message, scope=scope or self.scope, memory_type=MemoryType.SEMANTIC)

    def facts(self, *states: State, scope: Scope | None = None) -> list[Fact]:
        """The oldest first."""
        wanted = Selection(alive_at=self.clock(), types=FACT_TYPES, states=states or (State.ACTIVE,))
        return of_kind(Fact, self.repository.recent(scope or self.scope, wanted, limit=100))[::-1]

    def standing(self, *texts: str) -> list[str]:
        """What stands when these were told."""
        self.tell(*texts)
        return [fact.content for fact in self.facts()]


@pytest.fixture
def bench(tmp_path: Path, scope: Scope, clock: Clock) -> Iterator[Bench]:
    repository = edge_repository(tmp_path / "collection")
    yield Bench(repository, scope, clock)
    repository.close()


SUPERSEDED = [
    ("I live in Rome.", "I moved to Oslo 🎉"),
    ("I live in Rome.", "i moved to oslo"),
    ("I live in Rome.", "Moved to Oslo last week."),
    ("I live in Rome.", "I moved from Rome to Oslo."),
    ("I live in Rome.", "I live in Oslo, not Rome."),
    ("I live in Rome.", "Correction: I live in Oslo."),
    ("I live in Rome.", "I live in **Oslo**."),
    ("I live in Rome.", "I live in Oslo.\u200b"),
    ("My email is anna@example.com", "My email is anna@example.de"),
    ("I work at Booking.com.", "I work at Booking.nl."),
    ("Vivo en Madrid.", "Vivo en Sevilla."),
    ("Ich wohne in Leipzig.", "bin nach dresden gezogen 😊"),
    ("Meine Mail ist a@example.de", "Meine neue E-Mail-Adresse lautet b@example.de"),
    ("J'habite à Lille.", "j'ai déménagé à toulouse"),
    ("Je travaille chez Orange.", "Je travaille maintenant chez Free.fr"),
    ("Abito a Torino.", "Mi sono trasferita a Palermo :)"),
    ("Moro em Belém.", "agora moro em Manaus"),
    ("Я живу в Самаре.", "переехала в уфу"),
    ("大阪に住んでいます", "先月、仙台に引っ越しました"),
    ("저는 광주에 살아요", "지난주에 울산으로 이사했어요 ㅎㅎ"),
    ("我住在武汉。", "上个月搬到了长沙 🎉"),
    ("用户住在武汉。", "用户搬到了西安。"),
    ("The user works at Initech.", "The user got a new job at Hooli."),
    ("I'm vegetarian.", "I'm vegan now"),
    ("Estoy soltera.", "Me casé ayer"),
]


@pytest.mark.parametrize(("old", "new"), SUPERSEDED)
def test_a_new_value_supersedes_the_old_one(old: str, new: str, bench: Bench) -> None:
    """However it is typed, in ten languages; the old one stays readable and names the new one."""
    assert bench.standing(old, new) == [new]
    before, after = bench.facts(*State)
    assert (before.state, before.superseded_by, after.supersedes) == (State.SUPERSEDED, after.id, (before.id,))


@pytest.mark.parametrize(
    ("old", "denial"),
    [
        ("I work at Acme.", "I no longer work at Acme."),
        ("I am vegetarian.", "I am not vegetarian anymore."),
        ("Ich arbeite bei Acme.", "Ich arbeite nicht mehr bei Acme"),
        ("Ich bin Vegetarier", "ich bin kein vegetarier mehr"),
        ("我吃素", "我不再吃素"),
        ("我在百度上班", "我不在百度上班了"),
        ("Vivo en Madrid.", "Ya no vivo en Madrid"),
        ("J'habite à Brest.", "Je n'habite plus à Brest."),
        ("Lavoro in Ferrari.", "Non lavoro più in Ferrari"),
        ("Moro em Natal.", "não moro mais em natal"),
        ("Я работаю в Озоне.", "Я больше не работаю в Озоне"),
        ("ソニーで働いています", "もうソニーでは働いていません"),
        ("저는 비건이에요", "저는 더 이상 비건이 아니에요"),
        ("Carlos is my boss now", "Carlos is no longer my boss"),
        ("Mi color favorito es el verde", "El verde ya no es mi color favorito"),
    ],
)
def test_a_denial_ends_what_it_denies(old: str, denial: str, bench: Bench) -> None:
    """And stands itself, until the opposite is told again."""
    assert bench.standing(old, denial) == [denial]
    assert bench.standing(old) == [old]


@pytest.mark.parametrize(
    ("old", "other"),
    [
        ("I work at Globex.", "I no longer work at Acme."),
        ("Vivo en Sevilla.", "Ya no vivo en Madrid."),
        ("Ich wohne in Bonn.", "Ich wohne nicht mehr in Köln."),
        ("我住在杭州。", "我不住在北京了"),
        ("I'm vegan.", "I'm no longer vegetarian."),
        ("J'habite à Lyon.", "Je ne travaille plus chez Lyon Conseil"),
    ],
)
def test_a_denial_ends_nothing_else(old: str, other: str, bench: Bench) -> None:
    """Another value of the same attribute, or another attribute, stands."""
    assert bench.standing(old, other) == [old, other]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("My phone number is 030 1234567.", "My mobile number is 0170 7654321."),
        ("Meine Telefonnummer ist 030 1234567.", "Meine Handynummer ist 0170 7654321."),
        ("我的电话是010-12345678", "我的手机号是13812345678"),
        ("Mi teléfono es 912 345 678", "Mi móvil es 612 345 678"),
        ("My manager is Carla.", "My supervisor is Ben."),
        ("My boss is Carla.", "My manager is Ben."),
        ("Mon chef est Carla", "Mon manager est Ben"),
        ("My dog is called Rex.", "My dog is called Bella."),
        ("我的猫叫小白。", "我的猫叫小黑。"),
        ("Meine Katze heißt Momo", "Meine Katze heißt Luna"),
        ("Minha gata se chama Nina", "Minha gata se chama Lola"),
        ("猫の名前はタマです", "猫の名前はミケです"),
        ("My daughter is called Mia.", "My daughter is called Zoe."),
        ("I drive a Tesla.", "I drive a Honda Civic."),
        ("Conduzco un Seat Ibiza.", "Conduzco una Vespa"),
        ("I live in Rome.", "My sister moved to Oslo."),
        ("I live in Rome.", "My mother lives in Oslo."),
        ("Vivo en Roma.", "Mi madre vive en Lima."),
        ("My work email is a@example.com", "My private email is b@example.com"),
    ],
)
def test_two_of_a_kind_both_stand(one: str, other: str, bench: Bench) -> None:
    """Two numbers, two superiors, two animals, two cars, two people."""
    assert bench.standing(one, other) == [one, other]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("I drive a Honda Civic.", "I drive a Tesla now."),
        ("My car is a Golf.", "My new car is a Tesla."),
        ("Ich fahre einen Golf.", "Ich fahre jetzt einen Tesla"),
        ("Conduzco un Seat Ibiza.", "Ahora conduzco un Toyota Yaris"),
        ("用户开大众高尔夫。", "用户换了比亚迪。"),
    ],
)
def test_what_says_so_replaces_one_of_several(old: str, new: str, bench: Bench) -> None:
    """If there is just one; of two, nobody can tell which."""
    assert bench.standing(old, new) == [new]


def test_of_two_nobody_can_tell_which_is_replaced(bench: Bench) -> None:
    """So both stand beside the new one."""
    told = ["I drive a Honda Civic.", "I drive a Golf.", "I drive a Tesla now."]
    assert bench.standing(*told) == told


@pytest.mark.parametrize(
    "other",
    [
        "Do I live in Berlin?",
        "If I lived in Berlin I would cycle.",
        "I want to move to Berlin.",
        '"I live in Berlin", says the song.',
        "Yeah right, and I live in Wonderland.",
        "Ich würde gern nach Berlin ziehen.",
        "Ojalá viviera en Berlín.",
        "如果我住在柏林就好了。",
        "I was in Berlin last week.",
    ],
)
def test_what_is_not_plainly_said_ends_nothing(other: str, bench: Bench) -> None:
    """Questions, conditions, wishes, quotations, jokes and journeys."""
    assert "I live in Rome." in bench.standing("I live in Rome.", other)


@pytest.mark.parametrize("texts", [("I live in Rome.", "I live in Paris."), ("Vivo en Roma.", "我住在成都。")])
def test_two_people_in_one_realm_are_two(texts: tuple[str, str], bench: Bench) -> None:
    """By the host's ids where it gives some, by their names where it gives none; each changes their own alone."""
    for whose in ("person", "speaker"):
        shared = replace(bench.scope, user=None, realm=f"app:{whose}")
        bench.tell(texts[0], scope=shared, **{whose: "a"})
        bench.tell(texts[1], scope=shared, **{whose: "b"})
        assert [fact.content for fact in bench.facts(scope=shared)] == [*texts]
        bench.tell("I moved to Oslo", scope=shared, **{whose: "a"})
        assert [fact.content for fact in bench.facts(scope=shared)] == [texts[1], "I moved to Oslo"]


def test_the_same_words_of_two_people_are_two_facts(bench: Bench) -> None:
    """Each stands for its own person, and is ended by them alone."""
    shared = replace(bench.scope, user=None, realm="app:one")
    for speaker in ("Anna", "Ben"):
        bench.tell("I live in Rome.", speaker=speaker, scope=shared)
    assert [fact.speaker for fact in bench.facts(scope=shared)] == ["Anna", "Ben"]
    bench.tell("I no longer live in Rome.", speaker="Ben", scope=shared)
    assert [(fact.speaker, fact.content) for fact in bench.facts(scope=shared)] == [
        ("Anna", "I live in Rome."),
        ("Ben", "I no longer live in Rome."),
    ]


@pytest.mark.parametrize("key", ["i|home", "u1|home"])
def test_what_an_older_program_stored_is_superseded(key: str, bench: Bench) -> None:
    """It stored attributes without the person's id."""
    shared = replace(bench.scope, user=None, realm="app:one")
    bench.tell("I live in Rome.", person="u1", scope=shared)
    stored = bench.facts(scope=shared)[0]
    bench.repository.write(stored.scope, (), amended=[replace(stored, attribute=key)])
    bench.tell("I moved to Oslo", person="u1", scope=shared)
    assert [fact.content for fact in bench.facts(scope=shared)] == ["I moved to Oslo"]


def test_a_message_is_read_with_the_words_around_it(bench: Bench) -> None:
    """What a message says plainly ends what was known; what it says as a joke does not."""

    def say(text: str) -> None:
        bench.clock.pass_(DAY)
        bench.service.store_messages([Message(text)], scope=bench.scope)

    say("I live in Rome.")
    say("As if. I live in Atlantis.")
    assert "I live in Rome." in [fact.content for fact in bench.facts()]
    say("Good news! I moved to Oslo.")
    assert "I live in Rome." not in [fact.content for fact in bench.facts()]
