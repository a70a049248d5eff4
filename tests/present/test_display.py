"""Laws of how frames are shown: whole, escaped, stable."""

import pandas as pd

from budgetkit.model.disclosure import Disclosure
from budgetkit.present.display import is_figure, view, view_table


def test_every_row_and_column_is_shown(reference: Disclosure) -> None:
    """A long table is never cut: all 230 amounts appear in the HTML of the eleven tables."""
    shown = "".join(view_table(reference, table)._repr_html_() for table in reference.tables)
    for table in reference.tables.values():
        for row, _, cell in table.cells():
            assert cell.amount is not None
            assert f">{cell.amount.value:f}</td>" in shown, row


def test_text_is_escaped() -> None:
    """Whatever a document prints cannot become markup."""
    html = view(pd.DataFrame({"<b>": ["<script>alert(1)</script>"]}), "<i>")._repr_html_()
    assert "<script>" not in html and "<i>" not in html and "<b>" not in html


def test_an_absent_and_an_empty_table_say_so(reference: Disclosure) -> None:
    """A table that is not there and one that is empty are told apart in words."""
    assert "not in this disclosure" in repr(view_table(reference, "nothing"))
    assert "空表" in repr(view_table(reference, "government_funds"))


def test_an_empty_table_shows_its_heads(reference: Disclosure) -> None:
    """Its columns are told with the note, so that a reader sees what there is nothing of."""
    html = view_table(reference, "government_funds", "zh")._repr_html_()
    assert html.count("<th") == 1 + 6 and "<p>空表</p>" in html


def test_messages_and_verdicts_come_apart_by_language() -> None:
    """A sentence in both languages is two marked lines with room; a verdict is one piece."""
    frame = pd.DataFrame({"verdict": ["broken"], "message": ["不成立 | cannot hold"]})
    html = view(frame)._repr_html_()
    assert "<span class='zh'>不成立</span><br class='both'><span class='en'>cannot hold</span>" in html
    assert "min-width:22em" in html and "white-space:nowrap" in html


def test_the_same_frame_is_shown_the_same(reference: Disclosure) -> None:
    """No ids, no addresses, no dates: stored outputs can be compared."""
    one, two = (view_table(reference, "basic") for _ in range(2))
    assert (one._repr_html_(), repr(one)) == (two._repr_html_(), repr(two))
    assert "0x" not in repr(one)


def test_figures_stand_to_the_right() -> None:
    """Numbers with separators, signs and percent are figures, codes in words are not."""
    assert all(is_figure(x) for x in ("1", "-80.00", "1,234.5", "+3.1%"))
    assert not any(is_figure(x) for x in ("", "2024年", "甲", "1.2.3"))
