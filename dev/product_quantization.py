"""Product quantization: each row of a table as a few bytes, every byte the number of a typical stretch of values.

All of it is whole numbers below 2^24, which float32 multiplies and adds exactly, so that the same table gives the same
bytes on every machine, whatever order its processor adds in.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

type Table = NDArray[np.float32]  # rows of whole numbers, none above LARGEST

LARGEST = 1_000  # the square of two such, times the 4 values of a stretch, stays below 2^24
STRETCH = 4  # values that share a byte
_KINDS = 256
_ROUNDS = 8
_AT_ONCE = 4_096  # rows, so that what is computed stays in the processor's cache


@dataclass(frozen=True, slots=True)
class Quantized:
    """`codes` has a byte for each stretch of each row; `book` is what they stand for: [stretch, byte, value]."""

    codes: NDArray[np.uint8]
    book: Table

    def rows(self) -> Table:
        """The table as the codes tell it."""
        stretches = self.book[np.arange(len(self.book)), self.codes]
        whole: Table = stretches.reshape(len(self.codes), -1)
        return whole


def whole_numbers(table: NDArray[np.float32]) -> tuple[Table, float]:
    """The table in whole numbers, and the value of 1 among them."""
    unit = float(np.abs(table).max()) / LARGEST
    return np.rint(table / np.float32(unit)).astype(np.float32), unit


def quantized(table: Table, *, sample: NDArray[np.intp]) -> Quantized:
    """Every row of the table, by what is typical of the rows in `sample` (their numbers, of at least 256)."""
    stretches = table.shape[1] // STRETCH
    codes = np.empty((len(table), stretches), np.uint8)
    book = np.empty((stretches, _KINDS, STRETCH), np.float32)
    for number in range(stretches):
        values = np.ascontiguousarray(table[:, number * STRETCH : (number + 1) * STRETCH])
        book[number] = _typical(values[sample])
        codes[:, number] = _nearest(values, book[number])
    return Quantized(codes, book)


def _typical(values: Table) -> Table:
    """256 of them that the others are near to (k-means, begun at rows that are evenly spread over the sample)."""
    centres = values[np.linspace(0, len(values) - 1, _KINDS).astype(np.intp)].copy()
    for _ in range(_ROUNDS):
        nearest = _nearest(values, centres)
        counts = np.bincount(nearest, minlength=_KINDS)
        for value in range(STRETCH):
            sums = np.bincount(nearest, weights=values[:, value], minlength=_KINDS)
            centres[:, value] = np.where(counts, np.rint(sums / np.maximum(counts, 1)), centres[:, value])
    return centres


def _nearest(values: Table, centres: Table) -> NDArray[np.uint8]:
    """The number of the nearest centre; of several, the first."""
    found = np.empty(len(values), np.uint8)
    doubled, lengths = np.ascontiguousarray(2 * centres.T), (centres * centres).sum(axis=1)
    for start in range(0, len(values), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        found[some] = (values[some] @ doubled - lengths).argmax(axis=1)
    return found
