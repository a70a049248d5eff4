"""A slice of the damaged copies that benchmarks/fuzz.py makes: each is read, or refused with one sentence."""

import importlib.util
import random
from pathlib import Path
from types import ModuleType

import pytest
from where import ROOT


@pytest.fixture(scope="module")
def fuzz() -> ModuleType:
    """The script that damages documents."""
    spec = importlib.util.spec_from_file_location("fuzz", ROOT / "benchmarks" / "fuzz.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


KINDS = ("pdf", "ofd", "docx", "xlsx", "xls", "html", "mhtml", "xml2003", "fods", "ods", "zip", "text")


@pytest.mark.parametrize("kind", KINDS)
def test_whole_documents_are_read(fuzz: ModuleType, kind: str, tmp_path: Path) -> None:
    """The documents that are damaged are valid ones, of every kind."""
    assert set(fuzz.WRITERS) == set(KINDS)
    assert fuzz.outcome(fuzz.WRITERS[kind](), tmp_path) == "read"


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_documents_are_read_or_refused(fuzz: ModuleType, kind: str, tmp_path: Path) -> None:
    """Whatever is changed in a document, the outcome is a whole disclosure or one plain sentence."""
    whole = fuzz.WRITERS[kind]()
    for number in range(8):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert fuzz.outcome(fuzz.damaged(whole, random.Random(f"slice/{number}")), folder) in (
            "read",
            "refused",
        )
