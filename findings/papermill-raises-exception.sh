#!/usr/bin/env bash
# papermill 2.7.0 with nbclient 0.11.0: a cell tagged raises-exception
#
# Guess:  papermill executes through nbclient, where the tag lets a run go on and succeed; so it succeeds.
# Seen:   the cells after it are executed, and then the run fails all the same and is marked as failed at that cell.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check papermill==2.7.0 nbclient==0.11.0 ipykernel==7.4.0
cat > check.py <<'PY'
import nbclient
import papermill
from nbformat import read, write
from nbformat.v4 import new_code_cell, new_notebook

expected = new_code_cell("raise ValueError('expected')", metadata={"tags": ["raises-exception"]})
kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
notebook = new_notebook(cells=[expected, new_code_cell("print('after')")], metadata={"kernelspec": kernel})
write(notebook, "in.ipynb")
nbclient.NotebookClient(notebook).execute()
assert notebook.cells[1].outputs[0].text == "after\n"
try:
    papermill.execute_notebook("in.ipynb", "out.ipynb", progress_bar=False)
    ended = "well"
except papermill.PapermillExecutionError:
    ended = "failed"
after = read("out.ipynb", 4).cells[-1].outputs[0].text
print(ended, repr(after))
assert (ended, after) == ("failed", "after\n")
PY
python check.py
