"""Web archives (MHTML): the HTML parts of a message and its pictures."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from dataclasses import replace
from email import message_from_bytes
from email.errors import CloseBoundaryNotFoundDefect
from email.message import Message
from functools import partial
from itertools import chain
from urllib.parse import urljoin

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.html import html_pages
from budgetkit.readers.formats.page import Grid, Line, Page
from budgetkit.readers.formats.pictures import with_loose_pictures

PART_LIMIT = 1_000
"""Most parts of one archive."""
_CUT = "{name} ends before its last part does: it is cut short (网页归档不完整)"


def mhtml_pages(data: bytes, name: str) -> tuple[Page, ...]:
    """Read the HTML parts of a web archive held in memory, in order; frames without text show nothing.

    Raises:
        UnreadableDocument: it holds no HTML, or more parts than a document has.
    """
    message = message_from_bytes(data.removeprefix(BOM_UTF8))
    parts = [part for part in message.walk() if part.get_content_type() == "text/html"]
    if not parts or len(parts) > PART_LIMIT:
        raise UnreadableDocument(f"{name} is a web archive without a page (网页归档没有内容)")
    # What a page by itself says of its pictures is that they are not read; here they come with it.
    named = dict(_named(message))
    read = (html_pages(_body(part), name, partial(_beside, named, part)) for part in parts)
    pages = [replace(page, notes=()) for page in chain.from_iterable(read)]
    kept = [page for page in pages if page.blocks] or pages[:1]
    if any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in message.defects):
        kept[-1] = replace(kept[-1], hidden=(*kept[-1].hidden, _CUT.format(name=name)))
    first, *others = (_numbered(page, number) for number, page in enumerate(kept, 1))
    images = (p for p in message.walk() if p.get_content_maintype() == "image")
    return (with_loose_pictures(first, [_body(p) for p in images]), *others)


def _named(message: Message) -> Iterator[tuple[str, bytes]]:
    """Yield the style sheets of an archive by the names that its pages link to them by."""
    for part in message.walk():
        if part.get_content_type() == "text/css":
            content = _body(part)
            yield _place(part), content
            yield f"cid:{part.get('Content-ID', '').strip('<> ')}", content


def _beside(named: Mapping[str, bytes], page: Message, link: str) -> bytes:
    return named.get(urljoin(_place(page), link), b"")


def _place(part: Message) -> str:
    return str(part.get("Content-Location", "")).strip()


def _body(part: Message) -> bytes:
    """Return a part decoded, its declared charset before its text where it says none itself."""
    content = part.get_payload(decode=True)
    data = content if isinstance(content, bytes) else b""
    charset = part.get_content_charset()
    if part.get_content_subtype() == "html" and charset and b"charset" not in data[:4096].lower():
        return f'<meta charset="{charset}">'.encode() + data
    return data or b"<p></p>"


def _numbered(page: Page, number: int) -> Page:
    """Give a page, and all that stands on it, another number."""
    return replace(page, number=number, blocks=tuple(_on_page(block, number) for block in page.blocks))


def _on_page(block: Line | Grid, number: int) -> Line | Grid:
    if isinstance(block, Line):
        return replace(block, page=number)
    return replace(block, page=number, cells=tuple(replace(c, page=number) for c in block.cells))
