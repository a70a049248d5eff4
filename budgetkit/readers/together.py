"""Several files that are one disclosure.

Half of what is published comes as narrative and tables apart; they are joined where body, year and kind agree, and
refused by name where they do not. Among many files (a corpus, an inbox) those are parts of one that lie in one folder,
agree in body, year and kind, and hold nothing twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from os import PathLike
from pathlib import Path
from typing import Final

from budgetkit.forms.label import abridged, same_body
from budgetkit.model.disclosure import Disclosure
from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.open import open_papers
from budgetkit.readers.formats.page import Grid, Line, Page, Paper
from budgetkit.readers.tables.cover import department_of, kind_of, of_file_name, year_of


def open_together(paths: Iterable[str | PathLike[str]]) -> Paper:
    """Return files as one paper, the pages of the later ones counted on; folders and bundles stand for what is in them.

    What an HTML page links to and is another disclosure is a page that says so.

    Raises:
        UnreadableDocument: a file cannot be opened, or is of another body, year or kind than those before it.
    """
    return joined(_opened(paths))


def open_disclosures(paths: Sequence[str | PathLike[str]]) -> list[Paper]:
    """Return files as :func:`open_together` does, but those of one bundle by the disclosures that they are.

    Raises:
        UnreadableDocument: as of :func:`open_together`, for several paths or a folder.
    """
    papers = _opened(paths)
    return [joined(papers)] if len(paths) > 1 or Path(paths[0]).is_dir() else [*map(joined, _groups(papers))]


def _opened(paths: Iterable[str | PathLike[str]]) -> list[Paper]:
    found: dict[str, Paper] = {}
    for path in paths:
        opened = open_papers(path)
        if opened[0].format == "html" and opened[0].name == Path(path).name:
            opened = [opened[0], *(_if_same(opened[0], other) for other in opened[1:])]
        found |= {paper.sha256 or paper.name: paper for paper in opened}
    return list(found.values())


def _groups(papers: Sequence[Paper]) -> list[list[Paper]]:
    """Part papers by body, year and kind; one that names no body is with the others only where these are one.

    What cannot be read is listed with the first.
    """
    groups: list[list[Paper]] = []
    nameless = [paper for paper in papers if paper.format != "refused" and not body_of(paper)]
    refused = [paper for paper in papers if paper.format == "refused"]
    for paper in papers:
        if paper in nameless or paper in refused:
            continue
        home = next((group for group in groups if all(are_one(other, paper) for other in group)), None)
        if home is None:
            groups.append([paper])
        else:
            home.append(paper)
    if len(groups) < 2:
        return [list(papers)]
    groups += [[paper] for paper in nameless]
    groups[0] += refused
    return groups


def are_one(one: Paper, other: Paper) -> bool:
    """Tell whether nothing says that two papers are of different bodies, years or kinds."""
    try:
        _agree(one, other)
    except UnreadableDocument:
        return False
    return True


def _if_same(page: Paper, linked: Paper) -> Paper:
    """Return what a page links to, or, where it is another disclosure, a paper that says so."""
    if linked.format == "refused":
        return linked
    try:
        _agree(page, linked)
    except UnreadableDocument as error:
        return Paper("refused", (Page(1, refused=str(error)),), name=linked.name)
    return linked


def joined(papers: Sequence[Paper]) -> Paper:
    """Return papers as one.

    Raises:
        UnreadableDocument: one is of another body, year or kind than those before it; the message names both.
    """
    read = [paper for paper in papers if paper.format != "refused"] or list(papers)
    first, *others = read
    for other in others:
        _agree(first, other)
    # Tables are read by their rules where any of the files has them.
    kind = next((p.format for p in read if p.format != "text"), first.format)
    pages: list[Page] = []
    for paper in papers:
        pages += [_moved(page, len(pages)) for page in paper.pages]
    return Paper(
        kind, tuple(pages), first.sha256, first.name, parts=tuple(p for p in papers if len(papers) > 1)
    )


def _agree(first: Paper, other: Paper) -> None:
    for what, of in (("body", body_of), ("year", _year), ("kind", kind_of)):
        one, two = of(first), of(other)
        if one and two and not (same_body(str(one), str(two)) if what == "body" else one == two):
            raise UnreadableDocument(
                f"{first.name} and {other.name} are not one disclosure: their {what} is {one} and {two}"
            )


def body_of(paper: Paper) -> str:
    """Return whose a paper is, by what it says or the name of its file; empty where neither tells."""
    return department_of(paper) or of_file_name(paper.name)[0]


def _year(paper: Paper) -> int:
    return year_of(paper) or of_file_name(paper.name)[1]


@dataclass(frozen=True, slots=True)
class Holding:
    """What one file, read alone, holds: whose it is, of which year and kind, and its parts by name.

    Parts are tables by id, performance sheets by table and owner, and the narrative.
    """

    body: str = ""
    year: int = 0
    kind: str = ""
    parts: tuple[str, ...] = ()


NOTHING_HELD: Final = Holding()


def holding_of(disclosure: Disclosure) -> Holding:
    """Return what a disclosure holds; nothing of one that was read from several files."""
    if len(disclosure.sources) != 1:
        return NOTHING_HELD
    sheets = {f"{one.table} of {one.owner}" for one in disclosure.indicators}
    stated = any(not claim.about.startswith("narrative/performance/") for claim in disclosure.claims)
    parts = sorted({*disclosure.tables, *sheets, *(["narrative"] if stated else [])})
    return Holding(abridged(disclosure.department), disclosure.year, disclosure.kind, tuple(parts))


def parts_of_one(held: Mapping[Path, Holding]) -> tuple[tuple[tuple[Path, ...], ...], tuple[str, ...]]:
    """Return the files of each disclosure that is in several, and sentences on files that agree and yet are none.

    Files are parts of one disclosure where they lie in one folder, name the same body, year and kind, and no two hold
    the same part: what is published twice, or in two versions, stays two documents.

    >>> narrative, tables = Holding("教育局", 2024, "budget", ("narrative",)), Holding("教育局", 2024, "budget", ("basic",))
    >>> [[p.name for p in one] for one in parts_of_one({Path("a.pdf"): narrative, Path("b.pdf"): tables})[0]]
    [['a.pdf', 'b.pdf']]
    >>> parts_of_one({Path("a.pdf"): tables, Path("b.pdf"): tables})
    ((), ('a.pdf and b.pdf are of one body, year and kind and are not joined: both hold basic',))
    """
    alike: dict[tuple[Path, str, int, str], list[Path]] = defaultdict(list)
    for path, holding in held.items():
        if holding.body and holding.year and holding.parts:
            alike[path.parent, holding.body, holding.year, holding.kind].append(path)
    joined, apart = [], []
    for paths in filter(lambda some: len(some) > 1, alike.values()):
        twice = next(filter(None, (_both(held, *two) for two in combinations(paths, 2))), "")
        if twice:
            apart.append(twice)
        else:
            joined.append(tuple(sorted(paths, key=lambda path: "narrative" not in held[path].parts)))
    return tuple(joined), tuple(apart)


def _both(held: Mapping[Path, Holding], one: Path, two: Path) -> str:
    """Return a sentence on what two files hold both; ``""`` where that is nothing."""
    same = [part for part in held[one].parts if part in held[two].parts]
    what = ", ".join(same[:3]) + (f" and {len(same) - 3} more" if len(same) > 3 else "")
    names = f"{one.name} and {two.name} are of one body, year and kind and are not joined"
    return f"{names}: both hold {what}" if same else ""


def _moved(page: Page, by: int) -> Page:
    """Return a page with its number, and that of everything on it, counted on."""
    if not by:
        return page
    number = page.number + by
    return replace(page, number=number, blocks=tuple(_block(b, number) for b in page.blocks))


def _block(block: Line | Grid, number: int) -> Line | Grid:
    if isinstance(block, Line):
        return replace(block, page=number)
    return replace(block, page=number, cells=tuple(replace(c, page=number) for c in block.cells))
