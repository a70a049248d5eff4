"""The command line: one command a function, no logic; every command mirrors a function of the library."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import click

from budgetkit.cli.corpus import corpus
from budgetkit.cli.options import FORM, LANGUAGE, SOURCE, SOURCES, PlainGroup, plainly
from budgetkit.version import VERSION, how_to_install


@click.group(
    cls=PlainGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: budgetkit run budget.pdf -o out",
)
@click.version_option(VERSION)
def main() -> None:
    """Read, check and reproduce the budgets of Chinese public bodies. 读取、核对、复现部门预算公开。

    SOURCE is a published document (PDF, Word, Excel, HTML, flattened text) or a saved disclosure folder.

    Exit status 退出状态: 0 done; 1 only from `check --fail-on broken` when something is broken; 2 for a document that
    cannot be read, a notebook that failed, or wrong usage, with one sentence on standard error.
    """
    # A command makes hardly any circular garbage before it ends.
    gc.set_threshold(100_000, 20, 20)


@main.command(epilog="Example: budgetkit run budget.pdf -o out --lang zh")
@click.argument("source", nargs=-1, type=click.Path(path_type=Path), metavar="[SOURCE...]")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("out"),
    show_default=True,
    help="OUT, the folder to write.",
)
@click.option("--force", is_flag=True, help="Make everything again, even if nothing has changed.")
@click.option(
    "--compare",
    "beside",
    type=click.Path(path_type=Path),
    help="An earlier disclosure: OUT/compare.html puts SOURCE beside it.",
)
@click.option("--slides", is_flag=True, help="Write ten slides too, OUT/slides.html, which opens offline.")
@click.option("--workers", type=click.IntRange(1), help="Notebooks at a time; default: one a processor.")
@FORM
@LANGUAGE
@plainly
def run(
    source: tuple[Path, ...],
    output: Path,
    force: bool,
    beside: Path | None,
    slides: bool,
    workers: int | None,
    form: str | None,
    language: str,
) -> None:
    """Read a source and execute every notebook on it · 读取并执行全部笔记。

    Without SOURCE the bundled reference is meant; several files (narrative and tables apart) are read as one.

    Writes OUT/report.html, OUT/notebooks/, OUT/tables/, OUT/figures/ and OUT/findings.csv; with --slides
    OUT/slides.html, with --compare OUT/compare.html.
    """
    from budgetkit.cli.console import progress
    from budgetkit.notebooks.job import run_all
    from budgetkit.source import REFERENCE, one_source

    with progress() as show, one_source(source, form) as one:
        names = ", ".join(path.name for path in source) or REFERENCE
        show(f"读取、核对 reading and checking {names}", 0, 0)
        done = run_all(
            one,
            output,
            language,
            form=form,
            workers=workers,
            force=force,
            slides=slides,
            beside=beside,
            show=show,
            documents=source,
        )
    for line in done.lines:
        click.echo(line)
    sys.exit(done.status)


@main.command(epilog="Example: budgetkit read budget.pdf -o saved")
@SOURCES
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="DIR, the folder to write."
)
@FORM
@LANGUAGE
@plainly
def read(source: tuple[Path, ...], output: Path, form: str | None, language: str) -> None:
    """Read a document into a saved disclosure · 读取文件并保存。

    Writes DIR/datapackage.json and CSV; says which form it has, which tables are there, what became of every printed
    number, what found no place. Several files (narrative and tables apart) are one disclosure; of a file with several
    (of bodies, of years), DIR has a folder for each.
    """
    from budgetkit.package import save
    from budgetkit.present.summary import summary
    from budgetkit.source import names_of, open_all

    found = open_all(source, form)
    for disclosure, name in zip(found, names_of(found), strict=True):
        save(disclosure, output / name if len(found) > 1 else output)
        for line in summary(disclosure, language):
            click.echo(line)


@main.command(epilog="Example: budgetkit check budget.pdf --fail-on broken")
@SOURCES
@click.option(
    "--format",
    "layout",
    type=click.Choice(["text", "json", "csv", "junit", "sarif", "github"]),
    default="text",
    show_default=True,
    help="For people (text), or for other programs.",
)
@click.option("--all", "everything", is_flag=True, help="List what agrees thanks to rounding too.")
@click.option(
    "--budget",
    type=click.FloatRange(min=0),
    default=2.0,
    show_default=True,
    help="Seconds of processor time for judging everything together.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["broken", "never"]),
    default="never",
    show_default=True,
    help="Exit with status 1 when something is broken, or never.",
)
@FORM
@LANGUAGE
@plainly
def check(
    source: tuple[Path, ...],
    layout: str,
    fail_on: str,
    form: str | None,
    language: str,
    everything: bool,
    budget: float,
) -> None:
    """Judge every identity and every statement · 核对全部勾稽关系与表述。

    Verdicts: exact (equal as printed), rounded (agrees only thanks to rounding), broken (no unrounded figures can make
    it true), undefined (a rate on a zero base), unstated (needs a figure that was not published).

    Of a file that holds several disclosures each is judged.

    Exit status 退出状态: 0 done; 1 with `--fail-on broken` when something is broken; 2 when SOURCE cannot be read.
    """
    from budgetkit.checks.verdicts import check as judge
    from budgetkit.cli.console import show_check
    from budgetkit.source import open_all

    judged = [(disclosure, judge(disclosure)) for disclosure in open_all(source, form)]
    broken = any(findings.counts["broken"] for _, findings in judged)
    status = 1 if fail_on == "broken" and broken else 0
    try:
        show_check(judged, layout, str(source[0]), language, everything, budget)
    except OSError as error:
        # The verdict stands, also where nobody reads it to the end (``| head``).
        error.__context__ = SystemExit(status)
        raise
    sys.exit(status)


@main.command(epilog="Example: budgetkit show budget.pdf expenditure --lang en")
@SOURCE
@click.argument("table", required=False)
@FORM
@LANGUAGE
@plainly
def show(source: Path, table: str | None, form: str | None, language: str) -> None:
    """Show a table as published, or list them · 按公开版式显示表格。"""
    from budgetkit.cli.console import show_table, show_tables
    from budgetkit.source import open_source

    disclosure = open_source(source, form)
    if table is None:
        show_tables(disclosure, language)
    else:
        show_table(disclosure, table, language)


@main.command(epilog="Example: budgetkit facts budget.pdf > facts.csv")
@SOURCES
@FORM
@plainly
def facts(source: tuple[Path, ...], form: str | None) -> None:
    """Print every amount of the tables as CSV · 输出表中全部金额。"""
    from budgetkit.present import records
    from budgetkit.present.formats import print_csv
    from budgetkit.source import open_source

    disclosure = open_source(source, form)
    print_csv(records.fact_columns(disclosure), records.facts(disclosure))


@main.command(epilog="Example: budgetkit claims budget.pdf > claims.csv")
@SOURCES
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Every other figure of the narrative too, and of which part each verdict is.",
)
@FORM
@plainly
def claims(source: tuple[Path, ...], everything: bool, form: str | None) -> None:
    """Print every quantified statement as CSV · 输出全部量化表述。

    A statement of the narrative with a share, a change or a growth, and the verdict on it. With --all every other figure
    of the narrative too: plain amounts, headcounts, vehicles, which a saved disclosure keeps in profile.csv.
    """
    from budgetkit.present import results
    from budgetkit.present.formats import print_csv
    from budgetkit.source import open_source

    columns = results.ALL_CLAIMS if everything else results.CLAIMS
    print_csv(columns, results.claims(open_source(source, form), everything))


@main.command(epilog="Example: budgetkit compare budget-2025.pdf budget-2024.pdf > changes.csv")
@click.argument("later", type=click.Path(path_type=Path))
@click.argument("earlier", type=click.Path(path_type=Path))
@click.option("--completion", is_flag=True, help="LATER are the final accounts of the budget EARLIER.")
@FORM
@plainly
def compare(later: Path, earlier: Path, completion: bool, form: str | None) -> None:
    """Print what changed between two disclosures · 比较两份公开。

    As CSV, a row a cell, in one unit each. Both are of one department and one kind; the change that LATER states stands
    beside the actual one. Anything that makes them hard to compare is said first, on standard error.
    """
    from budgetkit.checks.comparison import compare as beside
    from budgetkit.checks.comparison import remarks
    from budgetkit.present import results
    from budgetkit.present.formats import print_csv
    from budgetkit.source import open_source

    new, old = open_source(later, form), open_source(earlier, form)
    for remark in remarks(new, old):
        click.echo(f"{remark.zh} · {remark.en}", err=True)
    print_csv(results.CHANGES, results.changes(beside(new, old, completion)))


@main.command(epilog="Example: budgetkit annotate budget.pdf -o marked.pdf --lang zh")
@SOURCE
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The PDF to write.")
@FORM
@LANGUAGE
@plainly
def annotate(source: Path, output: Path, form: str | None, language: str) -> None:
    """Mark every finding in a copy of the PDF · 在原文上标注问题。

    Each figure of a finding that cannot hold (red) or has a zero base (amber) is highlighted where it stands; its note
    is the explanation.
    """
    from budgetkit.present.annotate import annotate as mark
    from budgetkit.source import open_all

    marks = mark(open_all(source, form), source, output, language)
    pages = len({one.page for one in marks})
    counted = f"{len(marks)} mark{'s'[: len(marks) != 1]} on {pages} page{'s'[: pages != 1]}"
    click.echo(f"{output}: {len(marks)} 处标注，{pages} 页 · {counted}")


@main.command(epilog="Example: budgetkit export budget.pdf -o budget.xlsx")
@SOURCES
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="FILE.xlsx, .dta, .csv or .sqlite."
)
@click.option("--bom", is_flag=True, help="Begin CSV with a byte-order mark, for Excel.")
@FORM
@plainly
def export(source: tuple[Path, ...], output: Path, bom: bool, form: str | None) -> None:
    """Write everything for other tools · 导出供其他软件使用。

    Facts, claims, findings and indicators, typed, with Chinese labels.

    One file for .xlsx and .sqlite; for .csv and .dta the facts, and the others beside as FILE-claims and so on.
    """
    from budgetkit.present.export import export as write
    from budgetkit.source import open_source

    for path in write(open_source(source, form), output, bom):
        click.echo(path)


@main.command(epilog="Example: budgetkit glossary 类 rounding --lang en")
@click.argument("words", nargs=-1)
@LANGUAGE
@plainly
def glossary(words: tuple[str, ...], language: str) -> None:
    """Explain the words of disclosures · 解释预算公开里的词。

    Of WORDS, in either language, or of all: what it is called, and what it means.
    """
    from budgetkit.cli.console import show_terms
    from budgetkit.forms.glossary import look_up

    show_terms(look_up(words), language)


@main.command(epilog="Example: budgetkit forms")
@plainly
def forms() -> None:
    """List the layouts it knows · 列出已知版式。"""
    from budgetkit.cli.console import show_forms

    show_forms()


@main.command(epilog="Example: budgetkit formats")
@plainly
def formats() -> None:
    """List file formats and what each needs · 列出可读的文件格式。"""
    from budgetkit.readers.formats.kinds import KINDS

    for kind in sorted(KINDS, key=lambda kind: not kind.is_read):
        by = kind.program or kind.extra
        said = f"yes 可读 ({by})" if by else "yes 可读"
        if not kind.is_read:
            said = f"no: {how_to_install(kind.extra) if kind.extra else kind.needs}"
        click.echo(f"{kind.suffixes:<24} {kind.name:<48} {said}")


@main.command(epilog="Example: budgetkit ci data/inbox/budget-2025.pdf --summary summary.md")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Where disclosures are published and the inbox is; default: data.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("out"),
    show_default=True,
    help="OUT, the folder to write: one folder a document, as `run` makes it.",
)
@click.option(
    "--summary",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write it here too, short enough for a comment.",
)
@plainly
def ci(paths: tuple[Path, ...], data: Path | None, output: Path, summary: Path | None) -> None:
    """Read, check and execute new documents · 核对新到文件并执行笔记。

    PATHS are documents, saved disclosures or folders of them; without any, all of DATA/inbox is meant. Nothing else is
    executed. Prints a summary in Markdown for a reviewer: what is new, what is broken and its likely cause, what
    changed against the same department's disclosure of the year before, what was not placed.

    Exit status 退出状态: 0 done, also where something is broken; 2 when a document cannot be read, a notebook failed.
    """
    from budgetkit.cli.console import progress
    from budgetkit.inbox.receive import receive
    from budgetkit.inbox.summary import COMMENT_ROOM, markdown, write_markdown

    with progress() as show:
        delivery = receive(paths, data or Path("data"), output, show, summary)
    click.echo(markdown(delivery), nl=False)
    if summary is not None:
        write_markdown(markdown(delivery, COMMENT_ROOM), summary)
    for one in delivery.unread:
        click.echo(f"budgetkit: {one.path}: {one.reason}", err=True)
    sys.exit(delivery.status)


main.add_command(corpus)

if __name__ == "__main__":
    main()
