"""Every example in a docstring runs, and every public name of the front door says what it means."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import budgetkit

MODULES = sorted(
    m.name for m in pkgutil.walk_packages(budgetkit.__path__, "budgetkit.") if not m.name.endswith("__main__")
)
OF_EXTRAS = {"cv2", "onnxruntime", "rapidocr"}
"""Libraries that only an extra brings, and that modules of that extra import at their top."""


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    """Every example in the docstrings of a module gives what it shows."""
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name not in OF_EXTRAS:
            raise
        pytest.skip(f"{missing.name} comes with an extra and is not installed")
    result = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0


@pytest.mark.parametrize("name", budgetkit.__all__)
def test_public_names_are_explained(name: str) -> None:
    """Every public name exists, every public class has a docstring, and every public function one with an example."""
    public = getattr(budgetkit, name)
    said = inspect.getdoc(public) or ""
    assert said or not inspect.isclass(public)
    assert ">>> " in said or not inspect.isfunction(public)


def test_an_unknown_name_lists_the_known() -> None:
    """Asking for a name that is not there says which are."""
    with pytest.raises(AttributeError, match="open_source"):
        budgetkit.treasure  # noqa: B018
