#!/usr/bin/env bash
# python-calamine 0.9.1: an OpenDocument cell with a line break inside
#
# Guess:  the two lines come with a newline or a space between them, as two paragraphs of a cell do.
# Seen:   a text:line-break leaves nothing: 10 over 25 in one cell comes as 1025; two paragraphs come with a newline.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check python-calamine==0.9.1 odfpy==1.4.1
cat > check.py <<'PY'
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import LineBreak, P
from python_calamine import CalamineWorkbook

broken, paragraphs = P(text="10"), [P(text="10"), P(text="25")]
broken.addElement(LineBreak())
broken.addText("25")
book, table, row = OpenDocumentSpreadsheet(), Table(name="table"), TableRow()
for content in ([broken], paragraphs):
    cell = TableCell(valuetype="string")
    for paragraph in content:
        cell.addElement(paragraph)
    row.addElement(cell)
table.addElement(row)
book.spreadsheet.addElement(table)
book.save("breaks.ods")
cells = CalamineWorkbook.from_path("breaks.ods").get_sheet_by_index(0).to_python()[0]
print(cells)
assert cells == ["1025", "10\n25"], cells
PY
python check.py
