"""Laws of recomputed rates and of sentences written from figures."""

from collections import Counter
from pathlib import Path

from budgetkit.checks.verdicts import check
from budgetkit.forms.english import base_in_both
from budgetkit.model.disclosure import Disclosure
from budgetkit.present.narrative import recompute, sentences


def test_the_stated_rate_lies_in_the_range_unless_broken(reference: Disclosure) -> None:
    """Except for the broken share, what is printed can be what was rounded from the range."""
    for r in recompute(reference):
        if r.low is None or r.high is None:
            continue
        meets = r.stated.interval.low * 100 <= r.high and r.low <= r.stated.interval.high * 100
        assert meets == (r.stated.value.to_eng_string() != "83.78"), r


def test_each_rate_has_the_verdict_of_its_own_finding(reference: Disclosure) -> None:
    """A share beside an undefined growth keeps its own verdict: the same as in the ledger, rate by rate."""
    rates = ("claims.share", "claims.growth", "claims.completion")
    judged = Counter(f.verdict for f in check(reference) if f.identity in rates)
    assert Counter(r.verdict for r in recompute(reference)) == judged


def test_every_statement_becomes_a_sentence_with_its_figures(reference: Disclosure) -> None:
    """Each of the 27 statements is written in both languages with every figure it has."""
    for language in ("zh", "en"):
        lines = list(sentences(reference, language))
        assert len(lines) == 27
        quantified = [c for c in reference.claims if c.is_quantified]
        for line, claim in zip(lines, quantified, strict=True):
            for figure in (claim.amount, claim.share, claim.change, claim.growth):
                assert figure is None or f"{abs(figure.value):f}" in line


def test_no_sentence_is_carried_over(reference: Disclosure, documents: Path) -> None:
    """Our sentences share no run of 28 characters with the document."""
    text = next((documents / "reference").glob("*.txt")).read_text(encoding="utf-8")
    source = "".join(text.split())
    grams = {source[i : i + 28] for i in range(len(source) - 28)}
    for line in sentences(reference, "zh"):
        plain = "".join(line.split())
        assert not {plain[i : i + 28] for i in range(len(plain) - 28)} & grams


def test_english_sentences_speak_english(reference: Disclosure) -> None:
    """Subjects the code list or the form names, and what a change is counted from, are not left in Chinese."""
    lines = list(sentences(reference, "en"))
    assert not [line for line in lines if "年" in line or "预算" in line]
    assert sum("last year's budget" in line for line in lines) == sum(
        c.base != "" and c.change is not None for c in reference.claims
    )
    assert base_in_both("去年同日").en == "去年同日"
