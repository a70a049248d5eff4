"""The parts of Office files within bounds."""

import io
import zipfile

import pytest
from made_files import zipped

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats import archive
from budgetkit.readers.formats.archive import Archive


def test_parts_come_unpacked() -> None:
    """A part is its bytes; one that is not there is empty."""
    opened = Archive(zipped({"a.xml": "<a/>"}), "x")
    assert (opened.names(), opened.part("a.xml"), opened.part("b.xml")) == (["a.xml"], b"<a/>", b"")


@pytest.mark.parametrize(("limit", "most"), [("TOTAL_LIMIT", 5), ("PART_LIMIT", 5)])
def test_sizes_are_bounded_as_stated(limit: str, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """More bytes than a limit, of one part or of all, are refused before they are unpacked."""
    monkeypatch.setattr(archive, limit, most)
    with pytest.raises(UnreadableDocument, match="unpacks to far more"):
        Archive(zipped({"a.xml": "<aaaa/>"}), "x")


def test_a_part_that_understates_its_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part that unpacks to more than the limit is refused though its head says less."""
    data = zipped({"a.bin": "x" * 100})
    monkeypatch.setattr(archive, "PART_LIMIT", 50)
    with pytest.raises(UnreadableDocument, match="unpacks to far more"):
        Archive(data, "x").part("a.bin")


def test_repetition_is_bounded() -> None:
    """A part above 1 MB that is packed more than 200 times over is refused, a smaller one is not."""
    assert Archive(zipped({"a.bin": "x" * 900_000}), "x").part("a.bin")
    with pytest.raises(UnreadableDocument, match="unpacks to far more"):
        Archive(zipped({"a.bin": "x" * 2_000_000}), "x")


def test_encrypted_and_damaged_archives() -> None:
    """Encrypted parts, broken archives and broken parts raise one sentence each."""
    data = bytearray(zipped({"a.xml": "<a/>" * 99}))
    for at in (6, data.index(b"PK\x01\x02") + 8):
        data[at] |= 1
    with pytest.raises(UnreadableDocument, match="is encrypted"):
        Archive(bytes(data), "x")
    with pytest.raises(UnreadableDocument, match="damaged"):
        Archive(b"PK\x03\x04", "x")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.xml", "<aaaa/>")
    broken = out.getvalue().replace(b"<aaaa/>", b"<bbbb/>", 1)
    with pytest.raises(UnreadableDocument, match="damaged"):
        Archive(broken, "x").part("a.xml")


@pytest.mark.parametrize("written", ["Doc_0/a.xml", "Doc_0\\a.xml", "./Doc_0/a.xml", "doc_0/A.xml"])
def test_parts_are_found_however_their_names_are_written(written: str) -> None:
    """Backslashes, a leading dot and another case name the same part; where both cases are there, each is its own."""
    opened = Archive(zipped({written: "<a/>", "b.xml": "<b/>", "B.xml": "<c/>"}), "x")
    assert (opened.part("Doc_0/a.xml"), opened.part("b.xml"), opened.part("B.xml")) == (
        b"<a/>",
        b"<b/>",
        b"<c/>",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_names_of_parts_without_a_mark(encoding: str) -> None:
    """Names without the mark of UTF-8 are read as that, or as GB 18030 where they are none."""
    data = zipped({"xxxxxxxx": "1"}).replace(b"xxxxxxxx", "预算".encode(encoding).ljust(8, b"1"))
    opened = Archive(data, "x", bundle=True)
    assert [opened.written_name(name) for name in opened.names()] == [
        "预算".ljust(6 if encoding == "gb18030" else 4, "1")
    ]
