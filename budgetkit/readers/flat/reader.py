"""Flattened text into the tables of a form: rows from the lines, figures placed by a solver over the identities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from budgetkit.forms.form import Form
from budgetkit.model.codes import classification
from budgetkit.model.disclosure import Cell, Claim, Place, Row, Table, Unplaced
from budgetkit.readers.flat.document import EFFORT, place_figures
from budgetkit.readers.flat.draft import TableDraft
from budgetkit.readers.flat.frame import Context, Frame, build_frame
from budgetkit.readers.flat.head import Body, columns_of, read_head
from budgetkit.readers.flat.lines import tokens_of, usual_places
from budgetkit.readers.flat.runs import runs_of
from budgetkit.readers.flat.tables import FlatTable, find_tables
from budgetkit.readers.formats.page import Paper
from budgetkit.readers.tables.cover import department_of

_SHORT = 60


def read_text_tables(
    paper: Paper, form: Form, claims: Sequence[Claim] = (), effort: int = EFFORT
) -> tuple[dict[str, Table], tuple[Unplaced, ...]]:
    """Return the tables of flattened text by canonical id, and every figure whose place is not determined.

    ``claims`` are statements of the narrative that name a cell; they help where the identities leave a choice.
    After ``effort`` steps of the solver what is not placed is listed: with less fewer figures are placed, none otherwise.
    Cells that the solver placed are ``inferred``; those that the lines of the text place_figures are not.
    """
    found = find_tables(paper, form)
    places = usual_places(line for page in paper.pages for line in page.lines)
    bodies = [(t, read_head(t, tokens_of(t.lines, places))) for t in found]
    frames = _frames(bodies, _prose(paper, found), department_of(paper))
    unplaced = [
        Unplaced(t.title[:_SHORT], "the codes of this table cannot be put together", Place(t.page))
        for t, frame in frames
        if frame is None
    ]
    drafts = [TableDraft.of(frame, t.unit) for t, frame in frames if frame is not None]
    place_figures(form, drafts, claims, effort)
    titles = {t.form.id: t for t, _ in frames}
    tables = {}
    for draft in drafts:
        flat = titles[draft.id]
        tables[draft.id] = _table(draft, flat, form)
        unplaced += _left_over(draft)
    return tables, tuple(unplaced)


def _prose(paper: Paper, tables: Sequence[FlatTable]) -> str:
    inside = {id(line) for t in tables for line in t.lines}
    lines = (line for page in paper.pages for line in page.lines if id(line) not in inside)
    return "".join("".join(line.text.split()) for line in lines)


def _frames(
    bodies: Sequence[tuple[FlatTable, Body]], prose: str, department: str
) -> list[tuple[FlatTable, Frame | None]]:
    """Build every frame with the names that a first round finds beside their codes, then with what the others list."""
    first = [build_frame(t.form, body, Context({}, prose, department, first=True)) for t, body in bodies]
    context = Context(_names(first), prose, department)
    second = [build_frame(t.form, body, context) for t, body in bodies]
    frames = []
    for n, (t, body) in enumerate(bodies):
        frame = second[n]
        if t.form.layout == "codes" and (frame is None or runs_of(frame) is None):
            lists = tuple(_code_lists(second, t.form.classification) - {_codes(frame)})
            frame = (build_frame(t.form, body, replace(context, lists=lists)) if lists else None) or frame
        frames.append((t, _with_columns(t, body, frame)))
    return frames


def _code_lists(frames: Sequence[Frame | None], kind: str) -> set[tuple[str, ...]]:
    """Return the codes of each table that lists some of a classification."""
    lists = {_codes(f) for f in frames if f and f.table.layout == "codes"}
    return {codes for codes in lists if codes and classification(codes[0]) == kind}


def _codes(frame: Frame | None) -> tuple[str, ...]:
    return tuple(r.code for r in frame.rows if r.code) if frame else ()


def _names(frames: Sequence[Frame | None]) -> dict[str, str]:
    """Return the codes that some tables list, each with its name."""
    names: dict[str, str] = {}
    for row in (row for frame in frames if frame for row in frame.rows):
        if row.code and row.name:
            names.setdefault(row.code, row.name)
    return names


def _with_columns(table: FlatTable, body: Body, frame: Frame | None) -> Frame | None:
    """Return the frame with the columns whose heads stand among its rows, where the text goes down the columns."""
    if frame is None or runs_of(frame) is not None:
        return frame
    free = range(len(frame.tokens)) if table.form.layout == "codes" else frame.rest
    words = [*body.words, *(frame.tokens[t].text for t in free if frame.tokens[t].kind == "word")]
    return replace(frame, columns=columns_of(table.form, words, body.ordinals))


def _table(draft: TableDraft, flat: FlatTable, form: Form) -> Table:
    frame = draft.puzzle.frame
    rows = tuple(_row(draft, n) for n in range(len(frame.rows)))
    return Table(
        id=draft.id,
        title=flat.title,
        unit=flat.unit,
        columns=frame.columns,
        rows=rows,
        number=flat.form.number,
        place=Place(flat.page),
        form=form.id,
        note=flat.note,
    )


def _row(draft: TableDraft, n: int) -> Row:
    frame = draft.puzzle.frame
    row = frame.rows[n]
    cells = {c: Cell(None) for c in frame.columns}
    for column in frame.columns:
        figure = draft.figure_at(n, column)
        if figure is not None:
            loose = draft.puzzle.loose[figure]
            page = frame.tokens[loose.token].page
            text = "" if loose.amount else loose.text
            cells[column] = Cell(loose.amount, Place(page), draft.is_inferred(figure), text)
    return Row(row.name, cells, row.code, row.item, row.half, row.project)


def _left_over(draft: TableDraft) -> list[Unplaced]:
    frame = draft.puzzle.frame
    found = []
    for n, loose in enumerate(draft.puzzle.loose):
        if draft.cells[n] is None and loose.amount is not None:
            reason = f"{frame.table.title.zh}: {_reason(draft, n)}"
            found.append(Unplaced(loose.text, reason, Place(frame.tokens[loose.token].page)))
    return found


def _reason(draft: TableDraft, n: int) -> str:
    rivals = sorted(draft.rivals.get(n, ()))
    if not rivals:
        return "no cell is left for this figure"
    rows = draft.puzzle.frame.rows
    places = [f"{rows[r].code or rows[r].item or rows[r].name}/{c}" for r, c in rivals]
    return "not determined; as likely as any: " + ", ".join(places[:6])
