#!/usr/bin/env bash
# pypdfium2 5.15.2, pdfplumber 0.11.10: bold imitated by drawing a figure twice, a third of a point apart
#
# Guess:  every library gives 12.50 once or twice.
# Seen:   pdfium gives it once; pdfplumber mixes the two into 1122..5500, which is another figure; pypdf gives two lines.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check pypdfium2==5.15.2 pdfplumber==0.11.10 pypdf==7.1.1 reportlab==5.1.0
cat > check.py <<'PY'
import pdfplumber
import pypdfium2
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

canvas = Canvas("bold.pdf")
canvas.setFont("Helvetica", 10)
canvas.drawString(100, 700, "12.50")
canvas.drawString(100.3, 700, "12.50")
canvas.save()
one = pypdfium2.PdfDocument("bold.pdf")[0].get_textpage().get_text_range()
two = pdfplumber.open("bold.pdf").pages[0].extract_text()
three = PdfReader("bold.pdf").pages[0].extract_text().split()
print(one, two, three)
assert (one, two, three) == ("12.50", "1122..5500", ["12.50", "12.50"])
PY
python check.py
