"""Reading a SentencePiece model, of the layout that the Universal Sentence Encoder has, and writing it anew for the
`tokenizers` library."""

import base64
import json
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

UNKNOWN, BEGIN, END = "<unk>", "<s>", "</s>"
_PIECES, _TRAINER = 1, 3  # fields of the model
_TEXT, _SCORE = 1, 2  # of a piece
_CHARACTERS = 2  # of the trainer, in this layout
_VARINT, _EIGHT_BYTES, _COUNTED, _FOUR_BYTES = 0, 1, 2, 5  # wire types of protobuf
_SPACE = "▁"


@dataclass(frozen=True, slots=True)
class SentencePiece:
    """`pieces` with their scores (log probabilities), by their numbers; `characters` maps what is normalized (a
    precompiled table)."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    characters: bytes


def read(model: bytes) -> SentencePiece:
    pieces: list[str] = []
    scores: list[float] = []
    characters = b""
    for field, content in _fields(model):
        if field == _PIECES:
            of_piece = dict(_fields(content))
            pieces.append(of_piece[_TEXT].decode())
            scores.append(struct.unpack("<f", of_piece[_SCORE])[0] if _SCORE in of_piece else 0.0)
        elif field == _TRAINER:
            characters = dict(_fields(content))[_CHARACTERS]
    return SentencePiece(tuple(pieces), tuple(scores), characters)


def _fields(message: bytes) -> Iterator[tuple[int, bytes]]:
    """The fields of a protobuf message that have bytes of their own."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        kind = tag & 7
        if kind == _VARINT:
            _, at = _varint(message, at)
            continue
        size = {_EIGHT_BYTES: 8, _FOUR_BYTES: 4}.get(kind, 0)
        if kind == _COUNTED:
            size, at = _varint(message, at)
        yield tag >> 3, message[at : at + size]
        at += size


def _varint(message: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = message[at]
        number |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not byte & 0x80:
            return number, at


def tokenizer(pieces: Sequence[str], scores: Sequence[float], characters: bytes) -> str:
    """The tokenizer.json of a Unigram model of these pieces: it puts BEGIN and END around each text."""
    normalizers = [
        {"type": "Precompiled", "precompiled_charsmap": base64.b64encode(characters).decode()},
        {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
        {"type": "Replace", "pattern": {"Regex": "^ | $"}, "content": ""},
    ]
    around = {token: {"id": token, "ids": [pieces.index(token)], "tokens": [token]} for token in (BEGIN, END)}
    template: list[dict[str, object]] = [
        {"SpecialToken": {"id": BEGIN, "type_id": 0}},
        {"Sequence": {"id": "A", "type_id": 0}},
        {"SpecialToken": {"id": END, "type_id": 0}},
    ]
    content: dict[str, object] = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": {"type": "Sequence", "normalizers": normalizers},
        "pre_tokenizer": {"type": "Metaspace", "replacement": _SPACE, "prepend_scheme": "always", "split": False},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": template,
            "pair": [*template, {"Sequence": {"id": "B", "type_id": 0}}],
            "special_tokens": around,
        },
        "decoder": None,
        "model": {
            "type": "Unigram",
            "unk_id": pieces.index(UNKNOWN),
            "vocab": [[piece, round(score, 3)] for piece, score in zip(pieces, scores, strict=True)],
            "byte_fallback": False,
        },
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
