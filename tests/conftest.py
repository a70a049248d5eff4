"""What the tests share: where the reference is, and real documents where they are present."""

from pathlib import Path

import pytest
from where import ROOT

from budgetkit.model.disclosure import Disclosure
from budgetkit.source import reference as bundled_reference

DOCUMENTS = ROOT.parent / "shared" / "documents"


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
