"""What a reading found, in plain lines: form, tables found and missing, cells, claims, what could not be placed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from budgetkit.forms.english import account_in_both, reason_in_both
from budgetkit.forms.label import Label
from budgetkit.forms.layout import form_of
from budgetkit.model.disclosure import Disclosure

_NEAR: Final = re.compile(
    r"(\S+): (\d+) of its (\d+) tables, (\d+) of (\d+) columns(, not of its kind of body)?"
)
"""What a reading keeps of the form that nearly fitted."""


def summary(disclosure: Disclosure, language: str = "both") -> Iterator[str]:
    """Yield the summary of a disclosure, a line a thing, in ``zh``, ``en`` or both."""
    yield from (in_language(line, language) for line in reading(disclosure))
    yield from (f"  {in_language(line, language)}" for line in not_placed(disclosure))


def in_language(line: Label, language: str) -> str:
    """Return a line in ``zh`` or ``en``, or in both; the words before a colon or in brackets at the end stand once.

    >>> in_language(Label("p.3 '7': 没有单位的数", "p.3 '7': a number without a unit"), "both")
    "p.3 '7': 没有单位的数 · a number without a unit"
    """
    if language != "both":
        return line[language]
    head, colon, words = line.en.rpartition(": ")
    english = words if colon and line.zh.startswith(head + colon) else line.en.lstrip()
    listed = line.en[line.en.find(" (") :] if " (" in line.en else ""
    return line.zh if line.zh == line.en else f"{line.zh.removesuffix(listed)} · {english}"


def not_placed(disclosure: Disclosure) -> Iterator[Label]:
    """Yield a line for each thing that found no place: its page, its words and why."""
    for item in disclosure.unplaced:
        page = f"p.{item.place.page} " if item.place.page is not None else ""
        why, words = reason_in_both(item.reason), f"{page}{item.text[:60]!r}: "
        yield Label(words + why.zh, words + why.en)


def reading(disclosure: Disclosure) -> Iterator[Label]:
    """Yield what was found: form, tables and what named them, amounts, statements, indicators, the account of numbers."""
    layout = form_of(disclosure)
    cells = [cell for table in disclosure.tables.values() for _, _, cell in table.cells()]
    inferred = sum(cell.inferred for cell in cells)
    quantified = sum(c.is_quantified for c in disclosure.claims)
    yield Label(*[f"{disclosure.department} · {disclosure.year}"] * 2)
    yield _form(disclosure, layout.name)
    yield _tables(disclosure, [t.title for t in layout.tables if t.id not in disclosure and not t.optional])
    yield from _named(disclosure)
    yield Label(
        f"金额：{len(cells)} 个，其中推定 {inferred} 个", f"amounts: {len(cells)}, inferred {inferred}"
    )
    yield from _scanned(disclosure)
    yield Label(
        f"说明中的数字：{len(disclosure.claims)} 个，含占比或增减的表述 {quantified} 条",
        f"figures of the narrative: {len(disclosure.claims)}, statements with a share or a change {quantified}",
    )
    yield Label(f"指标：{len(disclosure.indicators)} 个", f"indicators: {len(disclosure.indicators)}")
    if numbers := _of_source(disclosure, "numbers"):
        yield account_in_both(numbers)
    yield Label(
        f"未能安放之处（数字、文字、图片，逐条列于下）：{len(disclosure.unplaced)}",
        f"places not read or not placed, each with its numbers, words or pictures: {len(disclosure.unplaced)}",
    )


def _tables(disclosure: Disclosure, missing: Sequence[Label]) -> Label:
    count = len(disclosure.tables)
    zh, en = f"表：读到 {count} 张，未见 {len(missing)} 张", f"tables: {count} read, {len(missing)} missing"
    return Label(zh + _listed([t.zh for t in missing]), en + _listed([t.en or t.zh for t in missing]))


def certainty(disclosure: Disclosure) -> Label | None:
    """Return how certain the amounts of tables and the statements read from pictures are; ``None`` where none was."""
    cells = [cell for table in disclosure.tables.values() for _, _, cell in table.cells()]
    counts = Counter(
        filter(None, [*(cell.ocr for cell in cells), *(claim.ocr for claim in disclosure.claims)])
    )
    if not counts:
        return None
    return Label(
        f"由图片识读：经勾稽证实 {counts['proved']}，已识读 {counts['read']}，不确定 {counts['uncertain']}",
        f"read from pictures: proved {counts['proved']}, read {counts['read']}, uncertain {counts['uncertain']}",
    )


def _scanned(disclosure: Disclosure) -> Iterator[Label]:
    """Yield how certain the figures of a scan are, and those that are not, with their places."""
    if (counts := certainty(disclosure)) is None:
        return
    yield Label(f"  {counts.zh}", f"  {counts.en}")
    for remark in disclosure.remarks:
        if remark.id == "ocr.uncertain":
            box = " ".join(f"{edge:.0f}" for edge in remark.place.box or ())
            yield Label(*[f"    p.{remark.place.page} [{box}] {remark.text}"] * 2)


def _form(disclosure: Disclosure, name: Label) -> Label:
    """Return the form, or that none fits and which is the nearest."""
    if disclosure.form:
        return Label(f"表式：{disclosure.form}（{name.zh}）", f"form: {disclosure.form} ({name.en})")
    near = _of_source(disclosure, "nearest_form")
    words = _near(near)
    zh, en = (f"，最接近 {words.zh}", f"; nearest {words.en}") if near else ("", "")
    return Label(f"表式：不是已知的任何一种{zh}", f"form: none of the known ones{en}")


def _near(text: str) -> Label:
    """Return the nearest form, with how many of its tables and of their columns were found, in both languages.

    >>> _near("shanghai-budget: 6 of its 9 tables, 0 of 0 columns")
    Label(zh='shanghai-budget：其 9 张表见到 6 张', en='shanghai-budget: 6 of its 9 tables')
    """
    found = _NEAR.fullmatch(text)
    if found is None:
        return Label(text, text)
    name, there, tables, known, columns, other = found.groups()
    # Of tables without a column of the form there is nothing to count.
    zh, en = (
        (f"，{columns} 栏认出 {known} 栏", f", {known} of {columns} columns") if int(columns) else ("", "")
    )
    if other:
        zh, en = f"{zh}，但不是这一类单位", f"{en}{other}"
    return Label(
        f"{name}：其 {tables} 张表见到 {there} 张{zh}", f"{name}: {there} of its {tables} tables{en}"
    )


def _named(disclosure: Disclosure) -> Iterator[Label]:
    """Yield what the tables are named by, with the printed titles of those that nothing names."""
    by = {
        "form": Label("按表式认出", "known by the form"),
        "vocabulary": Label("按通用词汇认出", "known by the national vocabulary"),
        "": Label("只有印出的名称", "by their printed title only"),
    }
    for key, words in by.items():
        titles = [t.title or t.id for t in disclosure.tables.values() if t.named_by == key]
        if titles and (key != "form" or len(titles) < len(disclosure.tables)):
            listed = "" if key == "form" else _listed(titles)
            yield Label(f"  {words.zh}：{len(titles)}{listed}", f"  {words.en}: {len(titles)}{listed}")
    columns = [
        f"{t.id}/{c}"
        for t in disclosure.tables.values()
        if t.named_by
        for c in t.columns
        if not any(r.cells[c].named_by for r in t.rows if c in r.cells)
    ]
    if columns:
        rest = f"{len(columns)}{_listed(columns)}"
        yield Label(f"  未识栏目，照印出的表头：{rest}", f"  columns under their printed heads: {rest}")


def _of_source(disclosure: Disclosure, key: str) -> str:
    return disclosure.sources[0].get(key, "") if disclosure.sources else ""


def _listed(titles: list[str]) -> str:
    return f" ({'、'.join(titles)})" if titles else ""
