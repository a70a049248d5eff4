"""Open a document of any format, or a bundle or folder of documents, by what it contains; a wrong suffix does no harm."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from importlib import import_module
from os import PathLike
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import unquote

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats import programs
from budgetkit.readers.formats.archive import BUNDLE_LIMIT, Archive
from budgetkit.readers.formats.encodings import decoded_markup
from budgetkit.readers.formats.kinds import BUNDLE_SUFFIXES, BUNDLES, BY_ID, KINDS, SUFFIXES, format_of
from budgetkit.readers.formats.page import Beside, Page, Paper, no_file

__all__ = ["FILE_LIMIT", "KINDS", "SIZE_LIMIT", "format_of", "open_paper", "open_papers", "pages_of"]

SIZE_LIMIT = 512 * 1024 * 1024
"""Most bytes of one file; a larger one is refused before it is read."""
FILE_LIMIT = 1_000
"""Most files of a folder or a bundle."""
_NESTED = 2
"""How deep bundles may stand in bundles."""
_LINK = re.compile(r"""<a\b[^>]*?\shref\s*=\s*(?:"([^">]+)|'([^'>]+)|([^\s"'>]+))""", re.IGNORECASE)
_FRAME = re.compile(
    r"""<(?:i?frame\b[^>]*?\ssrc|link\s+id\s*=\s*["']?shLink["']?\s+href)\s*=\s*(?:"([^">]+)|'([^'>]+)|([^\s"'>]+))""",
    re.IGNORECASE,
)
"""Pages that stand in a page: frames, and the sheets of a workbook that Excel has saved as a page."""
_ATTACHED = (SUFFIXES | BUNDLE_SUFFIXES) - {".html", ".htm", ".txt", ".xml"}
_LINKED = "the page links to documents that do not lie beside it: {names} (网页链接的附件不在旁边)"
_NAMED = 5


def open_paper(path: str | PathLike[str]) -> Paper:
    """Read a file into raw cells and lines, choosing the reader by the content and not by the suffix.

    Raises:
        UnreadableDocument: the file is missing, empty, too large, damaged, encrypted, a bundle of several
            documents, in a format that is not read, or none of its pages can be read. The message is one plain
            sentence.
    """
    papers = open_papers(path)
    if len(papers) > 1:
        names = ", ".join(paper.name for paper in papers[:5])
        raise UnreadableDocument(
            f"{Path(path).name} holds {len(papers)} documents ({names} …), one was asked for"
        )
    return papers[0]


def open_papers(path: str | PathLike[str]) -> list[Paper]:
    """Read a file, the documents of a bundle (.zip, .7z, .rar) or those of a folder, in the order of their names.

    An HTML page brings the documents with it that it links to and that lie beside it. A document of a bundle, a
    folder or a page that cannot be read is a paper whose only page says why.

    Raises:
        UnreadableDocument: nothing of it can be read, or it is larger than the limits; the message is one plain
            sentence.
    """
    file = Path(path)
    if file.is_dir():
        inside = sorted(p for p in file.rglob("*") if p.is_file() and is_useful(str(p.relative_to(file))))
        if not inside or len(inside) > FILE_LIMIT:
            what = "no documents" if not inside else f"more than {FILE_LIMIT} files"
            raise UnreadableDocument(f"{file.name} is a folder with {what} (文件夹内没有文件或文件过多)")
        return _read_some({p.relative_to(file).as_posix(): p for p in inside}, file.name)
    data = _bytes(file)
    kind = format_of(data, file.name)
    if kind in BUNDLES:
        return _read_some(members(data, file.name, kind), file.name, 1)
    paper = _paper(data, file.name, lambda link: _content(_inside(file, link)))
    if kind != "html":
        return [paper]
    beside, missing = _linked(data, file)
    if missing:
        names = ", ".join(missing[:_NAMED]) + " …" * (len(missing) > _NAMED)
        first = replace(paper.pages[0], notes=(*paper.pages[0].notes, _LINKED.format(names=names)))
        paper = replace(paper, pages=(first, *paper.pages[1:]))
    return [paper, *_read_some({path.name: path for path in beside}, file.name, must=False)]


def _linked(data: bytes, page: Path) -> tuple[list[Path], list[str]]:
    """Return the pages and documents that a page shows or links to in its folder or below, and the names of others."""
    text = decoded_markup(data)
    frames = [_inside(page, "".join(link)) for link in _FRAME.findall(text)]
    found, missing = [path for path in frames if path], []
    for link in map("".join, _LINK.findall(text)):
        name = unquote(re.split("[?#]", link)[0]).strip().rpartition("/")[2]
        if PurePath(name).suffix.lower() in _ATTACHED:
            path = _inside(page, link)
            if path:
                found.append(path)
            else:
                missing.append(name)
    return list(dict.fromkeys(found))[:FILE_LIMIT], list(dict.fromkeys(missing))


def _inside(page: Path, link: str) -> Path | None:
    """Return the file that a link means, where it lies in the folder of the page or below."""
    folder = page.parent.resolve()
    try:
        path = (folder / unquote(re.split("[?#]", link)[0]).strip()).resolve()
        return path if path.is_relative_to(folder) and path.is_file() else None
    except (OSError, ValueError):
        return None


def _read_some(
    files: Mapping[str, Path | bytes], whole: str, depth: int = 0, *, must: bool = True
) -> list[Paper]:
    """Read several files; those that cannot be read say so, unless that are all of them."""
    papers: list[Paper] = []
    for name, where in files.items():
        if name.lower().endswith(_PARTS_OF_PAGES):
            continue
        try:
            data = _content(where)
            kind = format_of(data, name)
            if kind in BUNDLES and depth >= _NESTED:
                raise UnreadableDocument(f"{name} is a bundle in a bundle and is not opened (压缩包嵌套过深)")
            if kind in BUNDLES:
                papers += _read_some(members(data, name, kind), name, depth + 1)
            else:
                papers.append(_paper(data, name, partial(_member, files, name)))
        except UnreadableDocument as error:
            papers.append(Paper("refused", (Page(1, refused=str(error)),), name=name))
    if must and all(paper.format == "refused" for paper in papers):
        why = papers[0].pages[0].refused if papers else "nothing but parts of web pages (没有文件)"
        raise UnreadableDocument(f"{whole} holds no document that can be read: {why}")
    return papers


def _member(files: Mapping[str, Path | bytes], page: str, link: str) -> bytes:
    """Return the file of a bundle or a folder that a page in it links to, nothing where there is none."""
    plain = unquote(re.split("[?#]", link)[0]).strip()
    return _content(files.get(posixpath.normpath(posixpath.join(posixpath.dirname(page), plain))))


def _content(where: Path | bytes | None) -> bytes:
    """Return the bytes of a file, none where there is no file."""
    return _bytes(where) if isinstance(where, Path) else where or b""


def _paper(data: bytes, name: str, beside: Beside) -> Paper:
    kind = format_of(data, name)
    pages = _pages(kind, data, name, beside=beside)
    if pages and all(page.refused for page in pages):
        raise UnreadableDocument(f"{name} cannot be read: {pages[0].refused}")
    by = "LibreOffice" if BY_ID[kind].becomes else ""
    return Paper(kind, pages, hashlib.sha256(data).hexdigest(), name, converted_by=by)


def _bytes(file: Path) -> bytes:
    try:
        size = file.stat().st_size
        if size > SIZE_LIMIT:
            raise UnreadableDocument(
                f"{file.name} has {size} bytes, more than the {SIZE_LIMIT} that are read (文件过大)"
            )
        data = file.read_bytes()
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UnreadableDocument(f"{file} cannot be opened: {why} (文件无法打开)") from error
    if not data:
        raise UnreadableDocument(f"{file.name} is empty (文件是空的)")
    return data


def pages_of(data: bytes, name: str, depth: int = 0) -> tuple[Page, ...]:
    """Read the pages of a file held in memory, by its content; ``depth`` counts the files it stands in.

    Raises:
        UnreadableDocument: it is damaged or in a format that is not read.
    """
    return _pages(format_of(data, name), data, name, depth)


def _pages(id: str, data: bytes, name: str, depth: int = 0, beside: Beside = no_file) -> tuple[Page, ...]:
    kind = BY_ID[id]
    if not kind.is_read or id in BUNDLES:
        way = kind.needs or "unpack it (请先解压)"
        raise UnreadableDocument(f"{name} ({kind.name}) is not read here: {way}")
    if kind.becomes:
        suffix = f".{id}" if id in ("doc", "rtf", "odt", "xlsb") else ".xml"
        data, kind = programs.converted(data, name, suffix, kind.becomes), BY_ID[kind.becomes]
    module, function = kind.reader.split(":")
    reader: Any = getattr(import_module(f"budgetkit.readers.formats.{module}"), function)
    more = {"docx": (depth,), "html": (beside,)}.get(kind.id, ())
    return tuple(reader(data, name, *more))


_USELESS = ("thumbs.db", "desktop.ini")
_PARTS_OF_PAGES = (".css", ".js", ".ico", ".svg", ".woff", ".woff2")
"""How files end that a saved web page needs and that are no documents."""


def members(data: bytes, name: str, kind: str) -> dict[str, bytes]:
    """Return the files of a bundle by name, in the order of their names; what systems leave behind is left out.

    Raises:
        UnreadableDocument: it is damaged, encrypted, larger than the limits, or needs a program that is missing.
    """
    found = (
        _unzipped(data, name) if kind == "zip" else programs.unpacked(data, name, BUNDLE_LIMIT, FILE_LIMIT)
    )
    kept = {path: content for path, content in sorted(found.items()) if is_useful(path) and content}
    if not kept:
        raise UnreadableDocument(f"{name} is an archive without documents (压缩包内没有文件)")
    return kept


def _unzipped(data: bytes, name: str) -> dict[str, bytes]:
    """Return the files of a .zip by name; names without a mark for UTF-8 are GB 18030, as Chinese systems write them."""
    archive = Archive(data, name, bundle=True)
    names = [path for path in archive.names() if not path.endswith("/")]
    if len(names) > FILE_LIMIT:
        raise UnreadableDocument(f"{name} holds more than {FILE_LIMIT} files (压缩包内文件过多)")
    return {archive.written_name(path): archive.part(path) for path in names if is_useful(path)}


def is_useful(path: str) -> bool:
    """Tell whether a path may be a document: nothing hidden, nothing that a system keeps for itself.

    >>> [is_useful(p) for p in ("./a/预算.pdf", "__MACOSX/._预算.pdf", ".DS_Store", "~$预算.docx")]
    [True, False, False, False]
    """
    parts = [part for part in path.replace("\\", "/").split("/") if part not in (".", "..")]
    return not (
        any(part.startswith((".", "~$", "__MACOSX")) for part in parts) or parts[-1].lower() in _USELESS
    )
