"""What notebooks do first, done once beforehand: the warm parent's kernels inherit the caches this fills.

Only what leaves nothing behind but caches may stand here: reference data, compiled patterns, drawn glyphs. The
bundled font, for one, may not be made known here, since a plain kernel would not know it before it is asked for.
"""

from __future__ import annotations

import io

from matplotlib.figure import Figure

from budgetkit.present.display import view, view_table
from budgetkit.present.judged import by_identity, claims
from budgetkit.source import reference
from budgetkit.checks.verdicts import check


def rehearse() -> None:
    """Read and check the bundled reference, frame it, and draw a figure of nothing; none of that is kept."""
    disclosure = reference()
    for frame in (claims(disclosure), by_identity(check(disclosure))):
        view(frame)._repr_html_()
    view_table(disclosure, "expenditure")._repr_html_()
    figure = Figure()
    figure.subplots().plot([1, 2])
    figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")
