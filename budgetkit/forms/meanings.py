"""What the words of tables mean in every place: heads to columns, labels to rows, as ids of the contract.

An id is returned only where the words leave no doubt: every word of a path must be accounted for, and two ids that
fit equally well give none. A path is the words from the top, the column's or row's own last. An empty string means
"nothing proves a meaning".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache

from budgetkit.forms.data import nearest
from budgetkit.forms.label import classes, plain
from budgetkit.forms.units import without_unit
from budgetkit.forms.vocabulary import SOURCE, Axis, TableNames, vocabulary, words_of
from budgetkit.model.notes import fold, split_notes

_YEAR = re.compile(r"(20\d{2})年度?")
Claims = Mapping[str, tuple[int, int]]
"""Ids that a path may mean, each with how well it fits: words used, words left over (negative)."""


def period_of(head: str, year: int = 0) -> str:
    """Return what the figures below a head are of, ``""`` where it does not say.

    One of prior_actual, prior_budget, budget, adjusted, actual, change, growth, and compared for a head that only says
    that changes follow. ``year`` is the document's; 0 takes every year in a head for the document's own.

    >>> period_of("2017年执行数", 2018), period_of("2018年预算数", 2018), period_of("增减％"), period_of("基本支出")
    ('prior_actual', 'budget', 'growth', '')
    """
    return _period(_key(head, year))


@cache
def _period(key: str) -> str:
    return next((p.id for p in vocabulary().period if re.fullmatch(p.words, key)), "")


def columns_of(
    table: str, paths: Sequence[Sequence[str]], half: str = "", year: int = 0, kind: str = ""
) -> tuple[str, ...]:
    """Return the id of every column of a table, ``""`` for those without; no two columns get one id.

    The better claim takes an id, equal claims cancel each other. ``year`` is the document's, ``kind`` its kind
    (``budget`` or ``final_accounts``), which says what 金额 alone is.

    Raises:
        KeyError: no table of that id; the message lists those there are.

    >>> columns_of("expenditure", [["合计"], ["基本支出"], ["基本支出", "人员经费"], ["基本支出", "补助"]])
    ('total', 'basic', 'personnel', '')
    >>> columns_of("summary", [["金额"]], "use", kind="budget"), columns_of("basic", [["金额"]], kind="final_accounts")
    (('budget',), ('actual',))
    >>> columns_of("general_public", [["2023年执行数"], ["2024年预算数比2023年执行数", "增减%"]], year=2024)
    ('prior_actual', 'growth')
    """
    found = _assign([_column_claims(table, path, half, year, kind) for path in paths])
    stands = {name: other for name, other in _table(table).instead.items() if other not in found}
    return tuple(stands.get(name, name) for name in found)


def rows_of(table: str, paths: Sequence[Sequence[str]], half: str = "") -> tuple[str, ...]:
    """Return the id of every row of a table, ``""`` for those without; a class of a two-sided table gives its code.

    No two rows get one id. Where meetings and training stand beside the three public expenses, their common total is
    not that of the three.

    Raises:
        KeyError: no table of that id; the message lists those there are.

    >>> rows_of("three_public", [["合计"], ["“三公”经费", "小计"], ["“三公”经费", "公务接待费"], ["会议费"]])
    ('', 'total', 'receptions', 'meetings')
    >>> rows_of("appropriations", [["二、上年结转", "（一）一般公共预算拨款"]], "revenue")
    ('general_public_brought_forward',)
    """
    claims = [dict(_row_claims(table, path, half)) for path in paths]
    # 国有资本经营预算 is a kind of money beside 一般公共预算, and a class among classes.
    by_fund = any("general_public" in claim for claim in claims)
    for claim in claims:
        if half == "expenditure" and "state_capital" in claim and len(claim) > 1:
            claims_kept = {n: s for n, s in claim.items() if n.isdigit() is not by_fund}
            claim.clear()
            claim.update(claims_kept)
    return _assign(claims)


@cache
def heads_of_money() -> frozenset[str]:
    """Return the words that stand over columns of money in any table, for comparison; 数量 is none.

    >>> "基本支出" in heads_of_money(), "数量" in heads_of_money()
    (True, False)
    """
    names = {n for t in vocabulary().table.values() for ids in t.columns.values() for n in ids} - {"quantity"}
    return frozenset(
        plain(word.rpartition("/")[2])
        for name in names
        for word in (*vocabulary().names[name].names, *vocabulary().names[name].heads)
    )


def _assign(claims: Sequence[Claims]) -> tuple[str, ...]:
    done = [""] * len(claims)
    for score in sorted({s for c in claims for s in c.values()}, reverse=True):
        offers = [(n, name) for n, c in enumerate(claims) for name, s in c.items() if s == score]
        free = [(n, name) for n, name in offers if not done[n] and name not in done]
        for n, name in free:
            if sum(n == m for m, _ in free) == 1 and sum(name == other for _, other in free) == 1:
                done[n] = name
    return tuple(done)


def _table(table: str) -> TableNames:
    known = vocabulary().table
    if table not in known:
        raise KeyError(f"no table {table!r}; {nearest(table, known)} ({SOURCE})")
    return known[table]


def _of_half(ids: Mapping[str, tuple[str, ...]], half: str) -> tuple[str, ...]:
    return ids.get(half or "all", ids.get("all", ()))


def _column_claims(table: str, heads: Sequence[str], half: str, year: int, kind: str) -> Claims:
    ids = _of_half(_table(table).columns, half)
    path = _path(heads, year)
    period = next((p for p in map(_period, path) if p.startswith("prior") or p in ("change", "growth")), "")
    if period in ids:
        rest = [w for w in path if _period(w) not in (period, "compared") and w not in _keys("generic")]
        return {} if any(not _is_neutral(w) for w in rest) else {period: (1, -len(rest))}
    found = {} if period else _claims(table, "heads", ids, path)
    best = [name for name, score in found.items() if score == max(found.values())]
    meant = next((name for name in vocabulary().prefer.get(kind, ()) if name in best), "")
    return {meant: found[meant]} if meant and len(best) > 1 else found


def _row_claims(table: str, labels: Sequence[str], half: str) -> Claims:
    path = _path(labels, 0)
    found = dict(_claims(table, "labels", _of_half(_table(table).rows, half), path))
    above = {
        w
        for w in path[:-1]
        if not _is_neutral(w) and w not in _last_words(table, of="labels", name="current_year")
    }
    if half == "expenditure" and path and not above:
        found |= {code: (1, 0) for code, words in _classes() if path[-1] in words}
    return found


@cache
def _classes() -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((c.code, frozenset(map(plain, c.names))) for c in classes())


def _path(words: Sequence[str], year: int) -> tuple[str, ...]:
    """Return the words of a path for comparison, each once where merged cells repeat it."""
    keys = [key for word in words for part in word.split("/") if (key := _key(part, year))]
    return tuple(k for n, k in enumerate(keys) if not n or k != keys[n - 1])


@cache
def _key(word: str, year: int) -> str:
    flat = "".join(fold(split_notes(without_unit(word))[0]).split())

    def said(found: re.Match[str]) -> str:
        if year and int(found[1]) != year:
            return "上年" if int(found[1]) == year - 1 else found[0]
        return "" if len(found[0]) < len(flat) else "本年" if year else found[0]

    return plain(_YEAR.sub(said, flat))


@cache
def _keys(kind: str) -> frozenset[str]:
    return frozenset(map(plain, getattr(vocabulary(), kind)))


def _is_neutral(word: str) -> bool:
    return word in _keys("neutral") or _period(word) in ("budget", "actual")


def _claims(table: str, of: Axis, ids: Collection[str], path: Sequence[str]) -> Claims:
    """Return what a path may mean among some ids, if need be without a last word that only says that numbers follow."""
    found = dict(_fits(table, of, ids, path))
    if not found and len(path) > 1 and (path[-1] in _keys("generic") or path[-1].isdigit()):
        return dict(_fits(table, of, ids, path[:-1]))
    return found


def _fits(
    table: str, of: Axis, ids: Collection[str], path: Sequence[str]
) -> Iterator[tuple[str, tuple[int, int]]]:
    for name in ids:
        allowed = _allowed(table, of, name)
        under = vocabulary().names[name].under
        closed = {w for other in ids if other != name for w in _closed(table, of, other)}
        scores = []
        for parts in _words(table, of, name):
            used = _used(parts, path)
            left = [word for n, word in enumerate(path) if n not in used]
            stands = not under or any(word in _last_words(table, of, under) for word in left)
            if (
                used
                and stands
                and all(
                    (_passes(table, w) and w not in closed) or w in allowed or _period(w) in allowed
                    for w in left
                )
            ):
                scores.append((len(used), -len(left)))
        if scores:
            yield name, max(scores)


@cache
def _passes(table: str, word: str) -> bool:
    """Tell whether a word above another changes nothing: it is neutral, or says again what the table's title says."""
    said = re.sub("^(?:本年|当年)", "", word)
    return _is_neutral(word) or any(plain(title).startswith(said) for title in _table(table).titles)


@cache
def _words(table: str, of: Axis, name: str) -> tuple[tuple[str, ...], ...]:
    """Return the paths of words that mean an id in a table."""
    names = words_of(table, of, name)
    return tuple(dict.fromkeys(tuple(map(plain, n.split("/"))) for n in names))


@cache
def _last_words(table: str, of: Axis, name: str) -> frozenset[str]:
    return frozenset(parts[-1] for parts in _words(table, of, name) if len(parts) == 1)


@cache
def _closed(table: str, of: Axis, name: str) -> frozenset[str]:
    return _last_words(table, of, name) if vocabulary().names[name].closed else frozenset()


@cache
def _allowed(table: str, of: Axis, name: str) -> frozenset[str]:
    """Return the words that may stand above an id, and the periods that may, by their ids."""
    names = vocabulary().names
    above = [a for a in (*names[name].within, names[name].under) if a]
    return frozenset(a for a in above if a not in names).union(
        *(_last_words(table, of, a) for a in above if a in names)
    )


def _used(parts: Sequence[str], path: Sequence[str]) -> set[int]:
    """Return where in a path the parts of a name stand, in order and the last one last; empty where they do not."""
    used: set[int] = set()
    if not path or parts[-1] != path[-1]:
        return used
    place = len(path)
    for part in reversed(parts):
        place = next((n for n in range(place - 1, -1, -1) if path[n] == part), -1)
        if place < 0:
            return set()
        used.add(place)
    return used
