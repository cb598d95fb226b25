"""What a source of live data has to say: plan, fetch, validate, write."""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from pkjp_analysis.errors import UsageError

if TYPE_CHECKING:
    from pkjp_analysis.vintages.folder import Vintage
    from pkjp_analysis.vintages.service import Service
    from pkjp_analysis.vintages.tables import Rows


@dataclass(frozen=True)
class Request:
    """What a refresh asks for; a source names in `takes` what it can be asked, and in `needs` what it must be."""

    reporter: str = ""
    partner: str = ""
    years: tuple[int, ...] = ()
    peers: tuple[str, ...] | None = None
    level: int | None = None
    monthly: bool = False
    files: tuple[Path, ...] = ()

    def told(self) -> dict[str, Any]:
        """What is asked, in plain values, as the manifest records it; files by their names."""
        given = {name: value for name, value in asdict(self).items() if value not in ("", (), None, False)}
        given |= {name: list(value) for name, value in given.items() if isinstance(value, tuple)}
        if self.files:
            given["files"] = [path.name for path in self.files]
        return given


@dataclass(frozen=True)
class Part:
    """One file of a vintage, and the question that it answers.

    `name` is the file's name in the vintage. `path` and `parameters` go behind the source's base address; for a file
    that the user has, `file` is where it is. `version` is what the service says of its own data set, as of the plan:
    a part that is held in another version is fetched again.
    """

    name: str
    path: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    file: Path | None = None
    version: str = ""

    @property
    def asked(self) -> str:
        """The question in one line, never with a key: keys travel in headers."""
        if self.file:
            return self.file.name
        values = "&".join(f"{name}={value}" for name, value in self.parameters.items())
        return f"{self.path}?{values}" if values else self.path


def take(file: Path, target: Path) -> None:
    """Copy a file that the user names.

    Raises
    ------
    UsageError
        It cannot be read.
    """
    try:
        shutil.copyfile(file, target)
    except OSError as error:
        raise UsageError(f"--file {file}: {error.strerror}; name a file that can be read") from None


class Source(ABC):
    """A source of live data. A subclass fills in the words and the four steps; its module holds one as `SOURCE`."""

    # What the source is, for the manifest, the sources' table and captions.
    name: ClassVar[str]
    title: ClassVar[str]
    publisher: ClassVar[str]
    home: ClassVar[str]
    terms: ClassVar[str]
    # Base address of the service, if there is one; the setting PKJP_<NAME>_URL replaces it.
    address: ClassVar[str] = ""
    # Environment variable of the key and the header in which it is sent, if the service knows keys.
    key_name: ClassVar[str] = ""
    key_header: ClassVar[str] = ""
    # Options of `pkjp refresh` (fields of `Request`) that it can, and that it must be given.
    takes: ClassVar[frozenset[str]] = frozenset()
    needs: ClassVar[frozenset[str]] = frozenset()
    # Evidence level and confidence of its figures (docs/data.md).
    evidence: ClassVar[str] = "primary"
    confidence: ClassVar[str] = "high"
    # Seconds to leave between two questions.
    pace: ClassVar[float] = 0.0

    @abstractmethod
    def plan(self, request: Request, service: Service) -> list[Part]:
        """The parts of a vintage that answers a request, in order; the same request gives the same parts.

        Raises
        ------
        UsageError
            The request cannot be answered; say which option and why.
        """

    @abstractmethod
    def fetch(self, part: Part, service: Service, target: Path) -> None:
        """Write the reply to `target`, as it came.

        Raises
        ------
        PkjpError
            The service does not answer the question whole; nothing is left at `target` that counts.
        """

    @abstractmethod
    def validate(self, part: Part, path: Path) -> int:
        """Check a reply, and say how many rows it has.

        Raises
        ------
        PkjpError
            It is not what was asked, or not of the known form; name file, row and column.
        """

    @abstractmethod
    def write(self, vintage: Vintage) -> Iterator[Rows]:
        """The observations of a whole vintage, some at a time (`pkjp_analysis.vintages.tables.Rows`)."""

    def settle(self, request: Request, has_key: bool) -> Request:
        """The request with what was left open filled in; from then on it is what the vintage answers."""
        return request

    def check(self, request: Request) -> None:
        """Refuse options that the source does not know, and miss none that it needs."""
        for one in fields(Request):
            given = getattr(request, one.name) != one.default
            option = "--file" if one.name == "files" else f"--{one.name}"
            if given and one.name not in self.takes:
                known = ", ".join(sorted(f"--{name}" for name in self.takes)) or "none"
                raise UsageError(f"{self.name} takes no {option}; it takes {known.replace('--files', '--file')}")
            if one.name in self.needs and not given:
                raise UsageError(f"{self.name} needs {option}; see pkjp refresh --help")
        names = [path.name for path in request.files]
        if len(set(names)) < len(names):
            raise UsageError("two files have the same name; rename one, they are kept side by side")
