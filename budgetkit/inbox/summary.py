"""What a reviewer reads of new documents, as Markdown: an overview, then of each what is broken, changed, not placed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

from budgetkit.checks.judge import WORDS, Finding
from budgetkit.files import write_text
from budgetkit.forms.layout import form_of
from budgetkit.inbox.changes import MOST, against_earlier
from budgetkit.inbox.receive import Delivery, Received
from budgetkit.present.markdown import BREAK, HARD, fitting, folded, plain, table
from budgetkit.present.summary import in_language, not_placed, reading

STEP_ROOM: Final = 250_000
"""Letters that never exceed the 1 MiB which GitHub takes for the summary of a step."""
COMMENT_ROOM: Final = 65_000
"""Letters that GitHub takes for one comment (65 536), a few kept back."""

_MARKS: Final = {"exact": "=", "rounded": "≈", "broken": "✗", "undefined": "∅", "unstated": "?"}
_KINDS: Final = {"budget": "预算 budget", "final_accounts": "决算 final accounts"}


def markdown(delivery: Delivery, room: int = STEP_ROOM) -> str:
    """Return the summary of a delivery in both languages, at most ``room`` letters; it says what had to be left out."""
    whole = _assembled(delivery, sys.maxsize)
    return whole if len(whole) <= room else _assembled(delivery, room)


def _assembled(delivery: Delivery, room: int) -> str:
    top = ["# 新数据 New data", _counts(delivery), *_unread(delivery, room // 4)]
    top += [*_overview(delivery, room // 4), *_passed_over(delivery)]
    parts = ["\n\n".join(_details(one)) for one in delivery.received]
    kept = fitting(parts, room - len("\n\n".join(top)) - len(_LEFT_OUT) - 20)
    rest = len(parts) - len(kept)
    return "\n\n".join([*top, *kept, *([_LEFT_OUT.format(rest, rest)] if rest else [])]) + "\n"


def write_markdown(text: str, target: Path) -> None:
    """Write a summary in one step: whole, or not at all; the folder it goes into is made.

    Raises:
        OSError: it cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    write_text(target, text)


_LEFT_OUT: Final = (
    "篇幅所限，另有 {} 份文件的详情未列出，见各自的报告。"
    "The details of {} more documents are left out for length; their reports have them."
)


def _counts(delivery: Delivery) -> str:
    """Return in one line what a reviewer must know first."""
    if not delivery.received and not delivery.unread:
        return "没有新文件。No new document."
    received = delivery.received
    failed = sum(bool(one.done.status) for one in received)
    broken = sum(one.findings.counts["broken"] for one in received)
    said = [f"已读 read {len(received)}"]
    said += [f"**✗ 未能读取 could not be read {len(delivery.unread)}**"] if delivery.unread else []
    said += [f"**✗ 笔记失败 notebooks failed {failed}**"] if failed else []
    said += [f"**✗ 不成立 broken {broken}**" if broken else "没有不成立 nothing broken"] if received else []
    return " · ".join(said)


def _unread(delivery: Delivery, room: int) -> Iterator[str]:
    if delivery.unread:
        yield "## 未能读取 Could not be read"
        items = [f"- **{plain(u.path.as_posix())}**: {plain(u.reason, 400)}" for u in delivery.unread]
        kept = fitting(items, room)
        rest = len(items) - len(kept)
        yield "\n".join([*kept, *([f"- 另有 and {rest} more"] if rest else [])])


def _overview(delivery: Delivery, room: int) -> Iterator[str]:
    if not delivery.received:
        return
    rows = [_row(one) for one in delivery.received]
    kept = fitting([" | ".join(row) for row in rows], room)
    rest = len(rows) - len(kept)
    legend = " · ".join(f"{_MARKS[verdict]} {zh} {en}" for verdict, (zh, en) in WORDS.items())
    yield table([f"{zh}{BREAK}{en}" for zh, en in _HEAD], rows[: len(kept)], right=(2, 4, 5, 7))
    if rest:
        yield f"另有 {rest} 份 and {rest} more documents"
    yield legend


_HEAD: Final = (
    *(("文件", "Document"), ("部门", "Department"), ("年度", "Year"), ("种类、表式", "Kind, form")),
    *(("金额", "Amounts"), ("表述", "Statements"), ("判断", "Verdicts"), ("未安放", "Not placed")),
    ("笔记", "Notebooks"),
)


def _row(one: Received) -> list[str]:
    read = one.disclosure
    cells = sum(1 for table in read.tables.values() for _ in table.cells())
    counts = one.findings.counts
    verdicts = (
        f"**{_MARKS[v]}{HARD}{n}**" if v == "broken" and n else f"{_MARKS[v]}{HARD}{n}"
        for v, n in counts.items()
    )
    return [
        plain(one.path.name, 60),
        plain(read.department, 60) + ("（虚构 fictitious）" if read.fictitious else ""),
        str(read.year or "—"),
        f"{_KINDS.get(read.kind, plain(read.kind))}{BREAK}{plain(read.form)}",
        str(cells),
        str(sum(claim.is_quantified for claim in read.claims)),
        " ".join(verdicts),
        str(len(read.unplaced)),
        "**✗**" if one.done.status else "✓",
    ]


def _passed_over(delivery: Delivery) -> Iterator[str]:
    yield from (f"未合并 not joined: {plain(sentence, 400)}" for sentence in delivery.apart[:MOST])
    if delivery.passed_over:
        names = ", ".join(plain(path.name, 60) for path in delivery.passed_over[:MOST])
        rest = len(delivery.passed_over) - MOST
        more = f" … 另有 and {rest} more" if rest > 0 else ""
        yield f"后缀不是文件格式，未读 passed over, no document by the suffix: {names}{more}"


def _details(one: Received) -> Iterator[str]:
    yield f"## {plain(one.path.name)}"
    report = plain((one.folder / "report.html").as_posix())
    yield f"{plain(one.disclosure.department)} · {one.disclosure.year} · 报告 report: {report}"
    if one.twins:
        yield f"**同一部门、年度、种类已有 already there of the same department, year and kind**: {_paths(one.twins)}"
    if len(one.files) > 1:
        yield f"合并为一份 read as one: {_paths(one.files)}"
    if one.done.status:
        yield "### ✗ 笔记失败 Notebooks that failed"
        yield "\n".join(f"- {plain(line, 400)}" for line in one.done.lines)
    yield from _broken(one)
    yield from against_earlier(one)
    yield from _structure(one)
    yield from _reading(one)


def _paths(paths: tuple[Path, ...]) -> str:
    return ", ".join(plain(path.as_posix()) for path in paths[:MOST])


def _broken(one: Received) -> Iterator[str]:
    broken = one.findings.of("broken")
    if broken:
        yield f"### ✗ 不成立 Broken ({len(broken)})"
        head = [f"{zh}{BREAK}{en}" for zh, en in _BROKEN]
        yield table(head, [_broken_row(one, finding) for finding in broken[:MOST]], right=(1, 2))
    else:
        yield "没有不成立的关系。No relation is broken."
    if len(broken) > MOST:
        yield f"另有 and {len(broken) - MOST} more: findings.csv"
    if one.together.feasible != "yes":
        lines = [f"- {plain(line, 400)}" for line in _together(one)]
        kept = fitting(lines, 6_000)
        more = [f"- … 另有 and {len(lines) - len(kept)} more"] if len(kept) < len(lines) else []
        yield folded("合在一起 All at once", "\n".join([*kept, *more]))


_BROKEN: Final = (
    *(("位置", "Place"), ("两边", "Both sides"), ("差、容许（pp 为百分点）", "Gap, allowance")),
    ("可能原因", "Likely cause"),
)


def _broken_row(one: Received, finding: Finding) -> list[str]:
    page = next((f" (p.{HARD}{f.page})" for f in finding.figures if f.page is not None), "")
    label = finding.statement.label
    where = BREAK.join((plain(finding.place) + page, plain(label.zh), plain(label.en)))
    apart = "pp" if finding.unit == "%" else finding.unit
    sides = (_number(n, finding.unit) for n in (finding.left, finding.right))
    gaps = (_number(n, apart) for n in (finding.gap, finding.allowance))
    return [where, BREAK.join(sides), BREAK.join(gaps), BREAK.join(_causes(one, finding)) or "—"]


def _number(number: Decimal | None, unit: str) -> str:
    return "—" if number is None else f"{number:,f} {unit}".replace(" ", HARD)


def _causes(one: Received, finding: Finding) -> list[str]:
    """Return, in both languages, what its figures would need to be and why; else the cause the finding knows."""
    concerned = {figure.id for figure in finding.figures}
    likeliest = (repair for repair in one.together.repairs if repair.rank == 1)
    changes = [c for repair in likeliest for c in repair.corrections if c.figure.id in concerned]
    said = [change.say(language) for change in changes for language in ("zh", "en")]
    return [plain(words, 300) for words in said or finding.cause if words]


def _together(one: Received) -> Iterator[str]:
    for language in ("zh", "en"):
        yield from one.together.say(language).splitlines()


def _structure(one: Received) -> Iterator[str]:
    found = [f for f in one.findings if f.statement.kind == "structure" and f.verdict != "exact"]
    if found:
        yield f"### 结构 Structure ({len(found)})"
        yield "\n".join(
            f"- {plain(f.statement.label.zh)} {plain(f.statement.label.en)}: {plain(f.statement.missing, 400)}"
            for f in found
        )


def _reading(one: Received) -> Iterator[str]:
    """Yield what found no place, open to the eye, then what the reading found, folded."""
    lost = [in_language(line, "both") for line in not_placed(one.disclosure)]
    if lost:
        yield f"### 未能安放 Not placed ({len(lost)})"
        more = [f"- … 另有 and {len(lost) - MOST} more: disclosure/unplaced.csv"] if len(lost) > MOST else []
        yield "\n".join([*(f"- {plain(line, 200)}" for line in lost[:MOST]), *more])
    layout = form_of(one.disclosure).name
    found = [f"- {plain(in_language(line, 'both').strip(), 400)}" for line in reading(one.disclosure)]
    yield folded(f"读取 Reading: {plain(layout.zh)} {plain(layout.en)}", "\n".join(found))
