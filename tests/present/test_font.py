"""The bundled font: it draws what the package prints, and it is passed on as its licence asks."""

import doctest
import importlib
import io
import warnings
from pathlib import Path

import pytest

from budgetkit.present import font

ROOT = Path(font.__file__).parents[1]
PROJECT = ROOT.parent
PRINTED = sorted(
    {*ROOT.glob("reference/**/*.csv"), *ROOT.glob("reference/**/*.toml"), *PROJECT.glob("data/**/*.csv")}
)

SOUGHT = {"columns.toml": set("﹣"), "surroundings.toml": set("華國"), "units.toml": set("萬億幣臺")}
"""Traditional characters, and a dash, that are sought in documents and printed nowhere."""


def test_documented_examples_run() -> None:
    """Every example in the docstrings gives what it says."""
    result = doctest.testmod(importlib.import_module("budgetkit.present.font"))
    assert result.attempted >= 5
    assert result.failed == 0


def test_there_is_something_to_print() -> None:
    """The next law is not kept by an empty list."""
    assert {"functional.csv", "economic.csv"} <= {path.name for path in PRINTED}


@pytest.mark.parametrize("path", PRINTED, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_every_published_character_has_a_glyph(path: Path) -> None:
    """Codes, forms and disclosures that ship with the package hold no character the font lacks, but what is only sought."""
    assert font.missing_glyphs(path.read_text(encoding="utf-8")) == SOUGHT.get(path.name, set())


def test_the_two_official_character_sets_are_whole() -> None:
    """All of GB/T 2312 is there, and characters of names that only the list of 2013 has."""
    pairs = (bytes([high, low]) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    standard = "".join(pair.decode("gb2312", errors="ignore") for pair in pairs)
    assert len(standard) == 7445
    assert font.missing_glyphs(standard + "玥喆堃昇祎㛃䶮\U00020164") == set()


def test_signs_of_figures_have_glyphs() -> None:
    """Units, operators, arrows and box signs that figures use are there."""
    assert (
        font.missing_glyphs("㎡㎞％‰℃¥￥№※§−×÷±≤≥≈≠→←↑↓…—–·•°“”‘’「」《》〔〕①⑳ⅠⅫ▲▼△▽■□●○◆◇★☆│─┌┐└┘ é")
        == set()
    )


def test_what_is_missing_is_said() -> None:
    """A character outside the font is named, a line break is not."""
    assert font.missing_glyphs("预算\r\n\t\u0e01\U0001f600") == {"\u0e01", "\U0001f600"}


def test_using_the_font_twice_registers_it_once_and_sets_nothing() -> None:
    """Registration is idempotent and leaves every setting alone."""
    import matplotlib
    from matplotlib.font_manager import fontManager

    before = dict(matplotlib.rcParams)
    assert font.use_font() == font.use_font() == font.FAMILY
    assert sum(entry.name == font.FAMILY for entry in fontManager.ttflist) == 1
    assert dict(matplotlib.rcParams) == before


def test_settings_come_back_even_after_a_failure() -> None:
    """The context manager restores what it changed when its block raises."""
    import matplotlib

    before = dict(matplotlib.rcParams)
    with pytest.raises(RuntimeError, match="inside"), font.font_context():
        assert dict(matplotlib.rcParams) != before
        raise RuntimeError("inside")
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_a_chinese_figure_is_drawn_without_a_warning(kind: str) -> None:
    """Chinese titles, negative ticks and units need no other font; without the bundled one they warn."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    def draw() -> bytes:
        figure = Figure()
        FigureCanvasAgg(figure)
        axes = figure.subplots()
        axes.bar(["“三公”经费", "住房公积金"], [3.5, -10.8])
        axes.set(title="部门收支总体情况（万元）", ylabel="占 83.78 %，㎡ → ±0")
        buffer = io.BytesIO()
        figure.savefig(buffer, format=kind)
        return buffer.getvalue()

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with font.font_context():
            assert len(draw()) > 5000
    with pytest.warns(UserWarning, match="[Gg]lyph"):
        draw()


def test_the_licence_is_beside_the_font() -> None:
    """The licence text with its copyright line travels with the file, and the metadata ships it."""
    text = (font.PATH.parent / "OFL.txt").read_text(encoding="utf-8")
    assert text.startswith("Copyright 2014-2021 Adobe")
    for part in ("Version 1.1 - 26 February 2007", "PERMISSION & CONDITIONS", "TERMINATION", "DISCLAIMER"):
        assert part in text
    assert "budgetkit/fonts/OFL.txt" in (PROJECT / "pyproject.toml").read_text(encoding="utf-8")


def test_the_names_are_ours_and_the_rights_are_theirs() -> None:
    """No name uses what the licence reserves; copyright and licence stay in the file; embedding is allowed."""
    from fontTools.ttLib import TTFont

    with TTFont(font.PATH) as file:
        names = {record.nameID: record.toUnicode() for record in file["name"].names}
        assert file["OS/2"].fsType == 0
        assert file.sfntVersion == "\0\1\0\0"
    assert names[1] == font.FAMILY
    for identifier, name in names.items():
        if identifier not in (0, 13, 14):
            assert not any(word in name.lower() for word in ("source", "noto", "adobe", "google")), name
    assert "Adobe" in names[0]
    assert "SIL Open Font License" in names[13]


def test_the_readme_says_how_many_characters_there_are() -> None:
    """The number in the README is the font's."""
    from matplotlib.ft2font import FT2Font

    count = len(FT2Font(str(font.PATH)).get_charmap())
    assert f"{count:,} characters" in (font.PATH.parent / "README.md").read_text(encoding="utf-8")
