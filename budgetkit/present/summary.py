"""What a reading found, in plain lines: form, tables found and missing, cells, claims, what could not be placed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from budgetkit.forms.layout import form_of
from budgetkit.model.disclosure import Disclosure


def summary(disclosure: Disclosure) -> Iterator[str]:
    """Yield the summary of a disclosure, a line a thing, in both languages."""
    yield from reading(disclosure)
    yield from (f"  {line}" for line in not_placed(disclosure))


def not_placed(disclosure: Disclosure) -> Iterator[str]:
    """Yield a line for each thing that found no place: its page, its words and why."""
    for item in disclosure.unplaced:
        page = f"p.{item.place.page} " if item.place.page is not None else ""
        yield f"{page}{item.text[:60]!r}: {item.reason}"


def reading(disclosure: Disclosure) -> Iterator[str]:
    """Yield what was found: form, tables and what named them, amounts, statements, indicators, the account of numbers."""
    layout = form_of(disclosure)
    missing = [t.title.zh for t in layout.tables if t.id not in disclosure and not t.optional]
    cells = [cell for table in disclosure.tables.values() for _, _, cell in table.cells()]
    inferred = sum(cell.inferred for cell in cells)
    quantified = sum(c.is_quantified for c in disclosure.claims)
    yield f"{disclosure.department} · {disclosure.year}"
    yield from _form(disclosure, layout.name.zh)
    yield f"表格 tables: {len(disclosure.tables)} 个已读 read, {len(missing)} 个未见 missing" + _listed(
        missing
    )
    yield from _named(disclosure)
    yield f"金额 amounts: {len(cells)} 个 in cells, 其中推定 inferred {inferred}"
    yield from _scanned(disclosure, Counter(cell.ocr for cell in cells if cell.ocr))
    yield f"表述 statements: {quantified} 条含占比或增减 with a share or a change, 共 {len(disclosure.claims)} 个数字"
    yield f"指标 indicators: {len(disclosure.indicators)}"
    if numbers := _of_source(disclosure, "numbers"):
        yield f"数字 numbers: {numbers}"
    yield f"未能安放 not placed: {len(disclosure.unplaced)}"


def _scanned(disclosure: Disclosure, counts: Counter[str]) -> Iterator[str]:
    """Yield how certain the figures of a scan are, and those that are not, with their places."""
    if not counts:
        return
    yield (
        f"  扫描件 read from pictures: {counts['proved']} 经勾稽证实 proved, {counts['read']} 已识读 read, "
        f"{counts['uncertain']} 不确定 uncertain"
    )
    for remark in disclosure.remarks:
        if remark.id == "ocr.uncertain":
            box = " ".join(f"{edge:.0f}" for edge in remark.place.box or ())
            yield f"    p.{remark.place.page} [{box}] {remark.text}"


def _form(disclosure: Disclosure, name: str) -> Iterator[str]:
    """Yield the form, or that none fits and which is the nearest."""
    if disclosure.form:
        yield f"形式 form: {disclosure.form} ({name})"
        return
    near = _of_source(disclosure, "nearest_form")
    yield f"形式 form: 无既定形式 none of the known ones{'; nearest ' + near if near else ''}"


def _named(disclosure: Disclosure) -> Iterator[str]:
    """Yield what the tables are named by, with the printed titles of those that nothing names."""
    by = {
        "form": "形式 form",
        "vocabulary": "通用词汇 national vocabulary",
        "": "仅有印出的名称 printed title only",
    }
    for key, words in by.items():
        titles = [t.title or t.id for t in disclosure.tables.values() if t.named_by == key]
        if titles and (key != "form" or len(titles) < len(disclosure.tables)):
            yield f"  {words}: {len(titles)}" + ("" if key == "form" else _listed(titles))
    columns = [
        f"{t.id}/{c}"
        for t in disclosure.tables.values()
        if t.named_by
        for c in t.columns
        if not any(r.cells[c].named_by for r in t.rows if c in r.cells)
    ]
    if columns:
        yield f"  未识栏目 columns under their printed heads: {len(columns)}{_listed(columns)}"


def _of_source(disclosure: Disclosure, key: str) -> str:
    return disclosure.sources[0].get(key, "") if disclosure.sources else ""


def _listed(titles: list[str]) -> str:
    return f" ({'、'.join(titles)})" if titles else ""
