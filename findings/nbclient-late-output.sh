#!/usr/bin/env bash
# nbclient 0.11.0, ipykernel 7.4.0: what a cell started prints while the next cell runs
#
# Guess:  a line printed by a thread and one printed by an asyncio task end in the same cell: the one that started them, or the one that runs.
# Seen:   the thread's line stands in the cell that runs; the task's line stands in no cell at all.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check nbclient==0.11.0 nbformat==5.11.1 ipykernel==7.4.0
cat > check.py <<'PY'
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

THREAD = """
import threading, time
def late():
    time.sleep(1)
    print('late')
thread = threading.Thread(target=late)
thread.start()
"""
TASK = """
import asyncio
async def late():
    await asyncio.sleep(1)
    print('late')
task = asyncio.create_task(late())
"""


def texts(*sources):
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    NotebookClient(notebook, kernel_name="python3").execute()
    return ["".join(output.get("text", "") for output in cell.outputs) for cell in notebook.cells]


found = texts(THREAD, "thread.join()"), texts(TASK, "await task")
print(found)
assert found == (["", "late\n"], ["", ""]), found
PY
python check.py 2>/dev/null
