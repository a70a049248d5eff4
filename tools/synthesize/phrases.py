"""Statements in words: our own sentences around the phrases by which real narratives say amounts and changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from budgetkit.forms.form import Form
from budgetkit.model.amount import Amount
from budgetkit.model.codes import official_name
from budgetkit.model.disclosure import Claim, Disclosure
from synthesize.printing import size

_REASONS: Final = (
    "人员有进有出",
    "工作任务有所调整",
    "按要求压减一般性开支",
    "新的一年事项增多",
    "上一年度有一次性安排",
    "缴费基数随工资调整",
    "部分事项改由其他渠道解决",
)
_USES: Final = ("保障日常运转", "开展专项工作", "落实年度任务", "支付人员待遇", "维护设备和场地")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the narrative; level 1 is a part of the document."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the narrative."""

    text: str


Prose = Heading | Paragraph


@dataclass(frozen=True)
class Speech:
    """What the sections of one disclosure have to say, and the lot that picks among equal wordings."""

    disclosure: Disclosure
    form: Form
    rng: Random

    def of(self, *sections: str) -> list[Claim]:
        """Return the statements of sections in their order."""
        return [c for c in self.disclosure.claims if c.section in sections]

    def about(self, *abouts: str) -> list[Claim]:
        """Return the statements about cells that begin so, in the order of the text."""
        return [c for c in self.disclosure.claims if c.about.startswith(abouts)]

    def name(self, claim: Claim) -> str:
        """Return a name that the section knows a statement's subject by, picked by lot; else its own."""
        for section in self.form.sections:
            for subject in section.subjects if claim.section.startswith(section.id) else ():
                if claim.about in subject.about.split() and "*" not in subject.names:
                    other, own = "预算" if self.form.kind == "final_accounts" else "决算", subject.label.zh
                    names = [n for n in subject.names if other not in n or other in own]
                    return self.rng.choice(names[:2] or [own])
        return claim.subject

    def said(self, claim: Claim, name: str | None = None, of: str = "") -> str:
        """Return a statement as one clause: name, amount, share, change, growth."""
        words = [f"{self.name(claim) if name is None else name}{_amount(claim.amount)}"]
        if claim.share is not None:
            words.append(f"占{of}{claim.share}")
        if claim.change is not None or claim.growth is not None:
            words.append(moved(claim, self.rng))
        return "，".join(words)

    def reason(self) -> str:
        """Return why something changed, without a figure that could be taken for a statement."""
        return f"主要原因是{self.rng.choice(_REASONS)}"

    def use(self) -> str:
        """Return what something is for."""
        return f"主要用于{self.rng.choice(_USES)}"

    def each(self, claims: Iterable[Claim], end: str = "。") -> list[Paragraph]:
        """Return every statement as a paragraph of its own, with reasons here and there."""
        found = []
        for claim in claims:
            because = f"，{self.reason()}" if claim.change is not None and self.rng.random() < 0.6 else ""
            found.append(Paragraph(self.said(claim) + because + end))
        return found


def _amount(amount: Amount | None) -> str:
    return "" if amount is None else size(amount)


def moved(claim: Claim, rng: Random) -> str:
    """Return the change and growth of a statement in words, measured from its base."""
    if claim.change is not None and claim.inferred:
        return f"{rng.choice(('与', '较'))}{claim.base}{rng.choice(('持平', '保持一致'))}"
    than = _than(claim, rng)
    words = []
    if claim.change is not None:
        words.append(f"{than}{'减少' if _falls(claim.change) else '增加'}{size(claim.change)}")
    if claim.growth is not None:
        up, down = ("增长", "下降") if words else (f"{than}增加", f"{than}减少")
        words.append(f"{down if _falls(claim.growth) else up}{size(claim.growth)}")
    return "，".join(words)


def _than(claim: Claim, rng: Random) -> str:
    """Return the words that name the base; where nothing changed, not those that most real documents use."""
    words = [f"较{claim.base}", f"与{claim.base}相比"]
    moves = claim.change is None or claim.change.value != 0
    return rng.choice([f"比{claim.base}", *words] if moves else words)


def _falls(amount: Amount | None) -> bool:
    return amount is not None and amount.value < 0


def path(code: str) -> str:
    """Return the names of an item with its class and group, as prose names it.

    >>> path("2050202")
    '教育支出（类）普通教育（款）小学教育（项）'
    """
    sizes = ((3, "类"), (5, "款"), (7, "项"))
    return "".join(f"{official_name(code[:n])}（{level}）" for n, level in sizes if len(code) >= n)


def listed(names: Sequence[str]) -> str:
    """Return names as a list."""
    return "、".join(names) or "无"
