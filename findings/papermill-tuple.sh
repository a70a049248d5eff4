#!/usr/bin/env bash
# papermill 2.7.0: a tuple as a parameter of execute_notebook
#
# Guess:  the notebook gets the tuple (1, 2) or the list [1, 2], or the tuple is refused.
# Seen:   it gets the text "(1, 2)", over which a loop sees six characters; a tuple inside a list becomes text too; the metadata of the notebook says [1, 2].
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

given = new_code_cell("years = ()\nspans = []", metadata={"tags": ["parameters"]})
shown = new_code_cell("print(repr(years), len(years), repr(spans))")
kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
write(new_notebook(cells=[given, shown], metadata={"kernelspec": kernel}), "in.ipynb")
parameters = {"years": (1, 2), "spans": [(1, 2)]}
done = papermill.execute_notebook("in.ipynb", "out.ipynb", parameters, progress_bar=False)
text = done.cells[-1].outputs[0].text
print(text)
assert done.metadata.papermill.parameters["years"] == [1, 2]
assert text == "'(1, 2)' 6 ['(1, 2)']\n", text
PY
python check.py
