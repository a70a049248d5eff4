"""Pictures in a Word file that stand for pages: a scan put in whole, or a table put in as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from budgetkit.readers.formats.archive import Archive, Relation
from budgetkit.readers.formats.page import Page

_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_NAMES = {"blip": f"{_RELATIONS}embed", "imagedata": f"{_RELATIONS}id"}


def pictures(
    paragraph: etree._Element, archive: Archive, relations: Mapping[str, Relation]
) -> Iterator[bytes]:
    """Yield the picture files that a paragraph shows."""
    for element in paragraph.iterdescendants(tag=etree.Element):
        name = _NAMES.get(etree.QName(element).localname)
        relation = relations.get(element.get(name, "")) if name else None
        if relation is not None and not relation.external and (data := archive.part(relation.target)):
            yield data


def scanned_page(data: bytes, number: int) -> Page | None:
    """Read a picture as a page of its own, ``None`` for one that cannot be opened."""
    from budgetkit.readers.formats.scan.files import opened, read_image

    image = opened(data)
    return None if image is None else read_image(image, number)
