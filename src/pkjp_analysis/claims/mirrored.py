"""Selections turned round: the rows in which the other country counts the same flow."""

from __future__ import annotations

from pkjp_analysis.claims.select import Selection

# What one country calls its exports to another are the other's imports from it; totals and balances stay.
MIRRORED = {"export": "import", "import": "export", "in": "out", "out": "in"}
GROUPS = frozenset({"WLD", "DAC"})
# Terms that say on which basis a flow is counted, and in which detail.
_BASIS = ("nomenclature", "product", "calendar", "recording", "valuation", "stage", "trade_class", "breakdown")


def between_two_countries(selection: Selection) -> bool:
    """Whether a selection names a reporter and a partner that are both countries."""
    sides = _reporters(selection), _partners(selection)
    return selection.table == "observations" and all(sides) and not GROUPS & {code for side in sides for code in side}


def mirrored(selection: Selection) -> Selection:
    """The selection with reporter and partner exchanged, and exports made imports."""
    sides = {"reporter": "partner", "partner": "reporter"}

    def turned(terms: dict[str, list[str]]) -> dict[str, list[str]]:
        return {
            sides.get(name, name): [MIRRORED.get(value, value) for value in values] if name == "flow" else values
            for name, values in terms.items()
        }

    return Selection(selection.table, turned(selection.must), turned(selection.basis))


def widened(selection: Selection) -> Selection:
    """The same flow on every basis and in every detail."""
    for column in _BASIS:
        selection = selection.without(column)
    return selection


def of_whom(selection: Selection) -> str:
    """Whose figures on whom a selection asks for, in words."""
    return f"reporter {' or '.join(_reporters(selection))} on partner {' or '.join(_partners(selection))}"


def _reporters(selection: Selection) -> list[str]:
    return selection.basis.get("reporter") or selection.must.get("reporter", [])


def _partners(selection: Selection) -> list[str]:
    return selection.basis.get("partner") or selection.must.get("partner", [])
