"""Names of coded rows from the words of flattened text: broken over lines, apart from their codes, in order.

Words are dealt to the rows in the order of the stream. A row's name may take several words in turn; the deal that
gives most rows the official name of their code, or a name that the prose or another table prints, is the right one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from budgetkit.forms.form import plain
from budgetkit.model.codes import official_name

_MOST = 7
_NONE = 2.0
_SKIP = 0.7
_SKIP_PINNED = 1.5
_JOIN = 0.6
_NEVER = 1e9


@dataclass(frozen=True, slots=True)
class Word:
    """A word in the stream and the row whose code stands on its line, if any."""

    token: int
    text: str
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """The name of every row, the tokens it took, and the words left over after each row (-1: before the first)."""

    names: tuple[str, ...]
    tokens: tuple[tuple[int, ...], ...]
    rest: Mapping[int, tuple[Word, ...]]


def deal_names(
    words: Sequence[Word], codes: Sequence[str], known: Mapping[str, str], prose: str, beside: bool = False
) -> Names:
    """Return the names of coded rows; ``known`` are names of codes met elsewhere, ``prose`` the text without spaces.

    ``beside`` says that other words (projects) stand on the same lines as the names.

    >>> words = [Word(0, "卫生健康支"), Word(1, "出"), Word(2, "行政事业单位医疗")]
    >>> deal_names(words, ["210", "21011"], {}, "").names
    ('卫生健康支出', '行政事业单位医疗')
    """
    size, rows = len(words), len(codes)
    best = [[_NEVER] * (size + 1) for _ in range(rows + 1)]
    step: dict[tuple[int, int], tuple[int, int, int]] = {}
    best[0][0] = 0.0
    for row in range(rows + 1):
        for at in range(size + 1):
            here = best[row][at]
            if here >= _NEVER:
                continue
            if at < size:
                skip = here + (_SKIP if beside or words[at].row is None else _SKIP_PINNED)
                if skip < best[row][at + 1]:
                    best[row][at + 1], step[row, at + 1] = skip, (row, at, 0)
            if row == rows:
                continue
            for taken in range(min(_MOST, size - at) + 1):
                cost = here + _cost(words[at : at + taken], row, codes[row], known, prose)
                if cost < best[row + 1][at + taken]:
                    best[row + 1][at + taken], step[row + 1, at + taken] = cost, (row, at, taken)
    return _names(words, rows, step)


def _cost(words: Sequence[Word], row: int, code: str, known: Mapping[str, str], prose: str) -> float:
    """Return how unlikely it is that these words are the name of a row."""
    if not words:
        return _NONE
    if any(w.row not in (None, row) for w in words):
        return _NEVER
    name = "".join(w.text for w in words)
    official = official_name(code) or ""
    if plain(name) in (plain(official), plain(known.get(code, ""))):
        return 0.0
    if len(words) > 1 and name in prose:
        return 0.1
    return (0.8 if official else 0.4) + _JOIN * (len(words) - 1)


def _names(words: Sequence[Word], rows: int, step: Mapping[tuple[int, int], tuple[int, int, int]]) -> Names:
    names, tokens = [""] * rows, [()] * rows  # type: list[str], list[tuple[int, ...]]
    rest: dict[int, list[Word]] = {}
    row, at = rows, len(words)
    while (row, at) != (0, 0):
        before, start, taken = step[row, at]
        if before == row:
            rest.setdefault(row - 1, []).insert(0, words[start])
        else:
            names[before] = "".join(w.text for w in words[start : start + taken])
            tokens[before] = tuple(w.token for w in words[start : start + taken])
        row, at = before, start
    return Names(tuple(names), tuple(tokens), {k: tuple(v) for k, v in rest.items()})
