"""What was said so far decides whose number comes next."""

from decimal import Decimal

from budgetkit.forms.form import form
from budgetkit.model.amount import Amount
from budgetkit.readers.narrative.code_paths import Paths
from budgetkit.readers.narrative.context import Context, in_aside
from budgetkit.readers.narrative.drafts import Draft
from budgetkit.readers.narrative.subjects import Subject, Subjects


def context(section: str = "3") -> Context:
    """Return an empty context for one section of the reference's form."""
    layout = form("xinjiang-budget")
    known = next(s for s in layout.sections if s.id == section)
    return Context(Subjects(known, layout, {}, Paths({}, layout)))


def said(of: Context, name: str) -> Context:
    """Let a context keep an amount of a known subject."""
    subject = of.subjects.known(name)
    assert subject is not None
    of.keep(Draft(subject, of.paragraph, amount=Amount(Decimal(1))))
    return of


def test_parts_have_a_leader() -> None:
    """其中 makes the last amount the total whose parts follow; an explanation that says 其中 does not."""
    reader = said(context(), "支出预算")
    reader.advance("，其中：基本支出")
    assert reader.leader is not None
    assert reader.leader.about == "expenditure/total/total"
    other = said(context(), "支出预算")
    other.advance("，主要原因是政策调整，其中")
    assert other.leader is None


def test_explanations_last_to_the_stop() -> None:
    """An explanation ends with the sentence, but not where it goes on counting its causes."""
    reader = context()
    reader.advance("，主要原因是：一是增资")
    assert reader.aside
    reader.advance("；二是增人")
    assert reader.aside
    reader.advance("；项目支出")
    assert not reader.aside


def test_what_stands_in_brackets_is_over_when_they_close() -> None:
    """After a bracket closes the number is of the subject before it."""
    reader = said(context(), "基本支出")
    before = reader.draft
    reader.advance("（其中项目支出")
    said(reader, "项目支出")
    assert reader.draft is not before
    reader.advance("），占")
    assert reader.draft is before


def test_an_item_holds_for_its_paragraph() -> None:
    """A numbered item is the subject until the next one begins."""
    reader = context("5.3")
    reader.advance("1.教育支出（类）普通教育（款）小学教育（项）。主要用于：小学。年初预算为")
    assert reader.implied is not None
    assert reader.implied.code == "2050202"
    reader.advance("。\n2.其他")
    assert reader.item is None


def test_unknown_words_are_a_subject_only_next_to_the_number() -> None:
    """Words right before a number are its subject as printed; words further off are not."""
    reader = context("12.2")
    assert reader.subject_of("，其他采购", adjacent=True) == (Subject("其他采购"), True)
    assert reader.subject_of("，其他采购，2024年预算安排", adjacent=True) == (None, False)


def test_the_leader_fills_a_row() -> None:
    """The kinds of vehicles are those of the total they are listed under."""
    layout = form("shanghai-budget")
    known = next(s for s in layout.sections if s.id == "6")
    reader = said(Context(Subjects(known, layout, {}, Paths({}, layout))), "购置车辆")
    reader.advance("，其中：")
    found, _ = reader.subject_of("其他用车", adjacent=True)
    assert found is not None
    assert found.about == "narrative/assets/new_vehicles_by_kind.other"


def test_in_aside() -> None:
    """Only the explanation of the same sentence counts."""
    words = "主要用于培训。基本支出"
    assert in_aside(words, 6)
    assert not in_aside(words, len(words))
