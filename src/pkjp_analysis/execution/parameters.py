"""The three parameters of a notebook: what it declares, what a run gives, whether the values exist."""

from __future__ import annotations

import ast
import csv
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.execution.catalogue import Notebook
from pkjp_analysis.nearest import nearest
from pkjp_analysis.plain import mapping
from pkjp_analysis.vintages import vintage_names

FIRST_YEAR = 1947
COUNTRIES = Path("data", "processed", "countries.csv")
_TYPES: dict[str, type] = {"reporter": str, "partner": str, "year": int}


@dataclass(frozen=True)
class Parameters:
    """A pair of countries (ISO 3166 alpha-3), the last year shown, and the vintages beside the shipped figures."""

    reporter: str
    partner: str
    year: int
    # Names joined by commas; no notebook declares them, a run is given them.
    vintage: str = ""

    @property
    def label(self) -> str:
        """A name for folders, as ``PAK-JPN-2024``, with the vintages if there are any."""
        beside = "".join(f"+{name}" for name in vintage_names(self.vintage))
        return f"{self.reporter}-{self.partner}-{self.year}{beside}"

    def differing(self, other: Parameters) -> dict[str, str | int]:
        """The values of this one that `other` has not."""
        return {name: getattr(self, name) for name in _TYPES if getattr(self, name) != getattr(other, name)}


def declared(notebook: Notebook, given: Mapping[str, object] | None = None) -> Parameters:
    """The notebook's own values, read from its one cell tagged ``parameters`` without running it.

    papermill injects by name and only logs a name that the notebook does not use, so the names are
    checked here: exactly ``reporter``, ``partner`` and ``year``, each a plain string or whole number.

    Raises
    ------
    UsageError
        The run gives a parameter that the notebook does not declare.
    PkjpError
        The notebook cannot be read, or its parameters cell is not of that form.
    """
    values = _assignments(notebook)
    for name in given or {}:
        if name not in values and name != "vintage":
            close = nearest(name, values or ["none"])
            raise UsageError(f"{notebook.name} declares no parameter {name}; the nearest that it declares is {close}")
    if set(values) != set(_TYPES):
        raise PkjpError(
            f"{notebook.name}: the parameters cell declares {', '.join(values) or 'nothing'}; "
            f"it must declare exactly {', '.join(_TYPES)}"
        )
    for name, value in values.items():
        if type(value) is not _TYPES[name]:
            raise PkjpError(f"{notebook.name}: {name} = {value!r} is no plain {_TYPES[name].__name__}; write one")
    return Parameters(**values)


def effective(notebooks: list[Notebook], given: Mapping[str, Any]) -> Parameters:
    """The values of a run: the notebooks' own, replaced by those given.

    Raises
    ------
    UsageError
        The notebooks declare different values and the run does not say which: a build is about one pair.
    """
    chosen: dict[Parameters, Notebook] = {}
    for notebook in notebooks:
        own = declared(notebook, given)
        chosen.setdefault(Parameters(**{**asdict(own), **given}), notebook)
    (parameters, notebook), *others = chosen.items()
    for other, where in others:
        name, value = next(iter(other.differing(parameters).items()))
        raise UsageError(
            f"{notebook.name} declares {name} {getattr(parameters, name)} and {where.name} declares {value}; "
            f"give --{name} or run them apart"
        )
    return parameters


def check_values(root: Path, parameters: Parameters) -> None:
    """Countries that the study knows, two different ones, and a year that can have figures.

    Raises
    ------
    UsageError
        One is not valid; the line names the nearest valid value.
    """
    known = _countries(root, parameters)
    for name in ("reporter", "partner"):
        code = getattr(parameters, name)
        if code not in known:
            raise UsageError(f"--{name} {code}: no such country; the nearest is {_nearest_code(code, known)}")
    if parameters.reporter == parameters.partner:
        other = nearest(parameters.partner, [code for code in known if code != parameters.partner])
        raise UsageError(
            f"--reporter and --partner are both {parameters.partner}; name two countries, "
            f"the nearest other code is {other}"
        )
    last = date.today().year
    if not FIRST_YEAR <= parameters.year <= last:
        close = min(max(parameters.year, FIRST_YEAR), last)
        raise UsageError(f"--year {parameters.year} is outside {FIRST_YEAR} to {last}; the nearest is {close}")


def _assignments(notebook: Notebook) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for node in _parameters_cell(notebook).body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=value)):
                pass
            case ast.AnnAssign(
                target=ast.Name(id=name),
                annotation=ast.Name(id="str" | "int"),
                value=ast.Constant(value=value),
            ):
                pass
            case _:
                raise PkjpError(
                    f"{notebook.name}: {ast.unparse(node)!r} in the parameters cell is no plain assignment; "
                    'write a line such as partner = "JPN"'
                )
        values[name] = value
    return values


def _parameters_cell(notebook: Notebook) -> ast.Module:
    try:
        cells = json.loads(notebook.path.read_text(encoding="utf-8"))["cells"]
        tagged = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
        sources = ["".join(cell["source"]) for cell in tagged]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PkjpError(f"{notebook.name} cannot be read as a notebook ({error}); restore it") from error
    if len(sources) != 1:
        raise PkjpError(f"{notebook.name} has {len(sources)} cells tagged parameters; it must have one")
    try:
        return ast.parse(sources[0])
    except SyntaxError as error:
        raise PkjpError(f"{notebook.name}: the parameters cell is no Python ({error.msg}); correct it") from error


def _countries(root: Path, parameters: Parameters) -> dict[str, str]:
    """Names by code, of the study and of its vintages."""
    try:
        with (root / COUNTRIES).open(encoding="utf-8", newline="") as file:
            known = {row["code"]: row["name"] for row in csv.DictReader(file) if row["kind"] == "country"}
    except (OSError, KeyError, UnicodeDecodeError) as error:
        raise PkjpError(f"{COUNTRIES.as_posix()} cannot be read ({error!r}); run make processed") from error
    names = vintage_names(parameters.vintage)
    if names:
        from pkjp_analysis.vintages.concordance import named
        from pkjp_analysis.vintages.tables import table_of

        named(root, names)
    for id in names:
        known |= mapping(table_of(root, id, "countries"), "code", "name")
    return known


def _nearest_code(value: str, known: Mapping[str, str]) -> str:
    """By the code that was typed, or by the name where the country's name was typed instead."""
    by_label = {label: code for code, name in known.items() for label in (code, name)}
    code = by_label[nearest(value, by_label)]
    return f"{code} ({known[code]})"
