#!/usr/bin/env bash
# nbclient 0.11.0, ipykernel 7.4.0: a cell that calls exit()
#
# Guess:  the kernel ends, so the run fails with DeadKernelError, or at least the later cells are not executed.
# Seen:   the later cell is executed and its output kept, and execute() returns without an error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check nbclient==0.11.0 nbformat==5.11.1 ipykernel==7.4.0
cat > check.py <<'PY'
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

cells = [new_code_cell(source) for source in ("print('before')", "exit()", "print('after')")]
notebook = new_notebook(cells=cells)
NotebookClient(notebook, kernel_name="python3").execute()
texts = ["".join(output.get("text", "") for output in cell.outputs) for cell in notebook.cells]
print(texts)
assert texts == ["before\n", "", "after\n"], texts
PY
python check.py 2>/dev/null
