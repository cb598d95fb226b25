"""Trade of the pair and its peers beside what a published gravity equation predicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.rows import said_up_to
from pkjp_analysis.indicators import gravity_benchmark
from pkjp_analysis.plain import mapping

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair

_PREDICTED = ["predicted", "predicted_low", "predicted_high", "ratio", "ratio_low", "ratio_high"]
_COLUMNS = [
    *("exporter", "exporter_name", "importer", "importer_name", "direction", "other_name", "side", "highlighted"),
    *(
        "year",
        "estimate",
        "estimator",
        "estimated_by",
        "observations",
        "actual",
        *_PREDICTED,
        "unit",
        "notes",
        "publisher",
        "vintage",
    ),
]


@once
def benchmark(study: Pair) -> pd.DataFrame:
    """Flows of the pair and its peers, and what each published PPML estimate of the same year predicts.

    Empty where no flow between the two is held. Else every flow held of the one of them that most are held of, in
    both directions (`side`: ``goods to Japan``; `other_name`: the other country). A row per flow and estimate: actual
    and predicted in USD with the bounds that the coefficients' rounding leaves, and ratio (actual to predicted); the
    estimate that rests on most flows (`observations`) comes first. A flow of a year without an estimate stands once,
    its prediction missing: coefficients of another year are not carried over.
    """
    pairs = _flows(study)
    tables = study.stated("gravity_coefficients")
    parts = [_beside(pairs, table) for _, table in tables.groupby("estimate", sort=True)]
    predicted = {year for part in parts for year in part["year"]}
    parts.append(
        pairs[~pairs["year"].isin(predicted)].assign(estimate="", estimator="", estimated_by="", observations=None)
    )
    frame = pd.concat(parts).reindex(columns=_COLUMNS)
    frame[["actual", *_PREDICTED]] = frame[["actual", *_PREDICTED]].astype(float)
    frame["observations"] = pd.to_numeric(frame["observations"]).astype(float)
    order = ["year", "observations", "side", "ratio"]
    return said_up_to(frame.sort_values(order, ascending=[True, False, False, True], kind="stable"), study)


def _flows(study: Pair) -> pd.DataFrame:
    """Flows up to the year asked for of the one of the pair that most are held of, named and typed."""
    rows = study.stated("gravity_pairs")
    rows = rows[rows["period"].astype(int) <= study.year]
    ends = pd.concat([rows["exporter"], rows["importer"]]).value_counts()
    between = rows["exporter"].isin(study.pair) & rows["importer"].isin(study.pair)
    # The partner where both have as many.
    centre = max((study.partner, study.reporter), key=lambda code: int(ends.get(code, 0)))
    rows = rows[(rows["exporter"] == centre) | (rows["importer"] == centre)]
    rows = (rows if between.any() else rows.iloc[0:0]).copy()
    names = mapping(study.store.countries, "code", "name")
    sources = study.store.sources.set_index("source")["publisher"]
    for end in ("exporter", "importer"):
        rows[f"{end}_name"] = rows[end].map(names)
    inward = rows["importer"] == centre
    rows["direction"] = rows["exporter_name"] + " to " + rows["importer_name"]
    rows["other_name"] = rows["exporter_name"].where(inward, rows["importer_name"])
    rows["side"] = inward.map({True: f"goods to {names[centre]}", False: f"goods from {names[centre]}"})
    rows["highlighted"] = rows["exporter"].isin(study.pair) & rows["importer"].isin(study.pair)
    rows["publisher"] = rows["source"].map(sources)
    return rows.assign(year=rows["period"].astype(int), actual=pd.to_numeric(rows["value"]))


def _beside(pairs: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Flows of the estimate's year with its predictions, in USD."""
    one = table.iloc[0]
    rows = pairs[pairs["year"] == int(one["period"])]
    regressors = [name for name in table["regressor"] if name != "const"]
    numbers = rows[regressors].apply(pd.to_numeric).assign(flow=rows["actual"] / float(one["multiplier"]))
    found = gravity_benchmark(table, numbers)[_PREDICTED]
    found[_PREDICTED[:3]] *= float(one["multiplier"])
    told = {name: one[name] for name in ("estimate", "estimator", "observations")}
    return rows.join(found).assign(**told, estimated_by=one["origin"])
