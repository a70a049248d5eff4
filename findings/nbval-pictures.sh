#!/usr/bin/env bash
# nbval 0.11.0 (pytest --nbval): a stored picture that is another than the one that comes out
#
# Guess:  the cell fails, as every other output that differs fails.
# Seen:   the cell passes; pictures (image/png) are not compared, however different they are.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check nbval==0.11.0 pytest==9.2.0 nbformat==5.11.1 ipykernel==7.4.0
cat > make.py <<'PY'
from nbformat import write
from nbformat.v4 import new_code_cell, new_notebook, new_output

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
SHOW = "from IPython.display import Image, display; import base64\ndisplay(Image(base64.b64decode('{}')))"


def notebook(name, kind, stored, source):
    output = new_output("display_data", {kind: stored, "text/plain": "<IPython.core.display.Image object>"})
    output = output if kind == "image/png" else new_output("stream", name="stdout", text=stored)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cells = [new_code_cell(source, outputs=[output], execution_count=1)]
    write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), name)


notebook("picture.ipynb", "image/png", "QW5vdGhlciBwaWN0dXJl", SHOW.format(PIXEL))
notebook("text.ipynb", "text", "another text\n", "print('a text')")
PY
python make.py
python -m pytest -q --nbval picture.ipynb 2>&1 | tail -1 | tee picture.txt
(python -m pytest -q --nbval text.ipynb 2>&1 || true) | tail -1 | tee text.txt
grep -q '^1 passed' picture.txt
grep -q '^1 failed' text.txt
