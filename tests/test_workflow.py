"""Laws of the workflow for new data: it hands over what a change adds, whatever its name, and nothing else."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from where import ROOT

WORKFLOW = ROOT / ".github" / "workflows" / "new-data.yml"

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the workflow's machine is Linux"),
    pytest.mark.skipif(not WORKFLOW.exists(), reason="a source distribution has no workflows"),
    pytest.mark.skipif(not (shutil.which("bash") and shutil.which("git")), reason="needs bash and git"),
]

STUB = """import json, sys
from pathlib import Path
Path("given.json").write_text(json.dumps(sys.argv[1:]))
print("summary of", len(sys.argv))
sys.exit(2 if any("bad" in word for word in sys.argv) else 0)
"""


def job() -> dict[str, Any]:
    """The one job of the workflow."""
    (only,) = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"].values()
    return dict(only)


def script() -> str:
    """The shell script of the step that hands over what is new."""
    (found,) = [step["run"] for step in job()["steps"] if "budgetkit ci" in step.get("run", "")]
    return str(found)


class Repository:
    """A repository with a first commit, and a stub in the place of budgetkit that notes what it is given."""

    def __init__(self, root: Path) -> None:
        """Begin it."""
        self.root = root
        self.git("init", "--quiet", "--initial-branch=main")
        self.stub(STUB)
        self.commit(
            "data/there/datapackage.json",
            "data/there/claims.csv",
            "data/inbox/README.md",
            "data/inbox/old.pdf",
        )

    def stub(self, program: str) -> None:
        """Put a Python program in the place of budgetkit."""
        stub = self.root / ".venv" / "bin" / "budgetkit"
        stub.parent.mkdir(parents=True, exist_ok=True)
        stub.write_text(f"#!{sys.executable}\n{program}", encoding="utf-8")
        stub.chmod(0o755)

    def git(self, *words: str) -> str:
        """Call git as nobody in particular."""
        who = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
        done = subprocess.run(
            ["git", *who, *words], cwd=self.root, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def commit(self, *names: str, text: str = "1") -> str:
        """Commit files with this text; the commit."""
        for name in names:
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_text(text, encoding="utf-8")
            self.git("add", "--force", "--", name)
        self.git("commit", "--quiet", "--allow-empty", "-m", "x")
        return self.git("rev-parse", "HEAD")

    def run(self, base: str) -> tuple[int, list[str] | None, str]:
        """Run the script as GitHub does: its status, what was handed over (None: nothing was called), the summary."""
        given, summary = self.root / "given.json", self.root / "summary"
        given.unlink(missing_ok=True)
        summary.write_text("before\n", encoding="utf-8")
        env = os.environ | {"BASE": base, "GITHUB_STEP_SUMMARY": str(summary), "RUNNER_TEMP": str(self.root)}
        env |= {"PYTHONPATH": str(ROOT)}
        words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script()]
        done = subprocess.run(words, cwd=self.root, env=env, check=False, capture_output=True)
        called: list[str] = json.loads(given.read_text()) if given.exists() else []
        paths = called[called.index("--") + 1 :] if called else None
        return done.returncode, paths, summary.read_text(encoding="utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository of its own."""
    return Repository(tmp_path)


def test_what_is_new_is_handed_over(repository: Repository) -> None:
    """Documents and disclosures added or changed, with any name; not what was there, is gone, hidden or elsewhere."""
    names = ["a b.pdf", "预算 2025.pdf", "-o.pdf", "two\nlines.pdf", "deep/er/$(touch x).docx"]
    base = repository.git("rev-parse", "HEAD")
    repository.commit(
        *(f"data/inbox/{name}" for name in names), "data/inbox/.gitkeep", "README.md", "data/x.csv"
    )
    repository.commit(
        "data/new one/datapackage.json", "data/new one/tables/basic.csv", "data/inbox/README.md"
    )
    repository.git("rm", "--quiet", "data/inbox/old.pdf")
    repository.commit("data/there/claims.csv", text="2")
    status, paths, summary = repository.run(base)
    wanted = [*(f"data/inbox/{name}" for name in names), "data/new one/datapackage.json"]
    assert status == 0 and paths is not None and sorted(paths) == sorted(wanted)
    assert summary.startswith("before\nsummary of") and not (repository.root / "x").exists()


def test_what_is_no_document_does_not_make_it_fail(repository: Repository) -> None:
    """The command itself passes over, of what is handed over, what the inbox would: a letter, a README of a folder."""
    base = repository.git("rev-parse", "HEAD")
    names = ["data/inbox/letter.eml", "data/inbox/sub/README.md", "data/inbox/sub/notes"]
    repository.commit(*names)
    status, paths, _ = repository.run(base)
    assert status == 0 and paths is not None
    repository.stub("from budgetkit.cli.commands import main\nmain()\n")
    status, _, summary = repository.run(base)
    assert status == 0 and "letter.eml" in summary and "notes" in summary and "README" not in summary
    repository.commit("data/inbox/bad.txt")
    status, _, summary = repository.run(base)
    assert status == 2 and "bad.txt" in summary and "letter.eml" in summary


def test_of_a_merge_only_what_it_brings(repository: Repository) -> None:
    """In a pull request, checked out merged, what came to the main line meanwhile is not new."""
    repository.git("checkout", "--quiet", "-b", "change")
    repository.commit("data/inbox/mine.pdf")
    repository.git("checkout", "--quiet", "main")
    repository.commit("data/inbox/theirs.pdf")
    repository.git("checkout", "--quiet", "--detach")
    repository.git("merge", "--quiet", "--no-edit", "change")
    assert repository.run("HEAD^1")[1] == ["data/inbox/mine.pdf"]


def test_a_renamed_and_a_changed_document_are_new(repository: Repository) -> None:
    """Under another name, or with another content, it is read again."""
    base = repository.git("rev-parse", "HEAD")
    repository.git("mv", "data/inbox/old.pdf", "data/inbox/new.pdf")
    repository.commit("data/there/datapackage.json", text="2")
    assert repository.run(base)[1] == ["data/inbox/new.pdf", "data/there/datapackage.json"]


def test_what_cannot_be_read_makes_it_fail(repository: Repository) -> None:
    """The status of the command is that of the step, and the summary is there all the same."""
    base = repository.git("rev-parse", "HEAD")
    repository.commit("data/inbox/bad.pdf")
    status, _, summary = repository.run(base)
    assert status == 2 and "summary of" in summary


def test_nothing_new_is_not_everything(repository: Repository) -> None:
    """Where a change brings no document, the command, which would take all of the inbox, is not called."""
    base = repository.git("rev-parse", "HEAD")
    repository.commit("README.md")
    status, paths, summary = repository.run(base)
    assert (status, paths) == (0, None) and "No new document" in summary


@pytest.mark.parametrize("base", ["0" * 40, "1234567890123456789012345678901234567890"])
def test_a_base_that_is_gone_is_the_commit_before(repository: Repository, base: str) -> None:
    """After a forced push, or on a new branch, the last commit is what is new; the first commit of all is new whole."""
    assert sorted(repository.run(base)[1] or []) == ["data/inbox/old.pdf", "data/there/datapackage.json"]
    repository.commit("data/inbox/new.pdf")
    assert repository.run(base)[1] == ["data/inbox/new.pdf"]


def test_it_may_read_and_nothing_more() -> None:
    """The workflow has no right to write, keeps the reports also when it fails, and is started by both places."""
    whole = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    assert whole["permissions"] == {"contents": "read"} and "permissions" not in job()
    (upload,) = [step for step in job()["steps"] if "upload-artifact" in step.get("uses", "")]
    assert upload["if"] == "always()"
    # YAML 1.1 takes the word on for true.
    for event in whole[True].values():
        assert {"data/inbox/**", "data/*/datapackage.json"} <= set(event["paths"])
