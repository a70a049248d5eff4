"""The parts of an Office file (a zip), unpacked within bounds."""

from __future__ import annotations

import posixpath
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from budgetkit.model.errors import UnreadableDocument

PART_LIMIT = 32 * 1024 * 1024
"""Most bytes of one part once unpacked; the text of a 1,000-page disclosure takes about 15 MB."""
TOTAL_LIMIT = 256 * 1024 * 1024
"""Most bytes of all parts together once unpacked."""
RATIO_LIMIT = 200
"""Most bytes that one packed byte may become in a part above 1 MB; text tables reach about 60."""

BUNDLE_LIMIT = 1024 * 1024 * 1024
BUNDLE_PART_LIMIT = 256 * 1024 * 1024
"""Most bytes of a bundle of documents, all together and of one, once unpacked."""

Properties = dict[str, str]
_SMALL = 1024 * 1024
_UTF8 = 0x800
_DAMAGED = "{name} is damaged or truncated (文件损坏或不完整)"
_BOMB = "{name} unpacks to far more than a document holds and is not opened (文件解压后过大)"
ENCRYPTED = "{name} is encrypted with a password; save it without one and read that (文件已加密)"
_DOCTYPE = "{name} defines entities of its own, which no office program writes, and is not opened (文件异常)"


_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_PRESENT = b"http://purl.oclc.org/ooxml/"


class Relation(NamedTuple):
    """A part that another part names: the last word of the relation's type, the part's path, whether it is outside."""

    kind: str
    target: str
    external: bool = False


class Archive:
    """The parts of an Office file held in memory; every part is checked before it is unpacked.

    Parts in Strict Open XML come with the namespaces of the usual (transitional) form.
    """

    def __init__(self, data: bytes, name: str, *, bundle: bool = False) -> None:
        """Open the zip and check the sizes that it states; a bundle of documents may be larger than one document.

        Raises:
            UnreadableDocument: it is damaged, encrypted, or would unpack to more than the limits.
        """
        self._name, self._bundle = name, bundle
        total, self._most = (BUNDLE_LIMIT, BUNDLE_PART_LIMIT) if bundle else (TOTAL_LIMIT, PART_LIMIT)
        try:
            self._zip = ZipFile(BytesIO(data))
        except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise UnreadableDocument(_DAMAGED.format(name=name)) from error
        self._parts = {_plain(part.filename): part for part in self._zip.infolist()}
        # Some programs write the names of parts otherwise than they name them elsewhere.
        self._any_case = {path.lower(): path for path in self._parts}
        parts = self._parts.values()
        if any(part.flag_bits & 1 for part in parts):
            raise UnreadableDocument(ENCRYPTED.format(name=name))
        if sum(part.file_size for part in parts) > total or any(map(self._is_bomb, parts)):
            raise UnreadableDocument(_BOMB.format(name=name))

    def names(self) -> list[str]:
        """Return the names of all parts."""
        return list(self._parts)

    def has(self, path: str) -> bool:
        """Tell whether there is a part of this name, in whatever case its letters are."""
        return self._found(path) is not None

    def _found(self, path: str) -> ZipInfo | None:
        return self._parts.get(path) or self._parts.get(self._any_case.get(path.lower(), ""))

    def written_name(self, path: str) -> str:
        """Return the name of a part as it was written: without a mark in UTF-8 or, as Chinese systems do, GB 18030."""
        if self._parts[path].flag_bits & _UTF8:
            return path
        for encoding in ("utf-8", "gb18030"):
            with suppress(UnicodeError):
                return path.encode("cp437").decode(encoding)
        return path

    def _is_bomb(self, part: ZipInfo) -> bool:
        if part.filename.endswith((".xml", ".rels")) and part.file_size > self._most:
            return True
        return part.file_size > max(_SMALL, RATIO_LIMIT * part.compress_size)

    def part(self, path: str) -> bytes:
        """Return a part unpacked, empty bytes when there is none of that name, in whatever case its letters are.

        Raises:
            UnreadableDocument: the part is damaged, larger than it states, or an XML part has a DOCTYPE.
        """
        found = self._found(path)
        if found is None:
            return b""
        try:
            with self._zip.open(found) as stream:
                data = stream.read(self._most + 1)
        except (BadZipFile, OSError, EOFError, ValueError, NotImplementedError, zlib.error) as error:
            raise UnreadableDocument(_DAMAGED.format(name=self._name)) from error
        if len(data) > self._most:
            raise UnreadableDocument(_BOMB.format(name=self._name))
        if self._bundle:
            return data
        if path.endswith((".xml", ".rels")) and b"<!DOCTYPE" in data[:4096]:
            raise UnreadableDocument(_DOCTYPE.format(name=self._name))
        if _PRESENT in data and path.endswith((".xml", ".rels")):
            return _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", data)
        return data

    def xml(self, path: str) -> etree._Element | None:
        """Return an XML part parsed, ``None`` when there is none of that name or it is empty.

        Raises:
            UnreadableDocument: the part is damaged or too large.
        """
        data = self.part(path)
        return parsed(data, _DAMAGED.format(name=self._name)) if data else None

    def relations(self, path: str = "") -> dict[str, Relation]:
        """Return what a part (or, for ``""``, the file itself) names, by identifier, paths made absolute."""
        folder, _, base = path.rpartition("/")
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, Relation] = {}
        for item in [] if root is None else root.iterchildren(tag=etree.Element):
            target, external = item.get("Target", ""), item.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = item.get("Type", "").rpartition("/")[2]
            found[item.get("Id", "")] = Relation(kind, target, external)
        return found

    @cached_property
    def main_part(self) -> str:
        """The path of the part that holds the document, whatever the program called it; ``""`` when none is named."""
        kinds = ("officeDocument", "document")
        named = [r.target for r in self.relations().values() if r.kind in kinds and self.has(r.target)]
        usual = (path for path in ("word/document.xml", "xl/workbook.xml") if self.has(path))
        return next(iter([*named, *usual]), "")

    def copy(self) -> bytes:
        """Return the file with every XML part as :meth:`part` gives it, for libraries that know no strict form."""
        out = BytesIO()
        with ZipFile(out, "w", ZIP_STORED) as copied:
            for path in self._parts:
                copied.writestr(path, self.part(path))
        return out.getvalue()

    @property
    def is_strict(self) -> bool:
        """Whether the main part is written in Strict Open XML."""
        found = self._found(self.main_part)
        with self._zip.open(found or self.main_part) as stream:
            return _PRESENT in stream.read(4096)


def _plain(name: str) -> str:
    """Return the name of a part without the backslashes and the leading dot that some programs write.

    >>> _plain("./Doc_0\\\\Document.xml")
    'Doc_0/Document.xml'
    """
    return name.replace("\\", "/").removeprefix("./")


def parsed(data: bytes, damaged: str) -> etree._Element:
    """Return the root of an XML text; nothing outside it is opened.

    Raises:
        UnreadableDocument: it is no XML, with the sentence ``damaged``.
    """
    # Comments would part the text of an element.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument(damaged) from error


class InheritedStyles:
    """Styles of an Office file by name, each with the one it is based on and what it says itself."""

    def __init__(self) -> None:
        """Begin without any."""
        self.own: dict[str, tuple[str, Properties]] = {}
        self._found: dict[str, Properties] = {}

    def of(self, name: str) -> Properties:
        """Return what a style says, its own before that of those it is based on."""
        if name not in self._found:
            found: Properties = {}
            for style in reversed(list(self.lineage(name))):
                found |= self.own[style][1]
            self._found[name] = found
        return self._found[name]

    def lineage(self, name: str) -> Iterator[str]:
        """Yield a style and those that it is based on, each once."""
        seen: set[str] = set()
        while name in self.own and name not in seen:
            seen.add(name)
            yield name
            name = self.own[name][0]
