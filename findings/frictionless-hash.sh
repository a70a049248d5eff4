#!/usr/bin/env bash
# frictionless 5.21.0: a resource whose `hash` names an algorithm other than md5 or sha256
#
# Guess:  a hash that is not the file's is an error whatever its algorithm, or the algorithm is refused.
# Seen:   with md5 and sha256 the mismatch is an error; with sha1 and sha512 nothing is compared and the package is valid.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check frictionless==5.21.0
cat > check.py <<'PY'
import json
from pathlib import Path

from frictionless import validate

Path("table.csv").write_text("code,amount\n01,1.50\n")


def valid(algorithm):
    resource = {"name": "table", "path": "table.csv", "hash": f"{algorithm}:00"}
    Path("datapackage.json").write_text(json.dumps({"name": "package", "resources": [resource]}))
    return validate("datapackage.json").valid


found = {algorithm: valid(algorithm) for algorithm in ("md5", "sha256", "sha1", "sha512")}
print(found)
assert found == {"md5": False, "sha256": False, "sha1": True, "sha512": True}, found
PY
python check.py
