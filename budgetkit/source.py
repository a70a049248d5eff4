"""A source of figures: a saved disclosure folder or a published document; and where the bundled files are."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from budgetkit.errors import UnreadableDocument
from budgetkit.model import Disclosure
from budgetkit.package import load
from budgetkit.package.columns import DESCRIPTOR

REFERENCE: Final = "changji-yuanjiang-2024"


def bundled(name: str) -> Path:
    """Return the folder ``data`` or ``notebooks``: inside the installed package, beside it in a checkout.

    Raises:
        FileNotFoundError: neither has it, which only a broken installation does.
    """
    package = Path(__file__).resolve().parent
    for place in (package / name, package.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"budgetkit is installed without its {name}/ folder; install it again")


def reference() -> Disclosure:
    """Return the bundled reference: the 2024 budget of a prefecture's office, transcribed in full.

    >>> reference().year
    2024
    """
    return load(bundled("data") / REFERENCE)


def open_source(source: str | Path | None = None, form: str | None = None) -> Disclosure:
    """Return the disclosure of a saved folder or of a document; the bundled reference for ``None``.

    Raises:
        UnreadableDocument: nothing is there, or it cannot be read.
        UnknownForm: a readable document of no known form.
    """
    if source is None:
        return reference()
    path = Path(source)
    if path.is_dir():
        return load(path)
    if path.name == DESCRIPTOR:
        return load(path.parent)
    if not path.exists():
        raise UnreadableDocument(f"{path} does not exist")
    from budgetkit.readers.read import read

    return read(path, form)
