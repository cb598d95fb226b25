"""`pkjp archive`: the study with the results of its last run as one RO-Crate, a zip file that unpacks to a study."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pkjp_analysis import __version__
from pkjp_analysis.errors import UsageError
from pkjp_analysis.execution.whole import whole_build

NAME = f"pkjp-analysis-{__version__}.zip"


@dataclass(frozen=True)
class Archived:
    """The archive: where it is, how many files it holds, its bytes."""

    path: Path
    files: int
    size: int


def archive(root: Path, file: Path | None = None, output: Path | None = None) -> Archived:
    """Put code, data, environment, results and the record of their run into one zip file.

    The file is written aside and moved in place: it appears whole or not at all. The same build gives the same bytes
    with the same versions of Python's zlib and of rocrate, since every date in it is the run's.

    Parameters
    ----------
    root
        The study's folder.
    file
        The archive, by default ``pkjp-analysis-VERSION.zip`` in the folder of the results.
    output
        Folder of the results, by default ``build`` in the study.

    Raises
    ------
    UsageError
        The extra ``archive`` is not installed, or `file` is a folder or no zip by its name.
    PkjpError
        There is no whole build of today's study, or a file cannot be archived or written.
    """
    try:
        import rocrate  # noqa: F401
    except ImportError:
        raise UsageError("an archive needs rocrate; pip install 'pkjp-analysis[archive]'") from None
    build = whole_build(root, output)
    place = (file or build.place / NAME).resolve()
    if place.suffix.lower() != ".zip" or place.is_dir():
        raise UsageError(f"{file}: no name of an archive; name a file that ends in .zip")

    from pkjp_analysis.archive.contents import contents
    from pkjp_analysis.archive.crate import METADATA, metadata
    from pkjp_analysis.archive.pack import pack
    from pkjp_analysis.display import write_whole
    from pkjp_analysis.documents.last_run import span
    from pkjp_analysis.report import write_site

    write_site(root, build.place, anew=False)
    held = contents(root, build)
    held[METADATA] = metadata(root, build, held)
    packed = pack(held, span(build.record)[1])
    return Archived(write_whole(place, packed), len(held), len(packed))
