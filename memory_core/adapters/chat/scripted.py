"""A deterministic language model for tests: it answers from a script, and remembers what it was asked."""

import threading
from collections.abc import Callable, Sequence

from memory_core.errors import KeepsakeError, ModelAnswerUnusable, ModelFailed, ModelTooSlow
from memory_core.ports import ModelAnswer, Question, Usage

type Scripted = str | KeepsakeError
type Answerer = Callable[[Question], Scripted]


class ScriptedChatModel:
    """A ChatModel that says what `answers` says: a function of the question, or one answer after the other (a text, an
    error to raise, or such a function). Words are counted as tokens; `asked` holds the questions in order."""

    def __init__(self, answers: Answerer | Sequence[Scripted | Answerer]) -> None:
        self.asked: list[Question] = []
        self._answers = answers
        self._asking = threading.Lock()

    def ask(self, question: Question, *, seconds: float) -> ModelAnswer:
        with self._asking:
            answer = self._next(question)
        if seconds <= 0:
            raise ModelTooSlow("The scripted model was given no time.")
        if callable(answer):
            answer = answer(question)
        if isinstance(answer, KeepsakeError):
            raise answer
        if not answer.strip():
            raise ModelAnswerUnusable("The scripted model answered with nothing.")
        return ModelAnswer(answer, Usage(1, _words(question.rules) + _words(question.data), _words(answer)))

    def _next(self, question: Question) -> Scripted | Answerer:
        number = len(self.asked)
        self.asked.append(question)
        if callable(self._answers):
            return self._answers
        if number >= len(self._answers):
            raise ModelFailed(f"The script has {len(self._answers)} answers, and was asked for one more.")
        return self._answers[number]


def _words(text: str) -> int:
    return len(text.split())
