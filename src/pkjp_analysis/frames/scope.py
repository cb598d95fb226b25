"""What is held on a pair, from whom, and what became of the paper's key findings."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from pkjp_analysis import codebook
from pkjp_analysis.frames.ledger import judged
from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.rows import decorated, said_up_to
from pkjp_analysis.indicators.grants import LEVELS
from pkjp_analysis.indicators.prices import SERIES as DEFLATOR
from pkjp_analysis.lineage import watched
from pkjp_analysis.plain import each_once
from pkjp_analysis.vintages import BY

if TYPE_CHECKING:
    from pkjp_analysis.claims import Judgement
    from pkjp_analysis.claims.ledger import Statement
    from pkjp_analysis.study.paper import Paper

# Weight in the ledger from which a statement outside the abstract counts as a key finding.
KEY = 3
_NOMENCLATURES = {"HS": "HS chapters", "HS-GROUP": "HS groups", "TOTAL": "totals"}
_NOMENCLATURES |= {"WITS": "WITS groups", "WTO-MTN": "WTO groups", "MOF": "Japan's own 9-digit codes"}
# Partners of a row that is about one country: the world, or nobody.
ALONE = ("WLD", "")
_OWN_TABLES = ("grants", "events", "findings")


@once
def held(study: Paper) -> pd.DataFrame:
    """Observations on the pair: between the two, or of one of them with the world or alone."""
    rows = study.rows
    others = rows["partner"].isin(study.pair) | rows["partner"].isin(ALONE)
    # What dollars are deflated by is a measure, no figure on a country.
    return rows[rows["reporter"].isin(study.pair) & others & (rows["series"] != DEFLATOR)]


@once
def codes(study: Paper) -> pd.DataFrame:
    """How many codes below the HS chapter are held on the pair: a row a source, reporter, partner, flow and year.

    Columns of `held`, label (in words) and figures (number); the other cells are those of the first code. What stands
    in another edition by a concordance is held once, as it was reported.
    """
    rows = pd.concat([watched(study.store.codes(who)) for who in sorted(study.pair)], ignore_index=True)
    rows = rows[rows["partner"].isin([*study.pair, *ALONE]) & each_once(rows["source"], lambda id: BY not in id, bool)]
    rows = rows.assign(digits=rows["product"].str.len(), figures=1)
    keys = ["source", "evidence", "series", "reporter", "partner", "flow", "period_end", "digits"]
    counts = rows.groupby(keys, sort=False)["figures"].transform("sum")
    frame = decorated(study.store, study.year, rows.assign(figures=counts).drop_duplicates(keys))
    digits = frame["digits"].map(": HS {}-digit products".format).astype(object)
    return frame.assign(label=frame["series"].map(codebook.in_words).astype(object) + digits)


@once
def coverage(study: Paper) -> pd.DataFrame:
    """Series of the pair by year, with the best evidence level held.

    Columns family, series, label (in words; goods trade by nomenclature), year (of the period's end),
    evidence (best level), figures (number), publisher, vintage (of one source at that level).
    """
    rows = held(study)
    kinds = rows["nomenclature"].map(_NOMENCLATURES).astype(object)
    kinds = kinds.map(": {}".format, na_action="ignore").astype(object).fillna("")
    label = rows["series"].map(codebook.in_words) + kinds
    rows = pd.concat([rows.assign(label=label, figures=1), codes(study)])
    rows = rows.assign(level=rows["evidence"].map({level: place for place, level in enumerate(LEVELS)}))
    keys = ["series", "label", "year"]
    best = rows.sort_values(["level", "vintage"], ascending=[True, False], kind="stable").drop_duplicates(keys)
    counts = rows.groupby(keys)["figures"].sum().reset_index()
    frame = best[[*keys, "evidence", "publisher", "vintage"]].merge(counts, on=keys)
    frame.insert(0, "family", [codebook.series(name).family for name in frame["series"]])
    return said_up_to(frame.sort_values(keys).sort_values("family", key=_in_order, kind="stable"), study)


@once
def sections(study: Paper) -> pd.DataFrame:
    """The notebook of each section of the paper: notebook (file), section (its heading), statements (number)."""
    from pkjp_analysis.execution.catalogue import all_notebooks

    counts = study.store.claims["section"].value_counts()
    rows = [
        {"notebook": one.name, "section": one.heading, "statements": int(counts.get(str(int(one.number)), 0))}
        for one in all_notebooks(study.store.root)
    ]
    return pd.DataFrame(rows)


@once
def latest_figures(study: Paper, family: str) -> pd.DataFrame:
    """The latest figure of each series of a family, by whom it is about and by part.

    Columns series (in words), about (direction, or the one country), part, year, period, value, unit,
    qualifier, publisher, evidence, confidence. Several sources for the same latest period stand beside each
    other; a fetched vintage replaces the earlier print of the same figure.
    """
    rows = held(study)
    rows = rows[rows["series"].isin(_series_of(family)) & rows["value"].notna()]
    rows = rows.assign(about=rows["direction"].where(rows["partner"] != "", rows["reporter_name"]))
    keys = ["series", "about", "breakdown", "measure", "unit"]
    last = rows[rows["period_end"] == rows.groupby(keys)["period_end"].transform("max")]
    frame = last.sort_values([*keys, "origin"]).assign(series=last["series"].map(codebook.in_words))
    columns = ["series", "about", "part", "year", "period", "value", "unit", "qualifier", "publisher", "evidence"]
    return said_up_to(frame.rename(columns={"breakdown": "part"})[[*columns, "confidence"]], study)


def later_figures(study: Paper, family: str) -> int:
    """How many figures of a family end after the year asked for."""
    rows = study.store.coarse
    rows = rows[rows["series"].isin(_series_of(family)) & rows["reporter"].isin(study.pair) & (rows["value"] != "")]
    others = rows["partner"].isin(study.pair) | rows["partner"].isin(ALONE)
    return int((others & (rows["period_end"].str[:4] > str(study.year))).sum())


def _series_of(family: str) -> list[str]:
    return [name for name, entry in codebook.SERIES.items() if entry.family == family]


def _in_order(families: pd.Series) -> pd.Series:
    """Families in the codebook's order."""
    order = list(dict.fromkeys(entry.family for entry in codebook.SERIES.values()))
    return families.map({family: place for place, family in enumerate(order)}).astype(float).fillna(len(order))


@once
def sources(study: Paper) -> pd.DataFrame:
    """Sources of what is held on the pair, those with most rows first.

    Columns source, publisher, title, published, evidence, and the number of rows read there: figures,
    grants, events, findings, rows (all of them). Findings are about the paper's pair alone.
    """
    figures = held(study)["source"].value_counts().add(codes(study).groupby("source")["figures"].sum(), fill_value=0)
    counts: dict[str, Any] = {"figures": figures}
    for name in _OWN_TABLES:
        counts[name] = _of_pair(study, name)["source"].value_counts()
    used = pd.DataFrame(counts).fillna(0).astype(int)
    used["rows"] = used.sum(axis=1)
    described = study.store.sources.set_index("source")[["publisher", "title", "published", "evidence"]]
    frame = described.join(used, how="inner").reset_index()
    return said_up_to(frame.sort_values(["rows", "source"], ascending=[False, True]), study)


def _of_pair(study: Paper, name: str) -> pd.DataFrame:
    """Rows of a table of its own that are about the pair, up to the year."""
    frame: pd.DataFrame = study.stated(name)
    if name == "findings":
        return frame if study.is_papers_pair else frame.iloc[0:0]
    one, other = ("donor", "recipient") if name == "grants" else ("reporter", "partner")
    ours = frame[frame[one].isin(study.pair) & frame[other].isin(study.pair)]
    return ours[ours["period" if name == "grants" else "date"].str[:4] <= str(study.year)]


@once
def sources_by_family(study: Paper) -> pd.DataFrame:
    """Number of sources by family of series and evidence level: family, evidence, count.

    A source that holds several families counts in each. Grants, events and findings are families of
    their own.
    """
    rows = pd.concat([held(study), codes(study)])
    pairs = pd.DataFrame(
        {"family": [codebook.series(s).family for s in rows["series"]], "source": rows["source"].to_numpy()}
    )
    own = [pd.DataFrame({"family": name, "source": _of_pair(study, name)["source"].unique()}) for name in _OWN_TABLES]
    frame = pd.concat([pairs.drop_duplicates().sort_values("family", key=_in_order, kind="stable"), *own])
    frame["evidence"] = frame["source"].map(study.store.sources.set_index("source")["evidence"])
    frame["evidence"] = pd.Categorical(frame["evidence"], LEVELS)
    result = frame.groupby(["family", "evidence"], sort=False, observed=True).size().rename("count").reset_index()
    return said_up_to(result.astype({"evidence": "str"}), study)


@once
def key_findings(study: Paper) -> pd.DataFrame:
    """Statements of the abstract, and those elsewhere with full weight, beside what the figures say.

    Columns claim_id, section, statement, asserted, unit, found (values that vote, in the statement's unit,
    with their origin), verdict, reason, votes. Empty for another pair than the paper's.
    """
    chosen = [one for one in judged(study) if is_key(one.statement)]
    from pkjp_analysis.claims import table

    frame = table(chosen)
    frame["found"] = pd.Series([_found(one) for one in chosen], dtype="str")
    columns = ["claim_id", "section", "statement", "asserted", "unit", "found", "verdict", "reason", "votes"]
    return said_up_to(frame[columns], study)


def is_key(statement: Statement) -> bool:
    """Whether a statement is a key finding: of the abstract, or of full weight."""
    return statement.section == "abstract" or statement.importance >= KEY


def _found(one: Judgement) -> str:
    """What votes, value by value: ``202.34 (Comtrade Pakistan)``; with its unit where the statement has none."""
    said: dict[str, list[str]] = {}
    for piece in one.evidence:
        if piece.vote != "none":
            value = _printed(piece.value, float(one.statement.scale))
            origins = said.setdefault(value if one.statement.unit else f"{value} {piece.unit}".strip(), [])
            origins += [piece.origin] if piece.origin not in origins else []
    return "; ".join(f"{value} ({', '.join(origins)})" for value, origins in said.items())


def _printed(value: str, scale: float) -> str:
    """A number to five digits, in the statement's unit; a date or words as they are."""
    try:
        number = float(value) / scale
    except ValueError:
        return value
    decimals = max(0, 4 - math.floor(math.log10(abs(number)))) if number else 0
    printed = f"{number:,.{decimals}f}"
    return printed.rstrip("0").rstrip(".") if decimals else printed


@once
def verdicts_by_kind(study: Paper) -> pd.DataFrame:
    """Number of statements by kind and verdict: kind, verdict, count."""
    pairs = [(one.statement.kind.replace("_", " "), one.verdict) for one in judged(study)]
    frame = pd.DataFrame(pairs, columns=["kind", "verdict"])
    return frame.groupby(["kind", "verdict"], sort=False).size().rename("count").reset_index()
