"""The arithmetic of the votes: what is compared with what, from the numbers that are shown, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from pkjp_analysis.claims.checks import allowed, range_vote
from pkjp_analysis.claims.checks_ratios import threshold_vote
from pkjp_analysis.claims.evidence import Evidence, bound_vote, bounds, days, interval_vote, overlap
from pkjp_analysis.claims.judge import Judgement
from pkjp_analysis.claims.ledger import Statement
from pkjp_analysis.claims.verdict import RULE, RULE_OF_MOST
from pkjp_analysis.periods import parse_period
from pkjp_analysis.report.said import Row, amount, asserted, day, note, period, threshold, unit_for, unit_words

Span = tuple[Decimal, Decimal]
# What is said of a piece beside what the statement asks, and the vote that follows.
Compare = Callable[[Judgement, Evidence, Sequence[Row]], tuple[str, str]]
# A bound that no print gives exactly is shown with so many decimals, rounded outwards.
_PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class Step:
    """The comparison behind one vote: period in words, what is said of it, and the vote that follows from that."""

    piece: Evidence
    period: str
    said: str
    vote: str


def steps(judgement: Judgement, rows_of: Mapping[str, Sequence[Row]]) -> list[Step]:
    """A step for each piece that votes; `rows_of` are the rows of the study's tables by a piece's `raw`."""
    compare = _COMPARED.get(judgement.statement.check, _as_noted)
    voting = [piece for piece in judgement.evidence if piece.vote != "none"]
    return [_step(judgement, piece, rows_of[piece.raw], compare) for piece in voting]


def _step(judgement: Judgement, piece: Evidence, rows: Sequence[Row], compare: Compare) -> Step:
    said, vote = compare(judgement, piece, rows)
    # What is shown is rounded; so near to a limit only the whole digits decide.
    more = "" if vote == piece.vote else " Before rounding it is on the other side."
    return Step(piece, period(piece, rows), said + more, piece.vote)


def ground(judgement: Judgement) -> list[str]:
    """What all votes of a statement are held against: the asserted interval, the range as a whole, the rule."""
    return [*_on_what_is_asserted(judgement), *_asked(judgement)]


def _on_what_is_asserted(judgement: Judgement) -> Iterator[str]:
    statement = judgement.statement
    if statement.check in _OF_DATES:
        yield f"Asserted: {asserted(statement)}."
    if statement.check in _OF_INTERVALS:
        exact = not (statement.precision_low or statement.precision_high)
        rounding = "taken as exact" if exact else f"with its rounding {_span(statement.asserted(), statement)}"
        yield f"Asserted: {asserted(statement)}, {rounding}."
        if statement.tolerance_abs:
            yield f"Within {statement.tolerance_abs:,} of it ({unit_words(statement.unit)}) is near."
    if statement.check == "range_of_reports":
        yield from _range(judgement)


def _asked(judgement: Judgement) -> Iterator[str]:
    statement = judgement.statement
    units = {piece.unit for piece in judgement.evidence if piece.vote != "none"}
    asked = threshold(statement, units.pop() if len(units) == 1 else "")
    if asked:
        yield f"The rule asks for {asked}."
    if statement.near_from is not None:
        yield f"From {statement.near_from:,} on it is near."
    if statement.rank_within is not None:
        yield f"The rank that counts: within the first {statement.rank_within}."
    if statement.about_is == "parent":
        yield "The rows are of the parent group of what is asserted: they hold more than it, and can refute it alone."


def _range(judgement: Judgement) -> Iterator[str]:
    """The range of reports, whose vote belongs to all of them."""
    statement = judgement.statement
    if statement.asserted_low is None or statement.asserted_high is None:
        return
    low, high = statement.asserted()
    low_end = (low, (statement.asserted_low + statement.precision_low) * statement.scale)
    high_end = ((statement.asserted_high - statement.precision_high) * statement.scale, high)
    yield f"Its low end is {_span(low_end, statement)}, its high end {_span(high_end, statement)}."
    whole = [report for report in _reports(judgement) if report[1].is_finite()]
    if whole:
        lowest, highest = min(whole), max(whole, key=lambda report: report[1])
        yield f"The lowest report is {_span(lowest, statement)}, which {_meets(lowest, low_end)} the low end."
        yield f"The highest report is {_span(highest, statement)}, which {_meets(highest, high_end)} the high end."


def _reports(judgement: Judgement) -> list[Span]:
    return [
        (piece.low, piece.high)
        for piece in judgement.evidence
        if piece.admissible and piece.low is not None and piece.high is not None
    ]


def _meets(report: Span, end: Span) -> str:
    return "meets" if overlap(report, end) else "does not meet"


def outcome(judgement: Judgement) -> str:
    """The line of the verdict rule that gives the word."""
    of_most = judgement.statement.over == "most" and judgement.verdict in RULE_OF_MOST
    return (RULE_OF_MOST if of_most else RULE)[judgement.verdict]


def _interval(judgement: Judgement, piece: Evidence, rows: Sequence[Row]) -> tuple[str, str]:
    """A figure against the asserted interval."""
    statement = judgement.statement
    found = _found(piece, rows)
    said = f"Found: {_span(found, statement, piece.unit)}."
    if statement.about_is == "parent":
        meets = overlap(statement.asserted(), found)
        vote = "near" if meets else bound_vote(statement, (Decimal(0), found[1]))
        return (
            f"{said} {'It meets what is asserted, as the parent of it' if meets else _apart(statement, found)}.",
            vote,
        )
    is_bound = not (found[0].is_finite() and found[1].is_finite())
    vote = bound_vote(statement, found) if is_bound else interval_vote(statement, found)
    if statement.check == "conversion":
        off_rate = vote == "precise" and piece.vote == "near"
        why = "which is outside the month's rates, so precise becomes near" if off_rate else ""
        told = ", ".join(part for part in (note(piece.note), why) if part)
        return f"{said} {_apart(statement, found)}; {told}.", "near" if off_rate else vote
    why = "; every value that the bound allows is outside" if is_bound and vote == "no" else ""
    return f"{said} {_apart(statement, found)}{why}.", vote


def _apart(statement: Statement, found: Span) -> str:
    """Whether two intervals meet, and how far apart they are where they do not."""
    low, high = statement.asserted()
    if overlap((low, high), found):
        return "The two meet"
    gap = (found[0] - high if found[0] > high else low - found[1]) / statement.scale
    near = statement.tolerance_abs and gap <= statement.tolerance_abs
    told = f", {'within' if near else 'more than'} the tolerance" if statement.tolerance_abs else ""
    return f"They are {gap.normalize():,f} {unit_words(statement.unit)} apart{told}"


def _found(piece: Evidence, rows: Sequence[Row]) -> Span:
    """What a piece allows: its interval, open at one end where the row is a bound."""
    if len(rows) == 1 and "qualifier" in rows[0] and "coverage" in rows[0]:
        return allowed(rows[0])
    low, high = piece.low, piece.high
    return (Decimal(piece.value), Decimal(piece.value)) if low is None or high is None else (low, high)


def _in_range(judgement: Judgement, piece: Evidence, rows: Sequence[Row]) -> tuple[str, str]:
    """One report of a range."""
    statement = judgement.statement
    low, high = piece.low, piece.high
    found = (Decimal(piece.value), Decimal(piece.value)) if low is None or high is None else (low, high)
    inside = overlap(statement.asserted(), found)
    vote = range_vote(statement, _reports(judgement)) if found[1].is_finite() else bound_vote(statement, found)
    said = f"Found: {_span(found, statement, piece.unit)}, {'in' if inside else 'out'}side the range."
    return f"{said} The vote is that of all reports together.", vote


def _threshold(judgement: Judgement, piece: Evidence, rows: Sequence[Row]) -> tuple[str, str]:
    """An interval, or a number, against a threshold."""
    statement = judgement.statement
    if statement.threshold is None:
        return _as_noted(judgement, piece, rows)
    found = bounds(rows[0]) if statement.check == "value_compared" else _number(piece)
    vote = threshold_vote(statement, *found)
    holds = {"precise": "so the rule holds", "no": "so the rule fails", "none": "which the rule lies across"}[vote]
    more = f" ({note(piece.note)})" if piece.note else ""
    return f"Found: {_span(found, statement, piece.unit)}{more}, {holds}.", vote


def _number(piece: Evidence) -> Span:
    if piece.low is not None and piece.high is not None:
        return piece.low, piece.high
    return Decimal(piece.value), Decimal(piece.value)


def _share_and_rank(judgement: Judgement, piece: Evidence, rows: Sequence[Row]) -> tuple[str, str]:
    """A share against its threshold and near band, beside a rank that the note tells."""
    statement, share = judgement.statement, Decimal(piece.value)
    said = f"Found: {amount(piece.value, piece.unit, statement)}; {note(piece.note)}."
    least, near = statement.needs_threshold(), statement.near_from
    if share >= least:
        return said, piece.vote if piece.vote == "near" else "precise"
    if near is not None:
        return said, "near" if share >= near else "no"
    # Without a near band the rank decides where the share does not: the note tells it.
    return said, "no"


def _growth(judgement: Judgement, piece: Evidence, rows: Sequence[Row]) -> tuple[str, str]:
    rises = Decimal(piece.value) > 0
    change = amount(piece.value, piece.unit, judgement.statement)
    return f"Changed by {change} ({note(piece.note)}): {'a' if rises else 'no'} rise.", "precise" if rises else "no"


def _date(judgement: Judgement, piece: Evidence, rows: Sequence[Row]) -> tuple[str, str]:
    """A date against the asserted one, at the coarser granularity of the two."""
    wanted, found = days(judgement.statement.asserted_value), days(piece.value)
    same = wanted is not None and found is not None and wanted[0] <= found[1] and found[0] <= wanted[1]
    told = "the same as far as both are known" if same else "not the same"
    return f"Found: {day(piece.value)}, {told}.", "precise" if same else "no"


def _dates(judgement: Judgement, piece: Evidence, rows: Sequence[Row]) -> tuple[str, str]:
    """A date against the asserted span."""
    span, found = parse_period(judgement.statement.asserted_value, "point"), days(piece.value)
    inside = span is not None and found is not None and span.start <= found[0] and found[1] <= span.end
    said = f"Found for {piece.part.replace('_', ' ')}: {day(piece.value)}"
    return f"{said}, {'in' if inside else 'out'}side.", "precise" if inside else "no"


def _some_not_all(judgement: Judgement, piece: Evidence, rows: Sequence[Row]) -> tuple[str, str]:
    low, high = bounds(rows[0])
    some = low > 0 and high < 100
    told = "some and not all" if some else "none or all"
    return f"Found: {amount(piece.value, piece.unit, judgement.statement)}, {told} of it.", "precise" if some else "no"


def _as_noted(judgement: Judgement, piece: Evidence, rows: Sequence[Row]) -> tuple[str, str]:
    """What is found and noted: of checks that ask whether something is stated at all."""
    found = amount(piece.value, piece.unit, judgement.statement)
    about = f" for {piece.part.replace('_', ' ')}" if piece.part and piece.part != piece.value else ""
    return f"Found{about}: {found}{f' ({note(piece.note)})' if piece.note else ''}.", piece.vote


_OF_INTERVALS = ("value_equals", "sum_in_range", "conversion", "range_of_reports")
_OF_DATES = ("date_equals", "dates_within")
_COMPARED: dict[str, Compare] = {
    **dict.fromkeys(("value_equals", "sum_in_range", "conversion"), _interval),
    "range_of_reports": _in_range,
    **dict.fromkeys(
        (
            *("ratio_compared", "value_compared", "share_in_imports", "class_share", "makers_share"),
            *("upper_bound_share", "suspended_months", "years_positive", "median_age", "distinct_counts"),
            *("reports_in_years", "count_at_least", "event_in_every_block", "announced_in_years"),
        ),
        _threshold,
    ),
    **dict.fromkeys(("principal_product", "donor_weight"), _share_and_rank),
    **dict.fromkeys(("both_grow", "grows"), _growth),
    "date_equals": _date,
    "dates_within": _dates,
    "joint_ventures": _some_not_all,
}


def _span(span: Span, statement: Statement, unit: str = "") -> str:
    """An interval in the statement's unit: ``202.335 to 202.345 million dollars``, ``at least 79.5 companies``."""
    scale, words = statement.scale, unit_words(statement.unit)
    if unit:
        scale, words = unit_for(span[0] if span[0].is_finite() else span[1], unit, statement)
    low, high = (end / scale for end in span)
    if not high.is_finite():
        return f"at least {_printed(low, ROUND_FLOOR)} {words}".strip()
    if not low.is_finite():
        return f"at most {_printed(high, ROUND_CEILING)} {words}".strip()
    ends = dict.fromkeys([_printed(low, ROUND_FLOOR), _printed(high, ROUND_CEILING)])
    return f"{' to '.join(ends)} {words}".strip()


def interval(piece: Evidence, statement: Statement) -> str:
    """The interval of a piece in the unit that it is told in; empty where it has none or no width."""
    if piece.low is None or piece.high is None or piece.low == piece.high:
        return ""
    return _span((piece.low, piece.high), statement, piece.unit)


def _printed(value: Decimal, rounding: str) -> str:
    """Every digit of a number that a source printed; of others four decimals."""
    exact = value.normalize()
    whole = -int(exact.as_tuple().exponent) <= 9
    shown = exact if whole else value.quantize(_PLACES, rounding)
    return f"{shown:,f}".replace("-", "−")
