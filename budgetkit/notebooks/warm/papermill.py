"""What papermill finds by its entry point: the engine ``budgetkit``, imported when it is first used.

papermill loads the engines of others while it is itself being imported, too early for one that builds on it.
"""

from __future__ import annotations

from typing import Any, Final


class LateEngine:
    """Stands for ``engine.BudgetkitEngine``."""

    def __getattr__(self, name: str) -> Any:
        """An attribute of the engine itself."""
        from budgetkit.notebooks.warm.client import warm_up

        # The parent of the kernels imports while the engine does.
        warm_up()
        from budgetkit.notebooks.warm.engine import BudgetkitEngine

        return getattr(BudgetkitEngine, name)


ENGINE: Final = LateEngine()
