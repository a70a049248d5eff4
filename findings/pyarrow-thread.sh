#!/usr/bin/env bash
# pyarrow 26.0.1 on Linux: threads after import, with the allocator mimalloc
#
# Guess:  importing pyarrow starts no thread; with mimalloc as the memory pool jemalloc is not used at all.
# Seen:   a thread jemalloc_bg_thd runs, whichever pool is chosen, so that Python 3.12 warns at every os.fork(); JE_ARROW_MALLOC_CONF=background_thread:false keeps it away.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
[ "$(uname)" = Linux ] || { echo "shown on Linux only"; exit 0; }
pip install --quiet --disable-pip-version-check pyarrow==26.0.1
cat > check.py <<'PY'
import os

import pyarrow


def name(task):
    with open(f"/proc/self/task/{task}/comm") as file:
        return file.read().strip()


print(pyarrow.default_memory_pool().backend_name, "jemalloc_bg_thd" in map(name, os.listdir("/proc/self/task")))
PY
unset JE_ARROW_MALLOC_CONF ARROW_DEFAULT_MEMORY_POOL
plain=$(python check.py)
system=$(ARROW_DEFAULT_MEMORY_POOL=system python check.py)
quiet=$(JE_ARROW_MALLOC_CONF=background_thread:false python check.py)
echo "$plain / $system / $quiet"
[ "$plain / $system / $quiet" = "mimalloc True / system True / mimalloc False" ]
