"""A disclosure as a folder of CSV with datapackage.json, and back, without loss.

The layout follows the Frictionless Data Package (specs.frictionlessdata.io): one CSV a table in published
order, figures as printed, blanks empty; claims, profile, indicators and what could not be placed beside them.
"""

from budgetkit.package.load import load
from budgetkit.package.save import save

__all__ = ["load", "save"]
