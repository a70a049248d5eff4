"""Many disclosures as one Parquet dataset: build, query, export, run.

Five tables — documents, facts, claims, findings, indicators — in files that are only ever added, named in a
manifest that is written last. What the manifest does not name does not exist.
"""

from importlib.util import find_spec

from budgetkit.model.errors import BudgetkitError
from budgetkit.version import how_to_install

_MISSING = [name for name in ("duckdb", "filelock", "pyarrow") if find_spec(name) is None]
if _MISSING:
    raise BudgetkitError(f"a corpus needs {', '.join(_MISSING)}: {how_to_install('corpus')}")
