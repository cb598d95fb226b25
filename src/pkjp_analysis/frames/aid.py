"""Aid from one side of a pair to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis import codebook
from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.rows import between, said_up_to

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair

# Kinds of aid that the donors' committee lists by year, in its order.
INSTRUMENTS = (
    *("aid_grants", "aid_loans_gross", "aid_loans_net", "aid_equity", "aid_technical", "aid_food", "aid_humanitarian"),
    "aid_imputed_multilateral",
)


@once
def net(study: Pair) -> pd.DataFrame:
    """Net aid in current dollars, by year."""
    rows = between(study, "aid_net")
    rows = rows[(rows["measure"] == "flow") & (rows["price_basis"] == "current") & (rows["calendar"] == "CY")]
    return said_up_to(rows[rows["value"].notna()].sort_values("year"), study)


def in_prices_of_one_year(rows: pd.DataFrame, study: Pair) -> pd.DataFrame:
    """Figures in the constant dollars in which most are held (of equals the latest year's), each once."""
    rows = rows[rows["price_basis"].str.fullmatch(r"USD \d{4}")]
    # What is kept secret has no value.
    rows = rows[rows["value"].notna()]
    counts = rows["price_basis"].value_counts().to_dict()
    return rows[rows["price_basis"] == max(counts, key=lambda basis: (counts[basis], basis), default="")]


@once
def by_donor(study: Pair) -> pd.DataFrame:
    """Gross aid in constant dollars by donor, to the side that the other gives aid to."""
    rows = study.rows
    gross = rows[(rows["series"] == "aid_gross") & (rows["price_basis"] != "current")]
    ours = gross[gross["reporter"].isin(study.pair) & gross["partner"].isin(study.pair)]
    result = in_prices_of_one_year(gross[gross["partner"].isin(ours["partner"].unique())], study)
    if result["reporter"].nunique() < 2:
        result = result.iloc[0:0]
    return said_up_to(result.assign(highlighted=result["reporter"].isin(ours["reporter"])), study)


@once
def by_instrument(study: Pair) -> pd.DataFrame:
    """Aid by kind and year in constant dollars; the kinds overlap. `instrument` names the kind in words."""
    rows = pd.concat([between(study, series) for series in INSTRUMENTS])
    rows = in_prices_of_one_year(rows[rows["measure"] == "flow"], study)
    return said_up_to(rows.assign(instrument=rows["series"].map(codebook.in_words)), study)


@once
def by_recipient(study: Pair) -> pd.DataFrame:
    """Gross aid in constant dollars by recipient, from the side that gives aid to the other."""
    rows = study.rows
    gross = rows[(rows["series"] == "aid_gross") & (rows["price_basis"] != "current")]
    ours = gross[gross["reporter"].isin(study.pair) & gross["partner"].isin(study.pair)]
    result = in_prices_of_one_year(gross[gross["reporter"].isin(ours["reporter"].unique())], study)
    return said_up_to(result.assign(highlighted=result["partner"].isin(ours["partner"])), study)


@once
def freezes(study: Pair) -> pd.DataFrame:
    """Spans from a freeze of new aid to its end, from dated events: start, end, label."""
    events = study.stated("events")
    ours = events[events["reporter"].isin(study.pair) & events["partner"].isin(study.pair)]
    starts = sorted(ours[ours["event"] == "aid_freeze"]["date"])
    ends = sorted(ours[ours["event"] == "aid_freeze_lifted"]["date"])
    spans = [
        (start, end, "new aid frozen") for start, end in zip(starts, ends, strict=False) if int(start[:4]) <= study.year
    ]
    return pd.DataFrame(spans, columns=["start", "end", "label"])
