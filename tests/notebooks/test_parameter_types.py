import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetkit.notebooks.parameters import ParameterType, infer_type, parse_type


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
