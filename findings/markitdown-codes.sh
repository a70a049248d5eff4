#!/usr/bin/env bash
# markitdown 0.1.9: a column of classification codes in a workbook, one of them blank
#
# Guess:  the table holds the codes as the sheet shows them: 201, 20101.
# Seen:   one blank cell in the column turns every code into a number with a decimal (201.0) and the blank into NaN; without the blank they stay as they are.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check markitdown[xlsx]==0.1.9 xlsxwriter==3.3.1
cat > check.py <<'PY'
import warnings

import xlsxwriter

warnings.simplefilter("ignore")
from markitdown import MarkItDown


def shown(codes):
    with xlsxwriter.Workbook("codes.xlsx") as book:
        sheet = book.add_worksheet()
        for row, (code, amount) in enumerate([("code", "amount"), *zip(codes, (3.5, 3.5, 7), strict=True)]):
            if code is not None:
                sheet.write(row, 0, code)
            sheet.write(row, 1, amount)
    lines = MarkItDown().convert("codes.xlsx").text_content.splitlines()
    return [line.split("|")[1].strip() for line in lines if line.startswith("|")][2:]


print(shown((201, 20101, 2010101)), shown((201, 20101, None)))
assert shown((201, 20101, 2010101)) == ["201", "20101", "2010101"]
assert shown((201, 20101, None)) == ["201.0", "20101.0", "NaN"]
PY
python check.py
