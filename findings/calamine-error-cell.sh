#!/usr/bin/env bash
# python-calamine 0.9.1: a cell of a workbook that holds an error value
#
# Guess:  the cell comes as its error (#REF!, #DIV/0!), as in openpyxl, or the reader refuses it.
# Seen:   it comes as an empty text and cannot be told from a blank cell; a row with an error reads as a row without that figure.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check python-calamine==0.9.1 openpyxl==3.1.5 xlsxwriter==3.3.1
cat > check.py <<'PY'
import openpyxl
import xlsxwriter
from python_calamine import CalamineWorkbook

with xlsxwriter.Workbook("errors.xlsx") as book:
    sheet = book.add_worksheet()
    sheet.write(0, 0, 12.5)
    sheet.write_formula(0, 1, "=A1/0", None, "#DIV/0!")
    sheet.write_formula(0, 2, "=#REF!", None, "#REF!")
    sheet.write(0, 4, 1)
one = CalamineWorkbook.from_path("errors.xlsx").get_sheet_by_index(0).to_python()[0]
two = [cell.value for cell in openpyxl.load_workbook("errors.xlsx", data_only=True).active[1]]
print(one, two)
assert one == [12.5, "", "", "", 1.0], one
assert two == [12.5, "#DIV/0!", "#REF!", None, 1], two
PY
python check.py
