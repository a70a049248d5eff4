"""Classification codes: shapes, the tree they form, joining what stands in columns, the bundled lists."""

import csv
import doctest
import importlib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from where import DOCUMENTS

from budgetkit.model import codes

LISTS = Path(codes.__file__).parents[1] / "reference" / "codes"
pairs = st.integers(1, 99).map("{:02d}".format)
functional = st.builds(
    lambda head, tail: head + "".join(tail), st.integers(201, 299).map(str), st.lists(pairs, max_size=2)
)
economic = st.builds(
    lambda head, tail: head + "".join(tail), st.integers(301, 399).map(str), st.lists(pairs, max_size=1)
)
whole = functional | economic


def printed(code: str) -> list[str]:
    """Return the three columns in which most forms print a code."""
    return [code[:3], code[3:5], code[5:]]


def test_documented_examples_run() -> None:
    """Every example in the docstrings gives what it says."""
    result = doctest.testmod(importlib.import_module("budgetkit.model.codes"))
    assert result.attempted >= 8
    assert result.failed == 0


@given(functional, economic)
def test_the_two_lists_never_meet(f: str, e: str) -> None:
    """The first digit decides the list, whatever follows."""
    assert codes.classification(f) == "functional"
    assert codes.classification(e) == "economic"


@given(whole)
def test_depth_counts_the_way_up(code: str) -> None:
    """Taking the parent ``depth`` times reaches the total, one level at a time."""
    here = code
    for level in range(codes.depth(code), 0, -1):
        assert codes.depth(here) == level
        here = codes.parent(here)
    assert here == ""


@given(st.lists(whole, max_size=12), whole)
def test_children_are_those_whose_parent_it_is(many: list[str], code: str) -> None:
    """Children are found by parent, in the order given, each once."""
    found = codes.children(code, [*many, "合计", ""])
    assert list(found) == [c for c in dict.fromkeys(many) if codes.parent(c) == code]


@given(whole)
def test_joining_undoes_printing(code: str) -> None:
    """A code printed in three columns, in one, or cumulatively joins to itself, at every depth."""
    assert codes.normalise(printed(code)) == code
    assert codes.normalise([code]) == code
    assert codes.normalise([code[:3], code[:5], code]) == code


@given(whole)
def test_parent_of_a_joined_code_is_the_join_of_fewer_columns(code: str) -> None:
    """Leaving out the last printed column gives the parent."""
    columns = [part for part in printed(code) if part]
    assert codes.parent(codes.normalise(columns)) == codes.normalise(columns[:-1])


@given(whole)
def test_lost_zeros_zeros_for_nothing_and_decoration_change_nothing(code: str) -> None:
    """2 for 02, 00 for an empty column, spaces, full-width digits and （…类） spell the same code."""
    columns = printed(code)
    full_width = str.maketrans("0123456789", "０１２３４５６７８９")
    assert codes.normalise([columns[0], *(part.lstrip("0") for part in columns[1:])]) == code
    assert codes.normalise([columns[0], *(part or "00" for part in columns[1:])]) == code
    assert codes.normalise([f" {part.translate(full_width)}\n" for part in columns]) == code
    words = zip(columns, "类款项", strict=True)
    assert codes.normalise([f"（{part}{word}）" if part else "" for part, word in words]) == code


@given(st.lists(st.text(alphabet="0123456789０２3 总计类.-", max_size=8), max_size=4))
def test_joining_gives_a_code_or_nothing(parts: list[str]) -> None:
    """Whatever stands in the columns, the result is a code or empty, and joining it again keeps it."""
    joined = codes.normalise(parts)
    assert joined == "" or codes.classification(joined)
    assert codes.normalise([joined]) == joined


@given(st.builds(lambda head, group, item: head + group + item, st.integers(201, 299).map(str), pairs, pairs))
def test_a_gap_is_no_code(code: str) -> None:
    """An item without its group is not silently read as a group."""
    assert codes.normalise([code[:3], "", code[5:]]) == ""


@pytest.mark.parametrize(
    "wrong", ["2", "20", "2010", "201045", "20100", "200", "3010101", "50101", "合计", "201 "]
)
def test_what_is_no_code_is_refused_by_name(wrong: str) -> None:
    """Asking for the depth or the parent of something else raises and names it and the shapes there are."""
    assert codes.classification(wrong) == ""
    for question in (codes.depth, codes.parent):
        with pytest.raises(ValueError, match="functional codes are 2xx") as caught:
            question(wrong)
        assert repr(wrong) in str(caught.value)


def test_the_total_has_no_parent() -> None:
    """Above the total there is nothing."""
    with pytest.raises(ValueError, match="has no parent"):
        codes.parent("")


@pytest.mark.parametrize("kind", ["functional", "economic"])
def test_a_bundled_list_is_a_tree_in_order(kind: codes.Classification) -> None:
    """Rows stand in code order, each once, each in its list, each below a listed parent, with a known source."""
    with (LISTS / f"{kind}.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    listed = [row["code"] for row in rows]
    assert listed == sorted(listed)
    assert all(codes.classification(code) == kind for code in listed)
    assert {codes.parent(code) for code in listed} - {""} <= set(listed)
    assert {row["source"] for row in rows} == {"observed", "form", "list"}
    now = [row["code"] for row in rows if not row["until"]]
    assert list(codes.bundled(kind)) == now == sorted(set(now))


@pytest.mark.parametrize("kind", ["functional", "economic"])
def test_every_entry_of_a_code_has_its_years(kind: codes.Classification) -> None:
    """A code's entries follow one another, the present one last, and each begins before it ends."""
    with (LISTS / f"{kind}.csv").open(encoding="utf-8", newline="") as lines:
        listed = {row["code"] for row in csv.DictReader(lines)}
    for code in listed:
        found = codes.entries(code)
        ends = [e.until or 9999 for e in found]
        assert ends == sorted(set(ends)), code
        assert all(e.since <= (e.until or 9999) for e in found), code
        assert all(b.since > a.until or b.since >= a.since for a, b in pairwise(found)), code
        if len(found) > 1:
            assert found[-1].since > 0, f"{code}: from which year its present name is"


@pytest.mark.parametrize(
    ("code", "year", "name"),
    [
        ("30311", 2017, "住房公积金"),
        ("30311", 2024, "代缴社会保险费"),
        ("20805", 2019, "行政事业单位离退休"),
        ("20805", 2020, "行政事业单位养老支出"),
        ("210", 2013, "医疗卫生支出"),
        ("210", 2017, "医疗卫生与计划生育支出"),
        ("30113", 2017, None),
        ("30312", 2017, "提租补贴"),
        ("30312", 2018, None),
        ("2080504", 2018, "未归口管理的行政单位离退休"),
    ],
)
def test_a_name_is_that_of_its_year(code: str, year: int, name: str | None) -> None:
    """Codes and names are those of the classification of the year, as documents of these years print them."""
    assert codes.official_name(code, year=year) == name


@pytest.mark.parametrize("kind", ["functional", "economic"])
def test_names_are_ready_to_print(kind: codes.Classification) -> None:
    """Both names are there; Chinese without spaces or half-width brackets; English fits a table's head."""
    for entry in codes.bundled(kind).values():
        assert entry.name_zh == "".join(entry.name_zh.split())
        assert not set("()") & set(entry.name_zh), entry
        assert entry.name_en.isascii(), entry
        assert 0 < len(entry.name_en) <= 60, entry


def test_the_classes_of_the_reference_form_are_all_there() -> None:
    """The expenditure side of the reference's first table prints 30 classes."""
    classes = codes.children("", codes.bundled("functional"))
    absent = {"218", "225", "226", "228"}
    assert set(classes) == {str(n) for n in range(201, 235)} - absent


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("2010450", "事业运行"),
        ("2101199", "其他行政事业单位医疗支出"),
        ("30113", "住房公积金"),
        ("399", "其他支出"),
    ],
)
def test_names_printed_in_the_reference(code: str, name: str) -> None:
    """Names agree with those printed in the reference disclosure."""
    assert codes.official_name(code) == name


def test_unknown_is_unknown_not_wrong() -> None:
    """A well-formed code that the lists lack has no name and raises nothing; an unknown language does."""
    assert codes.official_name("2990101") is None
    assert codes.official_name("总计") is None
    with pytest.raises(ValueError, match="no names in language 'fr'"):
        codes.official_name("201", "fr")
    with pytest.raises(ValueError, match="no code list ''"):
        codes.bundled("")


def test_observed_codes_are_listed_under_their_names() -> None:
    """What was harvested from real documents is in the list, marked so, under the same name."""
    harvested = DOCUMENTS / "codes" / "functional_codes_observed.csv"
    if not harvested.exists():
        pytest.skip(f"no harvest of codes at {harvested}")
    with harvested.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            entry = codes.bundled("functional")[row["code"]]
            assert (entry.name_zh, entry.source) == (row["name"], "observed")
