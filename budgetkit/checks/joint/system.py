"""A whole programme, decided part by part: every connected component has its own solver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from budgetkit.checks.joint.component import Component
from budgetkit.checks.joint.decide import Decision, decide
from budgetkit.checks.joint.equal import Classes, ClassRow
from budgetkit.checks.joint.programme import Programme


class System:
    """The components of a programme; the figures without any row but equalities make one."""

    def __init__(self, programme: Programme) -> None:
        """Split the programme where nothing connects it."""
        self.programme = programme
        self.classes = Classes(programme)
        self.components = tuple(self._split())

    def _split(self) -> Iterator[Component]:
        leader = {n: n for n in self.classes.members}

        def root(name: str) -> str:
            while leader[name] != name:
                leader[name] = leader[leader[name]]
                name = leader[name]
            return name

        for row in self.classes.rows:
            first = root(row.terms[0][0])
            for name, _ in row.terms[1:]:
                leader[root(name)] = first
            # A rate that is compared with another figure is an unknown as well: both belong together.
            if row.row.rate in self.classes.of:
                leader[root(self.classes.of[row.row.rate])] = first
        columns: dict[str, list[str]] = {}
        rows: dict[str, list[ClassRow]] = {}
        for row in self.classes.rows:
            rows.setdefault(root(row.terms[0][0]), []).append(row)
        for name in self.classes.members:
            # Classes that nothing but equalities speaks of need no solver each: they go together.
            columns.setdefault(root(name) if root(name) in rows else "", []).append(name)
        for name, together in columns.items():
            yield Component(self.classes, together, rows.get(name, []))

    def decide(self, relaxed: Iterable[str] = ()) -> list[Decision]:
        """Return the decision on every component with some figures not believed."""
        figures = frozenset(relaxed)
        return [decide(component, figures) for component in self.components]
