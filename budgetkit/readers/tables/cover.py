"""Whose disclosure a paper is and of which year: from its labels, its cover and the titles of its tables."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from budgetkit.readers.formats.page import Line, Paper
from budgetkit.readers.tables.matrix import unwrap
from budgetkit.readers.tables.recognise import cover_lines, title_lines
from budgetkit.readers.tables.titles import names_organ

_LABELS = (
    re.compile(r"(?:编制部门|编制单位|填报单位|填报部门|公开部门|公开单位)[:：](.+)"),
    re.compile(r"(?:预算主管部门|预算单位|部门名称|单位名称|部门\(单位\)名称)[:：](.+)"),
)
_AFTER = re.compile(r"(?:金额)?单位[:：].*$|20\d{2}年.*$|[|｜].*$|日期.*$")
_YEAR = re.compile(r"(20\d{2})年")
_BARE = re.compile(r"(?<!\d)(20[1-4]\d)(?!\d)")
_KIND_YEAR = re.compile(r"(20\d{2})年度?[^。；]{0,40}?(?:预算|决算)")
_COVER = re.compile(
    r"((?:[一-鿿][一-鿿()（）]*)?)20\d{2}年度?([一-鿿()（）]*?)(?:部门|单位|区级|市级|本级|年度)*(?:预算|决算)"
)
_LEVEL = re.compile(r"(?:区级|市级|州级|县级|部门|单位)+$")
_FUND = re.compile(r"(?:一般公共|政府性?基金|国有资本经营)预算")
_DIGIT = re.compile(r"\d")
_BEFORE_TITLE = re.compile(
    r"^(?:第.部分)?(?:20\d{2}年度?)?(.{2,40}?(?:大学|学院|局|委员会|办公室|中心|政府))"
)


def department_of(paper: Paper) -> str:
    """Return the name of the organ as the paper prints it, ``""`` where none is found."""
    texts = [unicodedata.normalize("NFKC", t) for t in _texts(paper)]
    for label in _LABELS:
        named = Counter(n for t in texts if (n := _named(label, t)))
        if named:
            return named.most_common(1)[0][0]
    cover = "".join("".join(unicodedata.normalize("NFKC", t).split()) for t in cover_lines(paper)[:6])
    if match := _COVER.search(cover):
        for name in (match[1], _LEVEL.sub("", match[2])):
            if len(name) > 1:
                return name
    for line in map(unwrap, cover_lines(paper)[:6]):
        if len(line) > 3 and names_organ(line) and not _DIGIT.search(line):
            return line
    heads = Counter(m[1] for t in title_lines(paper) if (m := _BEFORE_TITLE.match(t)) and names_organ(m[1]))
    return heads.most_common(1)[0][0] if heads else ""


def _named(label: re.Pattern[str], text: str) -> str:
    match = label.search(text)
    name = unwrap(_AFTER.sub("", match[1])) if match else ""
    return name if len(name) > 1 and not name.startswith(("单位:", "金额")) else ""


def year_of(paper: Paper) -> int:
    """Return the year a paper is about: of most titles, else of its cover, else the commonest; 0 for none."""
    titled = Counter(int(m[1]) for t in title_lines(paper) if (m := _YEAR.search(t)))
    cover = " ".join("".join(unicodedata.normalize("NFKC", t).split()) for t in cover_lines(paper))
    if titled and titled.most_common(1)[0][1] > 2:
        return titled.most_common(1)[0][0]
    for pattern, text in ((_KIND_YEAR, cover.replace(" ", "")), (_YEAR, cover), (_BARE, cover)):
        if match := pattern.search(text):
            return int(match[1])
    anywhere = Counter(int(y) for t in _texts(paper) for y in _YEAR.findall("".join(t.split())))
    return anywhere.most_common(1)[0][0] if anywhere else 0


def kind_of(paper: Paper) -> str:
    """Return whether a paper is a ``budget`` or ``final_accounts``: by its titles, else its cover."""
    for texts in (title_lines(paper), cover_lines(paper)):
        said = Counter(word for t in texts for word in ("预算", "决算") if word in _FUND.sub("", t))
        if said:
            return "final_accounts" if said["决算"] > said["预算"] else "budget"
    return "budget"


def _texts(paper: Paper) -> Iterator[str]:
    for page in paper.pages:
        for block in page.blocks:
            if isinstance(block, Line):
                yield block.text
            else:
                yield from (c.text for c in block.cells if c.row < 3)
