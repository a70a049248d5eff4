"""The commands on many documents: thin, as in ``cli``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click

from budgetkit.cli.options import FORM, LANGUAGE, plainly

PATH: Final = click.Path(path_type=Path)
CORPUS: Final = click.argument("corpus", type=PATH)
WORKERS: Final = click.option(
    "--workers", type=click.IntRange(1), default=2, show_default=True, help="Processes at a time."
)
QUIET: Final = 2.0
"""Seconds between two lines of progress where there is no terminal."""


@click.group(epilog="Example: budgetkit corpus build documents -o corpus")
def corpus() -> None:
    """Work on many documents at once · 成批处理。

    A corpus is one Parquet dataset of the tables documents, facts, claims, findings and indicators.
    """


@corpus.command(epilog="Example: budgetkit corpus build documents -o corpus --workers 4")
@click.argument("paths", nargs=-1, required=True, type=PATH)
@click.option("-o", "--output", type=PATH, required=True, help="The corpus to make or to add to.")
@click.option("--dask", help="Address of a Dask scheduler to read on, as tcp://host:8786.")
@click.option("--retry", is_flag=True, help="Read again what earlier builds could not read.")
@click.option(
    "--timeout",
    type=click.FloatRange(1),
    default=600.0,
    show_default=True,
    help="Seconds a document may take.",
)
@WORKERS
@FORM
@plainly
def build(
    paths: tuple[Path, ...],
    output: Path,
    dask: str | None,
    retry: bool,
    timeout: float,
    workers: int,
    form: str | None,
) -> None:
    """Read and judge every document among PATHS · 成批读取并核对。

    A build that was ended goes on where it was when it is started again; a document that is there is not read again.
    Files of one folder that are parts of one disclosure (narrative and tables apart) are joined, or it says why not.
    """
    from budgetkit.cli.console import progress, show_failures
    from budgetkit.corpus.build import build as build_corpus
    from budgetkit.corpus.remote import dask_stager

    how = {"stager": dask_stager(dask, timeout=timeout)} if dask else {"workers": workers, "timeout": timeout}
    with progress(QUIET) as show:
        built = build_corpus(paths, output, form, retry=retry, show=show, **how)
    click.echo(
        f"读取 read {built.read}, 已有 already there {built.known}, 内容相同 same bytes {built.same}, "
        f"其中未能读取 of them unreadable {len(built.failed)}"
        + (f", 合并为一份 joined {built.joined}" if built.joined else "")
    )
    for sentence in built.apart:
        click.echo(f"未合并 not joined: {sentence}")
    show_failures([f"{Path(one.path).name}: {one.error}" for one in built.failed])


@corpus.command(epilog="Example: budgetkit corpus judge corpus")
@CORPUS
@WORKERS
@plainly
def judge(corpus: Path, workers: int) -> None:
    """Judge a corpus anew without reading its documents · 不重读文件，重新核对。

    For new identities: findings, verdicts of claims and counts become those of this version, the facts stay. A pass
    that was ended goes on where it was; until it is through, the corpus is as it was.
    """
    from budgetkit.cli.console import progress
    from budgetkit.corpus.judge import judge as judge_corpus

    with progress(QUIET) as show:
        click.echo(f"核对 judged {judge_corpus(corpus, workers=workers, show=show)}")


@corpus.command(epilog="Example: budgetkit corpus run corpus -o out-corpus --panel-only")
@CORPUS
@click.option(
    "-o",
    "--output",
    type=PATH,
    default=Path("out-corpus"),
    show_default=True,
    help="OUT, the folder to write.",
)
@click.option("--panel-only", is_flag=True, help="Only the panel over the whole corpus, not each document.")
@click.option(
    "--reports", is_flag=True, help="The report of each document too, for `corpus site --reports OUT`."
)
@click.option("--force", is_flag=True, help="Execute everything again, even if nothing has changed.")
@WORKERS
@LANGUAGE
@plainly
def run(
    corpus: Path, output: Path, panel_only: bool, reports: bool, force: bool, workers: int, language: str
) -> None:
    """Execute the notebooks over a corpus · 在数据集上执行笔记。

    The panel on all of it, the others on each document: OUT/documents/<digest>/. Exit status 退出状态: 2 when a notebook
    failed or a document is no longer what was read.
    """
    from budgetkit.cli.console import progress, show_failures
    from budgetkit.corpus.run import run_corpus

    options = {"panel_only": panel_only, "reports": reports, "force": force}
    with progress(QUIET) as show:
        done = run_corpus(corpus, output, language=language, workers=workers, show=show, **options)
    failed = [run.error for run in done.runs if run.error] + [one.error for one in done.gone]
    reused = sum(run.reused for run in done.runs)
    click.echo(
        f"{output}: 笔记 notebooks {len(done.runs)}, 沿用 re-used {reused}, "
        f"文件已不在或已变 documents gone or changed {len(done.gone)}, 失败 failed {len(failed) - len(done.gone)}"
    )
    show_failures(failed)
    sys.exit(2 if failed else 0)


@corpus.command(epilog='Example: budgetkit corpus query "FROM documents" --corpus corpus')
@click.argument("sql")
@click.option("--corpus", "folder", type=PATH, required=True, help="The corpus to ask.")
@plainly
def query(sql: str, folder: Path) -> None:
    """Answer an SQL query as CSV with a head · 用 SQL 查询。

    Tables: documents, facts, claims, findings, indicators, in the SQL of DuckDB; `corpus columns` lists their columns.
    """
    from budgetkit.corpus.query import query as ask
    from budgetkit.present.formats import print_csv

    names, rows = ask(folder, sql)
    print_csv(names, (dict(zip(names, row, strict=True)) for row in rows))


@corpus.command(epilog="Example: budgetkit corpus columns")
@plainly
def columns() -> None:
    """List the columns that SQL can ask for, as CSV · 列出各表的列。

    Of each its table, name, type in SQL, and what it is. `document` joins the tables; `table`, `row` and `column`
    together are what `about` of a claim names.
    """
    from budgetkit.corpus.query import COLUMNS
    from budgetkit.corpus.query import columns as listed
    from budgetkit.present.formats import print_csv

    print_csv(COLUMNS, listed())


@corpus.command(epilog="Example: budgetkit corpus export corpus -o package")
@CORPUS
@click.option("-o", "--output", type=PATH, required=True, help="Folder to write; with --sqlite the file.")
@click.option("--sqlite", is_flag=True, help="One SQLite file, and beside it metadata for Datasette.")
@plainly
def export(corpus: Path, output: Path, sqlite: bool) -> None:
    """Write a corpus as a data package or as SQLite · 导出为数据包或 SQLite。

    CSV, with the types of the Fiscal Data Package; or one file for `datasette FILE --metadata FILE.metadata.json`.
    """
    if sqlite:
        from budgetkit.corpus.sqlite import export_sqlite

        for path in export_sqlite(corpus, output):
            click.echo(str(path))
        return
    from budgetkit.corpus.export import export as write

    click.echo(str(write(corpus, output)))


@corpus.command(epilog="Example: budgetkit corpus site corpus -o site --reports out-corpus")
@CORPUS
@click.option("-o", "--output", type=PATH, required=True, help="DIR, the folder to write.")
@click.option(
    "--reports", type=PATH, help="Where run, ci or corpus run wrote: each document links to its report there."
)
@click.option(
    "--lang",
    "language",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="Shown first.",
)
@plainly
def site(corpus: Path, output: Path, reports: Path | None, language: str) -> None:
    """Write static pages of a corpus · 生成可查找的网页。

    Departments by years, to be searched, sorted and filtered by place, form and what is broken; DIR/index.html opens
    from disk, or from any web server.
    """
    from budgetkit.corpus.site import write_site

    done = write_site(corpus, output, reports, language)
    click.echo(f"{done.index}: {done.documents} 份文件 documents, {done.reports} 份报告 reports")
