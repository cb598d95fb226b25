"""The tables of a vintage: made from its files at need, into build/vintages, anew where the library changed."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
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
from pkjp_analysis.vintages import BY
from pkjp_analysis.vintages.folder import LOCAL, Vintage, find

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.vintages.source import Source

# What `Source.write` yields: the columns of `OWN`, all of text, as a frame or as Arrow's table.
Rows = Any
_SAID_FOR_ALL = ("source", "vintage", "evidence", "confidence")
# Where a row is from: a file of the vintage, and the row's number in it, from 1. Key and `raw` follow from these.
FROM = ("file", "row")
_FOLLOWS = ("observation", "raw")
# The columns that a source gives: all of text, but `row`, which is a number.
OWN = [*(name for name in COLUMNS if name not in (*_SAID_FOR_ALL, *_FOLLOWS)), *FROM]
# One column more that a source can give: its words for the product, which become a row of products.csv.
LABEL = "label"
PLACE = Path("build", "vintages")
_MADE = "made.json"
_NUMBER = r"^-?\d+(\.\d+)?$"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_KNOWN = {
    **{"series": tuple(SERIES), "flow": FLOWS, "measure": MEASURES, "calendar": CALENDARS, "qualifier": QUALIFIERS},
    **{"coverage": ("full", "partial"), "evidence": EVIDENCE, "confidence": CONFIDENCE},
}
_TYPE = pa.dictionary(pa.int32(), pa.string())
# Nearly every cell of these is another one.
_PLAIN = {"value": pa.string(), "row": pa.int32()}
_SCHEMA = pa.schema([(name, _PLAIN.get(name, _TYPE)) for name in (*OWN, *_SAID_FOR_ALL)])


@dataclass(frozen=True)
class Tables:
    """The tables of a vintage: their folder, the number of observations, and a hash of what decides them."""

    folder: Path
    observations: int
    made_from: str


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
    if found := held(folder, made_from):
        return found
    vintage.verify()
    return make(source, vintage, folder, made_from)


def make(source: Source, vintage: Vintage, folder: Path, made_from: str = "") -> Tables:
    """Write the tables of a vintage: observations.parquet, countries.csv, products.csv, sources.csv."""
    rows = _Observations(source, vintage)
    made_from = made_from or _made_from(vintage)
    with placed(folder, made_from) as aside:
        rows.write(aside / "observations.parquet")
        if not rows.count and not source.may_be_empty(vintage):
            raise PkjpError(f"{vintage.id}: no row is an observation; docs/live/{source.name}.md says which are")
        _as_csv(_countries(vintage.root, rows.countries), aside / "countries.csv")
        _as_csv(_products(vintage.root, rows.labels), aside / "products.csv")
        _as_csv(_source_row(source, vintage), aside / "sources.csv")
    return Tables(folder, rows.count, made_from)


def held(folder: Path, made_from: str) -> Tables | None:
    """The tables in a folder, if they were made from this."""
    try:
        told = json.loads((folder / _MADE).read_text(encoding="utf-8"))
        if told["made_from"] == made_from:
            return Tables(folder, told["observations"], made_from)
    except (OSError, ValueError, KeyError):
        pass
    return None


@contextmanager
def placed(folder: Path, made_from: str) -> Iterator[Path]:
    """A folder aside, in which tables are written; whole, with observations.parquet counted, it takes its place."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield aside
        count = pq.read_metadata(aside / "observations.parquet").num_rows
        told = {"made_from": made_from, "observations": count}
        (aside / _MADE).write_text(json.dumps(told) + "\n", encoding="utf-8", newline="\n")
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def table_of(root: Path, id: str, name: str) -> pd.DataFrame:
    """A table of a vintage, as the shipped one of that name holds it: every cell is text.

    It is parsed once in a process, and the manifest is noted as read.
    """
    import pandas as pd

    tables = _found(root, id)
    key = (str(tables.folder), tables.made_from, name)
    if key not in _parsed:
        path = tables.folder / f"{name}.csv"
        _parsed[key] = (
            pd.read_csv(path, dtype=text_type(), keep_default_na=False, encoding="utf-8")
            if path.exists()
            else _whole(observations_of(root, id)[0], id)
        )
    return _parsed[key].copy()


# Tables of vintages as parsed in this process, by folder, what they were made from, and name.
_parsed: dict[tuple[str, str, str], pd.DataFrame] = {}


def observations_of(root: Path, id: str) -> tuple[pq.ParquetFile, Path]:
    """The file of a vintage's observations, and where it is; what it was made from is noted as read."""
    path = _found(root, id).folder / "observations.parquet"
    # It is read in the very thread that asks: kernels are forked from a process that has read it.
    return pq.ParquetFile(path, memory_map=True, pre_buffer=False), path


def _found(root: Path, id: str) -> Tables:
    """The tables of that name: of a vintage, or of one by a concordance; what they are made from is noted as read."""
    if BY in id:
        from pkjp_analysis.vintages.concordance import ready as by_concordance

        return by_concordance(root, id)
    vintage = find(root, id)
    note(root, root / vintage.name)
    return ready(vintage)


def _whole(file: pq.ParquetFile, id: str) -> pd.DataFrame:
    table = file.read(use_threads=False)
    return text_frame(table, id, range(len(table)))


def text_frame(table: pa.Table, id: str, places: Iterable[int]) -> pd.DataFrame:
    """Observations as the shipped table holds them, every cell text; `places` are the rows' in the file, from 0.

    Some columns of the file give the same columns; key and raw follow from file and row, or are in the file themselves.
    """
    import numpy as np
    import pandas as pd

    cells: dict[str, Any] = {}
    for name in table.column_names:
        column = table[name].combine_chunks()
        if pa.types.is_dictionary(column.type):
            cells[name] = np.array(column.dictionary.to_pylist(), dtype=object)[column.indices.to_numpy()]
        else:
            cells[name] = column.to_numpy(zero_copy_only=False)
    if "row" in cells:
        cells["observation"] = [f"{id}.{place + 1}" for place in places]
        rows = zip(cells["file"].tolist(), cells["row"].tolist(), strict=True)
        cells["raw"] = [f"{LOCAL.name}/{id}/{file}#{row}" for file, row in rows]
    return pd.DataFrame({name: pd.Series(cells[name], dtype=text_type()) for name in COLUMNS if name in cells})


def _made_from(vintage: Vintage) -> str:
    """Hash of what decides the tables: the manifest, which names the hash of every file, and what reads."""
    here = Path(__file__).parent
    sources = here.parent / "sources"
    modules = sorted([*here.glob("*.py"), *sources.glob("*.py"), *sources.glob("*.csv")])
    digest = hashlib.sha256((vintage.folder / vintage.name.name).read_bytes())
    for path in modules:
        digest.update(path.read_bytes())
    return digest.hexdigest()


@dataclass
class _Observations:
    """Observations on their way into a file, and what the other tables need to know of them."""

    source: Source
    vintage: Vintage
    count: int = 0
    countries: set[str] = field(default_factory=set)
    # Columns product, edition, label; a row for each that was met in a piece.
    labels: list[pa.Table] = field(default_factory=list)

    def write(self, target: Path) -> None:
        """Write them as they come, a piece at a time."""
        coded = [name for name in _SCHEMA.names if name not in _PLAIN]
        with pq.ParquetWriter(target, _SCHEMA, compression="lz4", use_dictionary=coded) as writer:
            for rows in self.source.write(self.vintage):
                if not len(rows):
                    continue
                table = rows if isinstance(rows, pa.Table) else pa.Table.from_pandas(rows, preserve_index=False)
                whole = self._completed(table)
                _check(whole, self.vintage)
                self._take_note(table)
                writer.write_table(whole)
                self.count += len(whole)

    def _completed(self, table: pa.Table) -> pa.Table:
        odd = sorted(set(OWN) ^ {name for name in table.column_names if name != LABEL})
        if odd:
            raise PkjpError(f"{self.source.name}: write gives no or an unknown column {odd[0]}; see OWN in {__name__}")
        same = {"source": self.vintage.id, "vintage": self.vintage.date}
        same |= {"evidence": self.source.level(self.vintage), "confidence": self.source.confidence}
        given = {name: table[name] for name in OWN}
        whole = given | {name: repeated(text, len(table)) for name, text in same.items()}
        return pa.table({field.name: _as(whole[field.name], field.type) for field in _SCHEMA}, schema=_SCHEMA)

    def _take_note(self, table: pa.Table) -> None:
        for name in ("reporter", "partner"):
            self.countries |= set(pc.unique(_as(table[name], pa.string())).to_pylist()) - {""}
        if LABEL in table.column_names:
            kinds = table.group_by(["product", "edition", LABEL], use_threads=False).aggregate([])
            self.labels.append(pa.table({name: _as(kinds[name], pa.string()) for name in kinds.column_names}))


def repeated(text: str, count: int) -> pa.DictionaryArray:
    """A column of the same text."""
    return pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), count), pa.array([text]))


def _as(column: Any, kind: pa.DataType) -> Any:
    if column.type == kind:
        return column
    if not pa.types.is_dictionary(kind):
        return column.cast(kind)
    return column.cast(pa.string()).dictionary_encode()


def _check(table: pa.Table, vintage: Vintage) -> None:
    """Refuse words that no observation has, and numbers and days that are none."""
    for name, known in _KNOWN.items():
        odd = sorted(set(pc.unique(table[name]).to_pylist()) - set(known), key=str)
        if odd:
            raise PkjpError(f"{vintage.id}, column {name}: {odd[0]!r} is not known; known are {', '.join(known)}")
    for name in ("period_start", "period_end"):
        odd = [day for day in pc.unique(table[name]).to_pylist() if day and not _DAY.fullmatch(day)]
        if odd:
            raise PkjpError(f"{vintage.id}, column {name}: {odd[0]!r} is no day")
    good = pc.or_(pc.match_substring_regex(table["value"], _NUMBER), pc.equal(table["value"], ""))
    if not pc.all(good).as_py():
        place = pc.index(good, False).as_py()
        at = f"{table['file'][place]} row {table['row'][place]}"
        raise PkjpError(f"{vintage.id}, {at}: {table['value'][place].as_py()!r} is no plain number; fetch again")


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


def _products(root: Path, labels: Sequence[pa.Table]) -> pd.DataFrame:
    """Codes of the Harmonized System that the source has words for, of several editions the latest's.

    A code can be of every stage and class that its chapter can be of: the study reads no finer.
    """
    import pandas as pd

    shipped = pd.read_csv(root / "data" / "processed" / "products.csv", dtype=str, keep_default_na=False)
    chapters = shipped[shipped["nomenclature"] == "HS"].set_index("product")
    order = ["product", "edition", LABEL]
    named = pa.concat_tables(labels).to_pandas() if labels else pd.DataFrame(columns=order)
    named = named[(named["product"].str.len() > 2) & (named[LABEL] != "")].sort_values(order)
    frame = named.drop_duplicates("product", keep="last")[["product", LABEL]]
    frame = frame.assign(nomenclature="HS", kind="subheading", chapters="")
    for name in ("stages", "trade_classes"):
        frame[name] = frame["product"].str[:2].map(chapters[name]).fillna("")
    return frame[list(shipped.columns)]


def _source_row(source: Source, vintage: Vintage) -> pd.DataFrame:
    """The vintage as a row of sources.csv: captions name the publisher, and with it the vintage."""
    import pandas as pd

    row = {
        "source": vintage.id,
        "publisher": f"{source.publisher}, {vintage.id}",
        "via": source.via(vintage),
        "title": source.title,
    }
    row |= {
        "url": source.home,
        "published": vintage.date,
        "evidence": source.level(vintage),
        "terms": source.terms,
    }
    return pd.DataFrame([row])


def _as_csv(frame: pd.DataFrame, path: Path) -> None:
    frame.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
