"""Laws of the evidence of findings: computations written out, ranges drawn, places quoted."""

from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from budgetkit.checks.printed import places
from budgetkit.checks.verdicts import check
from budgetkit.model.disclosure import Disclosure
from budgetkit.present.computation import computation, digits
from budgetkit.report.evidence import bands
from budgetkit.report.quotes import Source
from budgetkit.source import open_source


@given(st.fractions(), st.integers(0, 6))
def test_digits_are_cut_and_say_so(number: Fraction, places_: int) -> None:
    """What is shown is the number itself, or its beginning with an ellipsis; never more, never rounded up."""
    text = digits(number, places_)
    shown = Fraction(text.rstrip("…").replace("−", "-"))
    if text.endswith("…"):
        assert abs(shown) < abs(number) < abs(shown) + Fraction(1, 10**places_)
    else:
        assert shown == number


def test_ranges_of_what_is_broken_do_not_meet(reference: Disclosure) -> None:
    """The two bands of a broken finding are apart in the drawing, those of a rounded one overlap or touch."""
    for finding in check(reference):
        drawn = bands(finding)
        if drawn:
            first, second = sorted(drawn, key=lambda band: band.start)
            apart = first.start + first.long < second.start
            assert apart == (finding.verdict == "broken"), finding


def test_a_computation_holds_every_printed_figure(reference: Disclosure) -> None:
    """Whatever was judged by computing shows each of its figures as printed, in one unit."""
    for finding in check(reference):
        text = computation(finding).zh.replace("−", "-").replace(" ", "")
        for figure in finding.figures if text and finding.verdict != "undefined" else ():
            assert f"{abs(figure.amount.value):f}".rstrip("0").rstrip(".") in text, finding


def test_places_of_a_word_file_are_quoted(documents: Path) -> None:
    """The paragraph with the wrong share, and the row and column of the total it is of."""
    source = documents / "reference" / "reference.docx"
    disclosure = open_source(source)
    (broken,) = check(disclosure).of("broken")
    quotes = Source(disclosure, source).quotes(broken, places(disclosure))
    assert [q.figure for q in quotes] == ["195.92", "233.82", "83.78"]
    assert all(q.where.zh and q.where.en for q in quotes)
    assert Source(disclosure, None).quotes(broken, places(disclosure)) == ()
