#!/usr/bin/env bash
# pandas 3.1.1, lxml 6.1.1: read_html on cells that a browser does not show
#
# Guess:  displayed_only=True (the default) leaves out what is not displayed, however the page says so, and keeps the other cells in their columns.
# Seen:   only style="display:none" in small letters is known: an attribute hidden and visibility:hidden are read, so that 5<span hidden>6</span> is 56; a hidden cell is taken out of its row, and the cells after it move to the left.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check pandas==3.1.1 lxml==6.1.1
cat > check.py <<'PY'
import io

import pandas as pd


def row(*cells):
    head = "".join(f"<th>{name}</th>" for name in "abcd"[: len(cells)])
    page = f"<table><tr>{head}</tr><tr>{''.join(cells)}</tr></table>"
    return pd.read_html(io.StringIO(page))[0].iloc[0].tolist()


found = {
    "display:none": row('<td>5<span style="display:none">6</span></td>', "<td>1</td>"),
    "DISPLAY:NONE": row('<td>5<span style="DISPLAY:NONE">6</span></td>', "<td>1</td>"),
    "hidden": row("<td>5<span hidden>6</span></td>", "<td>1</td>"),
    "visibility": row('<td>5<span style="visibility:hidden">6</span></td>', "<td>1</td>"),
    "hidden cell": row("<td>7</td>", '<td style="display:none">8</td>', "<td>9</td>"),
}
print(found)
assert found["display:none"] == [5, 1], found
assert found["DISPLAY:NONE"] == found["hidden"] == found["visibility"] == [56, 1], found
assert found["hidden cell"][:2] == [7, 9], found
PY
python check.py
