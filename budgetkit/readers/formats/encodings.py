"""From bytes to text: by byte order mark, by what the file says of itself, and else by which encoding fits."""

from __future__ import annotations

import codecs
import re

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks and the encodings that they tell, longer ones before those that they begin with."""

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b]")
_HEAD = 4096
_WHOLE = 20
"""Characters of UTF-8, counted by their second and third bytes, for each broken one at least."""
_COMMON = frozenset(
    "的一是不在有为和年部门预算收入支出表单位金额合计项目基本万元其中公共一般财政政府本级上年结转"
)
_COMMON_BIG5 = frozenset(
    "的一是不在有為和年部門預算收入支出表單位金額合計項目基本萬元其中公共一般財政政府本級上年結轉"
)


def decode(data: bytes, declared: str = "") -> str | None:
    """Return bytes as text, ``None`` where they are not text.

    In turn: a byte order mark, UTF-16 without one, UTF-8 (a few broken characters of it are replaced), the declared
    encoding, and of GB 18030 and Big5 the one in which more of the characters are those that budgets use.

    >>> [decode("部门预算".encode(e)) for e in ("utf-8", "gb18030", "utf-16")]
    ['部门预算', '部门预算', '部门预算']
    >>> decode("收入預算總表".encode("big5")), decode(b"\\x00\\x01\\x02")
    ('收入預算總表', None)
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if wide := _utf16(data):
        return wide
    if b"\x00" in data:
        return None
    for text in (_strictly(data, "utf-8"), _mostly_utf8(data), _strictly(data, _known(declared))):
        if text is not None:
            return text
    found = [text for encoding in ("gb18030", "big5hkscs") if (text := _strictly(data, encoding)) is not None]
    return max(found, key=_fit, default=None)


def decoded_markup(data: bytes) -> str:
    """Return HTML or XML as text; bytes that no encoding reads are replaced."""
    named = _DECLARED.search(data[:_HEAD])
    declared = named[1].decode("ascii", "replace") if named else ""
    text = decode(data.replace(b"\x00", b"") if _is_stray(data) else data, declared)
    return text if text is not None else data.decode(_known(declared) or "gb18030", "replace")


def _is_stray(data: bytes) -> bool:
    """Tell whether a few null bytes stand in a text that is no UTF-16."""
    return 0 < data.count(b"\x00") < len(data) // 100 and not data.startswith((b"\xff\xfe", b"\xfe\xff"))


def _utf16(data: bytes) -> str | None:
    """Decode UTF-16 without a mark: of its ASCII characters one byte in two is zero, always on the same side."""
    head = data[:_HEAD]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(head) < 4 or max(even, odd) * 100 < len(head) or min(even, odd) * 10 > max(even, odd):
        return None
    text = data[: len(data) // 2 * 2].decode("utf-16-be" if even > odd else "utf-16-le", "replace")
    return None if _CONTROL.search(text) else text


def _known(name: str) -> str:
    """Return the encoding of a name, GB 2312 and GBK read as the larger GB 18030, Big5 with Hong Kong's characters."""
    plain = name.lower()
    if plain.startswith(("gb", "x-gb", "cp936", "chinese")):
        return "gb18030"
    if plain.startswith(("big5", "cp950", "x-x-big5")):
        return "big5hkscs"
    try:
        return codecs.lookup(plain).name if plain else ""
    except LookupError:
        return ""


def _strictly(data: bytes, encoding: str) -> str | None:
    if not encoding:
        return None
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _mostly_utf8(data: bytes) -> str | None:
    """Decode UTF-8 of which a few characters are broken: other encodings hold next to nothing that is UTF-8."""
    text = data.decode("utf-8", "replace")
    # A Chinese character takes two bytes more than a broken one.
    return text if _WHOLE * text.count("\ufffd") < len(data) - len(text) else None


def _fit(text: str) -> int:
    return max(sum(c in common for c in text[: 1 << 16]) for common in (_COMMON, _COMMON_BIG5))
