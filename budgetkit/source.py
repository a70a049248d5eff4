"""A source of figures: a saved disclosure folder or a published document; and where the bundled files are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from budgetkit.forms.form import form as form_by_id
from budgetkit.model.disclosure import Disclosure
from budgetkit.model.errors import UnreadableDocument
from budgetkit.package import load, save
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


def bundled_disclosures() -> tuple[str, ...]:
    """Return the names of the disclosures that ship: the reference, and a fictitious one with errors to find.

    >>> bundled_disclosures()
    ('changji-yuanjiang-2024', 'fictitious-shanghai-2025')
    """
    return tuple(sorted(p.parent.name for p in bundled("data").glob(f"*/{DESCRIPTOR}")))


def located(source: str | Path) -> Path:
    """Return where a source is: the path given, or for the name of a bundled disclosure its folder, wherever that is.

    >>> located("fictitious-shanghai-2025").parent.name, str(located("budget.pdf"))
    ('data', 'budget.pdf')
    """
    path = Path(source)
    return bundled("data") / path if not path.exists() and str(path) in bundled_disclosures() else path


def reference() -> Disclosure:
    """Return the bundled reference: the 2024 budget of a prefecture's office, transcribed in full.

    >>> reference().year
    2024
    """
    return load(bundled("data") / REFERENCE)


def open_source(
    source: str | Path | Sequence[str | Path] | None = None, form: str | None = None
) -> Disclosure:
    """Return the disclosure of a saved folder, of a document, or of several files or a folder of them, read as one;
    the bundled reference for ``None``. What ships goes by its name too (:func:`bundled_disclosures`).

    ``form`` forces the layout of a document; a saved disclosure keeps its own.

    Raises:
        UnreadableDocument: nothing is there, it cannot be read, several files are not one disclosure, or it was saved
            in another form.
        KeyError: ``form`` names no known form; the message lists them.

    >>> open_source("changji-yuanjiang-2024") == open_source(None)
    True
    """
    return _opened(source, form, several=False)[0]


def open_all(source: str | Path | Sequence[str | Path], form: str | None = None) -> tuple[Disclosure, ...]:
    """Return every disclosure that a source holds, a department's and those of its units; see :func:`open_source`.

    Raises:
        UnreadableDocument: as of :func:`open_source`.
        KeyError: ``form`` names no known form; the message lists them.
    """
    return _opened(source, form, several=True)


def names_of(disclosures: Sequence[Disclosure]) -> list[str]:
    """Return a name for the folder of each of some disclosures: its body, with year, kind and number where it takes them.

    >>> names_of([reference(), reference()])
    ['昌吉回族自治州对口援疆工作领导小组办公室-2024-budget', '昌吉回族自治州对口援疆工作领导小组办公室-2024-budget-2']
    """
    names = [re.sub(r"[\\/:*?\"<>|\s]+", "-", d.department).strip("-.") or "document" for d in disclosures]
    for more in ("year", "kind"):
        counts = Counter(names)
        names = [
            f"{name}-{getattr(d, more)}" if counts[name] > 1 else name
            for name, d in zip(names, disclosures, strict=True)
        ]
    before = [names[:n].count(name) for n, name in enumerate(names)]
    return [f"{name}-{n + 1}" if n else name for name, n in zip(names, before, strict=True)]


@contextmanager
def one_source(sources: Sequence[Path], form: str | None = None) -> Iterator[Path | None]:
    """Give one path for sources that are one disclosure: several files are read together and saved in a temporary folder.

    A folder that holds documents counts as several; ``None`` stands for no source.

    Raises:
        UnreadableDocument: as of :func:`open_source`.
    """
    sources = [located(source) for source in sources]
    alone = len(sources) == 1 and not (
        sources[0].is_dir() and not (sources[0] / DESCRIPTOR).exists() and _holds_documents(sources[0])
    )
    if alone or not sources:
        yield sources[0] if sources else None
        return
    with TemporaryDirectory() as folder:
        yield save(open_source(sources, form), Path(folder) / "disclosure")


def _opened(
    source: str | Path | Sequence[str | Path] | None, form: str | None, *, several: bool
) -> tuple[Disclosure, ...]:
    if form is not None:
        form_by_id(form)
    given = [source] if isinstance(source, str | Path) else list(source or [bundled("data") / REFERENCE])
    paths = [located(s) for s in given]
    saved = [
        p if p.is_dir() else p.parent for p in paths if (p / DESCRIPTOR).exists() or p.name == DESCRIPTOR
    ]
    if saved and len(paths) > 1:
        raise UnreadableDocument(f"{saved[0]} is a saved disclosure, which is not joined with other files")
    if saved or (paths[0].is_dir() and not _holds_documents(paths[0])):
        return (_saved(saved[0] if saved else paths[0], form),)
    for path in paths:
        if not path.exists():
            ships = f"; what ships is {', '.join(bundled_disclosures())}" if not path.suffix else ""
            raise UnreadableDocument(f"{path} does not exist{ships}")
    from budgetkit.readers.read import read, read_all

    return read_all(paths, form) if several else (read(paths, form),)


def _holds_documents(folder: Path) -> bool:
    from budgetkit.readers.formats.kinds import BUNDLE_SUFFIXES, PICTURE_SUFFIXES, SUFFIXES

    known = SUFFIXES | BUNDLE_SUFFIXES | PICTURE_SUFFIXES
    return any(p.suffix.lower() in known for p in folder.iterdir())


def _saved(folder: Path, form: str | None) -> Disclosure:
    disclosure = load(folder)
    if form is not None and form_by_id(form).id != disclosure.form:
        raise UnreadableDocument(
            f"{folder} was saved in form {disclosure.form!r} and keeps it; form {form!r} needs the document itself"
        )
    return disclosure
