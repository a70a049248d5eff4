#!/usr/bin/env bash
# sqlite-utils 4.2.1: codes with leading zeros and exact amounts on their way into SQLite
#
# Guess:  a CSV gives text unless types are asked for, as up to version 3; a Decimal is kept as text, since SQLite has no decimals.
# Seen:   the code 0101 becomes the number 101, and a Decimal becomes a float: 12345678901234567.89 loses its cents and its last digit.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check sqlite-utils==4.2.1
cat > check.py <<'PY'
import subprocess
from decimal import Decimal
from pathlib import Path

import sqlite_utils

Path("codes.csv").write_text("code,amount\n0101,1.50\n0102,2.00\n", "utf-8")
subprocess.run(["sqlite-utils", "insert", "budget.db", "lines", "codes.csv", "--csv"], check=True)
database = sqlite_utils.Database("budget.db")
codes = [row["code"] for row in database["lines"].rows]
database["exact"].insert({"amount": Decimal("12345678901234567.89")})
(exact,) = [row["amount"] for row in database["exact"].rows]
print(codes, exact)
assert codes == [101, 102], codes
assert exact == 12345678901234568.0, exact
PY
python check.py
