"""A source of figures: a saved disclosure folder or a published document; and where the bundled files are."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from budgetkit.forms.form import form as form_by_id
from budgetkit.model.disclosure import Disclosure
from budgetkit.model.errors import UnreadableDocument
from budgetkit.package import load
from budgetkit.package.save import DESCRIPTOR

REFERENCE: Final = "changji-yuanjiang-2024"


def bundled(name: str) -> Path:
    """Return the folder ``data`` or ``notebooks``: inside the installed package, beside it in a checkout.

    Raises:
        FileNotFoundError: neither has it, which only a broken installation does.
    """
    package = Path(__file__).resolve().parent
    for place in (package / "bundled" / name, package.parent / name):
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

    ``form`` forces the layout of a document; a saved disclosure keeps its own.

    Raises:
        UnreadableDocument: nothing is there, it cannot be read, or it was saved in another form.
        UnknownForm: a readable document of no known form.
        KeyError: ``form`` names no known form; the message lists them.
    """
    if form is not None:
        form_by_id(form)
    path = bundled("data") / REFERENCE if source is None else Path(source)
    if path.is_dir() or path.name == DESCRIPTOR:
        return _saved(path if path.is_dir() else path.parent, form)
    if not path.exists():
        raise UnreadableDocument(f"{path} does not exist")
    from budgetkit.readers.read import read

    return read(path, form)


def _saved(folder: Path, form: str | None) -> Disclosure:
    disclosure = load(folder)
    if form is not None and form != disclosure.form:
        raise UnreadableDocument(
            f"{folder} was saved in form {disclosure.form!r} and keeps it; form {form!r} needs the document itself"
        )
    return disclosure
