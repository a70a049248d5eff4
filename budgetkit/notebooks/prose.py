"""The prose of a notebook in one language: of every pair of paragraphs, headings and lists the one that is asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import Final

from budgetkit.present.readable import bilingual, said

_BLOCKS: Final = re.compile(r"\n\s*\n")
_HEADING: Final = re.compile(r"(#+ )(.*)")
_NOT_PROSE: Final = re.compile(r"\]\([^)]*\)|`[^`]*`|<[^>]+>")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_LINK: Final = re.compile(r"\[([^\]]+)\]\(([\w.-]+\.ipynb)\)")
_LETTERS: Final = re.compile(r"[A-Za-z]")


def prose_in(markdown: str, language: str) -> str:
    """Return the blocks of a Markdown text that are in ``zh`` or ``en``, headings «中文 · English» by their half.

    >>> prose_in("## 总览 · Overview\\n\\n先看它是谁的。\\n\\nWhose it is (部门预算).", "en")
    '## Overview\\n\\nWhose it is (部门预算).'
    """
    kept = []
    for block in _BLOCKS.split(markdown):
        if heading := _HEADING.fullmatch(block):
            kept.append(heading[1] + said(bilingual(heading[2]), language))
        elif _language_of(block) in (language, ""):
            kept.append(block)
    return "\n\n".join(kept)


def notebook_for(text: str, language: str, beside: Collection[str]) -> str:
    """Return a stored notebook as it is handed out: prose in one language or ``both``, links to notebooks ``beside`` it.

    A link to a notebook that is not there is left as its words; code and outputs stay.
    """
    stored = json.loads(text)
    for cell in stored["cells"]:
        if cell["cell_type"] == "markdown":
            prose = "".join(cell["source"])
            prose = prose if language == "both" else prose_in(prose, language)
            prose = _LINK.sub(lambda found: found[0] if found[2] in beside else found[1], prose)
            cell["source"] = prose.splitlines(keepends=True)
    return json.dumps(stored, ensure_ascii=False, indent=1) + "\n"


def _language_of(block: str) -> str:
    """Return the language of a paragraph: Chinese words need a quarter of the signs; empty where it has no words."""
    plain = _NOT_PROSE.sub("", block)
    chinese = len(_CHINESE.findall(plain))
    if not chinese and not _LETTERS.search(plain):
        return ""
    return "zh" if chinese * 4 > len(plain) else "en"
