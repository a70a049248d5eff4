"""What the tests share: where the reference is, and real documents where they are present."""

import os
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


@pytest.fixture(scope="session")
def reference() -> Disclosure:
    """The bundled reference disclosure."""
    return bundled_reference()


@pytest.fixture(scope="session")
def documents() -> Path:
    """The folder of real published documents, which are never part of the project."""
    if not DOCUMENTS.is_dir():
        pytest.skip("real documents (../shared/documents) are not present")
    return DOCUMENTS
