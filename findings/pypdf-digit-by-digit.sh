#!/usr/bin/env bash
# pypdf 7.1.1: a figure that a PDF producer sets digit by digit on one baseline
#
# Guess:  the digits stand on one line with no gap between them, so extract_text gives 11.00.
# Seen:   each digit comes on a line of its own; pdfminer.six and pdfium give 11.00; layout mode of pypdf does too.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check pypdf==7.1.1 pdfminer.six==20260107 reportlab==5.1.0
cat > check.py <<'PY'
from pdfminer.high_level import extract_text
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

canvas, x = Canvas("digits.pdf"), 100.0
canvas.setFont("Helvetica", 10)
for character in "11.00":
    canvas.drawString(x, 700, character)
    x += canvas.stringWidth(character, "Helvetica", 10)
canvas.save()
page = PdfReader("digits.pdf").pages[0]
found = page.extract_text().split(), page.extract_text(extraction_mode="layout").split(), extract_text("digits.pdf").split()
print(found)
assert found == (["1", "1", ".", "0", "0"], ["11.00"], ["11.00"]), found
PY
python check.py
