"""Where live data come from: a module a source, found by its name.

A module here whose name does not begin with an underscore is a source: its file name is what `pkjp refresh` calls
it (underscores as hyphens), and its `SOURCE` says how data are asked for (`pkjp_analysis.vintages.source.Source`).
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from pkjp_analysis.errors import UsageError

if TYPE_CHECKING:
    from pkjp_analysis.vintages.source import Source


def names() -> list[str]:
    """Names of the sources, without importing any."""
    modules = (path.stem for path in Path(__file__).parent.glob("[!_]*.py"))
    return sorted(name.replace("_", "-") for name in modules)


def source(name: str) -> Source:
    """The source of a name.

    Raises
    ------
    UsageError
        There is none, or a package that it needs is not installed.
    """
    if name not in names():
        from pkjp_analysis.nearest import nearest

        raise UsageError(f"no source {name!r}; the nearest is {nearest(name, names())}")
    try:
        found: Source = import_module(f"{__name__}.{name.replace('-', '_')}").SOURCE
    except ModuleNotFoundError as error:
        raise UsageError(
            f"{name} needs the package {error.name}; install the extra: pip install 'pkjp-analysis[live]'"
        ) from None
    return found
