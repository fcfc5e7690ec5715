"""What a new statement follows, and whether it states anything: through the real engine and the bundled model."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from memory_core import Memory, MemoryType, Message, Role, Scope, Settings
from memory_core.adapters.embedding.fake import FakeEmbedder
from memory_core.bootstrap import build_service, open_service
from memory_core.domain.memory import Aside, Said, of_kind
from memory_core.domain.times import DAY, MINUTE, parse
from memory_core.errors import EmbeddingFailed
from memory_core.ports import Vector
from memory_core.service import MemoryService
from tests.conftest import DIMENSION, contents, edge_repository, everything, space_named

FIRST_DAY = parse("2026-03-04T09:30:00Z", name="t")
BEFORE = ("I ride a green bicycle to work.", "My sister plays the cello.")
# of each language: what was told first, the question, its old answer, what was told later
CHANGED = {
    "de": (
        "Mein Zahnarzttermin ist am Dienstag um neun.",
        "Wann ist mein Zahnarzttermin?",
        "Dein Zahnarzttermin ist am Dienstag um neun.",
        "Der Zahnarzttermin wurde auf Donnerstag verschoben.",
    ),
    "en": (
        "The team meeting is on Monday at ten.",
        "When is the team meeting?",
        "You have it on Monday at ten.",
        "We moved the team meeting to Friday.",
    ),
    "es": (
        "Mi profesora de piano se llama Lucía.",
        "¿Cómo se llama mi profesora de piano?",
        "Tu profesora de piano se llama Lucía.",
        "Ahora mi profesora de piano es Carmen.",
    ),
    "fr": (
        "Je travaille comme serveuse dans un café à Lyon.",
        "Où est-ce que je travaille ?",
        "Tu travailles comme serveuse dans un café à Lyon.",
        "J'ai quitté le café, je suis maintenant libraire.",
    ),
    "it": (
        "La riunione di classe è lunedì alle cinque.",
        "Quando è la riunione di classe?",
        "La riunione di classe è lunedì alle cinque.",
        "La riunione di classe è stata spostata a giovedì.",
    ),
    "ja": (
        "チームの会議は月曜日の十時です。",
        "チームの会議はいつですか？",
        "チームの会議は月曜日の十時です。",
        "チームの会議は金曜日に変更になりました。",
    ),
    "ko": (
        "제 피아노 수업은 월요일 오후 네 시예요.",
        "제 피아노 수업은 언제예요?",
        "피아노 수업은 월요일 오후 네 시입니다.",
        "피아노 수업이 수요일로 바뀌었어요.",
    ),
    "pt": (
        "A minha consulta é na quarta-feira às três.",
        "Quando é a minha consulta?",
        "A sua consulta é na quarta-feira às três.",
        "A consulta passou para sexta-feira.",
    ),
    "ru": (
        "Моя тренировка по вторникам в семь вечера.",
        "Когда у меня тренировка?",
        "Ваша тренировка по вторникам в семь вечера.",
        "Тренировку перенесли на четверг.",
    ),
    "zh": (
        "我的航班是周六早上八点。",
        "我的航班是几点？",
        "你的航班是周六早上八点。",
        "航班改到周日晚上了。",
    ),
}
# of each language: what was told, a reply with words of its own, the question for it, a question and what asks for that
ADVISED = {
    "de": (
        "Ich plane ein Wochenende am Meer.",
        "Die kleine Pension Aurora in Ericeira hat eine Terrasse mit Blick auf die Fischerboote.",
        "Was hast du mir empfohlen?",
        "Wo kann ich Wale sehen?",
        "Was habe ich dich gefragt?",
    ),
    "en": (
        "I am planning a weekend near the sea.",
        "Try the small guesthouse Aurora in Ericeira, its terrace looks over the fishing boats.",
        "What did you recommend to me?",
        "Where can I see whales?",
        "What did I ask you?",
    ),
    "es": (
        "Estoy planeando un fin de semana junto al mar.",
        "La pequeña pensión Aurora en Ericeira tiene una terraza con vistas a los barcos de pesca.",
        "¿Qué me recomendaste?",
        "¿Dónde puedo ver ballenas?",
        "¿Qué te pregunté?",
    ),
    "fr": (
        "Je prépare un week-end au bord de la mer.",
        "La petite pension Aurora à Ericeira a une terrasse qui donne sur les bateaux de pêche.",
        "Qu'est-ce que tu m'as recommandé ?",
        "Où peut-on voir des baleines ?",
        "Qu'est-ce que je t'ai demandé ?",
    ),
    "it": (
        "Sto organizzando un fine settimana al mare.",
        "La piccola pensione Aurora a Ericeira ha una terrazza che guarda le barche dei pescatori.",
        "Che cosa mi hai consigliato?",
        "Dove posso vedere le balene?",
        "Che cosa ti ho chiesto?",
    ),
    "ja": (
        "週末は海の近くで過ごす予定です。",
        "エリセイラの小さな宿オーロラには、漁船が見えるテラスがあります。",
        "あなたは何を勧めましたか？",
        "クジラはどこで見られますか？",
        "私は何を聞きましたか？",
    ),
    "ko": (
        "바닷가 근처에서 주말을 보낼 계획이에요.",
        "에리세이라의 작은 게스트하우스 오로라에는 어선이 보이는 테라스가 있어요.",
        "나한테 뭘 추천했어?",
        "고래는 어디에서 볼 수 있나요?",
        "내가 뭐라고 물어봤지?",
    ),
    "pt": (
        "Estou planejando um fim de semana perto do mar.",
        "A pequena pousada Aurora em Ericeira tem um terraço com vista para os barcos de pesca.",
        "O que você me recomendou?",
        "Onde posso ver baleias?",
        "O que eu te perguntei?",
    ),
    "ru": (
        "Я планирую выходные у моря.",
        "В маленьком пансионе «Аврора» в Эрисейре есть терраса с видом на рыбацкие лодки.",
        "Что ты мне посоветовал?",
        "Где можно увидеть китов?",
        "О чём я тебя спрашивал?",
    ),
    "zh": (
        "我打算去海边过周末。",
        "埃里塞拉有一家小旅馆叫极光，露台可以看到渔船。",
        "你推荐了什么？",
        "哪里可以看到鲸鱼？",
        "我问过你什么？",
    ),
}


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MemoryService]:
    service = open_service(Settings(data_dir=tmp_path_factory.mktemp("data")))
    yield service
    service.close()


@pytest.fixture
def own(request: pytest.FixtureRequest) -> Scope:
    """A space of this test alone."""
    return Scope(space=space_named(request.node.name), agent="dify", realm="user:1", user="anna", session="s1")


def told(
    service: MemoryService, scope: Scope, *texts: str, day: int = 0, role: Role = Role.USER, speaker: str = ""
) -> None:
    """In calls of their own, a few minutes apart, so many days after the first."""
    for number, text in enumerate(texts):
        said_at = FIRST_DAY + day * DAY + number * 10 * MINUTE
        service.store_messages([Message(text, role=role, speaker=speaker, event_at=said_at)], scope=scope)


def messages(service: MemoryService, scope: Scope) -> dict[str, Said]:
    """What was said, by its words."""
    said = everything(service, types=(MemoryType.EPISODIC,))
    found: Sequence[Memory] = service.list_memories(scope=scope, selection=said, limit=50).memories
    return {memory.content: memory for memory in of_kind(Said, found)}


def followed(service: MemoryService, scope: Scope, text: str) -> list[str]:
    """What it may have changed, the likeliest first."""
    words = {memory.id: content for content, memory in messages(service, scope).items()}
    links = messages(service, scope)[text].follows
    return [words[one.memory_id] for one in sorted(links, key=lambda one: -one.likely)]


# -- what was said later -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", CHANGED)
def test_what_was_said_later_is_brought_along_and_said_to_be_later(
    bundled: MemoryService, own: Scope, language: str
) -> None:
    """Whatever language, and though the question and its old answer stand between the two. The older one stays to be
    read, right above; whoever wants a single result is told what was said last all the same."""
    old, question, answer, new = CHANGED[language]
    told(bundled, own, *BEFORE, old)
    told(bundled, own, question, day=1)
    told(bundled, own, answer, day=1, role=Role.ASSISTANT)
    told(bundled, own, new, day=2)
    assert followed(bundled, own, new)[0] == old
    lines = shown(bundled, own, question, limit=5)
    (earlier,) = (n for n, line in enumerate(lines) if "[2026-03-04]" in line and old in line)
    assert lines[earlier + 1].lstrip().startswith("- later, [2026-03-06]")
    assert new in lines[earlier + 1]
    assert any(new in line for line in shown(bundled, own, question, limit=1))


def shown(service: MemoryService, scope: Scope, question: str, *, limit: int) -> list[str]:
    hits = service.search(question, scope=scope, selection=everything(service), limit=limit).hits
    assert 0 < len(hits) <= limit
    return service.render_context(hits, budget=400).splitlines()


@pytest.mark.parametrize("language", CHANGED)
def test_a_question_and_its_old_answer_are_no_results(bundled: MemoryService, own: Scope, language: str) -> None:
    """They are kept, listed, and marked as what they are."""
    old, question, answer, new = CHANGED[language]
    answer = f"{answer} 👍"  # so that no answer is word for word what was told
    told(bundled, own, old)
    told(bundled, own, question, day=1)
    told(bundled, own, answer, day=1, role=Role.ASSISTANT)
    told(bundled, own, new, day=2)
    found = contents(bundled, question, own)
    assert {question, answer}.isdisjoint(found)
    assert {old, new} <= set(found)
    said = messages(bundled, own)
    assert {text: said[text].aside for text in (old, question, answer, new)} == {
        old: Aside.NO,
        question: Aside.ASKS,
        answer: Aside.REPEATS,
        new: Aside.NO,
    }
    assert said[question].follows == said[answer].follows == ()


@pytest.mark.parametrize(
    "text",
    [
        "Τρέχω κάθε πρωί δίπλα στο ποτάμι.",
        "Jag bor i Malmö och har två katter.",
        "Bydlím v Praze.",
        "notes on Kant",
        "Invoice 2231",
    ],
)
def test_what_no_judgement_was_learned_for_is_no_request(bundled: MemoryService, own: Scope, text: str) -> None:
    """In a language that is none of the ten, or cannot be told: it is found by its words."""
    told(bundled, own, text)
    assert messages(bundled, own)[text].aside is Aside.NO
    assert contents(bundled, text, own) == [text]


def test_statements_of_one_call_are_related_to_each_other(bundled: MemoryService, own: Scope) -> None:
    """As those of several calls are, and the reply between them to what it repeats."""
    old, _, answer, new = CHANGED["en"]
    turn = [(old, Role.USER), (answer, Role.ASSISTANT), (new, Role.USER)]
    said = [Message(text, role=role, event_at=FIRST_DAY + n * MINUTE) for n, (text, role) in enumerate(turn)]
    bundled.store_messages(said, scope=own)
    assert followed(bundled, own, new) == [old]
    assert messages(bundled, own)[answer].aside is Aside.REPEATS


def test_what_was_said_before_follows_nothing_that_was_said_after(bundled: MemoryService, own: Scope) -> None:
    """Though it is stored after it: old conversations are imported, too."""
    old, _, _, new = CHANGED["en"]
    told(bundled, own, new, day=2)
    told(bundled, own, old)
    assert followed(bundled, own, old) == []


@pytest.mark.parametrize("changes", [{"user": "ben"}, {"realm": "user:2"}, {"agent": "other"}], ids=str)
def test_nobody_follows_what_somebody_else_said(bundled: MemoryService, own: Scope, changes: dict[str, Any]) -> None:
    """Neither another user, nor another realm."""
    old, _, _, new = CHANGED["en"]
    told(bundled, own, old)
    other = replace(own, **changes)
    told(bundled, other, new, day=2)
    assert messages(bundled, other)[new].follows == ()


def test_of_two_speakers_in_one_scope_each_follows_their_own(bundled: MemoryService, own: Scope) -> None:
    """Two colleagues in one chat have two dentists."""
    old, _, _, new = CHANGED["de"]
    told(bundled, own, old, speaker="Anna")
    told(bundled, own, new, day=2, speaker="Ben")
    assert followed(bundled, own, new) == []


def test_a_session_of_another_day_is_followed_too(bundled: MemoryService, own: Scope) -> None:
    """What a person says in a new chat may change what they said in an old one."""
    old, _, _, new = CHANGED["en"]
    told(bundled, own, old)
    told(bundled, replace(own, session="s2"), new, day=2)
    assert followed(bundled, replace(own, session=None), new) == [old]


# -- replies and questions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ADVISED)
def test_a_reply_with_words_of_its_own_is_found_when_it_is_asked_for(
    bundled: MemoryService, own: Scope, language: str
) -> None:
    """It repeats nothing; what the person asked is no result then."""
    said, reply, asks, question, _ = ADVISED[language]
    told(bundled, own, said)
    told(bundled, own, reply, role=Role.ASSISTANT)
    told(bundled, own, question, day=1)
    assert messages(bundled, own)[reply].aside is Aside.NO
    assert set(contents(bundled, asks, own, types=(MemoryType.EPISODIC,))) == {said, reply}


@pytest.mark.parametrize("language", ADVISED)
def test_a_question_is_found_when_it_is_asked_for(bundled: MemoryService, own: Scope, language: str) -> None:
    """And by no other question, however alike."""
    said, _, _, question, asks = ADVISED[language]
    told(bundled, own, said)
    told(bundled, own, question, day=1)
    assert question in contents(bundled, asks, own)
    assert question not in contents(bundled, question, own)


def test_a_reply_says_what_it_answers(bundled: MemoryService, own: Scope) -> None:
    """By the id of the message before it."""
    old, question, answer, _ = CHANGED["en"]
    told(bundled, own, old, question)
    told(bundled, own, answer, day=1, role=Role.ASSISTANT)
    said = messages(bundled, own)
    assert said[answer].answers == said[question].id
    assert said[old].answers == said[question].answers == ""


class Away:
    """An encoder that does not answer."""

    def encode(self, texts: Sequence[str]) -> list[Vector]:
        raise EmbeddingFailed("The encoder is away.")


def test_words_are_stored_and_found_when_nothing_can_be_judged(tmp_path: Path, own: Scope) -> None:
    """They are related to nothing, and are evidence."""
    old, question, _, new = CHANGED["en"]
    service = build_service(
        repository=edge_repository(tmp_path / "collection"),
        embedder=FakeEmbedder(dimension=DIMENSION),
        detect_language=lambda _: "en",
        count_tokens=len,
        sentence_encoder=Away(),
    )
    told(service, own, old, question, new)
    assert set(contents(service, question, own, types=(MemoryType.EPISODIC,))) == {old, question, new}
    assert {(said.aside, said.follows) for said in messages(service, own).values()} == {(Aside.NO, ())}
    service.close()
