"""Notebooks handed out in one language have its prose whole, and links only to what lies beside them."""

import json
import re

import pytest
from notebook_files import read

from budgetkit.notebooks.prose import notebook_for, prose_in
from budgetkit.source import bundled

CHINESE = re.compile("[\u4e00-\u9fff]")
NOTEBOOKS = sorted(bundled("notebooks").glob("*.ipynb"))


def prose(stored: dict[str, object]) -> list[str]:
    """Return the Markdown cells of a notebook."""
    return ["".join(c["source"]) for c in stored["cells"] if c["cell_type"] == "markdown"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_every_notebook_says_everything_in_both_languages(path: object) -> None:
    """In either language as many cells remain, none of them empty; English prose has Chinese in brackets at most."""
    stored = read(path)  # type: ignore[arg-type]
    whole = prose(stored)
    for language in ("zh", "en"):
        alone = [prose_in(text, language) for text in whole]
        assert all(text.strip() for text in alone)
        if language == "en":
            for text in alone:
                assert not CHINESE.search(re.sub(r"\([^)]*\)|`[^`]*`|10,000 yuan|万元", "", text)), text


def test_links_are_left_to_what_is_there() -> None:
    """A link to a notebook that is not written beside becomes its words, in every language."""
    cell = {
        "cell_type": "markdown",
        "source": "先看[2 所有的表](2-tables.ipynb)，再看[7 面板](7-panel.ipynb)和[说明](x.md)",
    }
    for language in ("both", "zh"):
        stored = json.loads(notebook_for(json.dumps({"cells": [cell]}), language, {"2-tables.ipynb"}))
        said = "".join(stored["cells"][0]["source"])
        assert said == "先看[2 所有的表](2-tables.ipynb)，再看7 面板和[说明](x.md)"
