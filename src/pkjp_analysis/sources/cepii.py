"""CEPII's trade data: BACI (flows by HS code, reconciled from both sides' reports) and Gravity (what explains trade).

Of BACI the rows between two countries are observations. Gravity is a table to estimate from: `gravity_table` reads it.
Both are files of up to gigabytes and are read a block at a time.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from pkjp_analysis.cleaning.numbers import as_text, plain
from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.reads import note
from pkjp_analysis.sources import _blocks, _countries
from pkjp_analysis.sources import _cepii_files as cepii
from pkjp_analysis.vintages.folder import Vintage, find
from pkjp_analysis.vintages.service import Service
from pkjp_analysis.vintages.source import Part, Request, Source, take
from pkjp_analysis.vintages.tables import repeated

if TYPE_CHECKING:
    import pandas as pd

FLOW = "tradeflow_baci"
VARIABLES = ("log_gdp_o", "log_gdp_d", "log_distw_harmonic", "contig", "comlang_off", "col_dep_ever", "fta_wto")
_LOG = "log_"
_VERSION = re.compile(r"_V(\d{6}[a-z]?)\b")
# BACI's values are thousands of dollars; in Gravity money and people are thousands.
_THOUSAND = 1000
_IN_THOUSANDS = re.compile(r"(manuf_)?tradeflow_\w+|(gdp|gdpcap|pop)(_ppp)?(_pwt)?_[od]")


class Cepii(Source):
    """BACI's flows between two countries, and Gravity as a table."""

    name = "cepii"
    title = "CEPII, BACI (international trade by HS code) and Gravity"
    publisher = "CEPII"
    home = "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele.asp"
    terms = "CEPII: Etalab Open Licence 2.0, with the source named"
    takes = frozenset({"reporter", "partner", "years", "files"})
    needs = frozenset({"files"})
    evidence = "aggregator"
    confidence = "medium"

    def plan(self, request: Request, service: Service) -> list[Part]:
        """The files that are given, if they go together."""
        kinds: dict[str, list[Path]] = {}
        for path in request.files:
            kinds.setdefault(cepii.kind_of(path, path.name), []).append(path)
        for kind, paths in kinds.items():
            if kind != cepii.BACI and len(paths) > 1:
                raise UsageError(f"{paths[0].name} and {paths[1].name} are both {kind}; give one")
        if cepii.BACI in kinds:
            _check_baci(request, kinds)
        elif cepii.GRAVITY not in kinds:
            raise UsageError("the files have no trade; give BACI_HS.._Y...._V.......csv or Gravity_V.......csv too")
        elif request.reporter or request.partner or request.years:
            raise UsageError("--reporter, --partner and --years choose rows of BACI; gravity_table has its own choice")
        for path in kinds.get(cepii.GRAVITY, []):
            service.note(f"{path.name} is a table: pkjp_analysis.sources.cepii.gravity_table reads it")
        return [Part(path.name, file=path) for path in request.files]

    def fetch(self, part: Part, service: Service, target: Path) -> None:
        """Copy the file."""
        assert part.file is not None
        take(part.file, target)

    def validate(self, part: Part, path: Path) -> int:
        """The columns, and codes, years and numbers of the known forms, in every row."""
        kind = cepii.kind_of(path, part.name)
        numeric = _numeric(cepii.columns_of(path, part.name)) if kind == cepii.GRAVITY else []
        count = 0
        for table in cepii.rows(path, part.name, numeric):
            if kind == cepii.BACI:
                cepii.check_flows(table, part.name)
            elif kind == cepii.GRAVITY:
                cepii.check_pairs(table, part.name, numeric)
            count += len(table)
        return count

    def write(self, vintage: Vintage) -> Iterator[pa.Table]:
        """Flows of BACI between the two countries, both ways."""
        files, asked = _files(vintage), vintage.manifest["request"]
        labels = _labels(files)
        for name, path in files.get(cepii.BACI, []):
            edition, year = cepii.edition_and_year(name)
            if int(year) in asked.get("years", [int(year)]):
                codes_name, codes_path = files[cepii.CODES][0]
                codes = cepii.country_codes(codes_path, codes_name)
                ends = {str(_number(asked[end], codes)): asked[end] for end in ("reporter", "partner")}
                rows = pa.concat_tables(_between(path, name, ends, codes)).combine_chunks()
                yield _observations(rows, name, (edition, year), ends, labels)

    def may_be_empty(self, vintage: Vintage) -> bool:
        """Gravity alone has no observations."""
        return cepii.BACI not in _files(vintage)


def gravity_table(
    root: str | os.PathLike[str],
    vintage_id: str,
    *,
    years: Collection[int] = (),
    countries: Collection[str] = (),
    flow: str = FLOW,
    variables: Iterable[str] = VARIABLES,
) -> pd.DataFrame:
    """Flows between countries with what explains them, from a vintage's Gravity file, for `gravity_ppml`.

    Pairs in years in which both countries exist; trade within a country is left out. The file is read a block at a
    time, so that memory is that of the rows that are chosen.

    Parameters
    ----------
    root, vintage_id
        The study's folder, and a vintage of ``pkjp refresh cepii --file Gravity_V....csv``.
    years, countries
        Those to keep, countries as exporter and as importer (ISO 3166 alpha-3); all, if none are named.
    flow
        The column of flows: ``tradeflow_baci``, ``manuf_tradeflow_baci``, or ``tradeflow_comtrade_o``,
        ``tradeflow_imf_o`` (as the exporter reports) and ``..._d`` (as the importer does).
    variables
        Columns of the file, by CEPII's names; ``log_`` before a name asks for its natural logarithm, missing where it
        is not positive.

    Returns
    -------
    pandas.DataFrame
        exporter, importer, year, trade (current USD) and the variables, by year, exporter and importer. Where the file
        has thousands, of dollars (GDP) or of people, the table has dollars and persons; distances are km. What is empty
        in the file is missing. Of BACI's flows the file has no zeros: missing is no flow recorded, and whether that is
        no trade is the user's choice (``frame["trade"].fillna(0)``; not before 1996, when BACI begins there).

    Raises
    ------
    UsageError
        There is no such vintage, it has no Gravity file, or the file has no such column.
    PkjpError
        The file is not what the manifest says, a cell is no number, or a pair stands twice in a year.

    References
    ----------
    Conte, M., Cotterlaz, P. and Mayer, T. (2022). The CEPII Gravity database. CEPII Working Paper 2022-05.
    """
    vintage = find(Path(root), vintage_id)
    note(vintage.root, vintage.root / vintage.name)
    files = _files(vintage).get(cepii.GRAVITY)
    if not files:
        raise UsageError(f"{vintage_id} has no Gravity file; fetch one: pkjp refresh cepii --file Gravity_V.......csv")
    vintage.verify()
    name, path = files[0]
    chosen = list(dict.fromkeys(variables))
    numeric = list(dict.fromkeys([flow, *(variable.removeprefix(_LOG) for variable in chosen)]))
    absent = [column for column in numeric if column not in cepii.columns_of(path, name)]
    if absent:
        raise UsageError(f"{name} has no column {absent[0]}; CEPII's documentation of Gravity lists them")
    kept = {"year": [str(int(year)) for year in years], "iso3_o": list(countries), "iso3_d": list(countries)}
    parts = [_pairs(table, kept, numeric, name) for table in cepii.rows(path, name, numeric)]
    frame = pa.concat_tables(parts).to_pandas().sort_values(["year", "exporter", "importer"], ignore_index=True)
    twice = frame[frame.duplicated(["year", "exporter", "importer"])]
    if len(twice):
        one = twice.iloc[0]
        raise PkjpError(
            f"{name}: {one['exporter']} to {one['importer']} stands twice in {one['year']}; unpack it again"
        )
    return _with_variables(frame, flow, chosen)


def _numeric(columns: Collection[str]) -> list[str]:
    """The columns of numbers that `gravity_table` reads if nothing else is asked for, and those in thousands."""
    usual = {FLOW, *(variable.removeprefix(_LOG) for variable in VARIABLES)}
    return [column for column in columns if column in usual or _IN_THOUSANDS.fullmatch(column)]


def _pairs(table: pa.Table, kept: Mapping[str, list[str]], numeric: Collection[str], name: str) -> pa.Table:
    """The rows of a block that are chosen, of pairs of different countries that exist."""
    wanted = pc.not_equal(table["iso3_o"], table["iso3_d"])
    for end in "od":
        wanted = pc.and_(wanted, pc.equal(table[f"country_exists_{end}"], "1"))
    for column, values in kept.items():
        if values:
            wanted = pc.and_(wanted, pc.is_in(table[column], pa.array(values)))
    table = table.filter(wanted)
    told = {"exporter": table["iso3_o"], "importer": table["iso3_d"], "year": table["year"].cast(pa.int64())}
    return pa.table(told | {column: cepii.numbers(table, column, name) for column in numeric})


def _with_variables(frame: pd.DataFrame, flow: str, variables: list[str]) -> pd.DataFrame:
    """Flow and variables in base units, logs taken."""
    import numpy as np

    def amount(column: str) -> pd.Series:
        return frame[column] * _THOUSAND if _IN_THOUSANDS.fullmatch(column) else frame[column]

    found = {"trade": amount(flow)}
    for variable in variables:
        column = amount(variable.removeprefix(_LOG))
        found[variable] = np.log(column.where(column > 0)) if variable.startswith(_LOG) else column
    return frame[["exporter", "importer", "year"]].assign(**found)


def _files(vintage: Vintage) -> dict[str, list[tuple[str, Path]]]:
    """A vintage's files by kind."""
    found: dict[str, list[tuple[str, Path]]] = {}
    for name, path in vintage.files():
        found.setdefault(cepii.kind_of(path, name), []).append((name, path))
    return found


def _check_baci(request: Request, kinds: Mapping[str, list[Path]]) -> None:
    """Refuse what would not give the rows between two countries, all of one release."""
    pair = (request.reporter, request.partner)
    if not all(pair) or pair[0] == pair[1]:
        raise UsageError("of BACI the rows between two countries are read; name them with --reporter and --partner")
    _countries.known("reporter", [request.reporter])
    _countries.known("partner", [request.partner])
    if cepii.CODES not in kinds:
        raise UsageError("BACI's files go by numbers of countries; give country_codes_V.......csv of the same zip too")
    codes = cepii.country_codes(kinds[cepii.CODES][0], kinds[cepii.CODES][0].name)
    for iso3 in pair:
        _number(iso3, codes)
    years = {int(cepii.edition_and_year(path.name)[1]) for path in kinds[cepii.BACI]}
    missing = sorted(set(request.years) - years)
    if missing:
        raise UsageError(f"--years: no file of {missing[0]} is given")
    of_one = [path.name for kind in (cepii.BACI, cepii.CODES, cepii.PRODUCTS) for path in kinds.get(kind, [])]
    versions = sorted({version for name in of_one for version in _VERSION.findall(name)})
    if len(versions) > 1:
        raise UsageError(f"the files are of the releases {' and '.join(versions)} of BACI, which do not mix; take one")


def _number(iso3: str, codes: Mapping[str, str]) -> int:
    """BACI's number of a country, which is Comtrade's, if the list of countries says nothing else."""
    number = _countries.comtrade_codes()[iso3]
    named = codes.get(str(number))
    # A territory that has no ISO code there, as Taiwan has none, is known by Comtrade's number.
    if named is None or (named != iso3 and named in _countries.comtrade_codes()):
        raise PkjpError(
            f"BACI's country codes have {named or 'nothing'} for {number}, not {iso3}; take another release"
        )
    return number


def _labels(files: Mapping[str, list[tuple[str, Path]]]) -> dict[str, str]:
    """What BACI's list of products calls its codes, where it is among the files."""
    found: dict[str, str] = {}
    for name, path in files.get(cepii.PRODUCTS, []):
        for table in cepii.rows(path, name):
            codes = cepii.product_codes(table["code"]).to_pylist()
            found |= zip(codes, table["description"].to_pylist(), strict=True)
    return found


def _observations(
    rows: pa.Table, name: str, edition: tuple[str, str], ends: Mapping[str, str], labels: Mapping[str, str]
) -> pa.Table:
    """Rows from exporter to importer: FOB values, reconciled from both sides' reports."""
    products = cepii.product_codes(rows["k"]).to_pylist()
    seen: set[tuple[str, str]] = set()
    for key in zip(rows["i"].to_pylist(), products, strict=True):
        if key in seen:
            raise PkjpError(f"{name}: code {key[1]} from {ends[key[0]]} stands twice; unpack it from the zip again")
        seen.add(key)
    year = edition[1]
    same = {
        **{"series": "goods_trade", "flow": "export", "nomenclature": "HS", "edition": edition[0], "breakdown": ""},
        **{"measure": "flow", "period_start": f"{year}-01-01", "period_end": f"{year}-12-31", "calendar": "CY"},
        **{"coverage": "full", "unit": "USD", "price_basis": "current", "valuation": "FOB"},
        **{"recording": "estimate", "regime": "unknown", "precision": "0", "qualifier": "exact"},
        **{"origin": "CEPII BACI", "file": name},
    }
    given = {
        **{"reporter": _blocks.mapped(rows["i"], ends), "partner": _blocks.mapped(rows["j"], ends)},
        **{"product": products, "label": [labels.get(code, "") for code in products], "row": rows["row"]},
        "value": [as_text(plain(Decimal(cell) * _THOUSAND)) for cell in rows["v"].to_pylist()],
    }
    return pa.table({column: repeated(text, len(rows)) for column, text in same.items()} | given)


def _between(path: Path, name: str, ends: Mapping[str, str], codes: Mapping[str, str]) -> Iterator[pa.Table]:
    """The rows of a file between two countries, a block at a time."""
    for table in cepii.rows(path, name):
        cepii.check_known(table, codes, name)
        both = [pc.is_in(table[end], pa.array(list(ends))) for end in ("i", "j")]
        yield table.filter(pc.and_(pc.and_(*both), pc.not_equal(table["i"], table["j"])))


SOURCE = Cepii()
