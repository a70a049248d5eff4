#!/usr/bin/env bash
# papermill 2.7.0: a parameter whose annotation is Literal["zh", "en"]
#
# Guess:  --help-notebook lists it like any annotated parameter, as 'language: Literal["zh", "en"]'.
# Seen:   it is not listed, and giving it warns of an unknown parameter, though the value is injected all the same.
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

source = 'year: int = 2024  # of the budget\nlanguage: Literal["zh", "en"] = "zh"  # of the labels'
cells = [new_code_cell("from typing import Literal"), new_code_cell(source, metadata={"tags": ["parameters"]})]
kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
write(new_notebook(cells=cells, metadata=metadata), "in.ipynb")
PY
python make.py
papermill --help-notebook in.ipynb > help.txt || true
papermill --prepare-only in.ipynb out.ipynb -p language en 2> warnings.txt
cat help.txt warnings.txt
grep -q 'year: int (default 2024)' help.txt
! grep -q 'language' help.txt
grep -q 'Passed unknown parameter: language' warnings.txt
grep -q 'language = \\"en\\"' out.ipynb
