"""Alternatives under which a statement is judged again: another choice of rows, window or threshold.

An alternative is a pure function of a statement and the tables. It gives an altered statement and altered
tables, on which the same check and the same verdict rule run; the ledger and the data stay as they are.
Nothing is typed in: what an alternative admits is read off the columns of the rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import compress
from typing import TYPE_CHECKING

from pkjp_analysis.claims import select
from pkjp_analysis.claims.ledger import Statement
from pkjp_analysis.claims.mirrored import between_two_countries, mirrored, of_whom, widened
from pkjp_analysis.claims.prices import deflated
from pkjp_analysis.claims.prints import prints
from pkjp_analysis.claims.select import Selection

if TYPE_CHECKING:
    from pkjp_analysis.store import Store

CALENDAR_YEAR, FISCAL_YEAR = ("CY",), ("FY-JUL", "FY-APR")
HALF_A_YEAR = 6


@dataclass(frozen=True)
class Altered:
    """A statement and the tables that it is judged on under an alternative."""

    statement: Statement
    store: Store


# An alternative gives the reason in words where a statement or the data leave nothing to alter.
Change = Callable[[Statement, "Store"], Altered | str]


@dataclass(frozen=True)
class Alternative:
    """A named alternative: what it varies, what it does in words, and the function that does it."""

    name: str
    varies: str
    does: str
    change: Change


def partners_count(statement: Statement, store: Store) -> Altered | str:
    """The same flows as the other country counts them: exports become its imports, persons in its persons out."""
    seen = {name: select.parse(getattr(statement, name)) for name in _selections(statement)}
    turned = {name: mirrored(one) for name, one in seen.items() if between_two_countries(one)}
    if not turned:
        return "it names no two countries of which the other one could count the same"
    altered = _selecting(statement, turned)
    for one in turned.values():
        if not len(_in_window(altered, store, one)):
            other = _in_window(altered, store, widened(one), "nomenclature", "calendar")
            held = sorted({" ".join(basis).strip() for basis in other})
            also = f"; held there on another basis: {', '.join(held)}" if held else ""
            return f"no figure of {of_whom(one)} on its basis in the window{also}"
    return Altered(altered, store)


def on_basis(column: str, values: tuple[str, ...], statement: Statement, store: Store) -> Altered | str:
    """Only rows with one of `values` in a basis column, for every series that the statement reads."""
    seen = {name: select.parse(getattr(statement, name)) for name in _selections(statement)}
    observed = {name: one for name, one in seen.items() if one.table == "observations"}
    if not observed:
        tables = " and ".join(dict.fromkeys(one.table for one in seen.values()))
        return f"it rests on {tables}, which have no {_word(column)}"
    free = {name: one.without(column) for name, one in observed.items()}
    altered = _selecting(_in_calendar(statement, column, values), free)
    for one in free.values():
        held = {value for (value,) in _in_window(altered, store, one, column)}
        if not held & set(values):
            return _not_held(column, values, held)
    return Altered(altered, _restricted(store, _series(statement), column, values))


def in_constant_prices(statement: Statement, store: Store) -> Altered | str:
    """Rows in prices of a named year, as printed; where none is, current dollars at consumer prices."""
    bases = set(store.observations["price_basis"].unique()) - {"", "current"}
    printed = on_basis("price_basis", tuple(sorted(bases)) or ("constant",), statement, store)
    if isinstance(printed, Altered) or "held there: current" not in printed:
        return printed
    found = deflated(statement, store, _series(statement))
    return found if isinstance(found, str) else Altered(statement, found)


def one_print(newest: bool, statement: Statement, store: Store) -> Altered | str:
    """Of each figure that one origin printed several times only the newest or only the oldest print."""
    one_each = prints(store, newest)
    seen = [select.parse(getattr(statement, name)) for name in _selections(statement)]
    fewer = any(len(_in_window(statement, one_each, one)) < len(_in_window(statement, store, one)) for one in seen)
    return Altered(statement, one_each) if fewer else "no figure that it reads is printed twice by one origin"


def at_threshold(factor: str, statement: Statement, store: Store) -> Altered | str:
    """The threshold times a factor; the near band moves along."""
    if statement.threshold is None:
        return "its check has no threshold"
    by = Decimal(factor)
    near = None if statement.near_from is None else statement.near_from * by
    return Altered(replace(statement, threshold=statement.threshold * by, near_from=near), store)


ALTERNATIVES = (
    Alternative(
        "partner's count",
        "reporter side",
        "flows between the two as the other country counts them: exports become its imports and the reverse; "
        "figures on the world stay",
        partners_count,
    ),
    *(
        Alternative(
            f"{word} year",
            "calendar",
            f"only periods of a {word} year ({' or '.join(values)}); a window of whole years in the other calendar "
            "is widened by six months at both ends, to the years that share half of their months with it",
            partial(on_basis, "calendar", values),
        )
        for word, values in (("calendar", CALENDAR_YEAR), ("fiscal", FISCAL_YEAR))
    ),
    *(
        Alternative(
            f"{word} print",
            "vintage",
            f"of a figure that one origin printed several times only the {word} print, whatever its evidence level",
            partial(one_print, newest),
        )
        for word, newest in (("oldest", False), ("newest", True))
    ),
    *(
        Alternative(value, "valuation", f"only goods valued {value}", partial(on_basis, "valuation", (value,)))
        for value in ("FOB", "CIF")
    ),
    *(
        Alternative(value, "recording", f"only figures from {value}", partial(on_basis, "recording", (value,)))
        for value in ("customs", "settlement")
    ),
    Alternative(
        "constant prices",
        "prices",
        "figures in prices of a named year, as printed; where none is, current dollars at US consumer prices "
        "of the last year held, each month at the level of its calendar year; an asserted amount stays as it is",
        in_constant_prices,
    ),
    Alternative(
        "half threshold", "threshold", "half the threshold, and half the near band", partial(at_threshold, "0.5")
    ),
    Alternative(
        "double threshold", "threshold", "double the threshold, and double the near band", partial(at_threshold, "2")
    ),
)


def _selections(statement: Statement) -> list[str]:
    """The fields of a statement that select rows."""
    return [name for name in ("about", "against") if getattr(statement, name)]


def _series(statement: Statement) -> tuple[str, ...]:
    """The series of observations that a statement reads."""
    seen = [select.parse(getattr(statement, name)) for name in _selections(statement)]
    return tuple(sorted({name for one in seen for name in one.must.get("series", [])}))


def _selecting(statement: Statement, selections: dict[str, Selection]) -> Statement:
    """The statement with other selections of rows."""
    about, against = (
        selections[name].text() if name in selections else getattr(statement, name) for name in ("about", "against")
    )
    return replace(statement, about=about, against=against)


def _in_window(statement: Statement, store: Store, selection: Selection, *columns: str) -> list[tuple[str, ...]]:
    """Cells of the rows on a selection's basis whose period touches the evidence window; of grants and events all."""
    # Totals can be the sum of their parts.
    text = selection.text().replace("flow=total", "flow=total,export,import")
    frame = select.rows(store, text)
    admissible = [other == "" for other in frame["other_basis"].tolist()]
    if selection.table == "observations" and statement.evidence_from and statement.evidence_to:
        first, last = statement.evidence_from.isoformat(), statement.evidence_to.isoformat()
        periods = zip(admissible, frame["period_start"].tolist(), frame["period_end"].tolist(), strict=True)
        admissible = [usable and start != "" and start <= last and end >= first for usable, start, end in periods]
    cells = zip(*(frame[column].tolist() for column in columns or ("other_basis",)), strict=True)
    return list(compress(cells, admissible))


def _in_calendar(statement: Statement, column: str, values: tuple[str, ...]) -> Statement:
    """The window in the other calendar: whole years of one are widened by half a year at both ends."""
    first, last = statement.evidence_from, statement.evidence_to
    if column != "calendar" or first is None or last is None:
        return statement
    after = last + timedelta(days=1)
    whole = (first.month, first.day) == (after.month, after.day)
    if not whole or ((first.month, first.day) == (1, 1)) == (values == CALENDAR_YEAR):
        return statement
    until = _months_on(after, HALF_A_YEAR) - timedelta(days=1)
    return replace(statement, evidence_from=_months_on(first, -HALF_A_YEAR), evidence_to=until)


def _months_on(day: date, months: int) -> date:
    """The first of a month, some months on."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, 1)


def _not_held(column: str, values: tuple[str, ...], held: set[str]) -> str:
    if held == {""}:
        return f"its figures have no {_word(column)}"
    known = sorted(held - {""})
    also = f"; held there: {', '.join(known)}" if known else ""
    return f"no figure with {_word(column)} {' or '.join(values)} in the window{also}"


def _word(column: str) -> str:
    return column.replace("_", " ")


def _restricted(store: Store, series: tuple[str, ...], column: str, values: tuple[str, ...]) -> Store:
    """The tables without the rows of some series that are on another basis; rates and other series stay."""

    def make() -> Store:
        frame = store.observations
        return store.with_tables(observations=frame[~frame["series"].isin(series) | frame[column].isin(values)])

    return store.derived((series, column, values), make)
