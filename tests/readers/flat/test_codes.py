"""Codes of flattened tables: whole again from the lists of their parts, or none at all."""

import pytest

from budgetkit.forms.form import form
from budgetkit.model.codes import Classification
from budgetkit.readers.flat.codes import code_rows
from budgetkit.readers.flat.labels import find_labels
from budgetkit.readers.flat.lines import tokens_of
from budgetkit.readers.formats.page import Line


@pytest.mark.parametrize(
    ("stream", "kind", "codes"),
    [
        ("301 302 01 02", "economic", ["30101", "30202"]),
        ("301 301 302 302 01 02", "economic", ["301", "30101", "302", "30202"]),
        ("201 201 201 201 04 04 04 50 99", "functional", ["201", "20104", "2010450", "2010499"]),
    ],
)
def test_parts_listed_after_their_classes_are_put_to_them(
    stream: str, kind: Classification, codes: list[str]
) -> None:
    """Classes first and their parts after them read as whole codes, economic ones of two levels as well."""
    rows = code_rows(tokens_of([Line(text, 1) for text in stream.split()], 2), kind)
    assert rows is not None and [row.code for row in rows] == codes


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("301 01基本工资 5.00", ["301", "01", "基本工资", "5.00"]),
        ("201 13 08招商引资 5.00", ["201", "13", "08", "招商引资", "5.00"]),
        ("20113 08招商引资 5.00", ["20113", "08", "招商引资", "5.00"]),
        ("302 20年期债券 5.00", ["302", "20年期债券", "5.00"]),
        ("合计 01基本工资 5.00", ["合计", "01基本工资", "5.00"]),
        ("3 01基本工资 5.00", ["3", "01基本工资", "5.00"]),
    ],
)
def test_the_last_digits_of_a_code_are_parted_from_the_name_behind_them(text: str, words: list[str]) -> None:
    """«301 01基本工资» is 30101; digits behind anything but the beginning of a code stay with their words."""
    assert [token.text for token in tokens_of([Line(text, 1)], 2)] == words


def test_word_of_a_head_names_no_row_that_another_word_names() -> None:
    """«合计» over the columns is not the total of a list that calls both its totals «总计», and is where it alone is."""
    rows = form("shanghai-final-accounts").table("appropriations").rows
    for words, named in (("合计 总计 总计", ["总计", "总计"]), ("合计", ["合计"])):
        tokens = tokens_of([Line(w, 1) for w in words.split()], 2)
        found = [x.text for x in find_labels(tokens, rows, {"合计"}) if x.row >= 0]
        assert found == named


@pytest.mark.parametrize(
    ("stream", "kind", "codes"),
    [
        ("301 302 01 02 津贴补贴 办公费", "economic", ["30102", "30201"]),
        ("301 302 01 02 基本工资 印刷费", "economic", ["30101", "30202"]),
        ("210 210 210 11 02 11 事业单位医疗 行政事业单位医疗", "functional", ["210", "21011", "2101102"]),
        ("208 208 208 2080505 20805 20805", "functional", ["208", "20805", "2080505"]),
    ],
)
def test_names_and_codes_spelt_out_tell_which_parts_belong_together(
    stream: str, kind: Classification, codes: list[str]
) -> None:
    """Parts go to the classes under which they are codes of the names printed; spelt-out codes are counted."""
    rows = code_rows(tokens_of([Line(text, 1) for text in stream.split()], 2), kind)
    assert rows is not None and [row.code for row in rows] == codes
    assert sorted(n for row in rows for n in row.tokens) == [
        n for n, t in enumerate(stream.split()) if t.isdigit()
    ]


def test_codes_that_two_rows_could_have_alike_are_not_read() -> None:
    """Names of two codes that both printed parts spell leave no reading that is better than the other."""
    tokens = tokens_of([Line(text, 1) for text in ["208", "2080505", "20805"]], 2)
    assert code_rows(tokens, "economic") == ()
    assert [r.code for r in code_rows(tokens, "functional") or ()] == ["208", "20805", "2080505"]


def test_the_codes_of_another_table_are_taken_where_the_digits_are_exactly_theirs() -> None:
    """Numbers of columns from 10 on among the parts change nothing; one part more or less does."""
    codes = ("201", "20104", "2010450", "2010499", "210", "21011", "2101102")
    parts = "201 201 201 201 210 210 210 04 04 04 11 11 50 99 02"

    def read(text: str) -> list[str] | None:
        rows = code_rows(tokens_of([Line(x, 1) for x in text.split()], 2), "functional", {}, (codes,))
        return rows and [row.code for row in rows]

    assert read(parts) == read(f"{parts} 10 11 12") == list(codes)
    assert read(parts.replace("50", "51")) != list(codes)
