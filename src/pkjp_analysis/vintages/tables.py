"""The tables of a vintage: made from its files at need, into build/vintages, anew where the library changed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pkjp_analysis.cleaning.fields import CONFIDENCE, EVIDENCE, FLOWS, MEASURES, QUALIFIERS
from pkjp_analysis.cleaning.observations import COLUMNS
from pkjp_analysis.codebook import SERIES
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.periods import CALENDARS
from pkjp_analysis.plain import text_type
from pkjp_analysis.reads import note
from pkjp_analysis.sources import source as source_named
from pkjp_analysis.vintages.folder import LOCAL, Vintage, find

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.vintages.source import Source

# What `Source.write` yields: the columns of `OWN`, all of text, as a frame or as Arrow's table.
Rows = Any
_SAID_FOR_ALL = ("observation", "source", "vintage", "evidence", "confidence")
# The columns of an observation that a source gives; `raw` is ``FILE#ROW``, with rows counted from 1.
OWN = [name for name in COLUMNS if name not in _SAID_FOR_ALL]
PLACE = Path("build", "vintages")
_MADE = "made.json"
_NUMBER = r"^-?\d+(\.\d+)?$"
_DAY = r"^\d{4}-\d\d-\d\d$"
_KNOWN = {
    **{"series": tuple(SERIES), "flow": FLOWS, "measure": MEASURES, "calendar": CALENDARS, "qualifier": QUALIFIERS},
    **{"coverage": ("full", "partial"), "evidence": EVIDENCE, "confidence": CONFIDENCE},
}
_TYPE = pa.dictionary(pa.int32(), pa.string())
# Columns in which nearly every cell is another one.
_PLAIN = ("observation", "value", "raw")
_SCHEMA = pa.schema([(name, pa.string() if name in _PLAIN else _TYPE) for name in COLUMNS])


@dataclass(frozen=True)
class Tables:
    """The tables of a vintage: their folder, and the number of observations."""

    folder: Path
    observations: int


def ready(vintage: Vintage) -> Tables:
    """The tables of a whole vintage, made now where they are not held for these very files and this library.

    Raises
    ------
    PkjpError
        The vintage is not what its manifest says, or its figures break a rule.
    """
    folder = vintage.root / PLACE / vintage.id
    source = source_named(str(vintage.manifest["source"]))
    made_from = _made_from(vintage)
    try:
        told = json.loads((folder / _MADE).read_text(encoding="utf-8"))
        if told["made_from"] == made_from:
            return Tables(folder, told["observations"])
    except (OSError, ValueError, KeyError):
        pass
    vintage.verify()
    return make(source, vintage, folder, made_from)


def make(source: Source, vintage: Vintage, folder: Path, made_from: str = "") -> Tables:
    """Write the tables of a vintage: observations.parquet, countries.csv, products.csv, sources.csv."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{vintage.id}-", dir=folder.parent))
    try:
        count, codes = _write_observations(source, vintage, aside / "observations.parquet")
        _as_csv(_countries(vintage.root, codes), aside / "countries.csv")
        _as_csv(_products(source, vintage), aside / "products.csv")
        _as_csv(_source_row(source, vintage), aside / "sources.csv")
        told = {"made_from": made_from or _made_from(vintage), "observations": count}
        (aside / _MADE).write_text(json.dumps(told) + "\n", encoding="utf-8", newline="\n")
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return Tables(folder, count)


def table_of(root: Path, id: str, name: str) -> pd.DataFrame:
    """A table of a vintage, as the shipped one of that name holds it: every cell is text.

    It is parsed once in a process, and the manifest is noted as read.
    """
    import pandas as pd

    vintage = find(root, id)
    note(root, root / vintage.name)
    folder = ready(vintage).folder
    key = (str(folder), _made_from(vintage), name)
    if key not in _parsed:
        path = folder / f"{name}.csv"
        _parsed[key] = (
            pd.read_csv(path, dtype=text_type(), keep_default_na=False, encoding="utf-8")
            if path.exists()
            else _text_frame(path.with_suffix(".parquet"))
        )
    return _parsed[key].copy()


# Tables of vintages as parsed in this process, by folder, what they were made from, and name.
_parsed: dict[tuple[str, str, str], pd.DataFrame] = {}


def _text_frame(path: Path) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    # In this very thread: kernels are forked from a process that has read them.
    table = pq.ParquetFile(path, memory_map=True, pre_buffer=False).read(use_threads=False)
    columns = {}
    for name in table.column_names:
        column = table[name].combine_chunks()
        if pa.types.is_dictionary(column.type):
            words = np.array(column.dictionary.to_pylist(), dtype=object)
            cells = words[column.indices.to_numpy()]
        else:
            cells = column.to_numpy(zero_copy_only=False)
        columns[name] = pd.Series(cells, dtype=text_type())
    return pd.DataFrame(columns)


def _made_from(vintage: Vintage) -> str:
    """Hash of what decides the tables: the manifest, which names the hash of every file, and the modules that read."""
    here = Path(__file__).parent
    modules = sorted([*here.glob("*.py"), *(here.parent / "sources").glob("*.py")])
    digest = hashlib.sha256((vintage.folder / vintage.name.name).read_bytes())
    for path in modules:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _write_observations(source: Source, vintage: Vintage, target: Path) -> tuple[int, set[str]]:
    """Write the observations as they come, a piece at a time; return their number and the countries in them."""
    count, codes = 0, set[str]()
    with pq.ParquetWriter(target, _SCHEMA, compression="zstd") as writer:
        for rows in source.write(vintage):
            whole = _completed(rows, source, vintage, count)
            _check(whole, vintage)
            for name in ("reporter", "partner"):
                codes |= set(pc.unique(whole[name]).to_pylist())
            writer.write_table(whole)
            count += len(whole)
    if not count:
        raise PkjpError(f"{vintage.id}: none of its rows is an observation; see the page of its source in docs/sources")
    return count, codes - {""}


def _completed(rows: Any, source: Source, vintage: Vintage, before: int) -> pa.Table:
    table = rows if isinstance(rows, pa.Table) else pa.Table.from_pandas(rows, preserve_index=False)
    missing = [name for name in OWN if name not in table.column_names]
    if missing or len(table.column_names) != len(OWN):
        odd = missing or sorted(set(table.column_names) - set(OWN))
        raise PkjpError(f"{source.name}: write gives no or another column {odd[0]}; it must give {', '.join(OWN)}")
    numbers = pa.array(range(before + 1, before + len(table) + 1)).cast(pa.string())
    same = {
        **{"source": vintage.id, "vintage": vintage.date, "evidence": source.evidence},
        "confidence": source.confidence,
    }
    columns = {name: table[name] for name in OWN} | {name: _repeated(text, len(table)) for name, text in same.items()}
    columns["observation"] = pc.binary_join_element_wise(f"{vintage.id}.", numbers, "")
    columns["raw"] = pc.binary_join_element_wise(f"{LOCAL.name}/{vintage.id}/", pc.cast(table["raw"], pa.string()), "")
    return pa.table({name: _as(columns[name], _SCHEMA.field(name).type) for name in COLUMNS}, schema=_SCHEMA)


def _repeated(text: str, count: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), count), pa.array([text]))


def _as(column: Any, kind: pa.DataType) -> Any:
    if column.type == kind:
        return column
    text = column.cast(pa.string())
    return text.dictionary_encode() if pa.types.is_dictionary(kind) else text


def _check(table: pa.Table, vintage: Vintage) -> None:
    """Refuse words that no observation has, and numbers and days that are none."""
    for name, known in _KNOWN.items():
        odd = sorted(set(pc.unique(table[name]).to_pylist()) - set(known), key=str)
        if odd:
            raise PkjpError(
                f"{vintage.id}, column {name}: {odd[0]!r} is not a known value; known are {', '.join(known)}"
            )
    for name, form in (("value", _NUMBER), ("period_start", _DAY), ("period_end", _DAY)):
        cells = table[name]
        if pa.types.is_dictionary(cells.type):
            cells = pc.unique(cells.cast(pa.string()))
        good = pc.match_substring_regex(cells, form)
        if not pc.all(pc.or_(good, pc.equal(cells, ""))).as_py():
            place = pc.index(pc.or_(good, pc.equal(cells, "")), False).as_py()
            at = table["raw"][place].as_py() if name == "value" else vintage.id
            raise PkjpError(
                f"data/raw/{at}, column {name}: {cells[place].as_py()!r} has the wrong form; fetch it again"
            )


def _countries(root: Path, codes: set[str]) -> pd.DataFrame:
    """Columns code, name, kind of the countries that the study does not know yet, by ISO 3166."""
    import pandas as pd
    import pycountry

    known = set(pd.read_csv(root / "data" / "processed" / "countries.csv", dtype=str)["code"])
    rows = []
    for code in sorted(codes - known):
        country = pycountry.countries.get(alpha_3=code)
        if country is None:
            raise PkjpError(f"{code!r} is no country code of ISO 3166; map it or leave its rows out")
        rows.append((code, getattr(country, "common_name", country.name), "country"))
    return pd.DataFrame(rows, columns=["code", "name", "kind"])


def _products(source: Source, vintage: Vintage) -> pd.DataFrame:
    """Labels of the codes of the Harmonized System that the source names, as products.csv has them.

    A code can be of every stage and class that its chapter can be of: the study reads no finer.
    """
    import pandas as pd

    shipped = pd.read_csv(vintage.root / "data" / "processed" / "products.csv", dtype=str, keep_default_na=False)
    chapters = shipped[shipped["nomenclature"] == "HS"].set_index("product")
    frame = pd.DataFrame(sorted(source.labels(vintage).items()), columns=["product", "label"])
    frame = frame.assign(nomenclature="HS", kind="subheading", chapters="")
    for name in ("stages", "trade_classes"):
        frame[name] = frame["product"].str[:2].map(chapters[name]).fillna("")
    return frame[list(shipped.columns)]


def _source_row(source: Source, vintage: Vintage) -> pd.DataFrame:
    """The vintage as a row of sources.csv: captions name the publisher, and with it the vintage."""
    import pandas as pd

    row = {"source": vintage.id, "publisher": f"{source.publisher}, {vintage.id}", "via": "", "title": source.title}
    row |= {"url": source.home, "published": vintage.date, "evidence": source.evidence, "terms": source.terms}
    return pd.DataFrame([row])


def _as_csv(frame: pd.DataFrame, path: Path) -> None:
    frame.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
