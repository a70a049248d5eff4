"""Ten slides of a disclosure in one HTML file that opens offline: what the report says, for a class or a meeting."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape
from pathlib import Path
from typing import Any, Final

from budgetkit.checks.judge import Finding
from budgetkit.checks.verdicts import Findings
from budgetkit.checks.worked import worked
from budgetkit.files import write_text
from budgetkit.forms.form import Label
from budgetkit.model.disclosure import Disclosure
from budgetkit.present.font import font_face
from budgetkit.present.wording import check_language
from budgetkit.report.checked import Together
from budgetkit.report.page import chart_lines, content, judged_together
from budgetkit.report.words import LANGUAGE_TAGS, Speaker, templates

SLIDES: Final = 10

_TAGS: Final = re.compile(r"<(script|style)>.*?</\1>|<[^>]+>", re.S)


def write_slides(
    disclosure: Disclosure,
    findings: Findings,
    target: Path,
    language: str = "both",
    *,
    sources: Sequence[Path] = (),
    questions: Sequence[Label] = (),
    together: Together | None = None,
) -> Path:
    """Write ten slides of a disclosure as one HTML file, in ``zh``, ``en`` or both; the figures are those of its report.

    Arrow keys, a click and a swipe turn them; printed, each is a page. ``questions`` end the talk; ``sources`` and
    ``together`` are as of ``write_report``. What the disclosure lacks is said on its slide.

    Raises:
        ValueError: the language is none of the three.
        OSError: the file cannot be written; nothing half-written stays.
    """
    say = Speaker(check_language(language))
    environment = templates(say)
    environment.globals.update(chart_lines=chart_lines(say))
    known: dict[str, Any] = content(
        disclosure, findings, language, sources, together or judged_together(disclosure)
    )
    known |= {"language": language, "html_language": LANGUAGE_TAGS[language], "questions": questions}
    known["with_room"] = _with_room(known["shown"], 2 if language == "both" else 3)
    known |= {"rounded": _example(findings), "css": environment.get_template("slides.css").render()}
    text = environment.get_template("slides.html").render(known)
    letters = "".join(sorted(set(unescape(_TAGS.sub("", text)) + "".join(map(chr, range(32, 127))))))
    write_text(target, text.replace("@@FONT@@", font_face(letters)))
    return target


def _with_room(shown: Sequence[Mapping[str, Any]], most: int) -> list[Mapping[str, Any]]:
    """Return the findings that a slide has room for: of those that one correction mends the first alone."""
    once: dict[str, Mapping[str, Any]] = {}
    for number, found in enumerate(shown):
        once.setdefault(found["correction"].zh or str(number), found)
    return list(once.values())[:most]


def _example(findings: Findings) -> tuple[Label, Label] | None:
    """Return the shortest sum that agrees only thanks to rounding, and its unrounded example; ``None`` without one."""
    sums = [f for f in findings.of("rounded") if f.statement.rate is None and len(f.statement.right) > 1]
    found: Finding | None = min(sums, key=lambda f: len(f.statement.right), default=None)
    return None if found is None else (Label(found.say("zh"), found.say("en")), worked(found))
