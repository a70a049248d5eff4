"""The door to pdfium: its raw functions as bare prototypes, and a document and its pages as contexts.

pypdfium2 ships pdfium and its raw functions; its own prototypes check every pointer type on every call. Pages
need thousands of calls, so the functions are bound once more here with plain integers for pointers.
``PYFUNCTYPE`` keeps the interpreter's lock, which also keeps two threads out of pdfium at one time (it is
not thread-safe).
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from ctypes import PYFUNCTYPE, c_char_p, c_float, c_int, c_size_t, c_uint, c_ulong, c_ushort, c_void_p
from struct import calcsize, iter_unpack
from typing import Any

import pypdfium2.raw as raw

from budgetkit.model.errors import UnreadableDocument

Function = Callable[..., Any]
Numbers = Iterator[tuple[Any, ...]]


# Numbers that are never below 0 are handed over as pointers: ctypes converts these in two thirds of the time, there are
# thousands of them a page, and whoever is called looks at the lower half of the register alone.
COUNT = c_void_p


def _bind(name: str, result: Any, *arguments: Any) -> Function:
    address = ctypes.cast(getattr(raw, name), c_void_p).value
    assert address is not None
    return PYFUNCTYPE(result, *arguments)(address)


load_document = _bind("FPDF_LoadMemDocument64", c_void_p, c_char_p, c_size_t, c_char_p)
last_error = _bind("FPDF_GetLastError", c_ulong)
close_document = _bind("FPDF_CloseDocument", None, c_void_p)
form_kind = _bind("FPDF_GetFormType", c_int, c_void_p)
count_attachments = _bind("FPDFDoc_GetAttachmentCount", c_int, c_void_p)
attachment_at = _bind("FPDFDoc_GetAttachment", c_void_p, c_void_p, COUNT)
attachment_name = _bind("FPDFAttachment_GetName", c_ulong, c_void_p, c_void_p, COUNT)
count_pages = _bind("FPDF_GetPageCount", c_int, c_void_p)
load_page = _bind("FPDF_LoadPage", c_void_p, c_void_p, COUNT)
close_page = _bind("FPDF_ClosePage", None, c_void_p)
bounding_box = _bind("FPDF_GetPageBoundingBox", c_int, c_void_p, c_void_p)
rotation = _bind("FPDFPage_GetRotation", c_int, c_void_p)

load_text = _bind("FPDFText_LoadPage", c_void_p, c_void_p)
close_text = _bind("FPDFText_ClosePage", None, c_void_p)
count_chars = _bind("FPDFText_CountChars", c_int, c_void_p)
unicode_of = _bind("FPDFText_GetUnicode", c_uint, c_void_p, COUNT)
whole_text = _bind("FPDFText_GetText", c_int, c_void_p, COUNT, COUNT, c_void_p)
has_map_error = _bind("FPDFText_HasUnicodeMapError", c_int, c_void_p, COUNT)
text_object = _bind("FPDFText_GetTextObject", c_void_p, c_void_p, COUNT)
loose_box = _bind("FPDFText_GetLooseCharBox", c_int, c_void_p, COUNT, c_void_p)
is_hyphen = _bind("FPDFText_IsHyphen", c_int, c_void_p, COUNT)
ink_box = _bind("FPDFText_GetCharBox", c_int, c_void_p, COUNT, *[c_void_p] * 4)
char_angle = _bind("FPDFText_GetCharAngle", c_float, c_void_p, COUNT)
font_size = _bind("FPDFTextObj_GetFontSize", c_int, c_void_p, c_void_p)
render_mode = _bind("FPDFTextObj_GetTextRenderMode", c_int, c_void_p)
font_of = _bind("FPDFTextObj_GetFont", c_void_p, c_void_p)

count_annotations = _bind("FPDFPage_GetAnnotCount", c_int, c_void_p)
annotation_at = _bind("FPDFPage_GetAnnot", c_void_p, c_void_p, COUNT)
close_annotation = _bind("FPDFPage_CloseAnnot", None, c_void_p)
remove_annotation = _bind("FPDFPage_RemoveAnnot", c_int, c_void_p, COUNT)
annotation_kind = _bind("FPDFAnnot_GetSubtype", c_int, c_void_p)
annotation_flags = _bind("FPDFAnnot_GetFlags", c_int, c_void_p)
annotation_has = _bind("FPDFAnnot_HasKey", c_int, c_void_p, c_char_p)
annotation_string = _bind("FPDFAnnot_GetStringValue", c_ulong, c_void_p, c_char_p, c_void_p, COUNT)
count_annotation_objects = _bind("FPDFAnnot_GetObjectCount", c_int, c_void_p)
annotation_object = _bind("FPDFAnnot_GetObject", c_void_p, c_void_p, COUNT)
flatten = _bind("FPDFPage_Flatten", c_int, c_void_p, COUNT)

count_objects = _bind("FPDFPage_CountObjects", c_int, c_void_p)
object_at = _bind("FPDFPage_GetObject", c_void_p, c_void_p, COUNT)
count_inside = _bind("FPDFFormObj_CountObjects", c_int, c_void_p)
object_inside = _bind("FPDFFormObj_GetObject", c_void_p, c_void_p, COUNT)
object_type = _bind("FPDFPageObj_GetType", c_int, c_void_p)
object_bounds = _bind("FPDFPageObj_GetBounds", c_int, *[c_void_p] * 5)
object_matrix = _bind("FPDFPageObj_GetMatrix", c_int, c_void_p, c_void_p)
count_marks = _bind("FPDFPageObj_CountMarks", c_int, c_void_p)
mark_at = _bind("FPDFPageObj_GetMark", c_void_p, c_void_p, COUNT)
mark_name = _bind("FPDFPageObjMark_GetName", c_int, c_void_p, c_void_p, COUNT, c_void_p)
set_active = _bind("FPDFPageObj_SetIsActive", c_int, c_void_p, COUNT)
fill_colour = _bind("FPDFPageObj_GetFillColor", c_int, *[c_void_p] * 5)
stroke_colour = _bind("FPDFPageObj_GetStrokeColor", c_int, *[c_void_p] * 5)
picture_size = _bind("FPDFImageObj_GetImagePixelSize", c_int, *[c_void_p] * 3)
draw_mode = _bind("FPDFPath_GetDrawMode", c_int, c_void_p, c_void_p, c_void_p)
count_segments = _bind("FPDFPath_CountSegments", c_int, c_void_p)
segment_at = _bind("FPDFPath_GetPathSegment", c_void_p, c_void_p, COUNT)
segment_type = _bind("FPDFPathSegment_GetType", c_int, c_void_p)
segment_closes = _bind("FPDFPathSegment_GetClose", c_int, c_void_p)
segment_point = _bind("FPDFPathSegment_GetPoint", c_int, c_void_p, c_void_p, c_void_p)
clip_path = _bind("FPDFPageObj_GetClipPath", c_void_p, c_void_p)
count_clips = _bind("FPDFClipPath_CountPaths", c_int, c_void_p)
count_clip_segments = _bind("FPDFClipPath_CountPathSegments", c_int, c_void_p, COUNT)
clip_segment = _bind("FPDFClipPath_GetPathSegment", c_void_p, c_void_p, COUNT, COUNT)

new_bitmap = _bind("FPDFBitmap_CreateEx", c_void_p, c_int, c_int, c_int, c_void_p, c_int)
fill_bitmap = _bind("FPDFBitmap_FillRect", c_int, c_void_p, c_int, c_int, c_int, c_int, c_ulong)
close_bitmap = _bind("FPDFBitmap_Destroy", None, c_void_p)
render = _bind("FPDF_RenderPageBitmap", None, c_void_p, c_void_p, *[c_int] * 6)
PIXEL = 4
"""Bytes of a drawn pixel."""

TEXT, PATH, IMAGE, SHADING, FORM = (
    raw.FPDF_PAGEOBJ_TEXT,
    raw.FPDF_PAGEOBJ_PATH,
    raw.FPDF_PAGEOBJ_IMAGE,
    raw.FPDF_PAGEOBJ_SHADING,
    raw.FPDF_PAGEOBJ_FORM,
)
LINE_TO, BEZIER_TO, MOVE_TO = raw.FPDF_SEGMENT_LINETO, raw.FPDF_SEGMENT_BEZIERTO, raw.FPDF_SEGMENT_MOVETO
# Text that leaves no mark: render mode 3 paints nothing, mode 7 only narrows the clip.
UNPAINTED = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)

OUTLINED = (raw.FPDF_TEXTRENDERMODE_STROKE, raw.FPDF_TEXTRENDERMODE_STROKE_CLIP)

_LAYER = "OC\0".encode("utf-16-le")
_LINEARIZED = re.compile(rb"/Linearized\b[^>]*?/L\s+(\d+)")

_WHY = {
    raw.FPDF_ERR_PASSWORD: "is encrypted with a password; save it without one and read that (文件已加密)",
    raw.FPDF_ERR_SECURITY: "is protected in a way that cannot be read; print it to a new PDF (文件受保护)",
}


def written(
    function: Function, items: Sequence[int], layout: str, places: int = 1
) -> tuple[list[int], Numbers]:
    """Call a function for every object; return what it answers for each, and the numbers that it writes of each.

    ``layout`` says what these are, as :mod:`struct` does, all of 4 bytes; ``places`` is by how many pointers the function
    wants to be told where they go: by one for all of them, or by one for each.
    """
    size = calcsize(layout)
    buffer = (ctypes.c_char * (size * len(items)))()
    at = ctypes.addressof(buffer)
    starts = (range(at + 4 * n, at + 4 * n + len(buffer), size) for n in range(places))
    # Without Python in between: pages need thousands of calls.
    return list(map(function, items, *starts)), iter_unpack(layout, buffer)


def bounds_of(item: int) -> tuple[float, float, float, float]:
    """Return the box of an object in the space it stands in: left, bottom, right, top."""
    edges = (c_float * 4)()
    at = ctypes.addressof(edges)
    object_bounds(item, at, at + 4, at + 8, at + 12)
    left, bottom, right, top = edges
    return left, bottom, right, top


def pixels_of(page: int, width: int, height: int, turn: int) -> bytes:
    """Draw an open page with so many quarter turns in all; return its pixels by row, each blue, green, red and a byte."""
    buffer = ctypes.create_string_buffer(width * height * PIXEL)
    bitmap = new_bitmap(width, height, raw.FPDFBitmap_BGRx, ctypes.addressof(buffer), width * PIXEL)
    try:
        fill_bitmap(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        render(bitmap, page, 0, 0, width, height, (turn - rotation(page)) % 4, 0)
    finally:
        close_bitmap(bitmap)
    return buffer.raw


def is_on_layer(item: int) -> bool:
    """Say whether the page says of an object that it belongs to a layer."""
    name, size = (c_ushort * 4)(), c_ulong()
    return any(
        mark_name(mark_at(item, n), ctypes.addressof(name), 8, ctypes.addressof(size))
        and bytes(name)[: size.value] == _LAYER
        for n in range(count_marks(item))
    )


@contextmanager
def document(data: bytes, name: str) -> Iterator[int]:
    """Open a PDF held in memory and close it at the end; yields pdfium's handle.

    Raises:
        UnreadableDocument: it is encrypted, truncated or no PDF at all.
    """
    stated = _LINEARIZED.search(data, 0, 1024)
    # A file for the web begins with its table of contents: cut short, it opens and shows blank pages.
    handle = 0 if stated and int(stated[1]) > len(data) else load_document(data, len(data), None)
    if not handle:
        why = _WHY.get(last_error(), "is a damaged or truncated PDF (文件损坏或不完整)")
        raise UnreadableDocument(f"{name} {why}")
    try:
        yield handle
    finally:
        close_document(handle)


@contextmanager
def text_of_page(page: int) -> Iterator[int]:
    """Load the text of an open page once more, as after objects were left out; yields its handle, 0 where there is none."""
    text = load_text(page)
    try:
        yield text
    finally:
        if text:
            close_text(text)


@contextmanager
def page_and_text(handle: int, index: int) -> Iterator[tuple[int, int]]:
    """Open a page and its text, closing both at the end; yields two handles, zeros for a broken page."""
    page = load_page(handle, index)
    text = load_text(page) if page else 0
    try:
        yield (page, text) if text else (0, 0)
    finally:
        if text:
            close_text(text)
        if page:
            close_page(page)
