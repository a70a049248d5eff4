"""What a corpus consists of: the files of each table and the documents they hold. Written last, in one step."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from budgetkit.corpus.schema import TABLES
from budgetkit.errors import BudgetkitError

MANIFEST: Final = "manifest.json"
_VERSION: Final = 1


class CorpusError(BudgetkitError):
    """A folder that is no corpus, or one of another version; the message names it."""


@dataclass(frozen=True)
class Manifest:
    """The files of each table, relative to the corpus, in the order they were added, and all documents in them."""

    files: dict[str, list[str]] = field(default_factory=lambda: {table: [] for table in TABLES})
    documents: frozenset[str] = frozenset()

    def write(self, corpus: Path) -> None:
        """Put the manifest in place in one step."""
        content = {"budgetkit_corpus": _VERSION, "files": self.files, "documents": sorted(self.documents)}
        part = corpus / f".{MANIFEST}.part"
        part.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8", newline="\n")
        part.replace(corpus / MANIFEST)


def read_manifest(corpus: Path, new: bool = False) -> Manifest:
    """Return the manifest of a corpus; an empty one for a folder that is to become one.

    Raises:
        CorpusError: the folder is no corpus, or holds something else.
    """
    path = corpus / MANIFEST
    if not path.exists():
        others = [p.name for p in corpus.iterdir() if not p.name.startswith(".")] if corpus.is_dir() else []
        if new and not set(others) - set(TABLES):
            return Manifest()
        raise CorpusError(f"{corpus} is no corpus: it has no {MANIFEST}; `budgetkit corpus build` makes one")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["budgetkit_corpus"] != _VERSION:
            raise CorpusError(
                f"{corpus} is a corpus of version {content['budgetkit_corpus']}, not {_VERSION}"
            )
        return Manifest(content["files"], frozenset(content["documents"]))
    except (ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"{path} is damaged: {error}") from error
