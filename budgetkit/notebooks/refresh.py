"""Execute the notebooks again in place, less what varies by machine: ``python -m budgetkit.notebooks.refresh [FOLDER]``."""

from __future__ import annotations

import json
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from budgetkit.files import write_text
from budgetkit.notebooks.runner import run_notebook
from budgetkit.source import bundled

_KERNEL: Final = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
        "version": platform.python_version(),
    },
}
"""What JupyterLab notes of the kernel when it opens a notebook: where it stands already, opening modifies nothing."""

_KEPT: Final = ("tags", "jupyter")
"""What is kept of the metadata of a cell: its tags, and what Jupyter folds away."""


def refresh(notebook: Path) -> None:
    """Execute one notebook with its default parameters and store its outputs, nothing else of the execution.

    Raises:
        NotebookFailed: a cell raised; the stored notebook is untouched.
    """
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / notebook.name
        run_notebook(notebook, target)
        executed = json.loads(target.read_text(encoding="utf-8"))
    stored = json.loads(notebook.read_text(encoding="utf-8"))
    write_text(notebook, json.dumps(with_outputs(stored, executed), ensure_ascii=False, indent=1) + "\n")


def with_outputs(stored: dict[str, Any], executed: dict[str, Any]) -> dict[str, Any]:
    """Return a stored notebook with what executing it gave, without times, paths, versions and traces of the machine."""
    given = {cell["id"]: cell for cell in executed["cells"] if cell["cell_type"] == "code"}
    for cell in stored["cells"]:
        if cell["cell_type"] == "code":
            cell |= {name: given[cell["id"]][name] for name in ("outputs", "execution_count")}
        cell["metadata"] = {name: cell["metadata"][name] for name in _KEPT if cell["metadata"].get(name)}
    return {**stored, "metadata": _KERNEL}


def main(words: list[str]) -> None:
    """Refresh every notebook of a folder, the project's own by default, and name each."""
    folder = Path(words[0]) if words else bundled("notebooks")
    for notebook in sorted(folder.glob("*.ipynb")):
        refresh(notebook)
        sys.stdout.write(f"{notebook}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
