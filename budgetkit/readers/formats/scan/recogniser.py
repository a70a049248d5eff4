"""Text in small pictures: what a recogniser reads in each, and for every number what else it may be.

The recogniser is the model for Chinese that the wheel of rapidocr brings, run by onnxruntime: nothing is downloaded.
Its answer is a table of probabilities, a row for every few pixels from left to right and a column for every
character; CTC (Graves 2006) says how such a table is read, and so also what the second and third best readings are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from math import ceil
from pathlib import Path
from typing import Any, Final

import numpy as np

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.scan import NEEDS

HEIGHT: Final = 48
"""Pixels that the model wants a line of text to be high."""
WIDEST: Final = 2400
"""Pixels a line may be wide at that height; a longer one is squeezed."""
BATCH: Final = 4
LEAST: Final = 1e-5
"""Probability below which a character is not thought of at a place."""
BEAM: Final = 16
MOST: Final = 6
"""Most readings kept of one number."""

_NUMERAL: Final = "0123456789.,-%()"
_LIKE: Final = dict.fromkeys("Oo〇", "0") | dict.fromkeys("lI|", "1") | dict.fromkeys("，", ",")
_LIKE_MORE: Final = (
    dict.fromkeys("．。·", ".")
    | dict.fromkeys("−–—一", "-")
    | dict.fromkeys("（", "(")
    | dict.fromkeys("）", ")")
)
_NUMBER: Final = re.compile(r"[(（]\d(?:[\d,，.．]*\d)?[)）]|[-−]?\d(?:[\d,，.．]*\d)?%?")
_FORMED: Final = re.compile(
    r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?|\((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\)"
)
"""How a number is written; what is not written so was misread."""
_GROUPS: Final = re.compile(r"(-?)(\d{1,4})((?:[.,]\d{3})*)(?:[.,](\d{1,2}))?(%?)")

Matrix = Any
"""An array of numpy, which publishes no useful types for our purpose."""


@dataclass(frozen=True, slots=True)
class Token:
    """A number in a line of text: where it begins and ends in the text, and its readings with probabilities, best first."""

    begin: int
    end: int
    readings: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Recognised:
    """What stands in one picture: its text, the least probable of its characters, and its numbers."""

    text: str
    score: float
    tokens: tuple[Token, ...] = ()


class Recogniser:
    """The model, loaded once, and its characters."""

    def __init__(self) -> None:
        """Load the model of the installed wheel.

        Raises:
            UnreadableDocument: the extra ``ocr`` is not installed.
        """
        path = _model()
        try:
            import onnxruntime
        except ImportError as error:
            raise UnreadableDocument(NEEDS) from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = threads()
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name
        known = self._session.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._characters = ["", *known, " "]
        columns: defaultdict[str, list[int]] = defaultdict(list)
        for number, character in enumerate(self._characters):
            plain = (_LIKE | _LIKE_MORE).get(character, character)
            if plain in _NUMERAL and plain:
                columns[plain].append(number)
        self._columns = [[0], *(columns[c] for c in _NUMERAL)]

    def read(self, pictures: Sequence[Matrix]) -> list[Recognised]:
        """Return what stands in grey pictures of one line each, in their order."""
        found: dict[int, Recognised] = {}
        order = sorted(range(len(pictures)), key=lambda n: pictures[n].shape[1] / pictures[n].shape[0])
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            tables = self._session.run(None, {self._input: _batch([pictures[n] for n in chosen])})[0]
            found |= {n: self._decoded(table) for n, table in zip(chosen, tables, strict=True)}
        return [found[n] for n in range(len(pictures))]

    def _decoded(self, table: Matrix) -> Recognised:
        best = table.argmax(axis=1)
        steps = [t for t in range(len(best)) if best[t] and (t == 0 or best[t] != best[t - 1])]
        steps = [t for n, t in enumerate(steps) if not self._is_gap(best, steps, n)]
        text = "".join(self._characters[best[t]] for t in steps)
        score = min((float(table[t, best[t]]) for t in steps), default=0.0)
        tokens: list[Token] = []
        spelled, last = "", 0
        for match in _NUMBER.finditer(text):
            begin, end = match.span()
            first = steps[begin - 1] + 1 if begin else 0
            until = steps[end] if end < len(steps) else len(best)
            columns = np.stack([table[first:until, c].sum(axis=1) for c in self._columns], axis=1)
            found = formed(readings(columns), match[0])
            spelled += text[last:begin]
            tokens.append(Token(len(spelled), len(spelled) + len(found[0][0]), found))
            spelled, last = spelled + found[0][0], end
        return Recognised(spelled + text[last:], score, tuple(tokens))

    def _is_gap(self, best: Matrix, steps: Sequence[int], n: int) -> bool:
        """Tell whether a character is a space inside a number, as the wide commas of some fonts leave it."""
        if self._characters[best[steps[n]]] != " " or not 0 < n < len(steps) - 1:
            return False
        before, after = (self._characters[best[steps[m]]] for m in (n - 1, n + 1))
        return (before in ",." and after.isdigit()) or (before.isdigit() and after in ",.")


def readings(table: Matrix) -> tuple[tuple[str, float], ...]:
    """Return the likeliest readings of a table of probabilities, whose first column is «no character».

    This is the prefix beam search of CTC: a reading's probability is that of all ways to spell it.

    >>> import numpy as np
    >>> table = np.zeros((2, 17)); table[0, 8] = 0.9; table[0, 2] = 0.1; table[1, 0] = 1
    >>> [(text, round(p, 2)) for text, p in readings(table)]
    [('7', 0.9), ('1', 0.1)]
    """
    beam: dict[str, tuple[float, float]] = {"": (1.0, 0.0)}
    for row in table:
        after: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        likely = [(_NUMERAL[n - 1], float(row[n])) for n in np.flatnonzero(row >= LEAST) if n]
        for text, (blank, own) in beam.items():
            kept = after[text]
            kept[0] += (blank + own) * float(row[0])
            for character, p in likely:
                if text.endswith(character):
                    kept[1] += own * p
                    after[text + character][1] += blank * p
                else:
                    after[text + character][1] += (blank + own) * p
        best = sorted(after.items(), key=lambda item: -sum(item[1]))[:BEAM]
        beam = {text: (blank, own) for text, (blank, own) in best if blank + own > 0}
    total = sum(map(sum, beam.values())) or 1.0
    ranked = sorted(((text, sum(p) / total) for text, p in beam.items()), key=lambda item: -item[1])
    return tuple((text, p) for text, p in ranked[:MOST] if p >= LEAST)


def formed(found: Sequence[tuple[str, float]], text: str) -> tuple[tuple[str, float], ...]:
    """Return those readings of a number that are written as numbers are; where none is, only its separators are put right.

    >>> formed([("3,343,704,00", 0.6), ("3,343,704.00", 0.4)], ""), formed([("1149.678.00", 1.0)], "")
    ((('3,343,704.00', 0.4),), (('1149678.00', 0.0),))
    """
    kept = tuple((t, p) for t, p in found if _FORMED.fullmatch(t))
    if kept:
        return kept
    for candidate, _ in found:
        if match := _GROUPS.fullmatch(candidate):
            whole = match[2] + match[3].replace(".", "").replace(",", "")
            return ((f"{match[1]}{whole}{'.' + match[4] if match[4] else ''}{match[5]}", 0.0),)
    return ((found[0][0] if found else text, 0.0),)


def _batch(pictures: Sequence[Matrix]) -> Matrix:
    """Return pictures as the model wants them: one height, one width, from -1 (black) to 1, filled up with grey."""
    import cv2

    sizes = [min(WIDEST, max(8, ceil(HEIGHT * p.shape[1] / p.shape[0]))) for p in pictures]
    width = max(sizes)
    batch = np.zeros((len(pictures), 3, HEIGHT, width), dtype=np.float32)
    for n, (picture, size) in enumerate(zip(pictures, sizes, strict=True)):
        batch[n, :, :, :size] = cv2.resize(picture, (size, HEIGHT)).astype(np.float32) / 127.5 - 1
    return batch


@cache
def recogniser() -> Recogniser:
    """Return the recogniser, loaded when it is first asked for.

    Raises:
        UnreadableDocument: the extra ``ocr`` is not installed.
    """
    return Recogniser()


def _model() -> Path:
    spec = find_spec("rapidocr")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    found = sorted(path for folder in folders for path in Path(folder, "models").glob("*rec*.onnx"))
    if not found:
        raise UnreadableDocument(NEEDS)
    return found[-1]


def threads() -> int:
    """Return how many threads the recogniser takes: ``OMP_NUM_THREADS``, else two."""
    import os

    said = os.environ.get("OMP_NUM_THREADS", "")
    return int(said) if said.isdigit() and int(said) else 2
