"""A model's reasoning is told from its answer, and never kept as what was said."""

import json

import pytest

from memory_core.domain.reasoning import without_reasoning

DIFY = '<details style="color:gray;background-color: #f8f8f8;padding: 8px;" open> <summary> {} </summary>\n'


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("<think>He may lie about his salary.</think>\nNice to hear!", "Nice to hear!"),
        ("<THINKING budget='3'>a\n\nb</Thinking>Bonjour !", "Bonjour !"),
        ("<reasoning>a</reasoning><reflection>b</reflection>\n\nSí.", "Sí."),
        ("Moment.<think>\nStimmt das?\n</think>\nJa.", "Moment.\n\nJa."),
        ("<seed:think>a</seed:think>はい。", "はい。"),
        ("&lt;think&gt;嗯……&lt;/think&gt;好的。", "好的。"),
        ("[THINK]a[/THINK]Certo.", "Certo."),
        ("◁think▷a◁/think▷Да.", "Да."),
        ("<|begin_of_thought|>a<|end_of_thought|>\n네.", "네."),
        ("<think/>Sure.", "Sure."),
        ("<think></think>\n\nSure.", "Sure."),
        # tags that do not match
        ("Sure. <think>and then he said", "Sure."),
        ("<think>and then he said", ""),
        ("The user asks for tea.\n</think>\n\nGreen tea is fine.", "Green tea is fine."),
        ("<think>a <think>b</think> c</think>Sure.", "Sure."),
        ("<think>a</thinking>Sure.", "Sure."),
        ("<think>Use <think> or ```\ncode\n</think>Sure.", "Sure."),
        ("<think>a</think>One. <think>b</think>Two.", "One. Two."),
        ("<think>nothing but this</think>", ""),
    ],
)
def test_tags_and_marks(written: str, answer: str) -> None:
    """However they are written: closed, open, nested, escaped, with attributes."""
    assert without_reasoning(written) == answer


@pytest.mark.parametrize(
    "summary",
    [
        "Thinking...",
        "💭 Thought for 12 seconds",
        "<b>Reasoning</b>",
        "Show the model's reasoning",
        "已深度思考（用时 12 秒）",
        "点击展开思考过程",
        "思考過程を表示する",
        "Denkprozess anzeigen",
        "Raisonnement du modèle",
        "Proceso de razonamiento",
        "Processo di ragionamento",
        "Raciocínio do modelo",
        "생각 중…",
        "Ход рассуждения",
    ],
)
def test_details_that_say_so(summary: str) -> None:
    """As Dify shows it, in ten languages; a `<details>` that is left open takes what follows."""
    folded = DIFY.format(summary) + "She hides something.\n"
    assert without_reasoning(f"{folded}</details>\n\nHello Anna!") == "Hello Anna!"
    assert without_reasoning(f"Hello!\n{folded}") == "Hello!"


def test_other_details_stay() -> None:
    for summary in ("Ingredients", "My thoughts on the novel", "读书笔记", "Lösung", "Reasoning puzzles for children"):
        text = f"Here you are:\n<details><summary>{summary}</summary>\nFlour, eggs.\n</details>"
        assert without_reasoning(text) == text


def test_channels() -> None:
    """Only the final one was said to anybody, whether their marks came through or not."""
    analysis = "<|channel|>analysis<|message|>He wants tea.<|end|><|start|>assistant"
    call = "<|channel|>commentary to=functions.search <|constrain|>json<|message|>{}<|call|><|start|>assistant"
    final = "<|channel|>final<|message|>Tea is ready.<|return|>"
    assert without_reasoning(analysis + call + final) == "Tea is ready."
    assert without_reasoning(analysis.removesuffix("<|end|><|start|>assistant")) == ""
    assert without_reasoning("analysisHe wants tea. Simple.assistantfinalTea is ready.") == "Tea is ready."


BLOB = json.dumps({"action": "Final Answer", "action_input": "It is 20 °C,\nand sunny."})


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        (
            "Thought: I need the weather.\nAction: weather\nAction Input: Porto\nObservation: 20 °C\n\nhumid\n"
            "Thought: I now know.\nFinal Answer: It is 20 °C in Porto.\nTake a hat.",
            "It is 20 °C in Porto.\nTake a hat.",
        ),
        ("Thought: weather? Action: search Observation: 20 °C Final Answer: It is 20 °C.", "It is 20 °C."),
        ("**Thought:** easy\n\n**Final Answer:** Yes.", "Yes."),
        (f"Thought: I know.\nAction:\n```json\n{BLOB}\n```", "It is 20 °C,\nand sunny."),
        (
            "思考：需要查天气。\n行动：天气\n行动输入：波尔图\n观察：20 度\n思考：知道了。\n最终答案：波尔图 20 度。",
            "波尔图 20 度。",
        ),
        ("Gedanke: Wetter?\nAktion: Suche\nBeobachtung: 20 Grad\nEndgültige Antwort: 20 Grad.", "20 Grad."),
        ("Мысль: погода?\nДействие: поиск\nНаблюдение: 20\nОкончательный ответ: 20 градусов.", "20 градусов."),
        ("Pensamiento: ¿tiempo?\nAcción: buscar\nObservación: 20\nRespuesta final: 20 grados.", "20 grados."),
        # no final answer
        (
            "One moment.\nThought: I need the weather.\nAction: weather\nAction Input: Porto\n\nStill looking.",
            "One moment.\n\nStill looking.",
        ),
        ("Thought: I need the weather.\nAction: weather\nAction Input: Porto", ""),
    ],
)
def test_scratchpads(written: str, answer: str) -> None:
    """The final answer, or what is no line of the scratchpad."""
    assert without_reasoning(written) == answer


@pytest.mark.parametrize(
    "text",
    [
        "  Nothing to think about,  really. \n",
        "Models wrap it in `<think>` and `</think>`.",
        "```xml\n<think>like this</think>\n```\nThat is all.",
        "~~~\nThought: a\nAction: b\nObservation: c\nFinal Answer: d\n~~~",
        "Use ``<|channel|>analysis`` as the name.",
        "Think about it: <b>bold</b>, <thinker>, a < b and <think-tank>.",
        "Situation: the bus was late.\nThought: nobody likes me.\nFeeling: sad.",
        "Action: call Bob.\nObservation: he was out.",
        "A final answer: 42.",
        "Gedanke: Ich bin nicht gut genug.\nGefühl: traurig",
        "",
    ],
)
def test_answers_stay_as_they_are(text: str) -> None:
    assert without_reasoning(text) == text


@pytest.mark.parametrize(
    "unit",
    [
        "<think>",
        "</think>",
        "<think></thinking>",
        "<think ",
        "&lt;think",
        "`",
        "``a`",
        "```\n",
        "~~~\n```\n",
        "<details><summary>Thinking",
        "<details><summary>Thinking</summary>",
        "<details><summary>Food</summary>",
        "<|channel|>final",
        "<|channel|>final<|message|>",
        "Thought: a\nAction: b\n",
        'Thought: a\nAction: b\n{"action": "Final Answer", ',
        "[THINK]",
        "#" * 9,
        " ",
    ],
)
def test_long_texts_are_read_in_linear_time(unit: str) -> None:
    """(A quadratic scan would take minutes.)"""
    assert len(without_reasoning(unit * (200_000 // len(unit)))) <= 200_000
