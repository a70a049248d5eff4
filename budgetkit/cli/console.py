"""What people see in a terminal: tables, findings, progress; colour only where there is a terminal."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import click

from budgetkit.checks.judge import VERDICTS, WORDS, Finding, reason_in
from budgetkit.checks.observations import observe
from budgetkit.checks.verdicts import Findings
from budgetkit.cli.stopwatch import Stopwatch
from budgetkit.forms.english import english_unit, heading_in_both
from budgetkit.forms.form import form, form_ids
from budgetkit.forms.glossary import Term
from budgetkit.forms.label import Label
from budgetkit.forms.layout import form_of
from budgetkit.model.disclosure import Disclosure
from budgetkit.present.computation import computation, said
from budgetkit.present.naming import subject_of
from budgetkit.report.looked import Looked, to_look_at

if TYPE_CHECKING:
    from rich.console import Console

_STYLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "exact": {"fg": "green"},
    "rounded": {"fg": "cyan"},
    "broken": {"fg": "red", "bold": True},
    "undefined": {"fg": "yellow"},
    "unstated": {"dim": True},
    "title": {"bold": True},
    "": {},
}
_MARKS: Final = {"exact": "=", "rounded": "≈", "broken": "✗", "undefined": "∅", "unstated": "?"}
_DOUBTED: Final = ("两边不合，但不能断定有误", "the sides differ, but nothing proves an error")
_UNDECIDED: Final = "未能判定"
"""Chinese of ``unstated`` among the counts, which hold what lacks a figure and what is only doubted."""
_WIDE: Final = 200
_MOST: Final = 20

Show = Callable[[str, int, int], None]


def _say(text: str, style: str = "", err: bool = False) -> None:
    """Print a line, in colour where there is a terminal and nobody has set NO_COLOR."""
    color = False if os.environ.get("NO_COLOR") else None
    click.secho(text, err=err, color=color, **_STYLES[style])


def _console(stderr: bool = False) -> Console:
    """Return what prints tables; where the output goes to a file it is wide and plain, so that nothing is cut."""
    # Takes as long to import as a disclosure to judge.
    from rich.console import Console

    class Screen(Console):
        """A console that leaves it to the command to end when nobody reads on."""

        def on_broken_pipe(self) -> None:
            """Raise what rich would answer with exit status 1."""
            raise BrokenPipeError

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _WIDE
    # On a terminal None lets rich obey NO_COLOR.
    return Screen(file=stream, width=width, highlight=False, no_color=None if stream.isatty() else True)


@contextmanager
def progress(quiet: float = 0.0) -> Iterator[Show]:
    """Yield a function (what, done, of) that shows progress, rate and time left; ``of`` is 0 while it is not known.

    On a terminal it moves a bar; elsewhere it prints plain lines, none sooner than ``quiet`` seconds after the last.
    """
    watch = Stopwatch()
    if not sys.stderr.isatty():
        yield _lines(watch, quiet)
        return
    from rich.markup import escape
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[watch]}"),
    )
    with Progress(*columns, console=_console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, watch="")

        def show(what: str, done: int, of: int) -> None:
            watch.reached(done, time.monotonic())
            bar.update(task, description=escape(what), completed=done, total=of or None, watch=watch.say(of))

        yield show


def _lines(watch: Stopwatch, quiet: float) -> Show:
    said = [-quiet]

    def show(what: str, done: int, of: int) -> None:
        now = time.monotonic()
        watch.reached(done, now)
        if done == of or now - said[0] >= quiet:
            said[0] = now
            how, count = watch.say(of) if quiet else "", f"[{done}/{of}]" if of else ""
            _say(" ".join(x for x in (count, what, how) if x), err=True)

    return show


def show_tables(disclosure: Disclosure, language: str) -> None:
    """List the tables of a disclosure: id, number, title, unit, rows, printed amounts."""
    from rich.table import Table as Grid

    layout = form_of(disclosure)
    grid = Grid(
        "表 Table", "No.", "标题 Title", "单位 Unit", "行 Rows", "金额 Amounts", title=disclosure.label
    )
    for table in disclosure.tables.values():
        english = layout.table(table.id).title.en
        title = _in(Label(table.title, english), language)
        grid.add_row(
            table.id,
            table.number,
            title,
            _in(Label(table.unit, english_unit(table.unit)), language),
            str(len(table.rows)),
            str(sum(1 for _ in table.cells())),
        )
    if disclosure.tables or not disclosure.indicators:
        _console().print(grid)
    else:
        _show_indicators(disclosure, language)


def _show_indicators(disclosure: Disclosure, language: str) -> None:
    """Print the indicators of a sheet of performance targets, which has no table of money, by whose they are."""
    from rich.markup import escape
    from rich.table import Table as Grid

    from budgetkit.report.sections import targets

    _say(disclosure.label, "title")
    for owner in targets(disclosure):
        grid = Grid(title=escape(_in(owner["name"], language)))
        for head in (Label("指标", "Indicator"), *owner["heads"]):
            grid.add_column(_in(head, language), overflow="fold")
        for row in owner["rows"]:
            words = (row["name"], *row["cells"])
            grid.add_row(*(escape(_in(w, language)) for w in words))
        _console().print(grid)


def _in(label: Label, language: str) -> str:
    """Return a label in a language; in both, English alone where it begins with the Chinese."""
    if language == "both" and not label.en.startswith(label.zh):
        return f"{label.zh} {label.en}".strip()
    return label.zh if language == "zh" else label.en or label.zh


def show_table(disclosure: Disclosure, table: str, language: str) -> None:
    """Print one table in its published layout; both halves of a two-sided one, one below the other.

    Raises:
        KeyError: the disclosure has no such table.
    """
    from rich.markup import escape
    from rich.table import Table as Grid

    from budgetkit.present.frames import published
    from budgetkit.present.layout import HALVES

    source, english = disclosure[table], form_of(disclosure).table(table).title.en
    for half in source.halves or ("",):
        frame = published(disclosure, table, language, half)
        named = (Label(source.title, english), Label(source.unit, english_unit(source.unit)))
        words = [*named, *([HALVES[half]] if half else [])]
        title = escape(" · ".join(text for w in words if (text := _in(w, language))))
        grid = Grid(title=title)
        used = [n for n, c in enumerate(frame.columns) if any(frame.iloc[:, n]) or n < 2]
        for n in used:
            numeric = all(_is_figure(v) for v in frame.iloc[:, n])
            grid.add_column(
                str(frame.columns[n]), justify="right" if numeric and n > 0 else "left", overflow="fold"
            )
        for row in frame.itertuples(index=False):
            grid.add_row(*(escape(str(row[n])) for n in used))
        _console().print(grid)
        left_out = [str(c) for n, c in enumerate(frame.columns) if n not in used]
        if left_out:
            _say(f"空白列 blank columns: {'、'.join(left_out)}")
    if source.note:
        _say(source.note)


def _is_figure(text: object) -> bool:
    return str(text).replace(".", "").replace("-", "").isdigit() or not str(text)


def show_check(
    judged: Sequence[tuple[Disclosure, Findings]],
    layout: str,
    source: str,
    language: str = "both",
    everything: bool = False,
    budget: float | None = None,
) -> None:
    """Print the findings of each disclosure as ``text`` for people, or in a format that other programs read."""
    if layout == "text":
        for n, (disclosure, findings) in enumerate(judged):
            if n:
                _say("")
            show_findings(disclosure, findings, language, everything, budget)
    else:
        from budgetkit.present.formats import render

        render(judged, layout, source, language)


def show_findings(
    disclosure: Disclosure,
    findings: Findings,
    language: str = "both",
    everything: bool = False,
    budget: float | None = None,
) -> None:
    """Print what is broken first, then what has no base, what to look at and what could not be judged.

    What agrees thanks to rounding is only counted unless ``everything`` is asked for. The judgement of all together
    comes last and may take ``budget`` seconds of processor time.
    """
    spoken = ("zh", "en") if language == "both" else (language,)
    _say(disclosure.label, "title")
    _say(_counts(findings, spoken))

    def section(verdict: str, of: Sequence[Finding], shown: int, words: Sequence[str] = ()) -> None:
        if of:
            _title(words or WORDS[verdict], len(of), spoken, verdict)
            for finding in of[:shown]:
                _finding(finding, disclosure, spoken)
            _more(len(of) - shown, spoken)

    unstated = [f for f in findings.of("unstated") if f.statement.kind != "structure"]
    section("broken", findings.of("broken"), len(findings))
    section("undefined", findings.of("undefined"), len(findings))
    _looked(to_look_at(findings, observe(disclosure), disclosure), spoken)
    for doubted, heading in ((True, _DOUBTED), (False, WORDS["unstated"])):
        some = [f for f in unstated if (f.right is not None) == doubted]
        section("unstated", some, len(some) if everything else _MOST, heading)
    if len(unstated) < findings.counts["unstated"]:
        more = findings.counts["unstated"] - len(unstated)
        words = {
            "zh": f"计入“未能判定”的另 {more} 处关于结构，已列在上面“需查看”",
            "en": f"{more} of those counted as unstated: on structure, listed above, to be looked at",
        }
        _say("  " + " ".join(words[x] for x in spoken))
    section("rounded", findings.of("rounded"), len(findings) if everything else 0)
    _all_at_once(disclosure, spoken, budget)


def _title(words: Sequence[str], count: int, spoken: Sequence[str], style: str) -> None:
    _say(f"\n{' '.join(words[x == 'en'] for x in spoken)} ({count})", style)


def _finding(finding: Finding, disclosure: Disclosure, spoken: Sequence[str]) -> None:
    """Print where a finding stands and what must hold there, then the computation or the reasons, then the cause."""
    mark = _MARKS[finding.verdict]
    subject, figures = subject_of(finding, disclosure), computation(finding)
    code = f" {finding.code}" if finding.code and finding.code not in subject.zh else ""
    for x in spoken:
        page = (
            "" if finding.page is None else f"第 {finding.page} 页 " if x == "zh" else f"p. {finding.page} "
        )
        colon = "：" if x == "zh" and subject.zh else ": " if subject.zh else ""
        section = heading_in_both(finding.section)[x] + (" " if finding.section else "")
        head = f"  {mark} {page}{section}{subject[x]}{code}{colon}{finding.statement.label[x]}"
        _say(head, finding.verdict)
    lines = [figures[spoken[0]]] if figures.zh else [said(finding)[x] for x in spoken]
    if figures.zh and finding.verdict == "unstated":
        lines += [reason_in(finding.statement.doubt, x) for x in spoken]
    lines += [finding.cause[x == "en"] for x in spoken]
    for line in lines:
        if line:
            _say(f"      {line}")


def _more(left: int, spoken: Sequence[str]) -> None:
    if left > 0:
        words = {"zh": f"……另有 {left} 条，用 --all 列出", "en": f"… {left} more: --all"}
        _say("  " + " ".join(words[x] for x in spoken))


def _looked(found: Sequence[Looked], spoken: Sequence[str]) -> None:
    if found:
        words = ("需查看（供人判断，不是差错）", "To be looked at (for a person to judge, not errors)")
        _title(words, len(found), spoken, "title")
    for one in found:
        # A name that has no English stands as it is printed.
        about = f" [{one.about[spoken[0]] or one.about.zh}]" if one.about.zh else ""
        _say(f"  · {' | '.join(one.text[x] for x in spoken)}{about}")


def _all_at_once(disclosure: Disclosure, spoken: Sequence[str], budget: float | None) -> None:
    """Print what all statements say together, and which figures anything guards."""
    from budgetkit.checks.joint import coverage, reconcile

    title = " ".join({"zh": "合在一起", "en": "All at once"}[x] for x in spoken)
    _say(f"\n{title}", "title")
    together = reconcile(disclosure) if budget is None else reconcile(disclosure, budget=budget)
    guarded = coverage(disclosure)
    for x in spoken:
        _say(together.say(x))
        _say(guarded.say(x))


def _counts(findings: Findings, spoken: Sequence[str]) -> str:
    chinese = {v: WORDS[v][0] for v in VERDICTS} | {"unstated": _UNDECIDED}
    words = {v: " ".join({"zh": chinese[v], "en": v}[x] for x in spoken) for v in VERDICTS}
    counts = findings.counts
    return "  ".join(click.style(f"{_MARKS[v]} {words[v]} {counts[v]}", **_STYLES[v]) for v in VERDICTS)


def show_forms() -> None:
    """List the layouts that are known, with their kinds and tables."""
    from rich.table import Table as Grid

    grid = Grid("id", "名称 Name", "kind", "表格 Tables")
    for name in form_ids():
        layout = form(name)
        grid.add_row(
            name, f"{layout.name.zh}  {layout.name.en}", layout.kind, ", ".join(t.id for t in layout.tables)
        )
    _console().print(grid)


def show_terms(terms: Sequence[Term], language: str) -> None:
    """Print words with their meanings, in ``zh``, ``en`` or both."""
    spoken = ("zh", "en") if language == "both" else (language,)
    for term in terms:
        _say(" · ".join(getattr(term, x) for x in spoken), "title")
        for x in spoken:
            _say(f"  {getattr(term, f'meaning_{x}')}")


def show_failures(reasons: Sequence[str]) -> None:
    """Print what went wrong, a line each; of very many the first."""
    for reason in reasons[:_MOST]:
        _say(f"  {reason}")
    if len(reasons) > _MOST:
        _say(f"  … 另有 and {len(reasons) - _MOST} more")
