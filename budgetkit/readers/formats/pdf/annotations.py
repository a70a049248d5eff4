"""What annotations and form fields show on a PDF page, made part of it to be read like any other text; attached files."""

from __future__ import annotations

from ctypes import addressof, c_ushort

import pypdfium2.raw as raw

from budgetkit.readers.formats.pdf import pdfium as native

ANNOTATION_LIMIT = 2_000
"""Most annotations of one page that are looked at."""

_SILENT = (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP)
_HIDDEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_UNREAD = "page {number} shows {what} that is not read{value} (第 {number} 页有未读取的批注或表单域)"
_ATTACHED = 100
_VALUES = (b"V", b"Contents")


def merge(page: int, number: int) -> tuple[bool, tuple[str, ...]]:
    """Make the annotations of an open page part of it, stamps and signatures aside.

    Returns whether any was, so that the page must be opened once more, and the sentences on what cannot be
    read: a field without an appearance, a stamp that holds text.
    """
    count = native.count_annotations(page)
    notes: list[str] = []
    merged = False
    # Backwards, since those that are taken away renumber the ones behind them.
    for index in range(min(count, ANNOTATION_LIMIT) - 1, -1, -1):
        annotation = native.annotation_at(page, index)
        if not annotation:
            continue
        kind, shown = native.annotation_kind(annotation), not native.annotation_flags(annotation) & _HIDDEN
        drawn, texts = _drawn(annotation)
        value = "" if kind in _SILENT else _value(annotation)
        is_field = kind == raw.FPDF_ANNOT_WIDGET
        is_seal = kind == raw.FPDF_ANNOT_STAMP or (is_field and _string(annotation, b"FT") == "Sig")
        native.close_annotation(annotation)
        if kind in _SILENT or not shown:
            continue
        if is_seal:
            native.remove_annotation(page, index)
            notes += [_sentence(number, "a stamp", "")] if texts and not is_field else []
        elif drawn:
            merged = True
        elif value and (is_field or kind == raw.FPDF_ANNOT_FREETEXT):
            notes.append(_sentence(number, "a form field" if is_field else "an annotation", value))
    if merged:
        native.flatten(page, raw.FLAT_NORMALDISPLAY)
    return merged, tuple(reversed(notes))


def _sentence(number: int, what: str, value: str) -> str:
    return _UNREAD.format(number=number, what=what, value=f": {value}" if value else "")


def _drawn(annotation: int) -> tuple[bool, bool]:
    """Say whether an annotation draws anything, and whether text is among it."""
    kinds = [
        native.object_type(native.annotation_object(annotation, n))
        for n in range(native.count_annotation_objects(annotation))
    ]
    return bool(kinds) or bool(native.annotation_has(annotation, b"AP")), native.TEXT in kinds


def _value(annotation: int) -> str:
    return next(filter(None, (_string(annotation, key) for key in _VALUES)), "")


def attachments(handle: int) -> tuple[str, ...]:
    """Return the names of the files attached to a document that pdfium holds open."""
    found = (native.attachment_at(handle, n) for n in range(min(native.count_attachments(handle), _ATTACHED)))
    return tuple(_written(native.attachment_name, item) for item in found if item)


def _string(annotation: int, key: bytes) -> str:
    return _written(native.annotation_string, annotation, key)


def _written(function: native.Function, *arguments: object) -> str:
    """Return the text that a function of pdfium writes, up to 255 characters of it."""
    buffer = (c_ushort * 256)()
    size = function(*arguments, addressof(buffer), 512)
    return bytes(buffer)[: max(0, min(size, 512) - 2)].decode("utf-16-le", "replace")
