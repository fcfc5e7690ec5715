"""Logistic regression with L2, by accelerated gradient descent: convex, and the same numbers each time."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

type Numbers = NDArray[np.float64]
type Labels = NDArray[np.int64]

STEPS = 300


def fitted(
    x: Numbers,
    labels: Labels,
    *,
    classes: int,
    penalty: float,
    counts: Sequence[float] | None = None,
    steps: int = STEPS,
) -> Numbers:
    """Rows of weights, one a class, whose last number is the bias; `x` has ones in its last column. The bias is not
    penalised. `counts` says how much each row of `x` counts, 1 without."""
    share = np.ones(len(x)) if counts is None else np.array(counts)
    share /= share.sum()
    goal = np.eye(classes)[labels]
    shrink = np.full(x.shape[1], penalty / len(x))
    shrink[-1] = 1e-6
    steepest = np.linalg.eigvalsh((x * share[:, None]).T @ x)[-1]
    step = 1 / (0.5 * steepest + shrink.max())
    now = ahead = np.zeros((classes, x.shape[1]))
    for turn in range(steps):
        error = (softmax(x @ ahead.T) - goal) * share[:, None]
        after = ahead - step * (error.T @ x + shrink * ahead)
        ahead = after + turn / (turn + 3) * (after - now)
        now = after
    return now


def softmax(logits: Numbers) -> Numbers:
    powers: Numbers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def one_row(rows: Numbers) -> Numbers:
    """Two classes as one row for the sigmoid of the second."""
    difference: Numbers = rows[1] - rows[0]
    return difference
