"""The report of a disclosure as one HTML file that opens offline: what it says, what does not add up, every table."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from html import unescape
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from budgetkit.checks.joint import coverage, reconcile
from budgetkit.checks.joint.context import names
from budgetkit.checks.joint.result import Reconciliation
from budgetkit.checks.judge import VERDICTS
from budgetkit.checks.observations import Observation, observe
from budgetkit.checks.printed import places
from budgetkit.checks.prior_year import prior_year, whole_before
from budgetkit.checks.verdicts import Findings, claim_verdicts
from budgetkit.files import write_text
from budgetkit.forms.english import account_in_both, base_in_both, english_unit, reason_in_both
from budgetkit.forms.form import Label
from budgetkit.forms.glossary import glossary
from budgetkit.model.disclosure import Disclosure, Place
from budgetkit.present import steps, style
from budgetkit.present.computation import said
from budgetkit.present.font import font_face
from budgetkit.present.narrative import recompute
from budgetkit.present.streams import gathered, scale_of_streams, streams
from budgetkit.present.summary import certainty
from budgetkit.present.wording import check_language, department
from budgetkit.report import sections
from budgetkit.report.carried import carried
from budgetkit.report.chart import Block, bars, chart
from budgetkit.report.checked import (
    Together,
    counted,
    examples,
    identities,
    line,
    lost,
    rate,
    slack,
    slack_stands,
    statement,
)
from budgetkit.report.evidence import evidence
from budgetkit.report.looked import to_look_at
from budgetkit.report.originals import Originals
from budgetkit.report.overview import cards, reading
from budgetkit.report.words import LANGUAGE_TAGS, Speaker, linked, templates
from budgetkit.version import VERSION

_WORDS: Final = "@@WORDS@@"
"""Where in the template the words are explained, once it is known which are used."""
_DATA = re.compile(r"data:[^\"')]*")
_TAGS = re.compile(r"<[^>]+>")
_CONTENTS: Final = (
    ("say", Label("它说了什么", "What it says")),
    ("findings", Label("对不上的", "What does not add up")),
    ("change", Label("比上年", "How it changed")),
    ("targets", Label("要办成什么", "What it must achieve")),
    ("tables", Label("全部表格", "All tables")),
    ("checks", Label("怎样核对", "How it was checked")),
    ("words", Label("词汇", "Words")),
)


_FIRST: Final = (
    *("wan", "rounding", "budget", "final_accounts", "basic", "project", "functional", "economic"),
    *("three_public", "staffing", "brought_forward", "identity", "interval"),
)
"""Words that are explained in every report, whether its sentences use them or not: its figures stand under them."""


def judged_together(disclosure: Disclosure) -> Together:
    """Return what all statements say together and which figures any of them guards."""
    return reconcile(disclosure), coverage(disclosure)


def write_report(
    disclosure: Disclosure,
    findings: Findings,
    target: Path,
    language: str = "both",
    *,
    sources: Sequence[Path] = (),
    notebooks: Sequence[Path] = (),
    together: Together | None = None,
    compared: str = "",
) -> Path:
    """Write the report of a disclosure: one HTML file that opens offline, in ``zh``, ``en`` or both.

    ``sources`` are the files it was read from, which show the places of findings: cut from a PDF or a scan, drawn anew
    from an OFD, the words around them from others. ``notebooks``
    are executed ones that the report links to; ``together`` is what ``judged_together`` says, asked here where it is
    not given; ``compared`` is the address of a page on which it stands beside another disclosure.

    Raises:
        ValueError: the language is none of ``zh``, ``en``, ``both``.
        OSError: a notebook cannot be read or the file cannot be written; nothing half-written stays.
    """
    text = render(
        disclosure, findings, check_language(language), sources, notebooks, target.parent, together, compared
    )
    write_text(target, text)
    return target


def render(
    disclosure: Disclosure,
    findings: Findings,
    language: str,
    sources: Sequence[Path] = (),
    notebooks: Sequence[Path] = (),
    base: Path = Path(),
    together: Together | None = None,
    compared: str = "",
) -> str:
    """Return the report as HTML; see :func:`write_report`."""
    say = Speaker(language)
    environment = templates(say)
    environment.globals.update(chart_lines=chart_lines(say))
    css = (files("budgetkit") / "templates" / "report.css").read_text(encoding="utf-8")
    known = content(disclosure, findings, language, sources, together or judged_together(disclosure))
    known["compared"] = compared
    known |= {"css": css, "language": language, "html_language": LANGUAGE_TAGS[language], "version": VERSION}
    known["notebooks"] = [_notebook(path, base) for path in notebooks]
    known["failed"] = any(n["error"] for n in known["notebooks"])
    known["contents"] = _contents(known)
    text = environment.get_template("report.html").render(known)
    start, end = text.index("<main>"), text.index(_WORDS)
    # The names of verdicts are linked where they are counted: "rounded" in a sentence need not be one.
    verdicts = [glossary()[v] for v, number in findings.counts.items() if number]
    body, used = linked(text[start:end], (t for t in glossary().values() if t.id not in VERDICTS))
    used = [*verdicts, *used]
    first = [glossary()[id_] for id_ in _FIRST]
    others = [term for term in used if term not in first]
    explained = environment.get_template("words.html").render(first=first, others=others)
    text = text[:start] + body + explained + text[end + len(_WORDS) :]
    letters = "".join(
        sorted(set(unescape(_TAGS.sub("", _DATA.sub("", text))) + "".join(map(chr, range(32, 127)))))
    )
    return text.replace("@@FONT@@", font_face(letters))


def _contents(known: Mapping[str, Any]) -> list[tuple[str, Label]]:
    there = {
        "say": known["spending"] or known["running"] or known["people"],
        "findings": True,
        "change": known["changes"],
        "targets": known["targets"],
        "tables": known["tables"] or known["statements"],
        "checks": True,
        "words": True,
    }
    return [(id_, label) for id_, label in _CONTENTS if there[id_]]


def content(
    disclosure: Disclosure,
    findings: Findings,
    language: str,
    sources: Sequence[Path],
    together: Together,
) -> dict[str, Any]:
    """Return everything that the report says, as plain data for its template."""
    money = gathered(streams(disclosure))
    scale = scale_of_streams(disclosure, money)
    priors = prior_year(disclosure)
    before = whole_before(disclosure, priors)
    judged = claim_verdicts(disclosure)
    changed, left_out = sections.changes(disclosure, priors, before, {j.number: j.verdict for j in judged})
    seen = observe(disclosure)
    lines = 3 if language == "both" else 2
    spending, running = sections.spending(disclosure), sections.running(disclosure)
    people = sections.people(disclosure)
    known: dict[str, Any] = {
        "disclosure": disclosure,
        "kind": _kind(disclosure),
        "certainty": certainty(disclosure),
        "title": department(disclosure),
        "chart": chart(money, scale, lines) if money.total else None,
        "lines": lines,
        "flow_note": _flow_note(bool(money.inflow), scale.unit),
        "stacks": _stacks(money, scale),
        "spending": spending,
        "running": running,
        "carried": carried(disclosure, money, scale, priors, seen),
        "people": people,
        "people_title": _title([group for group, _ in people]),
        "changes": changed,
        "change_note": _change_note(disclosure),
        "change_foot": _change_foot(changed, steps.counted(len(priors), left_out)),
        "targets": sections.targets(disclosure),
        "tables": list(sections.tables(disclosure)),
        "statements": [statement(c, disclosure) for c in disclosure.claims],
        "unplaced": [
            {"text": lost(u.text), "reason": reason_in_both(u.reason), "page": u.place.page}
            for u in disclosure.unplaced
        ],
        "sources": [_source(s) for s in disclosure.sources],
    }
    known |= _judged(disclosure, findings, sources, together, seen)
    answers = list(cards(disclosure, money, scale, priors, before))
    known["cards"] = answers if len(answers) > 1 else [*answers, reading(disclosure)]
    known["anchors"] = _anchors(known)
    known["contents"] = []
    known["contained"] = _contained(known["tables"])
    known["slack_stands"] = slack_stands(known["examples"], disclosure, bool(spending), bool(running))
    return known


def _anchors(known: Mapping[str, Any]) -> set[str]:
    """Return the parts of the report that are there, to which others lead."""
    there = {
        "flow": known["chart"],
        "say": known["spending"] or known["running"],
        "spending": known["spending"],
        "people": known["people"],
        "change": known["changes"],
        "targets": known["targets"],
        "tables": known["tables"] or known["statements"],
    }
    return {name for name, part in there.items() if part}


def _judged(
    disclosure: Disclosure,
    findings: Findings,
    sources: Sequence[Path],
    together: Together,
    seen: Sequence[Observation],
) -> dict[str, Any]:
    """Return what the report says of how the disclosure was judged."""
    called, agreeing = names(disclosure), examples(findings)
    looked = to_look_at(findings, seen, disclosure)
    shown = _shown(disclosure, findings, sources, places(disclosure), called, together[0])
    links = {id(e["finding"]): e["id"] for e in shown}
    left = (f for f in findings.of("unstated") if f.statement.kind != "structure")
    return {
        "counts": findings.counts,
        "judged": len(findings),
        "observed": len(seen),
        "looked": looked,
        "unstated": [line(f, disclosure, called, {}) for f in left],
        "shown": shown,
        "identities": identities(findings, disclosure, called, links),
        "examples": agreeing,
        "slack": slack(agreeing),
        "together": together[0].verdict,
        "conflicts": [list(together[0].group(extent)) for extent in together[0].extents],
        "rates": [rate(r, disclosure) for r in recompute(disclosure)],
        "counted": counted(findings, len(seen), len(looked), together),
    }


def chart_lines(say: Speaker) -> Any:
    """Return what gives the lines of words over a node of the flow, in the languages of a page."""

    def lines(block: Block) -> list[tuple[str, str]]:
        """Return the lines of words over a node of the flow, with the class of each."""
        if block.node.id == "pool":
            return []
        zh, en = block.label.zh, block.label.en
        if say.language == "both" and en and en != zh:
            return [(zh, "zh"), (en, "en"), (block.amount, "amount")]
        return [((en or zh) if say.language == "en" else zh, ""), (block.amount, "amount")]

    return lines


def _title(groups: Sequence[Label]) -> Label:
    """Return the heading over groups that each have one of their own."""
    en = ", ".join(g.en for g in groups)
    return Label("、".join(g.zh for g in groups), en[:1] + en[1:].lower())


def _kind(disclosure: Disclosure) -> Label:
    accounts = disclosure.kind == "final_accounts"
    zh, en = ("部门决算", "final accounts") if accounts else ("部门预算", "departmental budget")
    return Label(f"{disclosure.year} 年{zh}", f"{disclosure.year} {en}") if disclosure.year else Label(zh, en)


def _flow_note(inflow: bool, unit: str) -> Label:
    zh, en = f"单位：{unit}。", f"Unit: {english_unit(unit)}."
    if not inflow:
        zh += "没有公布逐类的来源，故先汇入总计。"
        en += " Sources by class are not published, so all runs through the total."
    return Label(zh, en)


def _stacks(money: Any, scale: Any) -> list[tuple[Label, Any]]:
    return [
        (Label("来源", "Sources"), bars(money.sources, style.SOURCE, style.CARRIED, scale)),
        (Label("功能分类", "Classes"), bars(money.classes, {}, style.CLASS, scale)),
        (
            Label("基本与项目", "Basic and project"),
            bars(
                money.natures,
                {"basic": style.BASIC, "project": style.PROJECT},
                style.OTHER_NATURE,
                scale,
                money.total,
            ),
        ),
    ]


def _shown(
    disclosure: Disclosure,
    findings: Findings,
    files: Sequence[Path],
    where: Mapping[str, Place],
    called: Mapping[str, Label],
    together: Reconciliation,
) -> list[dict[str, Any]]:
    """Return the findings that cannot hold, then those without a meaning, with evidence and pictures."""
    found = []
    with Originals(disclosure, files) as originals:
        chosen = (*findings.of("broken"), *findings.of("undefined"))
        where = originals.places(chosen, where)
        for e in evidence(chosen, disclosure, called, where, together):
            fields = {name: getattr(e, name) for name in e.__dataclass_fields__}
            shown = {"crops": originals.crops(e.finding, where), "quotes": originals.quotes(e.finding, where)}
            found.append({**fields, "said": said(e.finding), **shown})
    return found


def _contained(tables: Sequence[Mapping[str, Any]]) -> Label:
    """Return how many tables there are, and which of them hold no figures."""
    zh, en = f"{len(tables)} 张表", f"{len(tables)} table{'' if len(tables) == 1 else 's'}"
    if empty := [t["name"] for t in tables if not t["amounts"]]:
        zh += f"，其中 {len(empty)} 张是空表：{'、'.join(name.zh for name in empty)}"
        en += f", {len(empty)} of them empty: {'; '.join(name.en for name in empty)}"
    return Label(f"{zh}。", f"{en}.")


def _change_note(disclosure: Disclosure) -> Label:
    bases = list(dict.fromkeys(c.base for c in disclosure.claims if c.change is not None and c.base))[:3]
    zh = "上年数没有印出来，由“本年数 − 增减额”推得，并由增长率收窄"
    en = "Last year's figures are not printed: each is this year's less the change, its range narrowed by the growth"
    if bases:
        zh = f"{zh}；比较的基数：{'、'.join(bases)}"
        en = f"{en}; measured from {', '.join(dict.fromkeys(base_in_both(b).en for b in bases))}"
    return Label(f"{zh}。", f"{en}.")


def _change_foot(lines: Sequence[sections.Change], account: Label) -> Label:
    """Return how many statements have a line, why the rest has none, and what the mark says."""
    zh, en = account.zh, account.en
    if any(line.before.endswith(sections.NEAREST) for line in lines):
        zh += "* “本年数 − 增减额”印出的差与公布的增长率不合，所示为增长率容许的最近的数，多写一位。"
        en += " * The stated growth excludes the printed difference; shown is the nearest figure it allows, a place finer."
    return Label(zh, en)


def _source(source: Mapping[str, str]) -> Label:
    """Return which file was read, from whom, with its checksum and the account of its numbers."""
    head = [source[key] for key in ("title", "publisher", "date") if source.get(key)]
    zh, en = list(head), list(head)
    if pages := source.get("pages"):
        zh, en = [*zh, f"{pages} 页"], [*en, f"{pages} page{'' if pages == '1' else 's'}"]
    if numbers := source.get("numbers"):
        zh, en = [*zh, (words := account_in_both(numbers)).zh], [*en, words.en]
    if digest := source.get("sha256"):
        zh, en = [*zh, f"SHA-256 {digest}"], [*en, f"SHA-256 {digest}"]
    return Label("，".join(zh), ", ".join(en))


def _notebook(path: Path, base: Path) -> dict[str, Any]:
    """Return the address, title and first error of an executed notebook."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    first = "".join(cells[0]["source"]) if cells else ""
    zh, _, en = first.partition("\n")[0].lstrip("# ").partition(" · ")
    errors = [o["ename"] for c in cells for o in c.get("outputs", ()) if o["output_type"] == "error"]
    href = path.relative_to(base).as_posix() if path.is_relative_to(base) else path.as_posix()
    title = Label(zh, en or zh) if zh else Label(path.stem, path.stem)
    return {"href": href, "title": title, "error": errors[0] if errors else ""}
