"""What the tests share: where the reference is, and real documents where they are present."""

import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from where import DOCUMENTS, ROOT, TESTS

from budgetkit.model.disclosure import Disclosure
from budgetkit.source import reference as bundled_reference

# How long an example takes depends on what else the machine does.
settings.register_profile("without-deadline", deadline=None)
settings.load_profile("without-deadline")

# Processes that tests start find what the tests import.
os.environ["PYTHONPATH"] = os.pathsep.join(
    [str(TESTS), str(ROOT / "tools"), str(ROOT), os.environ.get("PYTHONPATH", "")]
).rstrip(os.pathsep)

# Caches of matplotlib and histories of IPython belong beside the tests, not into the home of who runs them.
_HOME = ROOT / ".pytest_cache" / "home"
if not os.access(ROOT, os.W_OK):
    _HOME = Path(tempfile.gettempdir()) / "budgetkit-tests-home"
_HOME.mkdir(parents=True, exist_ok=True)
os.environ.update({"HOME": str(_HOME), "USERPROFILE": str(_HOME)})
for _name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "MPLCONFIGDIR", "IPYTHONDIR"):
    os.environ.pop(_name, None)


@pytest.fixture(scope="session")
def reference() -> Disclosure:
    """The bundled reference disclosure."""
    return bundled_reference()


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the libraries of the extra ``ocr`` were not installed."""
    monkeypatch.setattr("budgetkit.readers.formats.scan.extra.find_spec", lambda _: None)


@pytest.fixture(scope="session")
def documents() -> Path:
    """The folder of real published documents, which are never part of the project."""
    if not DOCUMENTS.is_dir():
        pytest.skip("real documents (../shared/documents) are not present")
    return DOCUMENTS


@pytest.fixture(scope="module", autouse=True)
def leftovers_are_found_where_they_were_left() -> Iterator[None]:
    """Collect garbage after every module: a file or process that it left open fails its own last test, and no other."""
    yield
    gc.collect()
