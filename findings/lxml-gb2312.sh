#!/usr/bin/env bash
# lxml 6.1.3, beautifulsoup4 4.15.0: a page that declares gb2312 and holds one sign that is in GBK only
#
# Guess:  the sign comes as a replacement mark or is left out, and the rest of the page is read, as in browsers, for which gb2312 means GBK.
# Seen:   the text ends at that sign: its own cell is empty and every row after it is gone, without an error or a warning; BeautifulSoup over lxml finds no cell at all; html5lib reads everything.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check lxml==6.1.3 beautifulsoup4==4.15.0 html5lib==1.1
cat > check.py <<'PY'
import lxml.html
from bs4 import BeautifulSoup

rows = [("一般公共服务支出", "12.50"), ("镕城街道", "3.00"), ("合计", "15.50")]
cells = "".join(f"<tr><td>{name}</td><td>{amount}</td></tr>" for name, amount in rows)
page = f'<html><head><meta charset="gb2312"></head><body><table>{cells}</table></body></html>'.encode("gbk")
one = [cell.text_content() for cell in lxml.html.fromstring(page).iter("td")]
two, three = ([cell.text for cell in BeautifulSoup(page, parser)("td")] for parser in ("lxml", "html5lib"))
print(one, two, three)
assert one == ["一般公共服务支出", "12.50", ""], one
assert two == [], two
assert three == [text for row in rows for text in row], three
PY
python check.py
