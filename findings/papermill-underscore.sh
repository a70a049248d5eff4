#!/usr/bin/env bash
# papermill 2.7.0: -p on the command line with a value that holds an underscore
#
# Guess:  2_010 is no number anybody writes, so the notebook gets the text '2_010'.
# Seen:   the notebook gets the number 2010 (and 1234 for 001234); only -r keeps the text.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check papermill==2.7.0 ipykernel==7.4.0
cat > make.py <<'PY'
from nbformat import write
from nbformat.v4 import new_code_cell, new_notebook

parameters = new_code_cell("item: str = ''\ncode: str = ''\nraw: str = ''", metadata={"tags": ["parameters"]})
kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
write(new_notebook(cells=[parameters], metadata=metadata), "in.ipynb")
PY
python make.py
papermill --prepare-only in.ipynb out.ipynb -p item 2_010 -p code 001234 -r raw 2_010 2>/dev/null
cat > check.py <<'PY'
from nbformat import read

given = read("out.ipynb", 4).cells[1].source
print(given)
assert given.splitlines()[1:] == ["item = 2010", "code = 1234", 'raw = "2_010"'], given
PY
python check.py
