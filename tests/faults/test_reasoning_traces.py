"""What a model thinks before it answers was said to nobody: it is kept, found and sent nowhere."""

import pytest

from memory_core import Message
from tests.faults.conftest import Told

SECRET = "90000"
TRACES = [
    ("en", "<think>The user lies about his salary of 90000.</think>\nNice to hear!", "Nice to hear!"),
    (
        "en",
        "<details open>\n<summary>Thinking...</summary>\nSalary: 90000.\n</details>\n\nNice to hear!",
        "Nice to hear!",
    ),
    (
        "en",
        "Thought: he earns 90000.\nAction: none\nObservation: nothing\nFinal Answer: Nice to hear!",
        "Nice to hear!",
    ),
    ("en", "<reasoning>He earns 90000.</reasoning> Nice to hear!", "Nice to hear!"),
    ("de", "<think>Er verdient wohl 90000.</think>Schön zu hören!", "Schön zu hören!"),
    ("de", "<details><summary>Gedankengang anzeigen</summary>Gehalt 90000</details>\n\nSchön!", "Schön!"),
    ("de", "Gedanke: Gehalt 90000.\nAktion: keine\nBeobachtung: nichts\nEndgültige Antwort: Schön!", "Schön!"),
    ("es", "<thinking>Gana 90000.</thinking>\n¡Qué bien!", "¡Qué bien!"),
    ("es", "<details><summary>Razonamiento</summary>Gana 90000</details>\n\n¡Qué bien!", "¡Qué bien!"),
    ("es", "Pensamiento: gana 90000.\nAcción: ninguna\nObservación: nada\nRespuesta final: ¡Qué bien!", "¡Qué bien!"),
    ("fr", "<details><summary>Réflexion</summary>Il gagne 90000</details>\n\nSuper !", "Super !"),
    ("fr", "Pensée : il gagne 90000.\nAction : aucune\nObservation : rien\nRéponse finale : Super !", "Super !"),
    ("it", "<details><summary>Ragionamento</summary>Guadagna 90000</details>\n\nBene!", "Bene!"),
    ("it", "Pensiero: guadagna 90000.\nAzione: nessuna\nOsservazione: niente\nRisposta finale: Bene!", "Bene!"),
    ("pt", "<details><summary>Raciocínio</summary>Ganha 90000</details>\n\nQue bom!", "Que bom!"),
    ("pt", "Pensamento: ganha 90000.\nAção: nenhuma\nObservação: nada\nResposta final: Que bom!", "Que bom!"),
    ("ru", "<details><summary>Ход мыслей</summary>Зарплата 90000</details>\n\nРад слышать!", "Рад слышать!"),
    ("ru", "Мысль: зарплата 90000.\nДействие: нет\nНаблюдение: ничего\nИтоговый ответ: Рад!", "Рад!"),
    ("ja", "<details><summary>思考プロセス</summary>給料は90000</details>\n\nよかったです！", "よかったです！"),
    ("ja", "思考：給料は90000。\n行動：なし\n観察：なし\n最終回答：よかったです！", "よかったです！"),
    ("ko", "<details><summary>생각하는 과정</summary>연봉 90000</details>\n\n좋네요!", "좋네요!"),
    ("ko", "생각: 연봉 90000.\n행동: 없음\n관찰: 없음\n최종 답변: 좋네요!", "좋네요!"),
    ("zh", "<details><summary>思考过程</summary>工资90000</details>\n\n太好了！", "太好了！"),
    ("zh", "思考：工资90000。\n行动：无\n观察：无\n最终答案：太好了！", "太好了！"),
]
OPEN = [
    "Nice to hear! <think>He earns 90000",
    "<think>He earns 90000",
    "He earns 90000.\n</think>\nNice to hear!",
    "Schön! <thinking>Er verdient 90000",
    "¡Qué bien!\n<reasoning>Gana 90000",
    "太好了！<think>工资90000",
    "よかった！<think>給料は90000",
]


@pytest.mark.parametrize(("language", "reply", "answer"), TRACES)
def test_the_answer_is_kept_without_the_reasoning(language: str, reply: str, answer: str, told: Told) -> None:
    told.person.remember([Message("I got a raise."), Message(reply, role="assistant")])
    chat = told.person.chat("c")
    chat.add([Message("I got a raise."), Message(reply, role="assistant")])
    assert [message.content for message in chat.window().messages][-1] == answer
    assert answer in told.said()
    kept = told.person.list(limit=50).memories
    assert not any(SECRET in memory.content for memory in kept)
    assert SECRET not in told.search("How much does the user earn? 90000").context()


@pytest.mark.parametrize("reply", OPEN)
def test_reasoning_that_is_left_open_is_kept_nowhere(reply: str, told: Told) -> None:
    told.person.remember([Message("I got a raise."), Message(reply, role="assistant")])
    assert not any(SECRET in memory.content for memory in told.person.list(limit=50).memories)
