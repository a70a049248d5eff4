#!/usr/bin/env bash
# highspy 1.16.0 (HiGHS): a constraint with a very small coefficient
#
# Guess:  addConstr adds 1e-10 * x >= 1, or adds it with a warning and x >= 1e10 holds in the solution.
# Seen:   addConstr raises HighsStatusError «failed with HiGHS status kWarning», yet the row is in the model, without its coefficient: 0 >= 1, which makes the model infeasible.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export PATH="$folder/env/bin:$PATH"
"${PYTHON:-python3}" -m venv env
pip install --quiet --disable-pip-version-check highspy==1.16.0
cat > check.py <<'PY'
import highspy

model = highspy.Highs()
model.setOptionValue("output_flag", False)
x = model.addVariable(lb=0, ub=1e12)
try:
    model.addConstr(1e-10 * x >= 1)
    said = "added"
except Exception as error:
    said = type(error).__name__
model.run()
found = said, model.getNumRow(), model.getNumNz(), str(model.getModelStatus())
print(found)
assert found == ("HighsStatusError", 1, 0, "HighsModelStatus.kInfeasible"), found
PY
python check.py
