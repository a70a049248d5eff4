"""Reference data is read whole or refused, and kept between processes only while nothing changed."""

import os
import pickle
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from budgetkit.forms import data as cache
from budgetkit.forms.data import DataError, parse, structure
from budgetkit.forms.form import form, form_ids
from budgetkit.forms.identity import Catalogue, check_entries, national_identities
from budgetkit.forms.sections import sections
from budgetkit.forms.vocabulary import vocabulary

IDENTITY = '[[identity."a.b"]]\nsays = { zh = "甲", en = "A" }\n'


def entries(rest: str) -> None:
    """Read and check one identity."""
    found = structure(parse(IDENTITY + rest, "a.toml"), Catalogue, "a.toml")
    check_entries(found.identity, "a.toml")


def test_all_bundled_data_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file of the library reads without a cache: no unknown key, table, column, row, subject, kind or identity."""
    monkeypatch.setenv(cache.FOLDER, "")
    code = "from budgetkit.forms.form import form, form_ids; [form(f).identities for f in form_ids()]"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert vocabulary().names and national_identities() and sections().subject


def test_no_form_is_long() -> None:
    """A form says what one place does differently: at most 120 lines."""
    folder = Path(str(cache.files("budgetkit"))) / "reference" / "forms"
    lengths = {f.name: len(f.read_text(encoding="utf-8").splitlines()) for f in folder.glob("*.toml")}
    assert set(lengths) == {f"{f}.toml" for f in form_ids()}
    assert max(lengths.values()) <= 120, lengths


def test_every_national_identity_applies_somewhere_or_is_for_any_place() -> None:
    """No entry for one form alone names a form that is not known."""
    kinds = {"", "budget", "final_accounts", *form_ids()}
    assert {entry.of for variants in national_identities().values() for entry in variants} <= kinds


@pytest.mark.parametrize(
    ("rest", "message"),
    [
        ("", "it says nothing, for it has none of equal, sum, at_most, whole, rollup"),
        ("equal = []", "it says nothing"),
        ('sum = ["summary/total"]', "'sum' needs two terms or more"),
        ('whole = ["summary/total"]', "'whole' needs 'parts' beside it"),
        ('rate = ["general_public/total/growth"]', "'rate' needs 'whole' beside it"),
        ('rollup = "basic"\nequal = ["basic/total", "basic/301"]', "'rollup' cannot stand beside 'equal'"),
        ('rollup = "expenditures"', "unknown table 'expenditures'; did you mean 'expenditure'?"),
        ('id = "a.c"\nrollup = "expenditure"', "unknown key 'id'"),
        ('kind = "rollup"\nrollup = "expenditure"', "unknown key 'kind'"),
        ('equal = ["basic/totl", "basic/301"]', "unknown row 'totl'; did you mean 'total'?"),
        ('columns_of = "basic"\nsum = ["total", "oprating"]', "unknown column 'oprating'; did you mean"),
        (
            'rows_of = "basic"\nsum = ["total", { any = ["personel"] }]',
            "unknown name 'personel'; did you mean",
        ),
        ('equal = ["total", "basic/total"]', "'total' names neither a table nor a claim"),
        ('over = "row"\nequal = []', "did you mean 'rows'?"),
        ('equal = [{ claim = "x", field = "changes" }]', "did you mean 'change'?"),
    ],
)
def test_an_identity_that_says_nothing_is_refused(rest: str, message: str) -> None:
    """An identity that could never be stated, or not as it was meant, is refused with its id."""
    with pytest.raises(DataError, match=r"a\.toml") as error:
        entries(rest)
    assert message in str(error.value)
    assert "a.b" in str(error.value)


@dataclass(frozen=True)
class Thing:
    """Something to read."""

    name: str
    many: tuple[int, ...] = ()


@pytest.mark.parametrize(
    "data", [{"name": 1}, {"name": "a", "many": ["1"]}, {"name": "a", "many": [True]}, {}]
)
def test_values_are_not_made_to_fit(data: dict[str, object]) -> None:
    """A number is no text, a text no number, true no number, and nothing is left out."""
    with pytest.raises(DataError, match=r"^a.toml: "):
        structure(data, Thing, "a.toml")


def test_a_cache_is_used_while_nothing_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time nothing is made; a broken file, another digest or no folder make it again."""
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return len(made)

    monkeypatch.setenv(cache.FOLDER, str(tmp_path / "cache"))
    assert [cache.compiled("a", make), cache.compiled("a", make)] == [1, 1]
    (kept,) = (tmp_path / "cache").iterdir()
    kept.write_bytes(pickle.dumps(7)[:-1])
    assert cache.compiled("a", make) == 2
    monkeypatch.setattr(cache, "_digest", lambda: "other")
    assert cache.compiled("a", make) == 3
    assert [p.name for p in (tmp_path / "cache").iterdir()] == ["a-other.pickle"]
    monkeypatch.setenv(cache.FOLDER, "")
    assert cache.compiled("a", make) == 4


def test_a_folder_that_cannot_be_written_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cache is a matter of time only."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv(cache.FOLDER, str(tmp_path / "file"))
    assert cache.compiled("a", lambda: 5) == 5


def test_what_is_kept_is_what_is_read(tmp_path: Path) -> None:
    """A form from the cache is equal to the one that was read."""
    code = (
        "import sys; from budgetkit.forms.form import form; sys.stdout.write(repr(form('shanghai-budget')))"
    )
    answers = [
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            env={**os.environ, cache.FOLDER: str(tmp_path), "PYTHONIOENCODING": "utf-8"},
        ).stdout.decode("utf-8")
        for _ in range(2)
    ]
    assert answers[0] == answers[1] == repr(form("shanghai-budget"))
