#!/usr/bin/env bash
# papermill 2.7.0: inspecting a parameter whose default holds a # inside its quotes
#
# Guess:  the default is the whole text in quotes and the help is the comment after it.
# Seen:   the default ends at the #, without its closing quote, and the rest of the text stands in the help; the parameter after it, set by tuple, is missing without a word.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check papermill==2.7.0 ipykernel==7.4.0
cat > check.py <<'PY'
import papermill
from nbformat import write
from nbformat.v4 import new_code_cell, new_notebook

source = "sheet = 'table#1'  # where to start\nfirst, last = 1, 9"
given = new_code_cell(source, metadata={"tags": ["parameters"]})
kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
write(new_notebook(cells=[given], metadata={"kernelspec": kernel, "language_info": {"name": "python"}}), "in.ipynb")
found = papermill.inspect_notebook("in.ipynb")
print(found)
assert list(found) == ["sheet"], found
assert (found["sheet"]["default"], found["sheet"]["help"]) == ("'table", "1'  # where to start"), found
PY
python check.py
