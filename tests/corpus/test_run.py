"""Laws of executing over a corpus: the panel once, the others on each document's copy, nothing again without a reason."""

import json
import shutil
from pathlib import Path

import corpora
import pytest
from click.testing import CliRunner

from budgetkit.cli.commands import main
from budgetkit.corpus.build import build
from budgetkit.corpus.manifest import CorpusError
from budgetkit.corpus.run import COPY, Executed, run_corpus
from budgetkit.corpus.site import write_site
from budgetkit.corpus.staging import stage
from budgetkit.source import open_source


def put_notebook(path: Path, parameter: str, code: str) -> None:
    """Write a notebook with one parameter beside the language, and one cell of code."""
    lines = [f'{parameter}: str = ""\n', 'language: str = "both"']
    cells = [
        {"cell_type": "code", "id": name, "metadata": {"tags": tags}, "source": source, "outputs": []}
        | {"execution_count": None}
        for name, tags, source in (("a", ["parameters"], lines), ("b", [], [code]))
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    book = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(book), encoding="utf-8")


def printed(notebook: Path) -> str:
    """What the cells of an executed notebook printed."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return "".join("".join(o["text"]) for c in cells for o in c["outputs"] if o["output_type"] == "stream")


@pytest.fixture(autouse=True)
def notebooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A panel and a notebook on one document, in place of the bundled ones, which take long."""
    folder, data = tmp_path / "notebooks", tmp_path / "data"
    folder.mkdir()
    data.mkdir()
    put_notebook(folder / "panel.ipynb", "corpus", "print('panel of', corpus)")
    put_notebook(
        folder / "one.ipynb",
        "source",
        "print(language, 'from', source, 'in', __import__('pathlib').Path.cwd())",
    )
    monkeypatch.setattr("budgetkit.corpus.run.bundled", {"notebooks": folder, "data": data}.__getitem__)
    return folder


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of two documents and of some that cannot be read."""
    corpora.put_folders(tmp_path / "in", 2)
    corpora.put_bad(tmp_path / "in" / "bad")
    build([tmp_path / "in"], tmp_path / "corpus", stager=lambda todo, at: (stage(w, str(at)) for w in todo))
    return tmp_path / "corpus"


def copies(output: Path) -> list[Path]:
    """The folders of the documents."""
    return sorted((output / "documents").glob("*/"))


def reused(done: Executed) -> list[bool]:
    """Which notebooks were taken over, in order."""
    return [run.reused for run in done.runs]


def test_the_panel_is_executed_once_and_the_others_on_each(corpus: Path, tmp_path: Path) -> None:
    """Every readable document has a copy and its notebooks, each on that copy; the second time all is taken over."""
    out = tmp_path / "out"
    seen: list[tuple[str, int, int]] = []
    done = run_corpus(corpus, out, language="zh", show=lambda *said: seen.append(said))
    assert [run.error for run in done.runs] == ["", "", ""] and done.gone == ()
    assert printed(out / "panel.ipynb") == f"panel of {corpus.resolve()}\n"
    folders = copies(out)
    assert len(folders) == 2
    for folder in folders:
        assert printed(folder / "one.ipynb") == f"zh from {COPY} in {folder.resolve()}\n"
    made = {open_source(path).label for path in (tmp_path / "in").glob("000*")}
    assert {open_source(folder / COPY).label for folder in folders} == made
    assert [(number, of) for _, number, of in seen] == [(1, 3), (2, 3), (3, 3)]
    assert sorted(what for what, _, _ in seen)[-1] == "panel.ipynb"
    assert reused(run_corpus(corpus, out, language="zh")) == [True] * 3
    assert reused(run_corpus(corpus, out, language="zh", panel_only=True, force=True)) == [False]


def test_every_document_has_its_report_where_asked(corpus: Path, tmp_path: Path) -> None:
    """With reports each copy has one, not made again while nothing changed; the pages of the corpus lead to them."""
    out = tmp_path / "out"
    run_corpus(corpus, out, language="en")
    assert not list(out.rglob("report.html"))
    run_corpus(corpus, out, language="en", reports=True)
    made = {path: path.stat().st_mtime_ns for path in sorted(out.rglob("report.html"))}
    assert [path.parent for path in made] == copies(out)
    run_corpus(corpus, out, language="en", reports=True)
    assert all(path.stat().st_mtime_ns == time for path, time in made.items())
    assert write_site(corpus, tmp_path / "site", out).reports == len(made)


def test_the_panel_alone_touches_no_document(corpus: Path, tmp_path: Path) -> None:
    """With panel_only no document is read again: they need not even be there."""
    shutil.rmtree(tmp_path / "in")
    done = run_corpus(corpus, tmp_path / "out", panel_only=True)
    assert [run.job.target for run in done.runs] == [tmp_path / "out" / "panel.ipynb"]
    assert done.gone == () and not (tmp_path / "out" / "documents").exists()


def test_a_document_that_is_gone_or_another_is_told(corpus: Path, tmp_path: Path) -> None:
    """It is named with the reason and has no notebooks; the panel and the others go on; the status is 2."""
    first, second = sorted((tmp_path / "in").glob("000*"))
    shutil.rmtree(first)
    done = run_corpus(corpus, tmp_path / "out")
    assert [(one.path, "first" if str(first) in one.error else one.error) for one in done.gone] == [
        (str(first), "first")
    ]
    assert (
        len(done.runs) == 2 and len([p for p in copies(tmp_path / "out") if (p / "one.ipynb").exists()]) == 1
    )
    (second / "claims.csv").write_text("another", encoding="utf-8")
    result = CliRunner().invoke(main, ["corpus", "run", str(corpus), "-o", str(tmp_path / "new")])
    assert result.exit_code == 2
    assert (
        "gone or changed 2" in result.stdout
        and "is another document than the one that was read" in result.stdout
    )


def test_a_document_that_was_copied_may_go(corpus: Path, tmp_path: Path) -> None:
    """Once there is a copy, it is what the notebooks read; the document is not asked for again."""
    run_corpus(corpus, tmp_path / "out")
    shutil.rmtree(tmp_path / "in")
    done = run_corpus(corpus, tmp_path / "out")
    assert done.gone == () and [run.error for run in done.runs] == [""] * 3


def test_a_notebook_that_fails_stops_no_other(notebooks: Path, corpus: Path, tmp_path: Path) -> None:
    """It is told with its reason and shows how far it came; the others are executed; the status is 2."""
    put_notebook(notebooks / "bad.ipynb", "source", "1 / 0")
    result = CliRunner().invoke(main, ["corpus", "run", str(corpus), "-o", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert "notebooks 5" in result.stdout and "failed 2" in result.stdout
    assert result.stdout.count("ZeroDivisionError") == 2
    assert [len(list(folder.glob("*.ipynb"))) for folder in copies(tmp_path / "out")] == [2, 2]
    assert printed(tmp_path / "out" / "panel.ipynb")


def test_what_is_no_corpus_is_refused(tmp_path: Path) -> None:
    """A folder of something else is named, and nothing is executed."""
    with pytest.raises(CorpusError, match="is no corpus"):
        run_corpus(tmp_path / "data", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_document_of_no_known_form_is_executed_like_any_other(tmp_path: Path) -> None:
    """What was read without a form is read again without one, and its notebooks are executed."""
    (tmp_path / "in").mkdir()
    rows = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in (("项目甲", "1.50"), ("项目乙", "2.25")))
    head = "<tr><th>名目</th><th>数目</th></tr>"
    page = f"<html><body><p>某专项资金明细表</p><p>单位：万元</p><table border='1'>{head}{rows}</table></body></html>"
    (tmp_path / "in" / "plain.html").write_text(page, encoding="utf-8")
    build([tmp_path / "in"], tmp_path / "plain", stager=lambda todo, at: (stage(w, str(at)) for w in todo))
    done = run_corpus(tmp_path / "plain", tmp_path / "out")
    assert not done.gone
    assert len(list((tmp_path / "out").rglob("one.ipynb"))) == 1
