#!/usr/bin/env bash
# ofdkit 0.2.0: an OFD text object that is not visible (GB/T 33190: Visible="false", or Alpha="0")
#
# Guess:  the text of a page is what a viewer shows, so the invisible objects are left out or marked.
# Seen:   both stand in the text and in the runs of the page, and nothing of a run tells them from printed ones.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check ofdkit==0.2.0
cat > check.py <<'PY'
import zipfile

import ofdkit

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
BOX = "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
texts = [(20, "12.50", ""), (40, "77.77", 'Alpha="0"'), (60, "99.99", 'Visible="false"')]
objects = "".join(
    f'<ofd:TextObject ID="{y}" Boundary="20 {y} 20 6" Font="2" Size="5" {how}>'
    f'<ofd:TextCode X="0" Y="5" DeltaX="g 4 2.5">{text}</ofd:TextCode></ofd:TextObject>'
    for y, text, how in texts
)
parts = {
    "OFD.xml": f'<ofd:OFD {NS} DocType="OFD" Version="1.1"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID>'
    "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
    "Doc_0/Document.xml": f"<ofd:Document {NS}><ofd:CommonData><ofd:MaxUnitID>99</ofd:MaxUnitID><ofd:PageArea>{BOX}"
    '</ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
    "Doc_0/Pages/Page_0/Content.xml": f'<ofd:Page {NS}><ofd:Area>{BOX}</ofd:Area><ofd:Content><ofd:Layer ID="3" Type="Body">'
    f"{objects}</ofd:Layer></ofd:Content></ofd:Page>",
}
with zipfile.ZipFile("page.ofd", "w") as package:
    for name, text in parts.items():
        package.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
found = ofdkit.extract_text("page.ofd").split()
print(found)
assert found == ["12.50", "77.77", "99.99"], found
PY
python check.py
