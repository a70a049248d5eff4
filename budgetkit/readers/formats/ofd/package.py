"""The parts of an OFD file: its documents, their pages and templates, and the resources that these share."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from io import BytesIO

from fontTools.ttLib import TTFont
from lxml import etree
from PIL import Image

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.archive import ENCRYPTED, Archive

Element = etree._Element
Numbers = tuple[float, ...]

A4: Numbers = (0.0, 0.0, 210.0, 297.0)
_FARTHEST = 1e7
_NO_PAGES = "{name} has no pages (文件没有页面)"


def named(element: Element | None, name: str) -> Iterator[Element]:
    """Yield the children of an element by their name without its namespace, which differs between editions."""
    for child in () if element is None else element.iterchildren(tag=etree.Element):
        if etree.QName(child).localname == name:
            yield child


def first(element: Element | None, *path: str) -> Element | None:
    """Return the first descendant along a path of names, ``None`` where there is none."""
    for name in path:
        element = next(named(element, name), None)
    return element


def text_of(element: Element | None) -> str:
    """Return the text of an element, empty where there is none."""
    return (element.text or "").strip() if element is not None else ""


def numbers(text: str | None) -> Numbers:
    """Return the numbers of a list, nothing where it holds anything else.

    >>> numbers("0 0 210 297"), numbers("x"), numbers("#FF 0 0")
    ((0.0, 0.0, 210.0, 297.0), (), (255.0, 0.0, 0.0))
    """
    try:
        found = tuple(
            float(int(word[1:], 16)) if word.startswith("#") else float(word) for word in (text or "").split()
        )
    except ValueError:
        return ()
    return found if all(abs(number) < _FARTHEST for number in found) else ()


@dataclass(frozen=True)
class Font:
    """A font of the file: which characters each of its glyphs draws, as far as an embedded font says."""

    data: bytes = b""

    @cached_property
    def characters(self) -> dict[int, set[str]]:
        """Characters by the number of the glyph that draws them; empty without an embedded font."""
        found: dict[int, set[str]] = {}
        try:
            font = TTFont(BytesIO(self.data), lazy=True, fontNumber=0)
            for code, glyph in (font.getBestCmap() or {}).items():
                found.setdefault(font.getGlyphID(glyph), set()).add(chr(code))
        except Exception:  # fontTools raises whatever a damaged table makes it stumble over
            return {}
        return found


@dataclass(frozen=True)
class Picture:
    """A picture of the file."""

    data: bytes = b""

    @cached_property
    def is_opaque(self) -> bool:
        """Whether it hides all that lies under it; one that cannot be opened is taken not to."""
        try:
            with Image.open(BytesIO(self.data)) as image:
                return "A" not in image.mode and "transparency" not in image.info
        except Exception:  # Pillow raises whatever a damaged picture makes it stumble over
            return False


@dataclass(slots=True)
class Resources:
    """What pages refer to by number: fonts, drawing parameters, composite drawings."""

    fonts: dict[str, Font] = field(default_factory=dict)
    parameters: dict[str, Element] = field(default_factory=dict)
    composites: dict[str, Element] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RawPage:
    """One page: its own part, the templates behind and before it, its box (x, y, width, height) in millimetres."""

    content: Element | None
    behind: tuple[Element, ...]
    before: tuple[Element, ...]
    box: Numbers
    resources: Resources
    annotations: tuple[Element, ...] = ()
    attached: tuple[str, ...] = ()
    """Names of the files attached to the document, on its first page."""
    damaged: bool = False
    """Whether a part of it is missing or no XML, so that not all of it can be shown."""


def raw_pages(data: bytes, name: str, limit: int) -> Iterator[RawPage]:
    """Yield the pages of an OFD file in order.

    Raises:
        UnreadableDocument: it is damaged, encrypted, would unpack to far more than a document holds, has no page or
            more than ``limit``.
    """
    archive = Archive(data, name)
    root = archive.xml("OFD.xml")
    if first(root, "Encryptions") is not None:
        raise UnreadableDocument(ENCRYPTED.format(name=name))
    documents = [_Document(archive, text_of(first(body, "DocRoot"))) for body in named(root, "DocBody")]
    count = sum(len(document.pages) for document in documents)
    if not count:
        raise UnreadableDocument(_NO_PAGES.format(name=name))
    if count > limit:
        raise UnreadableDocument(f"{name} has {count} pages, more than the {limit} that are read (页数过多)")
    for document in documents:
        for number, page in enumerate(document.pages):
            try:
                found = document.page(page)
            except UnreadableDocument:
                found = RawPage(None, (), (), A4, Resources(), damaged=True)
            yield found if number else replace(found, attached=tuple(document.attached()))


class _Document:
    """One document of an OFD file."""

    def __init__(self, archive: Archive, path: str) -> None:
        self._archive = archive
        self._path = path.lstrip("/")
        self._root = archive.xml(self._path)
        self._common = first(self._root, "CommonData")
        self.pages = list(named(first(self._root, "Pages"), "Page"))
        self._shared = Resources()
        for kind in ("PublicRes", "DocumentRes"):
            for part in named(self._common, kind):
                self._add(self._shared, self._beside(self._path, text_of(part)))
        self._templates = {t.get("ID", ""): t for t in named(self._common, "TemplatePage")}

    def page(self, page: Element) -> RawPage:
        """Return a page with all that it shows."""
        path = self._beside(self._path, page.get("BaseLoc", ""))
        content = self._archive.xml(path)
        resources = Resources(
            dict(self._shared.fonts),
            dict(self._shared.parameters),
            dict(self._shared.composites),
            dict(self._shared.pictures),
        )
        for part in named(content, "PageRes"):
            self._add(resources, self._beside(path, text_of(part)))
        behind: list[Element] = []
        before: list[Element] = []
        damaged = content is None
        for use in named(content, "Template"):
            template = self._templates.get(use.get("TemplateID", ""))
            if template is None:
                damaged = True
                continue
            place = self._beside(self._path, template.get("BaseLoc", ""))
            drawn = self._archive.xml(place)
            for part in named(drawn, "PageRes"):
                self._add(resources, self._beside(place, text_of(part)))
            order = use.get("ZOrder") or template.get("ZOrder") or "Background"
            if drawn is None:
                damaged = True
            else:
                (before if order == "Foreground" else behind).append(drawn)
        return RawPage(
            content,
            tuple(behind),
            tuple(before),
            self._box(content),
            resources,
            tuple(self._annotations(page.get("ID", ""))),
            damaged=damaged,
        )

    def attached(self) -> Iterator[str]:
        """Yield the names of the files attached to the document."""
        path = self._beside(self._path, text_of(first(self._root, "Attachments")))
        for item in named(self._archive.xml(path) if self._archive.has(path) else None, "Attachment"):
            if item.get("Visible", "true").lower() not in ("false", "0"):
                yield item.get("Name") or text_of(first(item, "FileLoc"))

    def _box(self, content: Element | None) -> Numbers:
        for area in (first(content, "Area"), first(self._common, "PageArea")):
            box = numbers(text_of(first(area, "PhysicalBox")))
            if len(box) == 4 and box[2] > 0 and box[3] > 0:
                return box
        return A4

    def _annotations(self, page: str) -> Iterator[Element]:
        path = text_of(first(self._root, "Annotations"))
        if not path:
            return
        path = self._beside(self._path, path)
        for part in named(self._archive.xml(path), "Page"):
            if part.get("PageID") == page:
                yield from named(
                    self._archive.xml(self._beside(path, text_of(first(part, "FileLoc")))), "Annot"
                )

    def _add(self, found: Resources, path: str) -> None:
        root = self._archive.xml(path)
        folder = self._beside(path, root.get("BaseLoc", "")) if root is not None else ""
        for font in named(first(root, "Fonts"), "Font"):
            file = text_of(first(font, "FontFile"))
            data = self._archive.part(self._beside(f"{folder}/", file)) if file else b""
            found.fonts[font.get("ID", "")] = Font(data)
        for medium in named(first(root, "MultiMedias"), "MultiMedia"):
            if medium.get("Type") == "Image":
                file = self._beside(f"{folder}/", text_of(first(medium, "MediaFile")))
                found.pictures[medium.get("ID", "")] = Picture(self._archive.part(file))
        found.parameters |= {p.get("ID", ""): p for p in named(first(root, "DrawParams"), "DrawParam")}
        found.composites |= {
            unit.get("ID", ""): unit
            for unit in named(first(root, "CompositeGraphicUnits"), "CompositeGraphicUnit")
        }

    @staticmethod
    def _beside(path: str, target: str) -> str:
        """Return the path of a part that another names: from the root where it begins with a slash, else beside it."""
        if target.startswith("/"):
            return target.lstrip("/")
        return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
