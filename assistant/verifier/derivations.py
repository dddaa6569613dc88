"""Whether a number follows from the turn by small arithmetic: counts and sums of groups, differences, ratios, rates.

Called by `assistant.verifier.verify` for a number that stands nowhere as it is. A number with three digits or more may come
from any group that the text does not contradict; a small one only from what the text names.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import combinations

from assistant.verifier.arithmetic import (
    APART,
    BY,
    DAY_S,
    DISTRIBUTED,
    EXTREME,
    LATER,
    MOST_BASE,
    OF_ALL,
    PERIODS,
    REST,
    SUM,
    Asked,
    as_money,
    between,
    exact,
    factors,
    from_counts,
    from_stated,
    is_multiple,
    is_point,
    is_ratio,
    is_share,
    names_rows,
    of_column,
    of_kind,
    telling,
    top,
)
from assistant.verifier.claims import claims
from assistant.verifier.concepts import concepts
from assistant.verifier.groups import Group, Table, columns, identity, said_words, tables
from assistant.verifier.quantities import Quantity
from assistant.verifier.records import Record
from assistant.verifier.windows import reach


class Ledger:
    """The groups of everything read in the turn."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        return tables(self._records)

    def follows(self, asked: Asked) -> bool:
        """Whether some small arithmetic over the rows, or over numbers that hold, gives the number."""
        q = asked.quantity
        if q.kind == "plain":
            if is_multiple(asked.text, q):
                return is_ratio(asked, self._base(asked))
            bare = asked.row and telling(q) and any(as_money(q, v) for v in self._figures(asked, "money"))
            return (
                bare
                or (q.raw in (12, 30, 365, 7, 24, 52) and bool(BY.search(asked.text[: q.start])))
                or (q.raw == top(asked) > 0)
                or self._counts(asked)
                or from_counts(asked)
                or self._totals(asked)
                or self._spread(asked)
            )
        if q.kind == "duration":
            return self._spans(asked)
        if q.kind == "percent":
            return is_share(asked, self._base(asked)) or is_point(asked)
        if q.kind not in ("money", "bytes", "cores") or q.currency not in ("", *self._currencies):
            return False
        return any(q.near(v * f) for v in self._figures(asked) for f in factors(asked)) or from_stated(asked)

    def misplaced(self, asked: Asked) -> bool:
        """Whether an amount is that of another group than the one that the words beside it name."""
        q = asked.quantity
        if q.kind not in ("money", "bytes") or asked.named or q.about or q.bound or q.raw == int(q.raw) < 10:
            return False
        named = {True: asked.phrase, False: asked.segment}[
            not any(t.meant(said_words(asked.segment)) for t in self.tables)
        ]
        words, elsewhere = said_words(named), False
        for table in self.tables:
            chosen = [
                g
                for g in table.meant(words)
                if len(g.rows) < len(table.rows) and (g.labels <= words or g.attribute in ("metric", "both"))
            ]
            for g in chosen:
                for values in of_kind(g.rows, q.kind):
                    if any(q.near(v * f) for v in (*values, *of_column(values, asked)) for f in factors(asked)):
                        return False
            names = {g.attribute for g in chosen}
            mine = {id(g) for g in chosen}
            others = [g for g in table.groups if g.attribute in names and id(g) not in mine]
            if len(chosen) == 1 and not SUM.search(named):
                others.append(table.whole)
            elsewhere = elsewhere or any(q.near(sum(v)) for g in others for v in of_kind(g.rows, q.kind))
        return elsewhere

    def made_over(self, q: Quantity, period_s: float) -> bool:
        """Whether an amount is one of the evidence made over from a month to another period: $493 a month, $16.44 a day."""
        months = [
            f for limit, factors_of in PERIODS.items() if 0.9 * limit <= period_s <= 1.1 * limit for f in factors_of
        ]
        return any(q.near(v * f) for f in months for v in self._amounts)

    @cached_property
    def _amounts(self) -> tuple[float, ...]:
        found = set[float]()
        for table in self.tables:
            for rows in (table.rows, *(g.rows for g in table.groups)):
                found |= {round(sum(v), 4) for v in of_kind(rows, "money")}
                found |= (
                    {round(x, 4) for v in of_kind(rows, "money") for x in v} if len(rows) == len(table.rows) else set()
                )
        return tuple(sorted(found))

    @cached_property
    def _currencies(self) -> frozenset[str]:
        return frozenset(f.currency for r in self._records for f in r.facts if f.kind == "money" and f.currency)

    def _meant(self, asked: Asked) -> Iterator[tuple[Table, tuple[Group, ...]]]:
        """Each table with the groups that the nearest words name."""
        named = [r for r in asked.named if any(f.kind == asked.quantity.kind for f in r.facts)]
        if asked.quantity.kind not in ("money", "bytes"):
            named = list(asked.named)
        rows = set(map(identity, named))
        small = asked.quantity.kind == "plain" and bool(asked.cites)
        for table in self.tables:
            if small and not rows and not any(not asked.cites.isdisjoint(r.cites) for r in table.rows):
                continue
            if asked.named and not rows:
                yield table, ()
            elif rows:
                mine = tuple(r for r in table.rows if identity(r) in rows)
                if mine:
                    yield table, (Group("named", frozenset({"named"}), mine),)
            else:
                near = next((g for way in asked.ways if (g := table.meant(said_words(way)))), ())
                wider = table.meant(said_words(asked.whole)) if near else ()
                yield table, (*near, *(g for g in wider if g.attribute == "both"))

    def _counts(self, asked: Asked) -> bool:
        q = asked.quantity
        if any(q.near(n) for n in self._alike(asked)):
            return True
        if DISTRIBUTED.search(asked.text) and any(
            q.near(len(g.rows)) for t in self.tables for g in t.groups if g.attribute in said_words(asked.whole)
        ):
            return True  # "14 on each of the other nodes"
        told = [int(s.values[0]) for s in asked.stated[-4:] if s.kind == "plain"]
        for table, groups in self._meant(asked):
            if any(q.near(len(g.rows)) for g in groups):
                return True
            left = {len(table.rows) - sum(told[-n:]) for n in range(1, len(told) + 1)}
            if REST.search(asked.segment) and any(q.near(size) for size in left):
                return True
            free = not asked.named and not table.meant(said_words(asked.segment)) and not claims(asked.segment)
            if free and names_rows(table, asked) and q.near(len(table.rows)):
                return True
        return False

    def _alike(self, asked: Asked) -> Iterator[int]:
        """How many rows share an amount that the statement gives: "four cost $18.72 each"."""
        amounts = [g for g in asked.given if g.kind in ("money", "bytes") and not g.about]
        for table in self.tables:
            for g in amounts:
                yield sum(any(f.kind == g.kind and g.near(f.value) for f in r.facts) for r in table.rows)

    def _totals(self, asked: Asked) -> bool:
        """Of a column that the words name: pods wanted, restarts, CPUs; and what is missing between two columns."""
        q, wanted = asked.quantity, asked.concept | concepts(asked.text)
        wanted |= {"replica"} if "pod" in wanted else set()
        for table, groups in self._meant(asked):
            of_all = bool(OF_ALL.search(asked.text[: q.start]))
            whole = (
                (table.whole,)
                if of_all
                else ()
                if asked.named or table.meant(said_words(asked.segment))
                else (table.whole,)
            )
            for rows in (g.rows for g in (*groups, *whole)):
                sums = {
                    field: sum(f.value for f in facts)
                    for (field, kind), facts in columns(rows).items()
                    if kind in ("", "plain")
                    and (facts[0].concepts & wanted or field.lower() in said_words(asked.whole))
                }
                apart = (abs(a - b) for a, b in combinations(sorted(sums.values()), 2))
                if any(q.near(total) for total in sums.values()) or (
                    APART.search(asked.text) and any(q.near(x) for x in apart)
                ):
                    return True
        return False

    def _spread(self, asked: Asked) -> bool:
        """Between the least and the most of one row: "3.6 percentage points between its quietest and its busiest day"."""
        if not APART.search(asked.whole) and not EXTREME.search(asked.whole):
            return False
        rows = asked.named or [r for t in self.tables for r in t.rows if len(t.rows) <= 20]
        pairs = ((r.row["minimum"], r.row["maximum"]) for r in rows if r.row and {"minimum", "maximum"} <= r.row.keys())
        return any(asked.quantity.near(float(b) - float(a)) for a, b in pairs)

    def _spans(self, asked: Asked) -> bool:
        """The period of a bill or a metric, a unit of the calendar, or the time between two rows of a short list."""
        q = asked.quantity
        money = any(g.kind == "money" for g in asked.given)
        if q.values[0] in (DAY_S, 365.25 * DAY_S, 12 * 2629800.0) or (
            q.values[0] == 30 * DAY_S and (money or re.search(r"\bmonth\b|한 ?달", asked.whole, re.I))
        ):
            return True
        mine = set(map(identity, asked.named))
        for table in self.tables:
            if asked.cites and not any(not asked.cites.isdisjoint(r.cites) for r in table.rows):
                continue
            if any(q.near(x) for r in table.rows[:50] if not mine or identity(r) in mine for x in reach(r)):
                return True
            if LATER.search(asked.whole) and len(table.rows) <= 6:
                times = [t for r in table.rows if not mine or identity(r) in mine for t in (*r.times, *exact(r))]
                unit = q.values[0] / q.raw if q.raw else 1.0
                apart = [abs((a - b).total_seconds()) for a, b in combinations(times, 2)]
                if any(q.near(x) or abs(x - q.values[0]) <= 0.5 * unit * (q.raw == int(q.raw)) for x in apart):
                    return True
        return False

    def _figures(self, asked: Asked, kind: str = "") -> Iterator[float]:
        """Sums, means, extremes and differences of the groups that are meant, of the kind of the number."""
        q = asked.quantity
        kind = kind or q.kind
        for table, groups in self._meant(asked):
            chosen: list[Group] = list(groups)
            bound = any(g.attribute == "named" for g in groups)
            if not bound and (not groups or SUM.search(asked.segment)):
                chosen.append(table.whole)
            if not bound and not groups and telling(q):
                chosen += table.groups
            if not bound and (most := top(asked)):
                chosen.append(Group("top", frozenset(), table.rows[:most]))
            for group in chosen:
                for values in of_kind(group.rows, kind):
                    yield from of_column(values, asked)
            if len(asked.named) == 1 or 2 <= len(groups) <= 4:
                yield from between([c for g in groups for c in of_kind(g.rows, kind)])

    def _base(self, asked: Asked) -> dict[str, list[float]]:
        """By kind, what a ratio may be taken of: numbers of the rows named, sums of the groups meant and of whole tables."""
        found: dict[str, list[float]] = {}
        for table, groups in self._meant(asked):
            for rows in (*(g.rows for g in groups[:6]), *(() if asked.named else (table.rows,))):
                if not asked.named:
                    found.setdefault("plain", []).append(float(len(rows)))
                for (_, kind), facts in columns(rows).items():
                    if kind in ("money", "bytes") or asked.named or len(table.rows) <= 3:
                        values = [f.value for f in facts]
                        each = len(values) <= 3 and (asked.named or len(table.rows) <= 3)
                        found.setdefault(kind or "plain", []).extend(values if each else [sum(values)])
        return {kind: list(dict.fromkeys(v))[:MOST_BASE] for kind, v in found.items()}
