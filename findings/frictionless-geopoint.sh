#!/usr/bin/env bash
# frictionless 5.21.0: what it infers of a column of amounts with thousands separators
#
# Guess:  a number with groupChar ",", or text.
# Seen:   points on the earth: "12,000" is 12 degrees east on the equator; the resource is valid, and each amount is read as two numbers.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check frictionless==5.21.0
cat > check.py <<'PY'
from pathlib import Path

from frictionless import Resource

Path("amounts.csv").write_text('item,amount\n教育支出,"12,000"\n住房保障支出,"45,000"\n合计,"57,000"\n', "utf-8")
resource = Resource(path="amounts.csv")
resource.infer(stats=True)
kinds = [(field.name, field.type) for field in resource.schema.fields]
rows = [list(row["amount"]) for row in Resource(path="amounts.csv").read_rows()]
print(kinds, rows, resource.validate().valid)
assert kinds == [("item", "string"), ("amount", "geopoint")], kinds
assert rows == [[12, 0], [45, 0], [57, 0]], rows
assert resource.validate().valid
PY
python check.py
