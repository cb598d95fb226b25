"""Mirror statistics: what the exporter counts beside what the importer counts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pkjp_analysis.errors import UsageError
from pkjp_analysis.indicators.basis import BASIS, BasisError
from pkjp_analysis.indicators.inputs import names_in, prepare, require_frames, separated_by

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# Freight and insurance as a share of the FOB value. The International Monetary Fund uses 6 percent (earlier 10), the
# OECD finds a trade-weighted mean of 6; about 5 percent of Australia's imports at the low end, 19.3 percent of
# those of island least developed countries at the high end (sources in `mirror_comparison`).
FREIGHT = (0.05, 0.2)
# Days between both customs: from a day by air to six weeks by sea. A range to be stated, not a measured one.
LAG = (1, 42)
# Nothing is known to be left out by one side's rules unless it is said.
COVERAGE = (0.0, 0.0)
DAYS = 365


def mirror_comparison(
    frame: pd.DataFrame,
    *,
    by: str | Iterable[str] | None = None,
    freight: tuple[float, float] = FREIGHT,
    lag: tuple[float, float] = LAG,
    coverage: tuple[float, float] = COVERAGE,
    across: str | Iterable[str] = (),
) -> pd.DataFrame:
    r"""Each flow as its exporter and as its importer report it, and what stated ranges can explain of the gap.

    .. math:: \mathrm{gap} = M - X, \qquad \mathrm{ratio} = M / X

    .. math:: \mathrm{explained} = f X + \frac{l}{365} (X_{-1} - X) + c X

    `X` are the exports that the exporter reports, `M` the imports that the importer reports. The band of the gap that
    can be explained adds three parts, each from the low to the high end of a range that the caller can state:

    - freight and insurance, `f` of the FOB value, since imports are valued CIF and exports FOB; none where both
      rows state the same valuation;
    - calendar: with `l` days between the two customs, spread evenly over the year, goods of the last `l` days of the
      year before arrive in this one, and those of its own last days in the next. `X_-1` are the exports of the year
      before on the same basis; where `frame` has no such row or value the part is not known: NaN, and not counted;
    - coverage, `c` of the exporter's value: what only the importer counts (above 0) or only the exporter (below 0),
      by rules that are known, such as re-exports or free zones.

    Products of the shares (freight on goods under way) are left out. A gap inside the band is no proof that these
    are its reasons. One outside need not be misreporting: goods through third countries are credited by origin to
    one partner and by destination to another.

    The ratio is imports over exports, so that freight lifts it above 1; the inverse is in use too. A side
    without a row, or whose value is not held (NaN), leaves ratio, gap and band NaN: `status` says which. An
    explicit 0 is compared; the ratio is NaN where exports are 0.

    Parameters
    ----------
    frame
        reporter, partner, flow (export or import), value and optionally product: both countries' rows of one pair or
        of many, one row per key and group.
    by
        Columns that separate computations; ``year`` where the frame has it. The calendar part needs it in numbers.
    freight
        Low and high share of the FOB value, 0 or more; the default spans the published shares below.
    lag
        Low and high days, 0 to 365; the default, a day to six weeks, is a choice and no statistic.
    coverage
        Low and high share of the exporter's value, -1 or more; the default states nothing.
    across
        Basis columns that are meant to differ between the reporters, besides reporter and valuation. Fiscal beside
        calendar years, customs beside settlement or one nomenclature beside another are refused without it.

    Returns
    -------
    DataFrame
        One row per exporter, importer (and product, group), sorted by these: `by` columns, exporter, importer, product,
        exported, imported, ratio, gap, freight_low, freight_high, calendar_low, calendar_high, coverage_low,
        coverage_high, explained_low, explained_high (all of the gap, in the unit of `value`), unexplained (distance of
        the gap from the band, with its sign; 0 inside), status (both, exporter only, importer only, not held).

    Raises
    ------
    UsageError
        A column is absent, a flow is neither export nor import, or a range has no order or leaves its limits.
    BasisError
        A group mixes bases, or exports are stated CIF beside imports FOB.
    InputError
        A value is negative, infinite or no number, or a row is there twice; the row is named.

    References
    ----------
    International Monetary Fund (2017). Direction of Trade Statistics Yearbook: CIF/FOB factor of 1.06. Gong, X. (1994).
    IMF Working Paper 94/142: the earlier uniform 10 percent.

    Miao, G. and Fortanier, F. (2017). Estimating transport and insurance costs of international trade. OECD Statistics
    Working Papers 2017/04. OECD (2016), Statistical Insights: trade-weighted mean of 6 percent, 1995-2014.

    Pomfret, R. and Sourdin, P. (2008). Why do trade costs vary? University of Adelaide: about 5 percent in Australia.

    UNCTADstat (2024). Maritime and other transport: 19.3 percent for island least developed countries in 2021.

    Hummels, D. (2001). Time as a trade barrier. Purdue University: a day or less by air, weeks by sea.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame(
    ...     {
    ...         "reporter": ["PAK", "JPN"],
    ...         "partner": ["JPN", "PAK"],
    ...         "flow": ["export", "import"],
    ...         "value": [100.0, 130.0],
    ...     }
    ... )
    >>> found = mirror_comparison(rows).iloc[0]
    >>> [float(found[name]) for name in ("ratio", "gap", "explained_low", "explained_high", "unexplained")]
    [1.3, 30.0, 5.0, 20.0, 10.0]
    """
    require_frames(frame)
    freight = _range("freight", freight, 0, float("inf"))
    lag = _range("lag", lag, 0, 365)
    coverage = _range("coverage", coverage, -1, float("inf"))
    meant = names_in(across, "across")
    separating = separated_by(frame, by)
    products = ["product"] if "product" in frame.columns and "product" not in separating else []
    told = ["reporter", "partner", "flow", *products]
    checked = prepare(frame, told, by=separating, across=("reporter", "valuation", *meant))
    keys = list(dict.fromkeys([*separating, "exporter", "importer", *products]))
    result = _side_by_side(_directed(checked.frame), keys)
    result["ratio"] = result["imported"] / result["exported"].where(result["exported"] > 0)
    result["gap"] = result["imported"] - result["exported"]
    compared = result["exported"].where(result["status"] == "both")
    freighted = compared.mask(_same_valuation(result), 0.0)
    parts = {
        "freight": (freight[0] * freighted, freight[1] * freighted),
        "calendar": _under_way(result, compared, lag),
        "coverage": (coverage[0] * compared, coverage[1] * compared),
    }
    for name, (low, high) in parts.items():
        result[f"{name}_low"], result[f"{name}_high"] = low, high
    for end in ("low", "high"):
        known = result[f"calendar_{end}"].fillna(0.0)
        result[f"explained_{end}"] = result[f"freight_{end}"] + known + result[f"coverage_{end}"]
    nearest = result["gap"].clip(lower=result["explained_low"], upper=result["explained_high"])
    result["unexplained"] = result["gap"] - nearest
    ends = [f"{name}_{end}" for name in (*parts, "explained") for end in ("low", "high")]
    return result[[*keys, "exported", "imported", "ratio", "gap", *ends, "unexplained", "status"]]


def _range(name: str, limits: tuple[float, float], least: float, most: float) -> tuple[float, float]:
    try:
        low, high = (float(limit) for limit in limits)
    except (TypeError, ValueError):
        low = high = float("nan")
    # Written so that NaN fails too.
    if not least <= low <= high <= most or high == float("inf"):
        bounds = f"from {least}" if most == float("inf") else f"from {least} to {most}"
        raise UsageError(f"{name}={limits} is no range; give (low, high) in order, {bounds}")
    return low, high


def _directed(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with exporter and importer instead of who reports about whom."""
    other = sorted({str(flow) for flow in rows["flow"]} - {"export", "import"})
    if other:
        raise UsageError(f"flow {', '.join(other)} has no mirror; give export and import rows only")
    outward = rows["flow"] == "export"
    return rows.assign(
        exporter=rows["reporter"].where(outward, rows["partner"]),
        importer=rows["partner"].where(outward, rows["reporter"]),
    )


def _side_by_side(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Both reports of each flow, the exporter's of the year before, and which of them are held."""
    import numpy as np

    basis = [name for name in BASIS if name in rows.columns and name not in ("reporter", *keys)]
    sides = {}
    for flow, name in (("export", "exported"), ("import", "imported")):
        side = rows.loc[rows["flow"] == flow, [*keys, *basis, "value"]]
        sides[name] = side.rename(columns={"value": name}).assign(**{f"{name}_row": True})
    exports = sides["exported"]
    exports = exports.assign(before=_year_before(exports, [*keys, *basis]))
    both = exports.merge(sides["imported"], on=keys, how="outer", suffixes=("", "_imported"))
    of_exporter, of_importer = both["exported_row"].notna(), both["imported_row"].notna()
    missing = both["exported"].isna() | both["imported"].isna()
    both["status"] = np.select(
        [of_exporter & ~of_importer, of_importer & ~of_exporter, missing],
        ["exporter only", "importer only", "not held"],
        default="both",
    )
    return both.sort_values(keys, ignore_index=True)


def _year_before(exports: pd.DataFrame, keys: list[str]) -> np.ndarray:
    """Exports of the year before on the same basis; NaN where they are not held, or a year is no number."""
    import numpy as np
    import pandas as pd

    years = pd.to_numeric(exports["year"].astype(object), errors="coerce") if "year" in keys else pd.Series([np.nan])
    if years.isna().any():
        return np.full(len(exports), np.nan)
    numbered = exports[keys].assign(year=years)
    before = numbered.assign(year=years + 1, before=exports["exported"])
    return numbered.merge(before, on=keys, how="left")["before"].to_numpy()


def _same_valuation(pairs: pd.DataFrame) -> pd.Series:
    """Whether both rows state one valuation, so that no freight lies between them; unknown ones state none."""
    import pandas as pd

    if "valuation" not in pairs.columns:
        return pd.Series(False, index=pairs.index)
    exported, imported = pairs["valuation"], pairs["valuation_imported"]
    turned = (exported == "CIF") & (imported == "FOB")
    if turned.any():
        row = pairs[turned].iloc[0]
        raise BasisError(
            f"exports CIF beside imports FOB ({row['exporter']} to {row['importer']}); "
            "the band holds for exports FOB beside imports CIF, so correct the valuation or leave these rows out"
        )
    return (exported == imported) & exported.isin(["FOB", "CIF"])


def _under_way(pairs: pd.DataFrame, compared: pd.Series, lag: tuple[float, float]) -> tuple[pd.Series, pd.Series]:
    """Low and high effect of goods under way at both ends of the year; NaN where the year before is not held."""
    a_day = (pairs["before"] - compared) / DAYS
    shorter, longer = lag[0] * a_day, lag[1] * a_day
    # The longer lag has the lower effect where exports grow.
    return shorter.where(a_day >= 0, longer), longer.where(a_day >= 0, shorter)
