#!/usr/bin/env bash
# pypdf 7.1.1 writing, pdfplumber 0.11.10 reading: the note of an annotation that holds a sign such as ±
#
# Guess:  the note comes back as it was written, or with the one sign wrong; the encoding of PDF's own texts has ±.
# Seen:   all of it comes as other signs, without an error: «gap ± 0.50» as five signs, the first of them Chinese; a note without such a sign and a Chinese one come back right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check pypdf==7.1.1 pdfplumber==0.11.10
cat > check.py <<'PY'
import io

import pdfplumber
import pypdf
from pypdf.annotations import Text


def back(note):
    writer, file = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.add_annotation(0, Text(rect=(10, 10, 50, 50), text=note))
    writer.write(file)
    assert pypdf.PdfReader(file).pages[0]["/Annots"][0].get_object()["/Contents"] == note
    with pdfplumber.open(file) as document:
        return document.pages[0].annots[0]["contents"]


found = {note: back(note) for note in ("gap 0.50", "差 ± 0.50 万元", "gap ± 0.50")}
print(found)
assert found["gap 0.50"] == "gap 0.50" and found["差 ± 0.50 万元"] == "差 ± 0.50 万元", found
assert found["gap ± 0.50"] == b"gap \xb1 0.50".decode("utf-16-le"), found
assert len(found["gap ± 0.50"]) == 5 and "\u4e00" <= found["gap ± 0.50"][0] <= "\u9fff", found
PY
python check.py
