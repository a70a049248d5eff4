#!/usr/bin/env bash
# docx2txt 0.9, docx2python 3.7.1: a range with a hyphen at which Word breaks no line
#
# Guess:  2023-2025 with an ordinary or a no-break hyphen (w:noBreakHyphen, Ctrl+Shift+-), as python-docx gives it.
# Seen:   both leave it out: the years read 20232025, and a loss of -3.50 reads as 3.50.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check docx2txt==0.9 docx2python==3.7.1 python-docx==1.2.0
cat > check.py <<'PY'
import docx
import docx2txt
from docx.oxml import OxmlElement
from docx2python import docx2python

document = docx.Document()
for before, after in (("2023", "2025"), ("", "3.50")):
    run = document.add_paragraph().add_run(before)
    run._r.append(OxmlElement("w:noBreakHyphen"))
    run._r.add_t(after)
document.save("range.docx")
right = [paragraph.text for paragraph in docx.Document("range.docx").paragraphs]
one = docx2txt.process("range.docx").split()
two = docx2python("range.docx").text.split()
print(right, one, two)
assert right == ["2023-2025", "-3.50"], right
assert one == two == ["20232025", "3.50"], (one, two)
PY
python check.py
