"""What the tests share: where the reference is, and real documents where they are present."""

import gc
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from jupyter_core.utils import ensure_event_loop
from where import DOCUMENTS, ROOT, TESTS

from budgetkit.model.disclosure import Disclosure
from budgetkit.source import reference as bundled_reference

# How long an example takes depends on what else the machine does.
# The same examples every time, so that no run fails by chance; ``--hypothesis-profile search`` looks for others.
_TIMELESS = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("same", derandomize=True, **_TIMELESS)
settings.register_profile("search", max_examples=1000, **_TIMELESS)
settings.load_profile("same")

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

# A kernel that has to build matplotlib's list of fonts, and takes long, says so among the outputs of its notebook.
if not any(_HOME.rglob("fontlist-*.json")):
    subprocess.run([sys.executable, "-c", "import matplotlib.font_manager"], check=False, capture_output=True)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case over bytes by its argument: a zip made now holds the time, and every process must name it alike."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def reference() -> Disclosure:
    """The bundled reference disclosure."""
    return bundled_reference()


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the libraries of the extra ``ocr`` were not installed."""
    monkeypatch.setattr("budgetkit.readers.formats.scan.find_spec", lambda _: None)


@pytest.fixture(scope="session")
def documents() -> Path:
    """The folder of real published documents, which are never part of the project."""
    if not DOCUMENTS.is_dir():
        pytest.skip("real documents (../shared/documents) are not present")
    return DOCUMENTS


@pytest.fixture(scope="session", autouse=True)
def one_event_loop() -> Iterator[None]:
    """The main thread's event loop is Jupyter's from the start: Jupyter replaces one that asyncio made, and closes none."""
    ensure_event_loop()
    yield
    ensure_event_loop().close()


@pytest.fixture(scope="module", autouse=True)
def leftovers_are_found_where_they_were_left() -> Iterator[None]:
    """Collect garbage after every module: a file or process that it left open fails its own last test, and no other."""
    yield
    gc.collect()
