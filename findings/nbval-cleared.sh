#!/usr/bin/env bash
# nbval 0.11.0: a cell that was stored without outputs and prints something now
#
# Guess:  it fails: the outputs differ from what is stored.
# Seen:   it passes; a notebook whose outputs were cleared is compared with nothing, nor is a new warning of a cell that printed nothing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check nbval==0.11.0 ipykernel==7.4.0 pytest==9.2.0
cat > check.py <<'PY'
import subprocess
import sys

from nbformat import write
from nbformat.v4 import new_code_cell, new_notebook, new_output

kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
source = "print('195.92')\nimport sys; print('a warning', file=sys.stderr)"
stored = {"cleared": [], "other": [new_output("stream", text="195.93\n")]}
done = {}
for name, outputs in stored.items():
    cell = new_code_cell(source, outputs=outputs)
    write(new_notebook(cells=[cell], metadata={"kernelspec": kernel}), f"{name}.ipynb")
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", f"{name}.ipynb"]
    done[name] = subprocess.run(words, capture_output=True, text=True).returncode
print(done)
assert done == {"cleared": 0, "other": 1}, done
PY
python check.py
