"""HS 6-digit figures of a vintage in another edition of the Harmonized System, by a concordance that a study names.

A code that the concordance leads to one code of the other edition takes it, and codes with the same target are added
up exactly. A code that is parted keeps its own edition: nothing is divided by shares that nobody reported.
"""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, Inexact, localcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pkjp_analysis.cleaning.numbers import as_text, plain
from pkjp_analysis.cleaning.observations import COLUMNS
from pkjp_analysis.errors import UsageError
from pkjp_analysis.plain import text_type
from pkjp_analysis.reads import note
from pkjp_analysis.sources.hs_concordance import NAME, Link, links, steps
from pkjp_analysis.vintages import BY, tables
from pkjp_analysis.vintages.folder import Vintage, find

if TYPE_CHECKING:
    import pandas as pd

# Rows that agree in these are of one flow; those of them with one target are added up.
_FLOW = ["series", "reporter", "partner", "flow", "breakdown", "measure", "period_start", "period_end", "calendar"]
_FLOW += ["unit", "edition"]
# What they have to agree in besides to be added up: different bases do not add up.
_BASIS = ["coverage", "price_basis", "valuation", "recording", "regime", "origin", "vintage", "evidence", "confidence"]
# Rows that `raw` names of those that were added up; of more it says how many.
_NAMED = 20
# Nearly every cell of these is another one.
_PLAIN = ("observation", "value", "raw")
_TOLD = ["reporter", "partner", "flow", "period_start", "period_end", "calendar", "unit", "edition"]


def named(root: Path, ids: Sequence[str]) -> Vintage | None:
    """The concordance among vintages, if there is one.

    Raises
    ------
    UsageError
        There are two, or no such vintage.
    """
    found = [vintage for vintage in (find(root, id) for id in ids) if vintage.manifest["source"] == NAME]
    if len(found) > 1:
        raise UsageError(
            f"{found[0].id} and {found[1].id} are both concordances, name one; steps that follow each other go into "
            f"one vintage: pkjp refresh {NAME} --file ... --file ..."
        )
    return found[0] if found else None


def converted(root: Path, ids: Sequence[str]) -> list[str]:
    """What a concordance among vintages makes of the others, by names such as ``comtrade-DATE+hs-concordance-DATE``.

    Such a name stands for observations by HS 6-digit code in another edition, and their row of sources, wherever a
    vintage's own would (`pkjp_analysis.vintages.tables.table_of`). One that it leads nowhere is left out.
    """
    concordance = named(root, ids)
    if concordance is None:
        return []
    names = [f"{id}{BY}{concordance.id}" for id in ids if id != concordance.id]
    return [name for name in names if ready(root, name).observations]


def ready(root: Path, name: str) -> tables.Tables:
    """The tables of a vintage by a concordance, made now where they are not held for what both of them are."""
    id, _, by = name.partition(BY)
    vintage, concordance = find(root, id), find(root, by)
    made_from = hashlib.sha256()
    for one in (vintage, concordance):
        note(root, root / one.name)
        made_from.update(tables.ready(one).made_from.encode())
    folder = root / tables.PLACE / name
    return tables.held(folder, made_from.hexdigest()) or _make(vintage, concordance, folder, made_from.hexdigest())


def not_carried_over(root: str | os.PathLike[str], vintage_id: str, concordance_id: str) -> pd.DataFrame:
    """How much of each flow a concordance leaves in the edition in which it was reported.

    Parameters
    ----------
    root, vintage_id, concordance_id
        The study's folder, a vintage with figures by HS 6-digit code, and a vintage of ``pkjp refresh hs-concordance``.

    Returns
    -------
    pandas.DataFrame
        A row for each reporter, partner, flow and period that was reported in an edition that the concordance leads on
        from: target (the edition that it leads to), value (of all codes, in unit), not_carried (of those that are left,
        in unit), codes (their number), share (not_carried in value, percent), understated (percent of value that stands
        under codes of the target that a part of what is left belongs to as well). Largest share first.

    Raises
    ------
    UsageError
        There are no such vintages.
    """
    concordance = named(Path(root), [concordance_id])
    if concordance is None:
        raise UsageError(f"{concordance_id} is no concordance; fetch one: pkjp refresh {NAME} --file ...")
    led = links(steps(concordance))
    shares = [_shares(rows, led) for rows in _by_reporter(find(Path(root), vintage_id), led)]
    return _largest_first(shares)


def _largest_first(shares: Sequence[pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd

    if not shares:
        return pd.DataFrame(columns=[*_TOLD, "target", "value", "not_carried", "codes", "share", "understated"])
    return pd.concat(shares).sort_values("share", ascending=False, kind="stable", ignore_index=True)


def _shares(rows: pd.DataFrame, led: Mapping[str, Link]) -> pd.DataFrame:
    """A row for each flow and period, as `not_carried_over` has them."""
    amount = rows["value"].where(rows["value"] != "", "0").astype(float)
    target = _targets(rows, led)
    left = ~_carried(rows, target)
    in_parts = {edition + code for edition, link in led.items() for code in link.parts}
    part = ~left & (rows["edition"].astype(object) + target).isin(in_parts)
    told = rows[_TOLD].assign(value=amount, not_carried=amount.where(left, 0.0), codes=left.astype(int))
    told = told.assign(understated=amount.where(part, 0.0))
    frame = told.groupby(_TOLD, as_index=False, sort=True).sum()
    for name, whole in (("share", "not_carried"), ("understated", "understated")):
        frame[name] = 100 * frame[whole] / frame["value"].where(frame["value"] != 0)
    frame["target"] = frame["edition"].map({edition: link.target for edition, link in led.items()})
    return frame[[*_TOLD, "target", "value", "not_carried", "codes", "share", "understated"]]


def carried_over(rows: pd.DataFrame, led: Mapping[str, Link], source: str, first: int = 1) -> pd.DataFrame:
    """Observations by HS 6-digit code in the edition that the links lead to.

    Parameters
    ----------
    rows
        Observations of one vintage, every cell text.
    led
        Where the codes of each edition end up.
    source, first
        The source that the new rows name, and the number of the first of them.
    """
    import pandas as pd

    rows = _codes_in(rows, led)
    target = _targets(rows, led)
    carried = _carried(rows, target)
    rows, target = rows[carried], target[carried]
    group = rows.assign(product=target).groupby([*_FLOW, "product"], sort=False).ngroup().to_numpy()
    # Groups are numbered as they come, so that the first rows stand in their order.
    heads = ~pd.Series(group).duplicated().to_numpy()
    frame = rows[heads].assign(product=target[heads])
    frame["edition"] = frame["edition"].map({edition: link.target for edition, link in led.items()})
    cells = {name: rows[name].to_numpy(object) for name in ("value", "precision", "raw")}
    sums = {name: _added_up(cells[name], group, heads) for name in ("value", "precision")}
    frame = frame.reset_index(drop=True).assign(**sums, raw=_together(cells["raw"], group, heads), source=source)
    frame["observation"] = [f"{source}.{number}" for number in range(first, first + len(frame))]
    return frame[list(COLUMNS)].astype(text_type())


def _codes_in(rows: pd.DataFrame, led: Mapping[str, Link]) -> pd.DataFrame:
    """The rows that could be led on: trade by 6-digit code of an edition that a link begins with."""
    by_code = (rows["nomenclature"] == "HS") & (rows["product"].str.len() == 6) & rows["edition"].isin(list(led))
    return rows[by_code & (rows["series"] == "goods_trade") & (rows["measure"] == "flow")].reset_index(drop=True)


def _targets(rows: pd.DataFrame, led: Mapping[str, Link]) -> pd.Series:
    """The one code in which a row's code ends up; missing where there is none."""
    import pandas as pd

    codes = {edition + code: target for edition, link in led.items() for code, target in link.codes.items()}
    cells = (rows["edition"].astype(object) + rows["product"].astype(object)).map(codes)
    return pd.Series(cells, rows.index, dtype=object)


def _carried(rows: pd.DataFrame, target: pd.Series) -> pd.Series:
    """Which rows have a target, and add up with the others that have it: exact figures of one basis."""
    held = target.notna()
    inexact = (rows["value"] == "") | (rows["qualifier"] != "exact")
    goal = rows[_FLOW].assign(product=target)[held]
    group = goal.groupby([*_FLOW, "product"], sort=False).ngroup()
    basis = rows.loc[held, _BASIS].groupby(_BASIS, sort=False).ngroup()
    one_basis = basis.groupby(group).transform("nunique") == 1
    exact = ~inexact[held].groupby(group).transform("any")
    return held & (one_basis & exact).reindex(rows.index, fill_value=False)


def _added_up(cells: Any, group: Any, heads: Any) -> Any:
    """Exact sums of the groups, as text; a figure that stands alone stays as it is."""
    import numpy as np

    sums = cells[heads]
    several = np.bincount(group, minlength=len(sums)) > 1
    more: dict[int, Decimal] = {}
    with localcontext() as context:
        context.prec, context.traps[Inexact] = 100, True
        for place in several[group].nonzero()[0].tolist():
            number = int(group[place])
            more[number] = more.get(number, Decimal(0)) + Decimal(cells[place])
        for number, value in more.items():
            sums[number] = as_text(plain(value))
    return sums


def _together(cells: Any, group: Any, heads: Any) -> Any:
    """The places of the rows that were added up, joined by semicolons."""
    import numpy as np

    joined = cells[heads]
    several = np.bincount(group, minlength=len(joined)) > 1
    places: dict[int, list[str]] = {}
    for place in several[group].nonzero()[0].tolist():
        places.setdefault(int(group[place]), []).append(cells[place])
    for number, names in places.items():
        more = [f"and {len(names) - _NAMED} more"] if len(names) > _NAMED else []
        joined[number] = ";".join([*names[:_NAMED], *more])
    return joined


def _by_reporter(vintage: Vintage, led: Mapping[str, Link]) -> Iterator[pd.DataFrame]:
    """The rows of a vintage that could be led on, a reporter at a time: a world table has millions."""
    from pkjp_analysis.vintages.levels import codes_of, reporters_by_code

    for reporter in sorted(reporters_by_code(vintage.root, vintage.id)):
        words = {"reporter": [reporter], "edition": list(led), "series": ["goods_trade"], "measure": ["flow"]}
        rows = _codes_in(codes_of(vintage.root, vintage.id, words), led)
        if len(rows):
            yield rows


def _make(vintage: Vintage, concordance: Vintage, folder: Path, made_from: str) -> tables.Tables:
    """Write observations.parquet and sources.csv."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    coded = pa.dictionary(pa.int32(), pa.string())
    schema = pa.schema([(name, pa.string() if name in _PLAIN else coded) for name in COLUMNS])
    led = links(steps(concordance))
    shares, count = [], 0
    with tables.placed(folder, made_from) as aside:
        with pq.ParquetWriter(aside / "observations.parquet", schema, compression="lz4") as writer:
            for rows in _by_reporter(vintage, led):
                frame = carried_over(rows, led, folder.name, count + 1)
                cells = {name: pa.array(frame[name].to_numpy(object), pa.string()) for name in COLUMNS}
                writer.write_table(pa.table({name: cells[name].cast(schema.field(name).type) for name in COLUMNS}))
                shares.append(_shares(rows, led))
                count += len(frame)
        sources = tables.table_of(vintage.root, vintage.id, "sources")
        by = f", HS by {concordance.id}{_left_out(_largest_first(shares))}"
        led_to = ", ".join(f"{edition} to {link.target}" for edition, link in led.items())
        title = sources["title"] + f"; 6-digit codes led {led_to}"
        sources = sources.assign(source=folder.name, publisher=sources["publisher"] + by, title=title)
        sources.to_csv(aside / "sources.csv", index=False, lineterminator="\n", encoding="utf-8")
    return tables.Tables(folder, count, made_from)


def _left_out(shares: pd.DataFrame) -> str:
    """The largest share of a reporter's trade of a year that is not carried over, in words for captions."""
    world = shares[shares["partner"] == "WLD"]
    largest = float((world if len(world) else shares)["share"].max()) if len(shares) else 0.0
    return f", up to {math.ceil(10 * largest) / 10:.1f} % left out" if largest else ""
