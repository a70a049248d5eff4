"""Text that goes row by row: codes and the figures of every row by the order of the tokens alone, lines ignored.

Programs that write a table row by row differ in where they break lines: a row a line, a cell a line, many rows a
line, a long name over several. The order of the tokens is the same: the parts of a code, a name, the row's figures
from left to right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from budgetkit.model.codes import bundled, classification, entries, normalise
from budgetkit.readers.flat.codes import CodedRow
from budgetkit.readers.flat.lines import Token

_LONGEST: Final = {"functional": 7, "economic": 5}
_BARE: Final = 3
_FEW: Final = 4
"""Where fewer labels are followed by figures, and not half of all, the figures may be a column of their own."""


def stream_codes(tokens: Sequence[Token], kind: str) -> tuple[CodedRow, ...] | None:
    """Return the coded rows in the order of the tokens, ``None`` where parts have no class or classes no parts.

    >>> from budgetkit.readers.formats.page import Line
    >>> from budgetkit.readers.flat.lines import tokens_of
    >>> text = "201 13 商贸事务 21.60 0 201 13 01 行政运行 9.39 0 2011350 事业运行 2.90 208 社会保障 4.00"
    >>> [r.code for r in stream_codes(tokens_of([Line(text, 1)], 2), "functional")]
    ['20113', '2011301', '2011350', '208']
    """
    found: list[CodedRow] = []
    at = 0
    longest = 2 if _stand_alone(tokens, kind) else _LONGEST[kind]
    while at < len(tokens):
        size = _code_at(tokens, at, kind, longest)
        if size:
            parts = [t.text for t in tokens[at : at + size]]
            found.append(CodedRow(normalise(parts), tuple(range(at, at + size))))
        elif _is_part(tokens[at]):
            return None
        at += size or 1
    bare = Counter(row.code for row in found if len(row.code) == _BARE)
    return None if any(times > 1 for times in bare.values()) else tuple(found)


def _stand_alone(tokens: Sequence[Token], kind: str) -> bool:
    """Tell whether whole codes stand one to a row, so that one after another is another row: 208, 20805, 2080505.

    Where a row spells all three, no code of an item stands without the two above it.
    """
    return any(
        t.kind == "digits"
        and len(t.text) == _LONGEST[kind]
        and classification(t.text) == kind
        and not (n and tokens[n - 1].kind == "digits" and t.text.startswith(tokens[n - 1].text))
        for n, t in enumerate(tokens)
    )


def _is_part(token: Token) -> bool:
    """Tell whether digits can only be part of a code."""
    return token.kind == "digits" and len(token.text) == 2 and token.text[0] == "0"


def _code_at(tokens: Sequence[Token], at: int, kind: str, longest: int) -> int:
    """Return how many tokens from a place on spell a code, 0 where none begins."""
    first = tokens[at]
    if first.kind != "digits" or classification(first.text) != kind or first.text[:3] not in bundled(kind):
        return 0
    end = at + 1
    while end < len(tokens) and len(tokens[end].text) <= longest and _goes_on(tokens, at, end, kind):
        end += 1
    followed = end < len(tokens) and tokens[end].kind == "word"
    begins = first.step == "line" and (end < len(tokens) or bool(entries(first.text)))
    return end - at if end > at + 1 or followed or begins else 0


def _goes_on(tokens: Sequence[Token], at: int, end: int, kind: str) -> bool:
    """Tell whether a token goes on with the code before it: two more digits, or the code again with two more."""
    token, before = tokens[end], normalise([t.text for t in tokens[at:end]])
    longer = normalise([*(t.text for t in tokens[at:end]), token.text])
    if token.kind != "digits" or len(longer) <= len(before) or len(longer) > _LONGEST[kind]:
        return False
    if len(token.text) > 2 or token.text[0] == "0" or entries(longer):
        return True
    follows = end + 1 < len(tokens) and tokens[end + 1].kind in ("word", "digits")
    return len(token.text) == 2 and (follows or not entries(before))


def figures_in_turn(
    starts: Mapping[int, int], numbers: Sequence[int], room: Mapping[int, int]
) -> dict[int, tuple[int, ...]] | None:
    """Return the figures of every row where they follow its label, ``None`` where the text does not go row by row.

    ``starts`` is the first token of each row's label, ``room`` how many figures the row can hold.

    >>> figures_in_turn({0: 0, 1: 3}, [1, 2, 4], {0: 2, 1: 2})
    {0: (1, 2), 1: (4,)}
    >>> figures_in_turn({0: 0, 1: 1}, [2, 3, 4], {0: 2, 1: 2}) is None
    True
    """
    order = sorted(starts, key=starts.__getitem__)
    if numbers and (not order or numbers[0] < starts[order[0]]):
        return None
    found: dict[int, tuple[int, ...]] = {}
    for row, after in pairwise([*order, -1] if order else []):
        end = starts.get(after, max(numbers, default=0) + 1)
        found[row] = tuple(n for n in numbers if starts[row] < n < end)
        if len(found[row]) > room[row]:
            return None
    filled = sum(map(bool, found.values()))
    return found if not numbers or filled >= _FEW or 2 * filled >= len(found) else None
