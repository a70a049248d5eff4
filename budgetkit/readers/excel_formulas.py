"""Which sheets of a workbook hold formulas whose results were never saved."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree

from budgetkit.readers.archive import Archive

_MAIN = "{*}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def unsaved_sheets(archive: Archive) -> set[str]:
    """Return the titles of the sheets with a formula that has no result: a program wrote it, none computed it.

    A result that is an empty text counts as a result.
    """
    return {title for title, path in _sheet_parts(archive) if _is_unsaved(archive.part(path))}


def _sheet_parts(archive: Archive) -> Iterator[tuple[str, str]]:
    relations = archive.part("xl/_rels/workbook.xml.rels")
    targets = {r.get("Id"): r.get("Target", "") for r in ElementTree.fromstring(relations)}
    for sheet in ElementTree.fromstring(archive.part("xl/workbook.xml")).iterfind(f".//{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION), "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        yield sheet.get("name", ""), path


def _is_unsaved(part: bytes) -> bool:
    if b"<f" not in part and b":f" not in part:
        return False
    for _, cell in ElementTree.iterparse(BytesIO(part)):
        if cell.tag.endswith("}c"):
            if (
                cell.find(f"{_MAIN}f") is not None
                and not cell.findtext(f"{_MAIN}v")
                and cell.get("t") != "str"
            ):
                return True
            cell.clear()
    return False
