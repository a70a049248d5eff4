"""Laws of words in two languages."""

from budgetkit.present.html import both, on_two_lines, parted


def test_a_heading_is_parted_once() -> None:
    """The two halves are marked, nothing is lost; what is not «中文 · English» stays as it is."""
    html = parted("钱从哪里来 · Where · from")
    assert "<span class='zh'>钱从哪里来</span>" in html and "<span class='en'>Where · from</span>" in html
    for other in ("Only English", "只有中文", "甲 · 乙", "a · b", "甲 · <b>x</b>"):
        assert parted(other) == other


def test_one_wording_needs_no_mark() -> None:
    """Where both are the same or one is missing, it belongs to every language."""
    assert both("80.00", "80.00") == on_two_lines("80.00", "80.00") == "80.00"
    assert both("", "share") == "share" and both("占比", "") == "占比"
