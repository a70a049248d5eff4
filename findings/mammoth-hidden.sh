#!/usr/bin/env bash
# mammoth 1.13.0: text of a Word document that is formatted as hidden
#
# Guess:  hidden text is not in the HTML, since neither Word nor its print shows it.
# Seen:   it stands in the HTML and in the raw text like any other text, glued to the figure before it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check mammoth==1.13.0 python-docx==1.2.0
cat > check.py <<'PY'
import mammoth
from docx import Document

document = Document()
paragraph = document.add_paragraph("12.50")
paragraph.add_run("99").font.hidden = True
document.save("hidden.docx")
with open("hidden.docx", "rb") as file:
    page = mammoth.convert_to_html(file)
print(page.value, page.messages)
assert (page.value, page.messages) == ("<p>12.5099</p>", []), page
PY
python check.py
