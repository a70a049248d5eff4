#!/usr/bin/env bash
# HiGHS in scipy 1.17.1: the status Optimal of a choice of whole figures
#
# Guess:  no choice is cheaper, as the status and the message "Optimization terminated successfully" say.
# Seen:   the search stops within a ten-thousandth of the bound (mip_rel_gap 1e-4): 311772 is called optimal, and 311750 is possible.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check scipy==1.17.1 numpy==2.4.6
cat > check.py <<'PY'
import random

import numpy
from scipy.optimize import Bounds, LinearConstraint, milp

draw = random.Random(0)
figures = numpy.array([draw.randint(10000, 30000) for _ in range(30)])
goal = figures.sum() // 2
asked = {"constraints": LinearConstraint([figures], lb=goal), "integrality": numpy.ones(30), "bounds": Bounds(0, 1)}
first = milp(figures, **asked)
best = milp(figures, **asked, options={"mip_rel_gap": 0})
print(first.message, round(first.fun), round(best.fun), goal)
assert first.status == best.status == 0 and "Optimal" in first.message
assert round(best.fun) == goal < round(first.fun), (first.fun, best.fun)
PY
python check.py
