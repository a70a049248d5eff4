#!/usr/bin/env bash
# python-docx 1.2.0: a figure replaced under tracked changes in Word
#
# Guess:  the text of the paragraph holds the new figure, as Word shows it, or both.
# Seen:   it holds neither: inserted runs are left out as deleted ones are, and the sentence reads as if no figure stood there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check python-docx==1.2.0
cat > check.py <<'PY'
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

document = Document()
paragraph = document.add_paragraph("合计")
tracked = f'w:id="1" w:author="a" w:date="2024-01-01T00:00:00Z" {nsdecls("w")}'
paragraph._p.append(parse_xml(f"<w:del {tracked}><w:r><w:delText>12.50</w:delText></w:r></w:del>"))
paragraph._p.append(parse_xml(f"<w:ins {tracked}><w:r><w:t>13.50</w:t></w:r></w:ins>"))
paragraph.add_run("万元")
document.save("tracked.docx")
text = Document("tracked.docx").paragraphs[0].text
print(text)
assert text == "合计万元", text
PY
python check.py
