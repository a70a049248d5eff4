#!/usr/bin/env bash
# pandas 3.1.1: exact decimals written to SQLite and to Stata
#
# Guess:  decimal.Decimal is a number, so to_sql and to_stata write it as one (a float), as to_csv and to_json do.
# Seen:   to_sql raises DatabaseError, to_stata raises ValueError; the column must be made float or text first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check pandas==3.1.1
cat > check.py <<'PY'
import io
import sqlite3
from decimal import Decimal

import pandas as pd

frame = pd.DataFrame({"amount": [Decimal("7.10"), Decimal("3")]})


def tried(write):
    try:
        write()
    except Exception as error:
        return type(error).__name__
    return "written"


found = {
    "csv": tried(lambda: frame.to_csv(io.StringIO())),
    "json": tried(lambda: frame.to_json(io.StringIO())),
    "sqlite": tried(lambda: frame.to_sql("t", sqlite3.connect(":memory:"), index=False)),
    "stata": tried(lambda: frame.to_stata(io.BytesIO(), write_index=False)),
}
print(found)
assert found == {"csv": "written", "json": "written", "sqlite": "DatabaseError", "stata": "ValueError"}, found
PY
python -W ignore check.py
