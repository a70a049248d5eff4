"""Typed parameters of notebooks: what is declared, converted and refused before anything runs."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from notebook_files import notebook as notebook_of
from papermill import inspect_notebook

from budgetkit.model.errors import BudgetkitError
from budgetkit.notebooks.parameters import (
    NotebookError,
    ParameterError,
    ParameterType,
    check_injected,
    check_parameters,
    infer_type,
    parse_parameters,
    parse_type,
    read_parameters,
)

CELL = '''"""What to reproduce."""
from typing import Literal, Optional

# a remark of its own is no help
source: str = "data/changji-yuanjiang-2024"  # 公开文件或已保存的文件夹
year: int = 2024  # 预算年度
share: float = 0.5
draft: bool = False
language: Literal["zh", "en"] = "zh"
units: list[str] = ["元", "万元"]
earlier: Optional[str] = None  # last year's disclosure
'''


def notebook(tmp_path: Path, *sources: str | list[str], name: str = "1-overview.ipynb") -> Path:
    """A notebook file whose cells, all tagged ``parameters``, hold the sources."""
    cells = [
        {"cell_type": "code", "source": source, "metadata": {"tags": ["parameters"]}, "outputs": []}
        for source in sources
    ]
    path = tmp_path / name
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), "utf-8")
    return path


def test_schema_is_read_in_order_with_types_defaults_and_help(tmp_path: Path) -> None:
    """A parameters cell gives every line's name, type as written, default and trailing comment, in order."""
    schema = read_parameters(notebook(tmp_path, CELL))
    assert [(p.name, p.annotation, p.default, p.help) for p in schema] == [
        ("source", "str", "data/changji-yuanjiang-2024", "公开文件或已保存的文件夹"),
        ("year", "int", 2024, "预算年度"),
        ("share", "float", 0.5, ""),
        ("draft", "bool", False, ""),
        ("language", "Literal['zh', 'en']", "zh", ""),
        ("units", "list[str]", ["元", "万元"], ""),
        ("earlier", "Optional[str]", None, "last year's disclosure"),
    ]
    assert not any(p.required for p in schema)


def test_source_stored_as_lines_reads_the_same(tmp_path: Path) -> None:
    """A cell stored as a list of lines and the same cell stored as one string give one schema."""
    lines = read_parameters(notebook(tmp_path, CELL.splitlines(keepends=True)))
    assert lines == read_parameters(notebook(tmp_path, CELL))


def test_notebook_without_parameters_cell_takes_none(tmp_path: Path) -> None:
    """No tagged cell is an empty schema, and any parameter given to it is refused."""
    path = notebook(tmp_path)
    assert read_parameters(path) == ()
    with pytest.raises(
        ParameterError, match=r"unknown parameter 'year'; .*1-overview\.ipynb takes no parameters"
    ):
        check_parameters(read_parameters(path), {"year": 2024}, notebook=path)


def test_default_may_be_left_out_but_then_must_be_given() -> None:
    """A line without default, or with three dots, is required: missing is refused, given is taken."""
    schema = parse_parameters("source: str\nyear: int = ...")
    assert [p.required for p in schema] == [True, True]
    with pytest.raises(ParameterError, match="'year' \\(int\\) has no default and was not given"):
        check_parameters(schema, {"source": "x"})
    assert check_parameters(schema, {"year": "2024", "source": "x"}) == {"source": "x", "year": 2024}


def test_type_of_a_bare_assignment_is_that_of_its_default() -> None:
    """A line without annotation has the type of its default, so that notebooks written elsewhere are checked too."""
    schema = parse_parameters("year = 2024\nunits = ['元']\nopen = True")
    assert [p.annotation for p in schema] == ["int", "list[str]", "bool"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("year: int = 2024\nyear: int = 2025", "sets year more than once"),
        ("%matplotlib inline", "line 1 of the parameters cell is no plain Python"),
        ("print(1)", r"line 1 .* is no 'name: type = default': print\(1\)"),
        ("a, b = 1, 2", "line 1 .* is no 'name: type = default'"),
        ("year: int = 2020 + 4 * x", "the default of 'year' is computed"),
        ("year: int = '2024'", "the default of 'year', '2024', is not a whole number"),
        ("year: bool = 1", "the default of 'year', 1, is not true or false"),
        ("when: datetime = None", "'when' has the type datetime; a parameter is str, int"),
        ("when = None", "'when' has no type; a parameter is str, int"),
        ("form: 'not a type' = 1", "'form' has the type not a type"),
        ("form: Literal[x] = 1", "'form' has the type"),
    ],
)
def test_cell_of_anything_but_typed_lines_is_refused(text: str, says: str) -> None:
    """A parameters cell that computes, repeats, or names types that cannot be checked, is refused by line."""
    with pytest.raises(NotebookError, match=says):
        parse_parameters(text)


def test_two_tagged_cells_and_files_that_are_no_notebook_are_refused(tmp_path: Path) -> None:
    """Two parameters cells, an absent file and a file of another kind are each refused with the file named."""
    with pytest.raises(NotebookError, match="has 2 cells tagged 'parameters'"):
        read_parameters(notebook(tmp_path, CELL, CELL))
    with pytest.raises(NotebookError, match=r"cannot read the notebook .*none\.ipynb"):
        read_parameters(tmp_path / "none.ipynb")
    for text in ("no notebook", "[]", '{"worksheets": []}'):
        (tmp_path / "other.ipynb").write_text(text, "utf-8")
        with pytest.raises(NotebookError, match=r"other\.ipynb is not a Jupyter notebook"):
            read_parameters(tmp_path / "other.ipynb")


@pytest.mark.parametrize(
    ("name", "value", "means"),
    [
        ("source", "2024", "2024"),
        ("source", Path("a.pdf"), "a.pdf"),
        ("year", "2024", 2024),
        ("year", " -1 ", -1),
        ("share", "1e-3", 0.001),
        ("share", 1, 1.0),
        ("draft", "True", True),
        ("draft", "否", False),
        ("draft", True, True),
        ("language", "en", "en"),
        ("units", "元，万元", ["元", "万元"]),
        ("units", "", []),
        ("units", ("元",), ["元"]),
        ("earlier", "none", None),
        ("earlier", "", None),
        ("earlier", None, None),
        ("earlier", "2023", "2023"),
    ],
)
def test_values_become_what_their_line_declares(name: str, value: object, means: object) -> None:
    """Text and paths are read as the declared type, and the result is exactly of that type."""
    converted = check_parameters(parse_parameters(CELL), {name: value})[name]
    assert converted == means
    assert type(converted) is type(means)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("year", "20x4", "'year' is a whole number, not '20x4'"),
        ("year", "2024.0", "'year' is a whole number"),
        ("year", "2_024", "'year' is a whole number"),
        ("year", True, "'year' is a whole number, not True"),
        ("year", 2024.0, "'year' is a whole number"),
        ("year", None, "'year' is a whole number, not None"),
        ("year", "", "'year' is a whole number, not ''"),
        ("share", "nan", "'share' is a number, not 'nan'"),
        ("share", False, "'share' is a number"),
        ("draft", 1, "'draft' is true or false, not 1"),
        ("draft", "perhaps", "'draft' is true or false"),
        ("language", "de", "'language' is one of 'zh', 'en', not 'de'"),
        ("units", 3, "'units' is a list of str, not 3"),
        ("units", [1], "'units' is a list of str"),
        ("source", 2024, "'source' is text, not 2024"),
        ("source", b"a", "'source' is text"),
        ("earlier", 1, "'earlier' is text or none, not 1"),
    ],
)
def test_values_of_another_type_are_refused(name: str, value: object, says: str) -> None:
    """A value that the declared type cannot hold exactly is refused, with the type in words and the value given."""
    with pytest.raises(ParameterError, match=says):
        check_parameters(parse_parameters(CELL), {name: value})


def test_unknown_name_is_refused_with_the_nearest_one_and_the_notebook() -> None:
    """A name that is not there is refused with the nearest that is, the notebook, and all it takes."""
    with pytest.raises(ParameterError) as caught:
        check_parameters(parse_parameters(CELL), {"yaer": 2024}, notebook="1-overview.ipynb")
    said = str(caught.value)
    assert "unknown parameter 'yaer' (did you mean 'year'?)" in said
    assert "1-overview.ipynb takes source: str = 'data/changji-yuanjiang-2024', year: int = 2024" in said
    assert isinstance(caught.value, BudgetkitError)


def test_everything_wrong_is_said_at_once() -> None:
    """One refusal names every unknown, ill-typed and missing parameter."""
    with pytest.raises(ParameterError) as caught:
        check_parameters(parse_parameters("a: int\nb: int = 1"), {"b": "x", "zzz": 1})
    said = str(caught.value)
    assert "unknown parameter 'zzz';" in said
    assert "'b' is a whole number, not 'x'" in said
    assert "'a' (int) has no default" in said


@given(st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.text())
def test_what_python_prints_is_read_back(whole: int, number: float, truth: bool, text: str) -> None:
    """Every whole number, finite number, truth value and text, written as Python prints it, comes back equal."""
    schema = parse_parameters("i: int\nf: float\nb: bool\ns: str")
    given_ = {"i": str(whole), "f": repr(number), "b": str(truth), "s": text}
    assert check_parameters(schema, given_) == {"i": whole, "f": number, "b": truth, "s": text}


@example("0\x1f")
@given(st.text())
def test_any_text_for_a_number_is_read_or_refused_in_plain_words(text: str) -> None:
    """Whatever the text, a whole number comes back or ParameterError is raised, and nothing else."""
    schema = parse_parameters("year: int")
    try:
        assert isinstance(check_parameters(schema, {"year": text})["year"], int)
    except ParameterError:
        assert re.fullmatch(r"\s*[+-]?[0-9]+\s*", text) is None


def test_named_language_is_a_choice_that_papermill_lists_too(tmp_path: Path) -> None:
    """``Language`` takes its three words and nothing else, and papermill's own help shows it with its help text."""
    (language,) = parse_parameters('language: Language = "both"  # of the labels')
    assert language.type.choices == ("both", "zh", "en")
    with pytest.raises(ParameterError, match="'fr'"):
        check_parameters([language], {"language": "fr"})
    source = notebook_of(tmp_path / "a.ipynb", "1", parameters='language: Language = "both"  # of the labels')
    (listed,) = inspect_notebook(str(source)).values()
    assert (listed["name"], listed["inferred_type_name"], listed["help"]) == (
        "language",
        "Language",
        "of the labels",
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("sorce = 'x'", "did you mean 'source'"),
        ("language = 'fr'", "one of 'both', 'zh', 'en'"),
        ("source = 1234", "give it with -r"),
        ("years = [20.5]", "a list of int"),
    ],
)
def test_first_cell_refuses_what_was_injected_wrong(line: str, said: str) -> None:
    """A cell that papermill injected is judged as given parameters are, whatever engine executes."""
    declared = "source: str = ''\nlanguage: Language = 'both'\nyears: list[int] = [2024]"
    run = ["", "import budgetkit", declared, f"# Parameters\n{line}\n", "check_injected(In)"]
    with pytest.raises(ParameterError, match=re.escape(said)):
        check_injected(run)
    check_injected([*run[:3], "check_injected(In)"])


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("str", ParameterType("str")),
        ("'int'", ParameterType("int")),
        ("float | None", ParameterType("float", optional=True)),
        ("Optional[list[str]]", ParameterType("str", several=True, optional=True)),
        ("Literal['zh', 'en']", ParameterType("Literal", choices=("zh", "en"))),
        ("Optional[Literal[1]]", ParameterType("Literal", optional=True, choices=(1,))),
    ],
)
def test_annotation_is_read_whatever_its_spelling(written: str, means: ParameterType) -> None:
    """Quoted or not, Optional or a bar: one spelling of a type is as good as another."""
    assert parse_type(written) == means


@pytest.mark.parametrize(
    "written", ["Path", "dict[str, int]", "list", "list[list[int]]", "int | str", "", "a b"]
)
def test_types_that_cannot_be_checked_are_refused(written: str) -> None:
    """An annotation outside the list raises ValueError, never passes as text."""
    with pytest.raises(ValueError):
        parse_type(written)


@given(st.one_of(st.integers(), st.booleans(), st.text(), st.floats(allow_nan=False)))
def test_value_holds_in_the_type_inferred_from_it(value: object) -> None:
    """A plain value is of the type that is inferred from it, alone and in a list."""
    assert infer_type(value).holds(value)
    assert infer_type([value]).holds([value])


@pytest.mark.parametrize("value", [None, [], {}, [1, "a"], [None], (1,), 1j])
def test_values_that_do_not_tell_their_type_are_refused(value: object) -> None:
    """None, an empty or mixed list, and anything that is no plain value has no type to infer."""
    with pytest.raises(ValueError):
        infer_type(value)


def test_default_counts_as_it_stands() -> None:
    """Text is no number when it stands as a default, though a command line may spell the number so."""
    assert parse_type("int").convert("1") == 1
    assert not parse_type("int").holds("1")
    assert not parse_type("list[str]").holds("a,b")
    assert not parse_type("int").holds(True)
    assert parse_type("float").holds(1)
    assert parse_type("Optional[str]").holds("")
    assert parse_type("Optional[str]").holds(None)
    assert not parse_type("str").holds(None)
    assert not parse_type("Literal['zh']").holds("en")
