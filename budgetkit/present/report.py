"""Executed notebooks to one self-contained HTML file: findings first, then every notebook as a chapter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from budgetkit.checks.judge import WORDS
from budgetkit.checks.observations import Observation, observe
from budgetkit.checks.verdicts import Findings
from budgetkit.files import write_text
from budgetkit.model.disclosure import Disclosure
from budgetkit.present.font import font_face
from budgetkit.present.html import both, parted
from budgetkit.version import VERSION

_PICTURES = re.compile(r"base64,[^']*")
_FIXED: Final = "合在一起双语中文发现没有不成立的关系观察供人判断是差错目录代码年部门预算决算（），。·"
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_HEADING = re.compile(r"<h([1-4])>(.*?)</h\1>", re.S)
_TAGS = re.compile(r"<[^>]+>")
_TO_NOTEBOOK = re.compile(r'href="([\w.-]+)\.ipynb"')
"""A link between notebooks leads, in the report, to the chapter of the other."""
_BLOCK = re.compile(r"<(p|li|th|td)>(.*?)</\1>", re.S)
_LANGUAGES: Final = {"zh": "zh-CN", "en": "en", "both": "zh-CN"}
_MARKED = re.compile(r"class='(zh|en)'(?! lang)")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading in the table of contents; the title is HTML with its two languages marked."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """One notebook: its title, the headings below it, its prose and outputs as HTML."""

    id: str
    title: str
    sections: tuple[Section, ...]
    html: str


def write_report(
    disclosure: Disclosure,
    findings: Findings,
    notebooks: Sequence[Path],
    target: Path,
    language: str = "both",
    joint: Sequence[tuple[str, str]] | None = None,
) -> Path:
    """Write the report of a disclosure: one HTML file that opens offline, ``language`` shown first.

    ``joint`` is what ``judged_together`` says, asked here where it is not given.

    Raises:
        OSError: a notebook cannot be read or the file cannot be written; nothing half-written stays.
    """
    chapters = [chapter(json.loads(path.read_text(encoding="utf-8")), path.stem) for path in notebooks]
    together = judged_together(disclosure) if joint is None else joint
    text = _render(disclosure, findings, chapters, language, together)
    write_text(target, text)
    return target


def _render(
    disclosure: Disclosure,
    findings: Findings,
    chapters: Sequence[Chapter],
    language: str,
    together: Sequence[tuple[str, str]],
) -> str:
    from jinja2 import Environment

    source = (files("budgetkit") / "templates" / "report.html").read_text(encoding="utf-8")
    template = Environment(autoescape=True, trim_blocks=True).from_string(source)
    budget = disclosure.kind == "budget"
    words = _words(disclosure, findings, chapters) + "".join(zh + en for zh, en in together)
    return template.render(
        font=font_face(words),
        title=f"{disclosure.department} {disclosure.year} · budgetkit",
        department=disclosure.department,
        year=disclosure.year,
        kind_zh="部门预算" if budget else "部门决算",
        kind_en="departmental budget" if budget else "final accounts",
        language=language,
        html_language=_LANGUAGES[language],
        counts=[
            {"verdict": v, "number": n, "zh": WORDS[v][0], "en": WORDS[v][1]}
            for v, n in findings.counts.items()
        ],
        findings=[_finding(f) for f in (*findings.of("broken"), *findings.of("undefined"))],
        together=together,
        observations=_observations(disclosure),
        chapters=[
            {"id": c.id, "title": c.title, "sections": c.sections, "html": _spoken(c.html)} for c in chapters
        ],
        sources=[_source(s) for s in disclosure.sources],
        version=VERSION,
    )


def judged_together(disclosure: Disclosure) -> list[tuple[str, str]]:
    """Return what all statements say together and how many figures are guarded, in both languages."""
    from budgetkit.checks.joint import coverage, reconcile

    return [(x.say("zh"), x.say("en")) for x in (reconcile(disclosure), coverage(disclosure))]


def _words(disclosure: Disclosure, findings: Findings, chapters: Sequence[Chapter]) -> str:
    """Return all that the report says, for the font that travels in it."""
    said = [c.title + _PICTURES.sub("", c.html) for c in chapters]
    said += [f.message + f.place for f in findings.of("broken", "undefined")]
    said += [o.place + o.zh + o.en for o in observe(disclosure)]
    fixed = "".join(map(chr, range(32, 127))) + "".join(zh + en for zh, en in WORDS.values()) + _FIXED
    return "".join(said) + disclosure.department + fixed + "".join(_source(s) for s in disclosure.sources)


def _finding(finding: Any) -> dict[str, object]:
    pages = [f.page for f in finding.figures if f.page is not None]
    said = {"zh": finding.say("zh"), "en": finding.say("en")}
    return {"verdict": finding.verdict, "place": finding.place, "page": pages[0] if pages else None, **said}


def _observations(disclosure: Disclosure) -> list[dict[str, str]]:
    """Return each observation once, with what it is about."""
    seen = dict.fromkeys((_about(o), o.zh, o.en) for o in observe(disclosure))
    return [{"about": about, "zh": zh, "en": en} for about, zh, en in seen]


def _about(observation: Observation) -> str:
    """Return what an observation is about in the words of the document; empty where its sentence says it already."""
    parts = observation.place.split("/")
    if observation.id.startswith("structure") or observation.id in (
        "text.punctuation",
        "performance.uncovered",
    ):
        return ""
    if parts[0] in ("overall", "project"):
        return " · ".join(p for p in parts[1:] if p)
    return observation.place


def _spoken(html: str) -> str:
    """Tell the browser the language of what is marked as Chinese or English: for its font and its voice."""
    return _MARKED.sub(lambda found: f"{found[0]} lang='{_LANGUAGES[found[1]]}'", html)


def _source(source: Any) -> str:
    return " · ".join(str(v) for v in dict(source).values() if v)


def chapter(notebook: dict[str, Any], name: str) -> Chapter:
    """Return an executed notebook as a chapter: prose, outputs, and its code folded away."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark").enable("table")
    parts: list[str] = []
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        if "navigation" in cell.get("metadata", {}).get("tags", []):
            continue
        if cell["cell_type"] == "markdown":
            prose = _TO_NOTEBOOK.sub(r"href='#\1-0'", markdown.render(text))
            parts.append(f"<div class='prose'>{_bilingual(prose)}</div>")
        elif cell["cell_type"] == "code" and cell.get("outputs"):
            parts.append(
                f"<details><summary>{both('代码', 'code')}</summary><pre>{escape(text)}</pre></details>"
            )
            parts.extend(_output(output) for output in cell["outputs"])
    return _with_contents("\n".join(parts), name)


def _bilingual(html: str) -> str:
    """Mark each paragraph, list item and cell of words as Chinese or English, so that the reader can choose."""

    def marked(match: re.Match[str]) -> str:
        plain = _TAGS.sub("", match[2])
        if match[1] in ("td", "th") and (not plain or match[2].startswith("<code>")):
            return match[0]
        language = "zh" if len(_CHINESE.findall(plain)) * 4 > len(plain) else "en"
        return f"<{match[1]} class='{language}'>{match[2]}</{match[1]}>"

    return _BLOCK.sub(marked, html)


def _output(output: dict[str, Any]) -> str:
    if output["output_type"] == "stream":
        return f"<pre>{escape(_joined(output['text']))}</pre>" if output["name"] == "stdout" else ""
    if output["output_type"] == "error":
        return f"<div class='finding'><pre>{escape(output['ename'] + ': ' + output['evalue'])}</pre></div>"
    data = output.get("data", {})
    if "image/png" in data:
        return f"<img alt='{escape(_alt(data))}' src='data:image/png;base64,{_joined(data['image/png']).strip()}'>"
    if "text/html" in data:
        return _joined(data["text/html"])
    if "application/json" in data:
        return ""
    return f"<pre>{escape(_joined(data.get('text/plain', '')))}</pre>"


def _joined(text: str | Iterable[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def _alt(data: dict[str, Any]) -> str:
    return _joined(data.get("text/plain", "")).strip("<>'\"")[:200]


def _with_contents(html: str, name: str) -> Chapter:
    """Lower every heading by one level, give it an id, and collect the table of contents."""
    sections: list[Section] = []

    def lowered(match: re.Match[str]) -> str:
        level, title = int(match[1]), parted(_TAGS.sub("", match[2]))
        section = Section(f"{name}-{len(sections)}", title)
        sections.append(section)
        return f"<h{level + 1} id='{section.id}'>{parted(match[2])}</h{level + 1}>"

    html = _HEADING.sub(lowered, html)
    first = sections[0] if sections else Section(name, name)
    return Chapter(first.id, first.title, tuple(sections[1:]), html)
