#!/usr/bin/env bash
# python-sat 1.9.dev24: a soft clause of weight 0 in a weighted formula
#
# Guess:  a clause of weight 0 costs nothing to break, so the cheapest model breaks it and costs 0.
# Seen:   the clause is taken as hard; the cheapest model breaks the clause of weight 3 instead and costs 3.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check python-sat==1.9.dev24
cat > check.py <<'PY'
from pysat.examples.rc2 import RC2
from pysat.formula import WCNF


def cheapest(weight):
    formula = WCNF()
    formula.append([1, 2])
    formula.append([-1], weight=weight)
    formula.append([-2], weight=3)
    with RC2(formula) as solver:
        return solver.compute(), solver.cost, len(formula.hard)


print(cheapest(1), cheapest(0))
assert cheapest(1) == ([1, -2], 1, 1)
assert cheapest(0) == ([-1, 2], 3, 2), cheapest(0)
PY
python check.py
