"""Draw the exact amounts of a department, bottom up: items × sources × basic and project × economic lines."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Final

from budgetkit.model.codes import bundled, depth
from synthesize import names
from synthesize.hidden import OWN, Entry

_PERSONNEL: Final = ["30101", "30102", "30103", "30107", "30112", "30199", "30305", "30309"]
_OPERATING: Final = [
    "30201",
    "30202",
    "30205",
    "30206",
    "30207",
    "30208",
    "30209",
    "30211",
    "30213",
    "30214",
    "30216",
    "30217",
    "30226",
    "30228",
    "30229",
    "30231",
    "30239",
    "30299",
]
_PROJECT: Final = [
    "30201",
    "30202",
    "30209",
    "30211",
    "30212",
    "30213",
    "30215",
    "30216",
    "30226",
    "30227",
    "30239",
    "30299",
    "31002",
    "31003",
    "31005",
    "31006",
    "31007",
    "31013",
    "30905",
    "30306",
    "31204",
    "39999",
    "30199",
]
_DUES: Final = {"2080505": "30108", "2080506": "30109", "2101103": "30111", "2210201": "30113"}
"""Contributions: the functional item and the one economic line that pays it."""
_MORE_DUES: Final = {"2080501": "30302", "2080599": "30307", "2101199": "30112", "2210203": "30102"}
_FUNDS: Final = ("2296002", "2296003", "2296004", "2296006")
_CAPITAL: Final = ("2239999",)
_LEFT_OUT: Final = ("20805", "21011", "22102")
_LISTED_LATER: Final = (
    "2010104",
    "2010105",
    "2010106",
    "2010107",
    "2010108",
    "2010109",
    "2010204",
    "2010205",
    "2040410",
    "2040499",
    "2040599",
)
"""Codes that came into the lists after the corpus that ships was drawn."""
_SCHOOLS: Final = ("20502", "20506", "20602", "20599")


@cache
def own_groups(form_id: str) -> tuple[tuple[str, ...], ...]:
    """Return the groups of items a department may work in: three items or more, no contributions, no funds."""
    items: dict[str, list[str]] = {}
    for code in bundled("functional"):
        if code in _LISTED_LATER:
            continue
        if depth(code) == 3 and code[:5] not in _LEFT_OUT and code[:3] not in ("223", "229"):
            items.setdefault(code[:5], []).append(code)
    if form_id.startswith("central-university"):
        return tuple(tuple(items[group]) for group in _SCHOOLS)
    return tuple(tuple(codes) for codes in items.values() if len(codes) >= 3)


def money(rng: Random, low: int, high: int) -> int:
    """Return an amount in fen between two amounts of yuan, often round as budgets are."""
    fen = rng.randint(low * 100, high * 100)
    step = rng.choice((1, 1, 1, 100, 10_000, 1_000_000))
    return max(step, fen // step * step) if fen >= step else fen


def items(rng: Random, form_id: str, rows: int) -> tuple[str, ...]:
    """Return the department's own functional items, the one of its running costs first."""
    groups = own_groups(form_id)
    home = rng.choice(groups[:1] if form_id.startswith("central-university") else groups)
    chosen = [home[0] if rng.random() < 0.6 else home[-2], *rng.sample(home, min(len(home), 1 + rows // 2))]
    while len(set(chosen)) < rows:
        chosen.append(rng.choice(rng.choice(groups)))
    return tuple(dict.fromkeys(chosen))[:rows]


def first(rng: Random, form_id: str, rows: int) -> tuple[Entry, ...]:
    """Draw the spending of a department's first year."""
    own = items(rng, form_id, rows)
    heads = rng.randint(4, 90) * (20 if form_id.startswith("central-university") else 1)
    taken: set[str] = set()
    drawn = [*_running(rng, own[0], heads), *_dues(rng, heads)]
    for code in own[1:] or own:
        drawn += project(rng, code, "general_public", heads, taken)
    drawn += sometimes(rng, own, heads, taken)
    return _merged(drawn)


def _running(rng: Random, code: str, heads: int) -> Iterator[Entry]:
    for line in sorted(rng.sample(_PERSONNEL, rng.randint(4, len(_PERSONNEL)))):
        yield Entry(code, "general_public", "personnel", line, heads * money(rng, 300, 60_000))
    for line in sorted(rng.sample(_OPERATING, rng.randint(6, len(_OPERATING)))):
        yield Entry(code, "general_public", "operating", line, heads * money(rng, 20, 3_000))


def _dues(rng: Random, heads: int) -> Iterator[Entry]:
    medical = rng.choice(("2101101", "2101102"))
    dues = {**_DUES, medical: "30110"}
    dues |= {code: line for code, line in _MORE_DUES.items() if rng.random() < 0.4}
    for code, line in sorted(dues.items()):
        yield Entry(code, "general_public", "personnel", line, heads * money(rng, 40, 14_000))


def project(
    rng: Random, code: str, source: str, heads: int, taken: set[str], carried: bool = False
) -> list[Entry]:
    """Draw one project of an item from one source, on one to four economic lines."""
    name = names.project(rng, taken)
    lines = sorted(rng.sample(_PROJECT, rng.randint(1, 4)))
    return [
        Entry(code, source, "project", line, money(rng, 500, 4_000 * heads), name, carried) for line in lines
    ]


def sometimes(rng: Random, own: tuple[str, ...], heads: int, taken: set[str]) -> list[Entry]:
    """Draw what not every department has: transfers, funds, state capital, own money, balances of last year."""
    drawn: list[Entry] = []
    code = rng.choice(own)
    if rng.random() < 0.3:
        drawn += project(rng, code, "general_public_transfer", heads, taken)
    if rng.random() < 0.4:
        source = rng.choice(("government_funds", "government_funds_transfer"))
        drawn += project(rng, rng.choice(_FUNDS), source, heads, taken)
    if rng.random() < 0.15:
        drawn += project(rng, _CAPITAL[0], "state_capital", heads, taken)
    if rng.random() < 0.2:
        drawn += project(rng, code, "special_account", heads, taken)
    for source in rng.sample(OWN, rng.choice((0, 0, 1, 2))):
        drawn.append(Entry(own[0], source, "operating", "30299", money(rng, 500, 900 * heads)))
        drawn += project(rng, code, source, heads, taken)
    if rng.random() < 0.35:
        drawn += project(rng, own[0], rng.choice(("other", "special_account")), heads, taken, carried=True)
    if rng.random() < 0.2:
        drawn += project(rng, code, "general_public", heads, taken, carried=True)
    return drawn


def next_year(rng: Random, before: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Draw the spending of the year after: lines grow, stay or shrink, projects end, new ones appear."""
    heads = 10
    taken = {e.project for e in before if e.project}
    own = tuple(dict.fromkeys(e.code for e in before if e.kind == "operating" and not e.carried))
    ended = {name for name in sorted(taken) if rng.random() < 0.15}
    kept = [e for e in before if not e.carried and e.project not in ended and e.source == "general_public"]
    trend = rng.choice((0.9, 1.0, 1.0, 1.05, 1.2))
    drawn = [_moved(rng, e, trend) for e in kept if rng.random() > 0.03 or not e.project]
    moved = [_moved(rng, e, trend) for e in before if e.source != "general_public" and not e.carried]
    drawn += moved if rng.random() < 0.7 else []
    codes = tuple(dict.fromkeys(e.code for e in kept if e.project)) or own
    for _ in range(rng.choice((0, 1, 1, 2))):
        drawn += project(rng, rng.choice((*codes, *own)), "general_public", heads, taken)
    return _merged([*drawn, *sometimes(rng, own, heads, taken)] if rng.random() < 0.5 else drawn)


def _moved(rng: Random, entry: Entry, trend: float) -> Entry:
    """Return an entry a year later; a third of them unchanged."""
    if rng.random() < 0.33:
        return entry
    fen = max(1, round(entry.fen * trend * rng.uniform(0.7, 1.3)))
    return Entry(entry.code, entry.source, entry.kind, entry.economic, fen, entry.project)


def _merged(entries: list[Entry]) -> tuple[Entry, ...]:
    """Return the entries in the order of their codes, those of one key as one."""
    known: dict[tuple[object, ...], Entry] = {}
    for e in entries:
        key = (*e.key, e.carried)
        fen = e.fen + (known[key].fen if key in known else 0)
        known[key] = Entry(e.code, e.source, e.kind, e.economic, fen, e.project, e.carried)
    return tuple(sorted(known.values(), key=lambda e: (e.code, e.project, e.economic, e.source, e.carried)))
