"""A disclosure as a document: cover, prose, tables and glossary in the order of its form, before any file format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from budgetkit.forms.form import form
from budgetkit.model.disclosure import Disclosure
from synthesize import accounts_prose, shanghai_prose, university_prose, xinjiang_prose
from synthesize.drawn_tables import DrawnTable
from synthesize.layout import Layout
from synthesize.performance_tables import performance_tables
from synthesize.phrases import Heading, Paragraph, Prose, Speech
from synthesize.table_bodies import drawn_table

Block = Heading | Paragraph | DrawnTable


@dataclass(frozen=True)
class Document:
    """Everything that is printed, in order, and the layout it is printed in."""

    title: str
    blocks: tuple[Block, ...]
    layout: Layout


def document(disclosure: Disclosure, layout: Layout | None = None) -> Document:
    """Return a disclosure as a document in a layout, the plain one by default.

    Raises:
        KeyError: the disclosure's form has no generator.
    """
    layout = layout or Layout()
    speech = Speech(disclosure, form(disclosure.form), layout.rng("words"))
    before, after = _PROSE[disclosure.form]
    kind = "预算" if disclosure.kind == "budget" else "决算"
    year = f"{disclosure.year}年{'' if kind == '预算' else '度'}"
    title = f"{disclosure.department}{year}部门{kind}"
    blocks: list[Block] = [Heading(title, 0), Paragraph("本文件为虚构样例，其中的单位、项目和数字均非真实。")]
    blocks += before(speech)
    blocks.append(Heading(f"第二部分 {year}部门{kind}表", 1))
    blocks += [drawn_table(t, disclosure, layout) for t in disclosure.tables.values()]
    blocks += after(speech)
    blocks += performance_tables(disclosure)
    blocks += _glossary()
    return Document(title, tuple(blocks), layout)


def _glossary() -> Iterator[Prose]:
    yield Heading("第四部分 名词解释", 1)
    yield Paragraph("一、财政拨款：财政部门拨给单位的当年预算资金。")
    yield Paragraph("二、基本支出：维持单位运转、支付人员待遇的支出，包括人员经费和公用经费。")
    yield Paragraph("三、项目支出：为某一件事单独安排的支出，例如一次占地10平方米的修缮。")


def _duties(speech: Speech) -> Iterator[Prose]:
    yield Heading("第一部分 概况", 1)
    yield Heading("一、主要职能")
    yield Paragraph(f"{speech.disclosure.department}是为样例虚构的单位，不承担任何真实职责。")


def _before_shanghai(speech: Speech) -> Iterator[Prose]:
    yield from _duties(speech)
    yield from shanghai_prose.notes(speech)


Part = Callable[[Speech], Iterator[Prose]]
_PROSE: Final[Mapping[str, tuple[Part, Part]]] = MappingProxyType(
    {
        "xinjiang-budget": (xinjiang_prose.profile, xinjiang_prose.narrative),
        "shanghai-budget": (_before_shanghai, shanghai_prose.other_matters),
        "shanghai-final-accounts": (_duties, accounts_prose.narrative),
        "central-university-budget": (_duties, university_prose.budget_notes),
        "central-university-final-accounts": (_duties, university_prose.account_notes),
    }
)
"""For every form, the prose before its tables and the prose after them."""
