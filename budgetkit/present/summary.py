"""What a reading found, in plain lines: form, tables found and missing, cells, claims, what could not be placed."""

from __future__ import annotations

from collections.abc import Iterator

from budgetkit.forms.layout import form_of
from budgetkit.model.disclosure import Disclosure


def summary(disclosure: Disclosure) -> Iterator[str]:
    """Yield the summary of a disclosure, a line a thing, in both languages."""
    layout = form_of(disclosure)
    missing = [t.title.zh for t in layout.tables if t.id not in disclosure and not t.optional]
    cells = [cell for table in disclosure.tables.values() for _, _, cell in table.cells()]
    inferred = sum(cell.inferred for cell in cells)
    quantified = sum(c.is_quantified for c in disclosure.claims)
    yield f"{disclosure.department} · {disclosure.year}"
    yield f"形式 form: {disclosure.form} ({layout.name.zh})"
    yield f"表格 tables: {len(disclosure.tables)} 个已读 read, {len(missing)} 个未见 missing" + _listed(
        missing
    )
    yield f"金额 amounts: {len(cells)} 个 in cells, 其中推定 inferred {inferred}"
    yield f"表述 statements: {quantified} 条含占比或增减 with a share or a change, 共 {len(disclosure.claims)} 个数字"
    yield f"指标 indicators: {len(disclosure.indicators)}"
    yield f"未能安放 not placed: {len(disclosure.unplaced)}"
    for item in disclosure.unplaced:
        page = f"p.{item.place.page} " if item.place.page is not None else ""
        yield f"  {page}{item.text[:60]!r}: {item.reason}"


def _listed(titles: list[str]) -> str:
    return f" ({'、'.join(titles)})" if titles else ""
