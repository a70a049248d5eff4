"""Files that would keep pdfium busy without end."""

import signal
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from made_files import Sheet, line, pdf, write

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.pdf import guard as pdf_guard
from budgetkit.readers.formats.pdf.pages import pdf_pages

STAY = "1 0 0 1 0 0"


def multiplying(levels: int, times: int) -> bytes:
    """Return a PDF whose forms each draw the next so many times."""
    forms = {f"F{n}": (STAY, f"/F{n + 1} Do " * times) for n in range(levels)}
    return pdf(Sheet("/F0 Do", forms=forms | {f"F{levels}": (STAY, line(0, 0, 9, 9))}))


def packed(size: int, filters: str = "/FlateDecode") -> bytes:
    """Return a PDF with a content stream that unpacks to so many bytes."""
    body = zlib.compress(b"0 0 m 9 9 l S " * (size // 14), 9)
    head = f"<< /Filter [{filters}] /Length {len(body)} >>"
    return b"%PDF-1.4\n1 0 obj\n" + head.encode() + b"\nstream\n" + body + b"\nendstream\nendobj\n"


def test_forms_that_multiply_are_suspicious() -> None:
    """Forms that could unfold to more drawings than the limit are told from those that could not."""
    assert pdf_guard.is_suspicious(multiplying(5, 10))
    assert not pdf_guard.is_suspicious(multiplying(4, 10))
    assert not pdf_guard.is_suspicious(multiplying(30, 1))
    assert pdf_guard.is_suspicious(multiplying(5, 10).replace(b"/Form", b"/F#6frm"))


def test_streams_that_swell_are_suspicious(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streams that unpack to more than the limit, or are packed twice, are told from large plain ones."""
    monkeypatch.setattr(pdf_guard, "STREAM_LIMIT", 1_000_000)
    monkeypatch.setattr(pdf_guard, "_SMALL", 1_000)
    assert pdf_guard.is_suspicious(packed(2_000_000))
    assert not pdf_guard.is_suspicious(packed(900_000))
    assert pdf_guard.is_suspicious(packed(900, "/FlateDecode /FlateDecode"))


def test_a_suspicious_file_that_opens_is_read() -> None:
    """Suspicion alone refuses nothing: a file that opens in time is read as any other."""
    harmless = {f"F{n}": (STAY, "/G Do " * 30) for n in range(4)} | {"G": (STAY, write(30, 50, "logo"))}
    data = pdf(Sheet("/F0 Do", forms=harmless))
    assert pdf_guard.is_suspicious(data)
    assert [row.text for page in pdf_pages(data, "logo.pdf") for row in page.lines] == ["logo"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot bound the processor's time")
def test_the_processor_s_time_counts_and_not_the_clock_s(tmp_path: Path) -> None:
    """The trial itself ends after its seconds of work, however long whoever waits for it would wait."""
    file = tmp_path / "endless.pdf"
    file.write_bytes(multiplying(30, 10))
    command = [sys.executable, "-m", "budgetkit.readers.formats.pdf.trial", str(file), "1"]
    ended = -subprocess.run(command, check=False, capture_output=True).returncode
    assert ended in (signal.SIGXCPU, signal.SIGKILL)


def test_a_file_that_does_not_open_in_time_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that pdfium would work on for ever is refused in one sentence once its time is up."""
    monkeypatch.setattr(pdf_guard, "TRIAL_SECONDS", 1)
    with pytest.raises(UnreadableDocument, match=r"^endless.pdf draws its pages in so involved a way"):
        list(pdf_pages(multiplying(30, 10), "endless.pdf"))
