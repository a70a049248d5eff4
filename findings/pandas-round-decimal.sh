#!/usr/bin/env bash
# pandas 3.1.1: round(2) on exact amounts (a column of Decimal)
#
# Guess:  a frame and a column do the same: both round, or both refuse a column of objects.
# Seen:   DataFrame.round leaves every amount as it is, without a warning; Series.round of the same column rounds, and half to even (1.125 becomes 1.12).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check pandas==3.1.1
cat > check.py <<'PY'
from decimal import Decimal

import pandas

amounts = pandas.Series([Decimal("2.675"), Decimal("1.125")], name="amount")
frame = amounts.to_frame().round(2)["amount"].tolist()
column = amounts.round(2).tolist()
print(frame, column)
assert frame == [Decimal("2.675"), Decimal("1.125")], frame
assert column == [Decimal("2.68"), Decimal("1.12")], column
PY
python check.py
