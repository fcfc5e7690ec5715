"""A language model that is asked so often a day and no more, counted over the days of UTC.

The count lies in a file beside the memories, so that a new process goes on with it; without a folder (a server) each
process counts by itself. Two processes that ask at one moment may go over by a question.
"""

import json
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from memory_core.domain.times import DAY
from memory_core.errors import ModelBudgetSpent
from memory_core.ports import ChatModel, Clock, ModelAnswer, Question

_FILE = "model-calls.json"


@dataclass(frozen=True, slots=True)
class Spent:
    """What was asked on a day (counted since 1970)."""

    day: int
    calls: int = 0
    tokens: int = 0


class Budget:
    """What may be asked a day: calls, and tokens of questions and answers; 0 for as many as one likes."""

    def __init__(self, folder: Path | None, *, calls: int, tokens: int, now: Clock) -> None:
        self._file = folder and folder / _FILE
        self._calls, self._tokens, self._now = calls, tokens, now
        self._spent = Spent(0)
        self._counting = threading.Lock()

    def take(self) -> None:
        """Counts a call. Raises ModelBudgetSpent when there is none left."""
        with self._counting:
            spent = self.spent()
            for name, used, most in (
                ("model_calls_per_day", spent.calls, self._calls),
                ("model_tokens_per_day", spent.tokens, self._tokens),
            ):
                if most and used >= most:
                    raise ModelBudgetSpent(
                        f"What language models may be asked today is used up ({name}={most}). The words are kept; "
                        "facts are drawn from them when a new day begins in UTC. Raise the option to have them earlier."
                    )
            self._keep(Spent(spent.day, spent.calls + 1, spent.tokens))

    def add(self, tokens: int) -> None:
        with self._counting:
            spent = self.spent()
            self._keep(Spent(spent.day, spent.calls, spent.tokens + tokens))

    def spent(self) -> Spent:
        """Of today, by this process and those before it."""
        today, known = self._now() // DAY, [self._spent]
        if self._file:
            with suppress(OSError, ValueError, TypeError):  # none yet, or not whole: this process's own count holds
                known.append(Spent(**json.loads(self._file.read_text())))
        return max((each for each in known if each.day == today), key=lambda each: each.calls, default=Spent(today))

    def _keep(self, spent: Spent) -> None:
        self._spent = spent
        if self._file:
            with suppress(OSError):
                self._file.parent.mkdir(parents=True, exist_ok=True)
                fresh = self._file.with_suffix(".new")
                fresh.touch(mode=0o600)
                fresh.write_text(json.dumps(asdict(spent)))
                fresh.replace(self._file)


class CappedChatModel:
    """A ChatModel within a budget."""

    def __init__(self, model: ChatModel, budget: Budget) -> None:
        self._model = model
        self._budget = budget

    def ask(self, question: Question, *, seconds: float) -> ModelAnswer:
        self._budget.take()
        answer = self._model.ask(question, seconds=seconds)
        self._budget.add(answer.usage.prompt_tokens + answer.usage.answer_tokens)
        return answer
