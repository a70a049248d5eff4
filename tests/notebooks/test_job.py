"""Laws of the main job: whole outputs, nothing made twice, a bad source leaves nothing."""

import shutil
from pathlib import Path

import pytest
from where import TESTS

from budgetkit.checks.verdicts import check
from budgetkit.model.errors import UnreadableDocument
from budgetkit.notebooks.cache import is_current, key_of_run, put_stamp
from budgetkit.notebooks.job import run_all
from budgetkit.package import load
from budgetkit.readers.formats import kinds
from budgetkit.source import REFERENCE, bundled

FICTITIOUS = TESTS / "documents" / "fictitious-2025"


@pytest.mark.slow
def test_the_job_leaves_everything_and_does_it_once(tmp_path: Path) -> None:
    """Report, notebooks that show what is wrong, tables, figures, findings; the second time nothing is made again."""
    out = tmp_path / "out"
    seen: list[str] = []
    done = run_all(FICTITIOUS, out, show=lambda what, number, of: seen.append(f"{what} {number}/{of}"))
    assert done.status == 0
    notebooks = sorted(p.name for p in (out / "notebooks").glob("*.ipynb"))
    assert notebooks == [f"{n}.ipynb" for n in sorted(s.split()[0] for s in seen)]
    assert {p.suffix for p in (out / "figures").iterdir()} == {".png", ".svg"}
    assert len(list((out / "tables").glob("*.csv"))) == 11
    assert (out / "report.html").stat().st_size > 100_000
    assert "broken" in (out / "findings.csv").read_text(encoding="utf-8-sig")
    said = (out / "notebooks" / "4-ledger.ipynb").read_text(encoding="utf-8")
    wrong = check(load(FICTITIOUS)).of("broken")
    assert wrong and all(f.message.partition(" | ")[0] in said for f in wrong)
    before = (out / "report.html").stat().st_mtime_ns
    again = run_all(FICTITIOUS, out)
    assert "re-used" in again.lines[0]
    assert (out / "report.html").stat().st_mtime_ns == before
    (out / "findings.csv").write_text("tampered", encoding="utf-8")
    assert run_all(FICTITIOUS, out).status == 0
    assert "tampered" not in (out / "findings.csv").read_text(encoding="utf-8-sig")


def test_a_bad_source_leaves_nothing(tmp_path: Path) -> None:
    """When the source cannot be read, the output folder does not appear."""
    (tmp_path / "bad.pdf").write_bytes(b"nothing")
    with pytest.raises(UnreadableDocument):
        run_all(tmp_path / "bad.pdf", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_new_data_is_no_reason_to_make_the_reference_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits in the inbox, or lies beside the reference, changes nothing for the main job without a source."""
    out, data = tmp_path / "out", tmp_path / "data"
    shutil.copytree(bundled("data") / REFERENCE, data / REFERENCE)
    notebooks = bundled("notebooks")
    monkeypatch.setattr("budgetkit.notebooks.job.bundled", {"data": data, "notebooks": notebooks}.__getitem__)
    out.mkdir()
    put_stamp(out, key_of_run(data / REFERENCE, notebooks, {"language": "both", "form": "", "slides": ""}))
    (data / "inbox").mkdir()
    (data / "inbox" / "new.pdf").write_bytes(b"new")
    assert "re-used" in run_all(None, out).lines[0]


def test_a_stamp_knows_what_was_made_from_what(tmp_path: Path) -> None:
    """Current only with the same key and the same files; another option, or a file more, is another matter."""
    data, notebooks = bundled("data") / REFERENCE, bundled("notebooks")
    key = key_of_run(data, notebooks, {"language": "zh"})
    assert key == key_of_run(data, notebooks, {"language": "zh"})
    assert key != key_of_run(data, notebooks, {"language": "en"})
    assert key != key_of_run(FICTITIOUS, notebooks, {"language": "zh"})
    (tmp_path / "made.txt").write_text("1", encoding="utf-8")
    assert not is_current(tmp_path, key)
    put_stamp(tmp_path, key)
    assert is_current(tmp_path, key)
    assert not is_current(tmp_path, "other")
    (tmp_path / "more.txt").write_text("2", encoding="utf-8")
    assert not is_current(tmp_path, key)


@pytest.mark.parametrize("missing", ["ocr", "libreoffice", "bsdtar"])
def test_what_can_be_read_here_is_part_of_the_key(
    missing: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A run made without OCR, LibreOffice or bsdtar is not current where they are there, and the other way round."""
    there = {"ocr": True, "libreoffice": "/usr/bin/soffice", "bsdtar": "/usr/bin/bsdtar"}
    monkeypatch.setattr(kinds, "is_installed", lambda: bool(there["ocr"]))
    monkeypatch.setattr(kinds.programs, "found", lambda program: there[program])
    (tmp_path / "a.txt").write_text("2025", encoding="utf-8")
    with_all = key_of_run(tmp_path, tmp_path, {})
    there[missing] = ""
    monkeypatch.setattr(kinds.programs, "found", lambda program: there[program] or None)
    assert key_of_run(tmp_path, tmp_path, {}) != with_all
