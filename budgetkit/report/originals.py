"""The documents a disclosure was read from, found again by their checksums, and what they show of a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final, Self

import pypdfium2

from budgetkit.checks.judge import Finding
from budgetkit.checks.printed import Printed
from budgetkit.checks.statement import Figure
from budgetkit.model.disclosure import FIGURES, Box, Disclosure, Place, Row
from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.kinds import BUNDLES, format_of
from budgetkit.readers.formats.open import is_useful, members, pages_of
from budgetkit.readers.formats.page import Page
from budgetkit.report.crops import Crop, Figures, PdfPages, near, of_picture
from budgetkit.report.quotes import Quote, quote
from budgetkit.report.redrawn import of_ofd

MOST: Final = 3
"""So many pictures are made of one finding."""

SHEETS: Final = frozenset({"xlsx", "xls", "ods", "fods", "xml2003", "uos", "xlsb"})

Cut = Callable[[int, Figures, str], Crop | None]
"""Gives the picture of figures on a page (from 1) of a document, in the colour of a verdict."""


@dataclass(slots=True)
class _Original:
    """A document: its bytes, the number of its first page in the disclosure, opened where it is a PDF, its pages."""

    data: bytes
    kind: str
    first: int
    pdf: PdfPages | None
    pages: tuple[Page, ...] | None = None

    @property
    def cut(self) -> Cut | None:
        """What cuts pictures from it; ``None`` for a format without pages to be seen."""
        if self.pdf is not None:
            return self.pdf.cut
        return {"ofd": partial(of_ofd, self.data), "picture": partial(of_picture, self.data)}.get(self.kind)

    def page(self, number: int) -> Page | None:
        """Return a page by its number in the disclosure, as it was read."""
        if self.pages is None:
            try:
                self.pages = pages_of(self.data, "")
            except UnreadableDocument:
                self.pages = ()
        return next((p for p in self.pages if p.number == number - self.first + 1), None)


class Originals:
    """The documents of a disclosure among files that are given; those that are not among them show nothing."""

    def __init__(self, disclosure: Disclosure, files: Iterable[Path]) -> None:
        """Find the documents; files, folders of them and bundles are looked through."""
        self._printed, self._opened = Printed.of(disclosure), ExitStack()
        known = {s["sha256"]: s for s in disclosure.sources if s.get("sha256")}
        self._found: list[_Original] = []
        for data in _contents(files) if known else ():
            source = known.pop(sha256(data).hexdigest(), None)
            if source is not None:
                kind, first = format_of(data, ""), int(source.get("first_page", "1"))
                self._found.append(_Original(data, kind, first, self._pdf(data, kind)))
        self._found.sort(key=lambda o: -o.first)

    def __enter__(self) -> Self:
        """Keep the documents open for a ``with`` block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the documents."""
        self._opened.close()

    def _pdf(self, data: bytes, kind: str) -> PdfPages | None:
        """Return a PDF opened; ``None`` for other formats, and for one that cannot be opened."""
        if kind != "pdf":
            return None
        try:
            return PdfPages(self._opened.enter_context(pypdfium2.PdfDocument(data)))
        except pypdfium2.PdfiumError:
            return None

    def crops(self, finding: Finding, where: Mapping[str, Place]) -> tuple[tuple[int, Crop], ...]:
        """Return pictures of the figures of a finding with their pages; none where no box or no document is known."""
        by_page: dict[int, list[tuple[Box, str]]] = {}
        for figure in finding.figures:
            place = where.get(figure.id)
            if place is not None and place.page and place.box:
                by_page.setdefault(place.page, []).append((place.box, f"{figure.amount.value:f}"))
        found: list[tuple[int, Crop]] = []
        for number, boxes in by_page.items():
            original = self._of(number)
            if original is not None and (cut := original.cut) is not None:
                cuts = (cut(number - original.first + 1, group, finding.verdict) for group in near(boxes))
                found += [(number, crop) for crop in cuts if crop is not None]
        return tuple(found[:MOST])

    def places(self, findings: Iterable[Finding], where: Mapping[str, Place]) -> dict[str, Place]:
        """Return where figures stand, those of statements that run over a page of a PDF on the page that shows them."""
        found = dict(where)
        for figure in (f for finding in findings for f in finding.figures):
            place = where.get(figure.id)
            if place is not None and place.page and place.box and figure.id.startswith("claims/"):
                found[figure.id] = self._seen(figure, place, place.page, place.box)
        return found

    def _seen(self, figure: Figure, place: Place, number: int, box: Box) -> Place:
        original = self._of(number)
        if original is None or original.pdf is None:
            return place
        _, claim, field = figure.id.split("/")
        digits, before = f"{figure.amount.value:f}", original.first - 1
        alike = [
            name
            for name in FIGURES
            if (a := getattr(self._printed.disclosure.claims[int(claim) - 1], name)) is not None
            and f"{a.value:f}" == digits
        ]
        page, box = original.pdf.place(number - before, box, digits, alike.index(field))
        return replace(place, page=page + before, box=box)

    def quotes(self, finding: Finding, where: Mapping[str, Place]) -> tuple[Quote, ...]:
        """Return the words around the figures of a finding that no picture shows, each place once.

        What is not found again for certain is left out.
        """
        found: dict[Quote, None] = {}
        said = [f"{abs(f.amount.value):f}" for f in finding.figures if f.id.startswith("claims/")]
        for figure in finding.figures:
            place = where.get(figure.id)
            original = self._of(place.page) if place is not None and place.page else None
            if place is None or original is None or (original.cut is not None and place.box):
                continue
            if (page := original.page(place.page or 0)) is not None:
                told = quote(page, figure, self._row(figure), said, sheets=original.kind in SHEETS)
                found |= {told: None} if told is not None else {}
        return tuple(found)

    def _row(self, figure: Figure) -> Row | None:
        cell = self._printed.cell(figure.id)
        return cell[0].row if cell is not None else None

    def _of(self, page: int) -> _Original | None:
        return next((o for o in self._found if o.first <= page), None)


def _contents(files: Iterable[Path]) -> Iterator[bytes]:
    """Yield the contents of files, of those in folders, and of those in bundles."""
    for file in files:
        inside = (
            sorted(p for p in file.rglob("*") if is_useful(str(p.relative_to(file))))
            if file.is_dir()
            else [file]
        )
        for path in (p for p in inside if p.is_file()):
            data = path.read_bytes()
            yield data
            try:
                kind = format_of(data, path.name)
                yield from members(data, path.name, kind).values() if kind in BUNDLES else ()
            except UnreadableDocument:
                continue
