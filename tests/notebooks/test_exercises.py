"""Exercises ask of whatever disclosure is loaded, take every right answer and no wrong one, and say what is lacking."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from synthesize import synthesize
from synthesize.errors import with_figure

from budgetkit.checks.verdicts import check
from budgetkit.forms.form import form_ids
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Disclosure
from budgetkit.notebooks.exercises import ORDER, Exercises, texts
from budgetkit.source import bundled_disclosures, open_source

NUMBERS = range(1, len(ORDER) + 1)
ANSWERED, LACKING = "right", "cannot be done"


def said(exercises: Exercises, number: int, answer: object) -> str:
    """Return the last line of what an exercise says to an answer."""
    return exercises.check(number, answer).lines[-1]


def test_every_exercise_has_its_texts() -> None:
    """The file has a text for each of the twelve and no other; every word to be filled in is there in both languages."""
    assert set(texts()) == set(ORDER) and len(ORDER) == 12
    for name, text in texts().items():
        for label in (text.ask, text.why):
            assert set(re.findall(r"{\w+}", label.zh)) == set(re.findall(r"{\w+}", label.en)), name


@pytest.mark.parametrize("name", bundled_disclosures())
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_exercise_speaks_one_language(name: str, language: str) -> None:
    """Nothing is left to be filled in, and nothing of ours is said in the other language."""
    exercises = Exercises(open_source(name), language)
    for number in NUMBERS:
        for reply in (exercises.check(number, None), exercises.answer(number)):
            text = " ".join(reply.lines)
            assert text and not re.search(r"{\w+}|None|Label\(", text), text
            other = "answer" if language == "zh" else "答案"
            assert other not in text + reply.summary


@pytest.mark.parametrize("form_id", form_ids())
def test_answers_follow_the_figures(form_id: str) -> None:
    """The total, the share and last year that a disclosure prints are right; another figure is not."""
    for seed in range(3):
        disclosure = synthesize(form_id, 2025, seed).disclosure
        exercises = Exercises(disclosure, "en")
        total = disclosure["expenditure"].find("total")[0].amount("total")
        assert total is not None
        assert said(exercises, 1, f"{total.value:f}") == said(exercises, 1, str(total)) == ANSWERED
        assert said(exercises, 1, total.value + 1) != ANSWERED
        assert said(exercises, 2, total.low) == ANSWERED != said(exercises, 2, total.high)
        basic = disclosure["expenditure"].find("total")[0].amount("basic")
        if basic is not None:
            share = round(float(basic.exact / total.exact * 100), 2)
            assert said(exercises, 3, share) == ANSWERED != said(exercises, 3, share + 1.5)
        zeros = check(disclosure).counts["undefined"]
        assert said(exercises, 9, zeros) == ANSWERED != said(exercises, 9, zeros + 1)


def test_a_changed_figure_changes_the_answer(reference: Disclosure) -> None:
    """Nothing is remembered of any document: with another total, the old answer is wrong and the new one right."""
    changed = with_figure(reference, "expenditure/total/total", Amount(Decimal("999.99")))
    assert (
        said(Exercises(reference, "en"), 1, "313.82") == ANSWERED == said(Exercises(changed, "en"), 1, 999.99)
    )
    assert said(Exercises(changed, "en"), 1, "313.82") != ANSWERED


def test_wrong_figures_are_all_to_be_found() -> None:
    """Of three errors two are not enough, and a figure that is right is one too many; none are found where none are."""
    exercises = Exercises(open_source("fictitious-shanghai-2025"), "en")
    errors = ["11637790", "15.87", "-23.90"]
    assert said(exercises, 10, errors) == ANSWERED
    assert said(exercises, 10, errors[:2]) != ANSWERED != said(exercises, 10, [*errors, "22024934"])
    assert said(exercises, 11, 12153702) == ANSWERED != said(exercises, 11, 11637790)
    clean = Exercises(synthesize("shanghai-budget", 2025, 5).disclosure, "en")
    assert said(clean, 10, []) == ANSWERED
    assert LACKING in said(clean, 11, 1)


def test_what_is_lacking_is_said(reference: Disclosure) -> None:
    """On a disclosure without tables, statements and indicators every exercise that needs one says so, and none fails."""
    bare = replace(reference, tables={}, claims=(), indicators=())
    exercises = Exercises(bare, "en")
    lacking = [n for n in NUMBERS if LACKING in said(exercises, n, 5)]
    assert set(NUMBERS) - set(lacking) == {9, 10}
    assert all(exercises.answer(n).lines for n in NUMBERS)


@pytest.mark.parametrize("answer", ["", None, "很多", [], ["x"], float("nan"), "1e999999"])
def test_any_answer_is_taken(reference: Disclosure, answer: object) -> None:
    """Whatever a learner writes is right, not right or no answer yet, never a fault."""
    exercises = Exercises(reference, "en")
    for number in NUMBERS:
        assert said(exercises, number, answer) in (ANSWERED, "not right yet, think again", "not answered yet")


def test_an_exercise_that_is_not_there_names_those_there_are(reference: Disclosure) -> None:
    """A wrong number is refused with the range and the file."""
    with pytest.raises(
        KeyError, match=r"no exercise 13; there are 1 to 12 \(budgetkit/reference/exercises.toml\)"
    ):
        Exercises(reference).check(13, 1)
