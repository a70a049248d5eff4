#!/usr/bin/env bash
# openpyxl 3.1.5: a sheet whose element dimension names one cell, read with read_only=True
#
# Guess:  all rows are read: the element is optional, only a hint, and the same file is read whole without read_only.
# Seen:   what lies outside the hint is not read, without a word: one cell of a table of four rows; python-calamine 0.9.1 reads all.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check openpyxl==3.1.5 xlsxwriter==3.3.1 python-calamine==0.9.1
cat > check.py <<'PY'
import zipfile

import openpyxl
import xlsxwriter
from python_calamine import CalamineWorkbook

with xlsxwriter.Workbook("whole.xlsx") as book:
    sheet = book.add_worksheet()
    for n, row in enumerate([("item", "amount"), ("basic", 175.92), ("project", 20), ("total", 195.92)]):
        sheet.write_row(n, 0, row)
with zipfile.ZipFile("whole.xlsx") as whole, zipfile.ZipFile("hint.xlsx", "w") as hint:
    for name in whole.namelist():
        data = whole.read(name)
        hint.writestr(name, data.replace(b'ref="A1:B4"', b'ref="A1"') if "sheet1" in name else data)
full = list(openpyxl.load_workbook("hint.xlsx").active.values)
quick = list(openpyxl.load_workbook("hint.xlsx", read_only=True).active.values)
print(full, quick)
assert len(full) == 4 and full[-1] == ("total", 195.92), full
assert quick == [("item",)], quick
assert len(CalamineWorkbook.from_path("hint.xlsx").get_sheet_by_index(0).to_python()) == 4
PY
python check.py
