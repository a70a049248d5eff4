#!/usr/bin/env bash
# pyarrow 26.0.1, polars 2.1.0, duckdb 2.0.1: one column of exact decimals divided by another
#
# Guess:  a decimal rounded half up or half to even, the same in all three, since they share the column without copying.
# Seen:   pyarrow cuts off at six places (2 / 3 = 0.666666), polars rounds to the places of the input (0.67, so a share has two), duckdb leaves decimals for floats.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check pyarrow==26.0.1 polars==2.1.0 duckdb==2.0.1
cat > check.py <<'PY'
from decimal import Decimal

import duckdb
import polars
import pyarrow
from pyarrow import compute

amounts = pyarrow.table({"part": [Decimal("2.00"), Decimal("195.92")], "whole": [Decimal("3.00"), Decimal("233.82")]})
one = compute.divide(amounts["part"], amounts["whole"]).to_pylist()
frame = polars.from_arrow(amounts)
two = (frame["part"] / frame["whole"]).to_list()
three = duckdb.sql("SELECT part / whole FROM amounts").fetchall()
print(one, two, three)
assert one == [Decimal("0.666666"), Decimal("0.837909")], one
assert two == [Decimal("0.67"), Decimal("0.84")], two
assert [type(row[0]) for row in three] == [float, float], three
PY
python check.py
