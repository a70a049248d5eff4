"""Observations on tables: missing or blank ones, names of codes, notes that contradict their table."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from budgetkit.checks.observations.observation import Observation, by_rule
from budgetkit.checks.structure import is_blank, says_empty
from budgetkit.forms.data import reference
from budgetkit.forms.form import TableForm, plain
from budgetkit.forms.layout import form_of
from budgetkit.forms.titles import plain_title, titled
from budgetkit.model import codes
from budgetkit.model.disclosure import Disclosure, Row, Table
from budgetkit.model.fraction import Fraction

_ALIKE = Fraction(1, 2)
_YEAR = re.compile(r"(20\d{2})年")


def on_tables(disclosure: Disclosure) -> Iterator[Observation]:
    """Yield what the tables of a disclosure give to look at."""
    yield from _structure(disclosure)
    # In flattened text the code of a row is deduced.
    if all(source.get("format") != "text" for source in disclosure.sources):
        yield from _names(disclosure)
        yield from _code_names(disclosure)
    for table in disclosure.tables.values():
        yield from _note(table, disclosure.year)


def _structure(disclosure: Disclosure) -> Iterator[Observation]:
    tables = form_of(disclosure).tables
    absent = {table.id for table in tables if table.id not in disclosure and not table.optional}
    absent -= _listed(disclosure, tables) if absent else set()
    for table in tables:
        if table.id in absent:
            zh, en = f"未见《{table.title.zh}》", f"the table “{table.title.en}” was not found"
            yield Observation("structure.missing", table.id, zh, en)
        elif table.id in disclosure and is_blank(disclosure, disclosure[table.id]):
            zh, en = (
                f"《{table.title.zh}》没有数字，也没有说明",
                f"“{table.title.en}” holds no figure and no note",
            )
            yield Observation("structure.blank", table.id, zh, en)


def _listed(disclosure: Disclosure, tables: Sequence[TableForm]) -> set[str | None]:
    """Return the tables that stand in the document and could not be read: what is unplaced has their titles."""
    titles = [(plain_title(plain(title)), table.id) for table in tables for title in table.titles]
    return {titled(plain_title(plain(u.text)), titles) for u in disclosure.unplaced}


def _names(disclosure: Disclosure) -> Iterator[Observation]:
    """Yield the codes that stand under different names in different tables."""
    names: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for table in disclosure.tables.values():
        for row in table.rows:
            if row.code and row.name and not row.project:
                names[row.code][plain(row.name)].append(table.id)
    for code, spellings in sorted(names.items()):
        if len(spellings) > 1:
            said = "；".join(f"{n}（{', '.join(dict.fromkeys(t))}）" for n, t in spellings.items())
            other = "; ".join(f"{n} ({', '.join(dict.fromkeys(t))})" for n, t in spellings.items())
            yield Observation(
                "structure.names", code, f"{code} 名称不一：{said}", f"{code} has several names: {other}"
            )


def _code_names(disclosure: Disclosure) -> Iterator[Observation]:
    """Yield rows whose name has little in common with every name of their code in the year of the disclosure."""
    seen = set()
    for table in disclosure.tables.values():
        for row in table.rows:
            if not row.project and (row.code, row.name) not in seen and _is_foreign(row, disclosure.year):
                seen.add((row.code, row.name))
                known = codes.official_name(row.code, year=disclosure.year)
                where = next((cell.place for cell in row.cells.values()), table.place)
                yield by_rule(
                    "structure.code_name",
                    f"{table.id}/{row.code}",
                    f"{row.code} {row.name}（{known}）",
                    where,
                )


def _is_foreign(row: Row, year: int) -> bool:
    known = [plain(e.name_zh) for e in codes.entries(row.code) if not year or e.holds_in(year)]
    printed = plain(row.name).removesuffix("支出")
    return bool(known and printed) and not any(_alike(name.removesuffix("支出"), printed) for name in known)


def _alike(known: str, printed: str) -> bool:
    if known in printed or printed in known:
        return True
    blocks = SequenceMatcher(None, known, printed, autojunk=False).get_matching_blocks()
    return Fraction(2 * sum(block.size for block in blocks), len(known) + len(printed)) >= _ALIKE


def _note(table: Table, year: int) -> Iterator[Observation]:
    """Yield what the note under a table says that the table does not bear out."""
    if not table.note:
        return
    words = reference("observations")["note"]
    says_nothing, funds = re.search(words["empty"], table.note), words["funds"]
    figures = any(cell.amount is not None and cell.amount.value for _, _, cell in table.cells())
    # A table that is said to be an empty one, and is none, is a finding of its own.
    if figures and says_nothing and not says_empty(table):
        yield by_rule("note.figures", table.id, table.note[:60], table.place)
    others = [
        f for f in funds if f in table.note and f not in table.title and any(g in table.title for g in funds)
    ]
    if others:
        yield by_rule("note.fund", table.id, table.note[:60], table.place)
    if year and any(int(named) != year for named in _YEAR.findall(table.note)) and says_nothing:
        yield by_rule("note.year", table.id, table.note[:60], table.place)
