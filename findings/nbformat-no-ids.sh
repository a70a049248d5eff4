#!/usr/bin/env bash
# nbformat 5.11.1: a notebook of format 4.5 whose cells have no ids, which that format asks for
#
# Guess:  it is refused, or read as it is and written back without ids, or given ids that depend on its cells.
# Seen:   every reading gives each cell another random id with no more than a warning, so that reading and writing it twice gives two different files; one of format 4.4 comes back the same.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check nbformat==5.11.1
cat > check.py <<'PY'
import json
import warnings

import nbformat


def twice(minor):
    cell = {"cell_type": "code", "source": "1", "metadata": {}, "outputs": [], "execution_count": None}
    text = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": minor})
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        written = [nbformat.writes(nbformat.reads(text, as_version=4)) for _ in range(2)]
    return written[0] == written[1], {warning.category.__name__ for warning in said}


found = {minor: twice(minor) for minor in (4, 5)}
print(found)
assert found == {4: (True, set()), 5: (False, {"MissingIDFieldWarning"})}, found
PY
python check.py
