"""The parts of an Office file (a zip), unpacked within bounds."""

from __future__ import annotations

import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from budgetkit.model.errors import UnreadableDocument

PART_LIMIT = 32 * 1024 * 1024
"""Most bytes of one part once unpacked; the text of a 1,000-page disclosure takes about 15 MB."""
TOTAL_LIMIT = 256 * 1024 * 1024
"""Most bytes of all parts together once unpacked."""
RATIO_LIMIT = 200
"""Most bytes that one packed byte may become in a part above 1 MB; text tables reach about 60."""

_SMALL = 1024 * 1024
_DAMAGED = "{name} is damaged or truncated (文件损坏或不完整)"
_BOMB = "{name} unpacks to far more than a document holds and is not opened (文件解压后过大)"
_ENCRYPTED = "{name} is encrypted with a password; save it without one and read that (文件已加密)"
_DOCTYPE = "{name} defines entities of its own, which no office program writes, and is not opened (文件异常)"


class Archive:
    """The parts of an Office file held in memory; every part is checked before it is unpacked."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open the zip and check the sizes that it states.

        Raises:
            UnreadableDocument: it is damaged, encrypted, or would unpack to more than the limits.
        """
        self._name = name
        try:
            self._zip = ZipFile(BytesIO(data))
        except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise UnreadableDocument(_DAMAGED.format(name=name)) from error
        self._parts = {part.filename: part for part in self._zip.infolist()}
        parts = self._parts.values()
        if any(part.flag_bits & 1 for part in parts):
            raise UnreadableDocument(_ENCRYPTED.format(name=name))
        if sum(part.file_size for part in parts) > TOTAL_LIMIT or any(map(_is_bomb, parts)):
            raise UnreadableDocument(_BOMB.format(name=name))

    def names(self) -> list[str]:
        """Return the names of all parts."""
        return list(self._parts)

    def part(self, path: str) -> bytes:
        """Return a part unpacked, empty bytes when there is none of that name.

        Raises:
            UnreadableDocument: the part is damaged, larger than it states, or an XML part has a DOCTYPE.
        """
        if path not in self._parts:
            return b""
        try:
            with self._zip.open(path) as stream:
                data = stream.read(PART_LIMIT + 1)
        except (BadZipFile, OSError, EOFError, ValueError, NotImplementedError, zlib.error) as error:
            raise UnreadableDocument(_DAMAGED.format(name=self._name)) from error
        if len(data) > PART_LIMIT:
            raise UnreadableDocument(_BOMB.format(name=self._name))
        if path.endswith((".xml", ".rels")) and b"<!DOCTYPE" in data[:4096]:
            raise UnreadableDocument(_DOCTYPE.format(name=self._name))
        return data


def _is_bomb(part: ZipInfo) -> bool:
    if part.filename.endswith((".xml", ".rels")) and part.file_size > PART_LIMIT:
        return True
    return part.file_size > max(_SMALL, RATIO_LIMIT * part.compress_size)
