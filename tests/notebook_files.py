"""Notebook files for tests: made from code cells, and read back."""

import json
from pathlib import Path
from typing import Any


def notebook(path: Path, *sources: str, parameters: str = "") -> Path:
    """A notebook file of code cells, the first tagged ``parameters`` where there are any."""
    tagged = [("parameters", parameters)] if parameters else []
    cells: list[dict[str, Any]] = [
        {"cell_type": "code", "id": f"c{number}", "source": source, "outputs": [], "execution_count": None}
        | {"metadata": {"tags": [tag] if tag else []}}
        for number, (tag, source) in enumerate([*tagged, *(("", source) for source in sources)])
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    document = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def read(path: Path) -> dict[str, Any]:
    """A notebook file as stored."""
    stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return stored


def printed(path: Path) -> str:
    """All that the cells of an executed notebook wrote to standard output."""
    outputs = [output for cell in read(path)["cells"] for output in cell.get("outputs", ())]
    return "".join("".join(output["text"]) for output in outputs if output.get("name") == "stdout")


def streams_joined(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Outputs with neighbouring pieces of one stream joined: where a stream is cut depends on the clock."""
    joined: list[dict[str, Any]] = []
    for output in outputs:
        text = "".join(output["text"]) if "text" in output else ""
        if joined and "text" in output and joined[-1].get("name") == output["name"]:
            joined[-1]["text"] += text
        else:
            joined.append(output | ({"text": text} if "text" in output else {}))
    return joined
