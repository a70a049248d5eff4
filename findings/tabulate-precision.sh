#!/usr/bin/env bash
# tabulate 0.10.0 (pandas 3.1.1, DataFrame.to_markdown): amounts kept as text or Decimal
#
# Guess:  text is printed as it is, and a Decimal with its digits.
# Seen:   text that looks like a number is read as one: "2.00" becomes 2, "1,195.90" 1195.9, "5e3" 5000; the Decimal 12345678.10 becomes 1.23457e+07.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check tabulate==0.10.0 pandas==3.1.1
cat > check.py <<'PY'
from decimal import Decimal

import pandas

frame = pandas.DataFrame({"text": ["2.00", "1,195.90", "5e3"], "exact": [Decimal("12345678.10")] * 3})
lines = frame.to_markdown(index=False).splitlines()[2:]
cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
print(cells)
assert cells == [["2", "1.23457e+07"], ["1195.9", "1.23457e+07"], ["5000", "1.23457e+07"]], cells
PY
python check.py
