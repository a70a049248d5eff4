"""Pictures in a Word file that stand for pages: a scan put in whole, or a table put in as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from budgetkit.readers.formats.archive import Archive, Relation
from budgetkit.readers.formats.page import Page
from budgetkit.readers.formats.scan.extra import is_installed

SMALLEST = 300_000
"""Fewest pixels of a picture that can hold a table to be read; logos, signatures and icons have fewer."""
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
    """Read a picture as a page of its own; ``None`` where the extra is missing or it is too small to be one."""
    if not is_installed():
        return None
    from budgetkit.readers.formats.scan.files import opened, read_image

    image = opened(data)
    return read_image(image, number) if image is not None and image.width * image.height >= SMALLEST else None
