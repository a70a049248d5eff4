"""The command line: one command a function, no logic; every command mirrors a function of the library."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from budgetkit.cli_corpus import corpus
from budgetkit.cli_options import FORM, LANGUAGE, SOURCE, plainly
from budgetkit.version import VERSION


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION)
def main() -> None:
    """Read, check and reproduce the budgets of Chinese public bodies. 读取、核对、复现部门预算公开。

    SOURCE is a published document (PDF, Word, Excel, HTML, flattened text) or a saved disclosure folder.
    """
    for stream in (sys.stdout, sys.stderr):
        # A console of another code page must not end the program on a Chinese character.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


@main.command()
@click.argument("source", required=False, type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("out"), show_default=True, help="OUT."
)
@click.option("--force", is_flag=True, help="Make everything again, even if nothing has changed.")
@click.option("--workers", type=click.IntRange(1), help="Notebooks at a time; default: one a processor.")
@FORM
@LANGUAGE
@plainly
def run(
    source: Path | None, output: Path, force: bool, workers: int | None, form: str | None, language: str
) -> None:
    """Do the main job: read SOURCE (the bundled reference when left out) and execute every notebook on it.

    Writes OUT/report.html, OUT/notebooks/, OUT/tables/, OUT/figures/ and OUT/findings.csv.
    """
    from budgetkit.console import progress
    from budgetkit.job import run_all

    with progress() as show:
        done = run_all(source, output, language, form=form, workers=workers, force=force, show=show)
    for line in done.lines:
        click.echo(line)
    sys.exit(done.status)


@main.command()
@SOURCE
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Folder to write.")
@FORM
@plainly
def read(source: Path, output: Path, form: str | None) -> None:
    """Read a document into a saved disclosure: DIR/datapackage.json and CSV, and say what was found."""
    from budgetkit.package import save
    from budgetkit.source import open_source
    from budgetkit.summary import summary

    disclosure = open_source(source, form)
    save(disclosure, output)
    for line in summary(disclosure):
        click.echo(line)


@main.command()
@SOURCE
@click.option(
    "--format",
    "layout",
    type=click.Choice(["text", "json", "csv", "junit", "sarif"]),
    default="text",
    show_default=True,
)
@click.option("--fail-on", type=click.Choice(["broken", "never"]), default="never", show_default=True)
@FORM
@plainly
def check(source: Path, layout: str, fail_on: str, form: str | None) -> None:
    """Give the verdict on every identity and every statement of the narrative."""
    from budgetkit.console import show_check
    from budgetkit.source import open_source
    from budgetkit.verdicts import check as judge

    disclosure = open_source(source, form)
    findings = judge(disclosure)
    show_check(disclosure, findings, layout, str(source))
    sys.exit(1 if fail_on == "broken" and findings.counts["broken"] else 0)


@main.command()
@SOURCE
@click.argument("table", required=False)
@FORM
@LANGUAGE
@plainly
def show(source: Path, table: str | None, form: str | None, language: str) -> None:
    """Show a table as published; without TABLE, list the tables there are."""
    from budgetkit.console import show_table, show_tables
    from budgetkit.source import open_source

    disclosure = open_source(source, form)
    if table is None:
        show_tables(disclosure, language)
    else:
        show_table(disclosure, table, language)


@main.command()
@SOURCE
@FORM
@plainly
def facts(source: Path, form: str | None) -> None:
    """Print every printed amount of the tables as CSV."""
    from budgetkit import records
    from budgetkit.formats import print_csv
    from budgetkit.source import open_source

    print_csv(records.FACTS, records.facts(open_source(source, form)))


@main.command()
@SOURCE
@click.option("--all", "everything", is_flag=True, help="Plain amounts of the narrative too.")
@FORM
@plainly
def claims(source: Path, everything: bool, form: str | None) -> None:
    """Print every statement of the narrative with a share, a change or a growth as CSV, with its verdict."""
    from budgetkit import results
    from budgetkit.formats import print_csv
    from budgetkit.source import open_source

    print_csv(results.CLAIMS, results.claims(open_source(source, form), everything))


@main.command()
@click.argument("later", type=click.Path(path_type=Path))
@click.argument("earlier", type=click.Path(path_type=Path))
@FORM
@plainly
def compare(later: Path, earlier: Path, form: str | None) -> None:
    """Print the change between two disclosures of one department as CSV, beside the change LATER states."""
    from budgetkit import results
    from budgetkit.comparison import compare as beside
    from budgetkit.formats import print_csv
    from budgetkit.source import open_source

    print_csv(results.CHANGES, results.changes(beside(open_source(later, form), open_source(earlier, form))))


@main.command()
@plainly
def forms() -> None:
    """List the layouts it knows."""
    from budgetkit.console import show_forms

    show_forms()


main.add_command(corpus)

if __name__ == "__main__":
    main()
