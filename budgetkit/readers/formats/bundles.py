"""Bundles of documents: what a .zip, .7z or .rar holds, within limits, by name."""

from __future__ import annotations

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.archive import BUNDLE_LIMIT, Archive
from budgetkit.readers.formats.programs import unpacked

FILE_LIMIT = 1_000
"""Most files of one bundle."""
_USELESS = (".ds_store", "thumbs.db", "desktop.ini")


def members(data: bytes, name: str, kind: str) -> dict[str, bytes]:
    """Return the files of a bundle by name, in the order of their names; what systems leave behind is left out.

    Raises:
        UnreadableDocument: it is damaged, encrypted, larger than the limits, or needs a program that is missing.
    """
    found = zip_members(data, name) if kind == "zip" else unpacked(data, name, BUNDLE_LIMIT, FILE_LIMIT)
    kept = {path: content for path, content in sorted(found.items()) if is_useful(path) and content}
    if not kept:
        raise UnreadableDocument(f"{name} is an archive without documents (压缩包内没有文件)")
    return kept


def zip_members(data: bytes, name: str) -> dict[str, bytes]:
    """Return the files of a .zip by name; names without a mark for UTF-8 are GB 18030, as Chinese systems write them.

    Raises:
        UnreadableDocument: it is damaged, encrypted or larger than the limits.
    """
    archive = Archive(data, name, bundle=True)
    names = [path for path in archive.names() if not path.endswith("/")]
    if len(names) > FILE_LIMIT:
        raise UnreadableDocument(f"{name} holds more than {FILE_LIMIT} files (压缩包内文件过多)")
    return {archive.written_name(path): archive.part(path) for path in names if is_useful(path)}


def is_useful(path: str) -> bool:
    """Tell whether a path may be a document: nothing hidden, nothing that a system keeps for itself.

    >>> [is_useful(p) for p in ("a/预算.pdf", "__MACOSX/._预算.pdf", ".DS_Store", "~$预算.docx")]
    [True, False, False, False]
    """
    parts = path.replace("\\", "/").split("/")
    return not (
        any(part.startswith((".", "~$", "__MACOSX")) for part in parts) or parts[-1].lower() in _USELESS
    )
