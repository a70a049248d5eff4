"""Write, read and check clean made-up documents of every form and format: nothing in them may be called broken or observed.

    python benchmarks/false_alarms.py                 200 documents, seeds 0 to 199
    python benchmarks/false_alarms.py 40 --first 1000 forty of them, seeds from 1000
    python benchmarks/false_alarms.py 50 --text       flattened texts too, which take much longer to read

Every document is drawn with its own seed, written in one format and layout after the other, read and checked.
Rounding, transfers, carried-over money and several projects of one name come as the generator draws them.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from synthesize import (
    Layout,
    synthesize,
    write_docx,
    write_html,
    write_ofd,
    write_pdf,
    write_text,
    write_xlsx,
)

from budgetkit.checks.joint import reconcile
from budgetkit.checks.judge import VERDICTS
from budgetkit.checks.observations import observe
from budgetkit.checks.verdicts import check
from budgetkit.forms.form import form_ids
from budgetkit.readers.read import read

WRITERS = {
    ".pdf": write_pdf,
    ".docx": write_docx,
    ".xlsx": write_xlsx,
    ".html": write_html,
    ".ofd": write_ofd,
}
DRAWN = (
    "performance.weights",
    "performance.target",
    "performance.uncovered",
    "performance.cap",
    "structure.blank",
)
"""Observations that are true of what the generator draws: weights of 90, targets beside last year's results, …."""


def documents(first: int, number: int, text: bool, folder: Path) -> Iterator[tuple[int, str, Path]]:
    """Yield seed, form and path of so many documents: forms and formats each in turn, so that all pairs come."""
    forms, formats = form_ids(), list((WRITERS | ({".txt": write_text} if text else {})).items())
    for seed in range(first, first + number):
        form, (ending, writer) = forms[seed % len(forms)], formats[seed // len(forms) % len(formats)]
        path = folder / f"{seed}{ending}"
        of = synthesize(form, 2020 + seed % 7, seed).disclosure
        writer(of, path, Layout.of(seed))
        yield seed, form, path


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("number", nargs="?", type=int, default=200, help="how many documents")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--text", action="store_true", help="flattened texts too")
    chosen = parser.parse_args()
    verdicts: Counter[str] = Counter()
    feasible: Counter[str] = Counter()
    observed: Counter[str] = Counter()
    false: list[str] = []
    start = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        for seed, form, path in documents(chosen.first, chosen.number, chosen.text, Path(folder)):
            of = read(path)
            found = check(of)
            verdicts.update(found.counts)
            feasible[reconcile(of).feasible] += 1
            looked = observe(of)
            observed.update(o.id for o in looked)
            words = [f"{f.identity} {f.place}: {f.say('en')}" for f in found.of("broken")]
            words += [f"{o.id} {o.place}: {o.say('en')}" for o in looked if o.id not in DRAWN]
            false += [f"seed {seed}, {form}, {path.suffix}: {w}" for w in words]
            for line in false[len(false) - len(words) :]:
                print(f"   {line}", flush=True)
            path.unlink()
    print(f"{chosen.number} clean documents, {time.process_time() - start:.0f} s of processor time")
    print(", ".join(f"{v} {verdicts[v]}" for v in VERDICTS), "; together:", dict(feasible))
    print("observed:", ", ".join(f"{n} {of}" for of, n in observed.most_common()) or "nothing")
    print(f"false alarms: {len(false)} in {len({f.partition(',')[0] for f in false})} documents")


if __name__ == "__main__":
    main()
