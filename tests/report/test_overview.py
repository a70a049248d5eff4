"""Laws of the answers on top of a report: the total in yuan and its range are what is printed stands for, exactly."""

import re
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Claim, Disclosure
from budgetkit.present.streams import streams
from budgetkit.present.wording import scale_of
from budgetkit.report.overview import cards


@given(
    digits=st.integers(1, 10**12), places=st.integers(0, 7), unit=st.sampled_from(["千元", "万元", "亿元"])
)
def test_the_total_in_yuan_has_its_exact_range(digits: int, places: int, unit: str) -> None:
    """However many places are printed, down to parts of a fen, no end of the range is cut or rounded."""
    total = Amount(Decimal(digits).scaleb(-places), unit)
    claim = Claim("1", "总额", total, about="narrative/performance/overall.amount")
    disclosure = Disclosure("某局", 2024, "budget", "xinjiang-budget", claims=(claim,))
    first, *_ = cards(
        disclosure, streams(disclosure), replace(scale_of([total]), converted_from=""), [], None
    )
    for text, end in ((first.text.zh, "元"), (first.text.en, " yuan")):
        shown = [Decimal(n.replace(",", "")) for n in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]
        assert shown[-3:] == [total.exact, total.low, total.high] and end in text
