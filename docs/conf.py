"""The documentation site: Sphinx with MyST-NB. ``python start.py docs`` builds it into docs/_build/html, offline.

What stands elsewhere in the project is copied or made into docs/generated and docs/notebooks first, so that nothing is
written twice: executed notebooks, the change log, how to contribute, the glossary, the command line.
"""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import click
from sphinx.application import Sphinx
from sphinx.search import SearchLanguage

from budgetkit.cli.commands import main
from budgetkit.files import write_bytes, write_text
from budgetkit.forms.glossary import glossary
from budgetkit.present.font import woff
from budgetkit.version import VERSION

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
GENERATED, NOTEBOOKS = HERE / "generated", HERE / "notebooks"

project, author, release = "budgetkit", "The budgetkit developers", VERSION
project_copyright = "The budgetkit developers, MIT"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"budgetkit {VERSION}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_search_language = "bilingual"
myst_enable_extensions = ["deflist", "colon_fence"]
myst_heading_anchors = 3
# The notebooks are shown as they were executed and committed; the tests compare their outputs with fresh ones.
nb_execution_mode = "off"
# Beside each figure stands the digest of its data, which a page need not show.
suppress_warnings = ["mystnb.unknown_mime_type"]
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
napoleon_custom_sections = ["Source"]


class Bilingual(SearchLanguage):
    """Search in both languages: English by words, Chinese by every two signs side by side; no dictionary is needed."""

    lang = "bilingual"
    language_name = "Chinese and English"
    js_splitter_code = (HERE / "search.js").read_text(encoding="utf-8")

    def split(self, text: str) -> list[str]:
        """Return English words, and every two Chinese signs that stand side by side."""
        found = []
        for run in re.findall(r"[\u4e00-\u9fff]+|(?:(?![\u4e00-\u9fff])\w)+", text):
            chinese = len(run) > 1 and "\u4e00" <= run[0] <= "\u9fff"
            found += [run[n : n + 2] for n in range(len(run) - 1)] if chinese else [run.lower()]
        return found


def setup(app: Sphinx) -> None:
    """Tell Sphinx of the search in both languages, and have the Chinese font made when the pages are."""
    app.add_search_language(Bilingual)
    app.connect("build-finished", add_font)


def add_font(app: Sphinx, exception: Exception | None) -> None:
    """Put the Chinese signs of all pages beside them as a font, for machines that have none of their own."""
    if exception is None and app.builder.format == "html":
        logging.getLogger("fontTools").setLevel(logging.WARNING)
        pages = (page.read_text(encoding="utf-8") for page in Path(app.outdir).rglob("*.html"))
        signs = {sign for page in pages for sign in page if sign > "\u2e7f"}
        write_bytes(Path(app.outdir, "_static", "chinese.woff"), woff("".join(signs)))


def commands(command: click.Command, name: str) -> Iterator[str]:
    """Yield the help of a command and of those below it, as sections."""
    context = click.Context(command, info_name=name)
    if not isinstance(command, click.Group) or name == "budgetkit":
        yield f"## {name}\n\n```text\n{command.get_help(context)}\n```\n"
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        yield from commands(below, f"{name} {below.name}")


def without_links(text: str) -> str:
    """Return Markdown in which a link to a file of the project is left as its words: the site has no such page."""
    return re.sub(r"\[([^\]]+)\]\((?!https?:|#)[^)]*\)", r"\1", text).replace("```csv", "```text")


def words() -> Iterator[str]:
    """Yield the glossary as definitions in both languages."""
    for term in glossary().values():
        yield f"({term.id})=\n**{term.zh}** · {term.en}\n: {term.meaning_zh}\n\n  {term.meaning_en}\n"


def generate() -> None:
    """Make what stands elsewhere: only files whose text has changed are written, so that a second build is quick.

    Each is written in one step: another build of the same folder may be reading.
    """
    texts = {
        "cli.md": "# Command line\n\n" + "\n".join(commands(main, "budgetkit")),
        "glossary.md": "# 词汇表 · Glossary\n\n" + "\n".join(words()),
        "changelog.md": without_links((ROOT / "CHANGELOG.md").read_text(encoding="utf-8")),
        "contributing.md": without_links((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")),
        "architecture.md": re.sub(
            r"```mermaid.*?```\n",
            "",
            without_links((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")),
            flags=re.S,
        ),
    }
    GENERATED.mkdir(exist_ok=True)
    NOTEBOOKS.mkdir(exist_ok=True)
    for name, text in texts.items():
        path = GENERATED / name
        if not path.exists() or path.read_bytes() != text.encode():
            write_text(path, text)
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        copy = NOTEBOOKS / notebook.name
        if not copy.exists() or copy.read_bytes() != notebook.read_bytes():
            write_bytes(copy, notebook.read_bytes())


generate()
