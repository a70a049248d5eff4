"""Whose performance table it is: the project named between its title and its heads, where people stand too."""

from __future__ import annotations

from collections.abc import Sequence

from budgetkit.readers.grid import Line
from budgetkit.readers.matrix import unwrap
from budgetkit.readers.text_indicator_words import key, words


def owner_of(lines: Sequence[Line], department: str) -> str:
    """Return the project that a table names, empty where that is not determined.

    The values that follow a run of labels belong to them in turn, if they are as many; the name of the department,
    which is known, tells its own value from what is broken over lines after it.

    >>> lines = [Line(t, 1) for t in ("预算单位", "项目名称", "例示局", "道路修", "缮经费", "项目负责人")]
    >>> owner_of(lines, "例示局"), owner_of([Line("项目名称：道路修缮", 1)], ""), owner_of(lines, "另一局")
    ('道路修缮经费', '道路修缮', '')
    """
    texts = [chunk for line in lines for chunk in line.text.split()]
    for n, text in enumerate(texts):
        if _label(text) in words().projects:
            start, stop = n, n + 1
            while start and _label(texts[start - 1]) in words().labels:
                start -= 1
            while stop < len(texts) and _label(texts[stop]) in words().labels:
                stop += 1
            return _value(texts[stop:], n - start, stop - start, department)
        label, colon, value = key(text).partition(":")
        if colon and label in words().projects:
            return text[-len(value) :]
    return ""


def _label(text: str) -> str:
    return key(text).rstrip(":")


def _value(texts: Sequence[str], place: int, labels: int, department: str) -> str:
    """Return the value of the label at a place."""
    end = next((n for n, text in enumerate(texts) if _begins_label(key(text))), len(texts))
    values, whole = texts[:end], unwrap("".join(texts[:end]))
    if len(values) == labels:
        return unwrap(values[place])
    if labels == 1:
        return whole
    beside = department and whole.startswith(department) and (labels, place) == (2, 1)
    return whole.removeprefix(department) if beside else ""


def _begins_label(text: str) -> bool:
    """Tell whether a text is a label, begins with one, or is the beginning of one that is broken over lines."""
    return any(label.startswith(text) or text.startswith(label) for label in words().labels)
