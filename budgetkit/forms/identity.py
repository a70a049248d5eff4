"""What an identity (勾稽关系) is: terms that name cells or figures of the narrative, and what must hold between them.

What the parts mean is written at the head of ``reference/national/identities.toml``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from budgetkit.forms.label import Label

Kind = Literal["equal", "sum", "rollup", "rate"]
Over = Literal["", "rows", "columns", "codes", "classes", "items"]
Relation = Literal["=", "<="]
Field = Literal["amount", "change", "prior"]
SELECTORS: Final = ("*", "classes", "items", "projects", "units")
"""Words that stand for several rows: the one of this repetition, or all of a kind."""


@dataclass(frozen=True, slots=True)
class Term:
    """Cells of a table, or figures of the narrative where ``claim`` is given; ``sign`` is 1 or -1.

    An empty ``row`` or ``column`` is that of the repetition.
    """

    table: str = ""
    half: str = ""
    row: str = ""
    column: str = ""
    sign: int = 1
    without: tuple[str, ...] = ()
    claim: str = ""
    field: Field = "amount"
    section: str = ""
    named: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """Terms that must agree for statements of the narrative to cover everything."""

    whole: tuple[Term, ...] = ()
    parts: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Identity:
    """An identity with the terms of one form; ``rate`` is the printed percentage that parts / whole must be."""

    id: str
    kind: Kind
    label: Label
    table: str = ""
    half: str = ""
    over: Over = ""
    relation: Relation = "="
    presumed: bool = False
    cells: tuple[Term, ...] = ()
    whole: tuple[Term, ...] = ()
    parts: tuple[Term, ...] = ()
    rate: tuple[Term, ...] = ()
    zero: tuple[Term, ...] = ()
    printed: tuple[Term, ...] = ()
    complete: Cover = Cover()

    @property
    def speaks_of_claims(self) -> bool:
        """Whether figures of the narrative stand on either side."""
        return any(t.claim for t in (*self.whole, *self.parts))

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every term that names cells of a table, its conditions included, each with its table."""
        return tuple(self._terms())

    def table_of(self, term: Term) -> str:
        """Return the table of a term: its own, else the identity's."""
        return term.table or self.table

    def _terms(self) -> Iterator[Term]:
        if self.kind == "rollup":
            yield Term(table=self.table)
            return
        for term in (*self.cells, *self.whole, *self.parts, *self.rate, *self.zero, *self.printed):
            if not term.claim:
                yield term
