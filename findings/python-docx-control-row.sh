#!/usr/bin/env bash
# python-docx 1.2.0: a table row inside a content control (Word's repeating section)
#
# Guess:  the table has all its rows, since a control only wraps what it holds.
# Seen:   the row is missing from table.rows, and a cell wrapped the same way is missing from its row, so the figures after it move to the left.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check python-docx==1.2.0
cat > check.py <<'PY'
from docx import Document
from docx.oxml import OxmlElement


def wrap(element):
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    element.addprevious(control)
    control.append(content)
    content.append(element)


document = Document()
table = document.add_table(3, 3)
for row, texts in enumerate((("code", "basic", "project"), ("201", "1.50", "2.50"), ("208", "3.50", "4.50"))):
    for cell, text in zip(table.rows[row].cells, texts, strict=True):
        cell.text = text
wrap(table.rows[1].cells[1]._tc)
wrap(table.rows[2]._tr)
document.save("controls.docx")
rows = [[cell.text for cell in row.cells] for row in Document("controls.docx").tables[0].rows]
print(rows)
assert rows == [["code", "basic", "project"], ["201", "2.50"]], rows
PY
python check.py
