"""One document read and judged, staged as one file: put in place in one step, so that it is whole or not there.

A staged file is a line of JSON that says what it is, then the five tables as Arrow streams, compressed together: a
document's columns are short, and each of them compressed alone takes ten times as long. All that can fail on a document's
content has been done when it is there. It lies in a folder named after the library that wrote it.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Final
from zlib import crc32

import pyarrow as pa

from budgetkit.corpus.rows import failed_rows, rows_of
from budgetkit.corpus.schema import STORED, Rows, to_arrow
from budgetkit.corpus.sources import Work, document_digest, files_of, joint_digest
from budgetkit.model.disclosure import Disclosure
from budgetkit.model.errors import BudgetkitError, error_sentence
from budgetkit.notebooks.cache import digest_of
from budgetkit.readers.together import NOTHING_HELD, Holding, holding_of
from budgetkit.source import open_all

STAGING: Final = ".staging"
UNREAD: Final = "unread"
"""Where a form's name would stand, for documents that could not be read."""

FORMLESS: Final = "none"
"""Where a form's name would stand, for documents that were read without one."""

_SUFFIX: Final = ".staged"
_CODEC: Final = "zstd"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document: where it was, its digest, and why it could not be read (else empty)."""

    path: str
    document: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What a staged file says first: its form, where the document was, why it was not read.

    The form is ``none`` of a document that was read without one, ``unread`` of one that was not read.
    """

    form: str
    path: str
    error: str
    size: int
    """Bytes of the tables before they were compressed."""
    check: int
    """The CRC-32 of the compressed tables, which follow."""
    holding: Holding = NOTHING_HELD
    """What the document holds, to see whether others are parts of the same disclosure."""


Stage = Callable[[Work, str], Outcome]
"""Reads one document and stages its rows in a folder; given to other processes, so a function of a module or a partial."""

Refuse = Callable[[Path, Work, str], Outcome]
"""Notes in a folder that a document ends the processes that read it, and why."""


@cache
def library() -> str:
    """Return the digest of this package as it lies on disk: rows staged by another one are not taken over."""
    import budgetkit.corpus

    return digest_of(Path(budgetkit.corpus.__file__).resolve().parents[1])[:24]


def staging_folder(corpus: Path, form: str | None = None) -> Path:
    """Return the folder for rows that this library stages for a corpus, with a layout forced or none."""
    return corpus / STAGING / f"{library()}-{form or 'any'}"


def stage(work: Work, folder: str) -> Outcome:
    """Read and judge one document and stage its rows; an unreadable one is one row with its reason.

    Raises:
        FileNotFoundError: the staging folder is not there (any more).
    """
    return put(Path(folder), work, *_read(work))


def _read(work: Work) -> tuple[Rows, Holding]:
    try:
        found = disclosures_of(work)
        if work.document not in found:
            changed = f"{work.name} changed after it was found; build again"
            return failed_rows(work.path, work.document, changed), NOTHING_HELD
        each = [rows_of(disclosure, work.path, document) for document, disclosure in found.items()]
        rows = {table: [row for one in each for row in one[table]] for table in each[0]}
        return rows, holding_of(found[work.document]) if len(each) == 1 else NOTHING_HELD
    except Exception as error:
        # A document that meets a fault of ours must not end the corpus; the row says that it is one.
        return failed_rows(work.path, work.document, error_sentence(error, work.name)), NOTHING_HELD


def disclosures_of(work: Work) -> dict[str, Disclosure]:
    """Return the disclosures that a document holds, each by what it goes by in a corpus, none where its bytes changed.

    The first goes by the digest of the document, the others by that of this digest and their number.

    Raises:
        OSError: a file is not there or cannot be read.
        UnreadableDocument: it holds no disclosure, or its files are not one.
        KeyError: there is no form of that name.
    """
    paths = [Path(path) for path in files_of(work.path)]
    whole = joint_digest([document_digest(path) for path in paths])
    try:
        first, *others = open_all(paths, work.form or None)
    except (BudgetkitError, LookupError):
        if whole != work.document:
            return {}
        raise
    return {whole: first} | {joint_digest([whole, str(n)]): other for n, other in enumerate(others, 2)}


def put(folder: Path, work: Work, rows: Rows, holding: Holding = NOTHING_HELD) -> Outcome:
    """Stage the rows of a document in one step; of two processes that do, either one stays.

    Raises:
        FileNotFoundError: the staging folder is not there (any more).
    """
    try:
        content = _encoded(rows, holding)
    except (ValueError, ArithmeticError, pa.ArrowException) as error:
        rows = failed_rows(work.path, work.document, f"a value does not fit its column: {error}")
        content = _encoded(rows, NOTHING_HELD)
    target = staged_file(folder, work.document)
    # Not with parents: a worker that outlives its build must not bring the folder back.
    target.parent.mkdir(exist_ok=True)
    part = target.with_name(f".{uuid.uuid4().hex}")
    part.write_bytes(content)
    part.replace(target)
    return Outcome(work.path, work.document, rows["documents"][0]["error"] or "")


def refuse(folder: Path, work: Work, reason: str) -> Outcome:
    """Stage a document that cannot be read as one row with its reason."""
    return put(folder, work, failed_rows(work.path, work.document, reason))


def _encoded(rows: Rows, holding: Holding) -> bytes:
    sink = pa.BufferOutputStream()
    for name in STORED:
        table = to_arrow(name, rows.get(name, ()))
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table)
    tables, document = sink.getvalue(), rows["documents"][0]
    compressed: bytes = pa.compress(tables, _CODEC, asbytes=True)
    form = UNREAD if document["error"] else document["form"] or FORMLESS
    about = form, document["path"], document["error"] or ""
    head = Head(*about, tables.size, crc32(compressed), holding)
    return json.dumps(asdict(head)).encode() + b"\n" + compressed


def staged_file(folder: Path, document: str) -> Path:
    """Return where the staged rows of a document lie."""
    return folder / document[:2] / f"{document}{_SUFFIX}"


def is_staged(folder: Path, document: str) -> bool:
    """Tell whether the rows of a document are staged and whole: after a power failure a file may lack its content."""
    try:
        head, compressed = _staged(folder, document)
    except (OSError, ValueError, TypeError, KeyError):
        return False
    return crc32(compressed) == head.check


def _staged(folder: Path, document: str) -> tuple[Head, bytes]:
    with staged_file(folder, document).open("rb") as file:
        return _head(file.readline()), file.read()


def _head(line: bytes) -> Head:
    head = json.loads(line)
    parts = head["holding"].pop("parts")
    return Head(**{**head, "holding": Holding(**head["holding"], parts=tuple(parts))})


def staged_head(folder: Path, document: str) -> Head:
    """Return what a staged file says first."""
    with staged_file(folder, document).open("rb") as file:
        return _head(file.readline())


def staged_tables(folder: Path, document: str) -> dict[str, pa.Table]:
    """Return the staged rows of a document as Arrow tables."""
    head, compressed = _staged(folder, document)
    content = pa.BufferReader(pa.decompress(compressed, head.size, _CODEC))
    return {name: pa.ipc.open_stream(content).read_all() for name in STORED}
