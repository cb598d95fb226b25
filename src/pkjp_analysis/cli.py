"""The ``pkjp`` command: argument handling only.

Results go to standard output, progress to standard error. Exit status: 0 done, 1 a run, check or contract
failed, 2 wrong usage, 128 + n ended by signal n (130: ctrl-C). An expected failure is one line on standard error.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from pkjp_analysis import __version__
from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.root import find_root


class _CutShort(Exception):
    """Ctrl-C, or a reader that went away: kept from click, which has answers of its own to both."""


class _Ended(KeyboardInterrupt):
    """Another signal than ctrl-C's that asks the command to end: kernels and half-made results go the same way."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


@contextmanager
def _signals_heeded() -> Iterator[None]:
    """End on SIGTERM and SIGHUP as on ctrl-C; a signal that the caller ignores, as nohup does, stays ignored."""

    def end(number: int, frame: object) -> None:
        raise _Ended(number)

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    heeded = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]
    for number in heeded:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in heeded:
            signal.signal(number, signal.SIG_DFL)


class _Commands(click.Group):
    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.commands:
            raise UsageError(f"no command {args[0]!r}; the nearest is {_nearest(args[0], self.commands)}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, BrokenPipeError) as error:
            raise _CutShort from error


class _Word(click.Choice[str]):
    """One of a few words; a wrong one is answered with the nearest."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return str(super().convert(value, param, ctx))
        except click.BadParameter as error:
            name = param.opts[0] if param else "value"
            close = _nearest(str(value), self.choices)
            raise UsageError(f"{name} {value}: no such one; the nearest is {close}") from error


def _nearest(value: str, valid: Any) -> str:
    from pkjp_analysis.nearest import nearest

    return nearest(value, valid)


def _remember(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Keep an option that may stand before or after the command; the later one wins."""
    if value:
        ctx.ensure_object(dict)[param.name] = value


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"pkjp-analysis {__version__}")
        ctx.exit()


def _anywhere(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that may stand before or after the command."""
    for option in (
        click.option(
            "--version",
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_version,
            help="Show the version.",
        ),
        click.option(
            "--debug",
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_remember,
            help="Show tracebacks.",
        ),
        click.option(
            "--root",
            metavar="DIR",
            expose_value=False,
            callback=_remember,
            help="The study's folder (else PKJP_ROOT).",
        ),
    ):
        command = option(command)
    return command


_vintage = click.option(
    "--vintage",
    multiple=True,
    metavar="ID",
    help="Show a fetched vintage's figures beside the shipped ones; may be repeated.",
)
_SECONDS = click.IntRange(min=1)


def _say(line: str) -> None:
    click.echo(line, err=True)


def _study(ctx: click.Context) -> Path:
    return find_root(ctx.ensure_object(dict).get("root"))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=False)
@_anywhere
def pkjp() -> None:
    """Re-run a published study of bilateral relations from public figures."""


def _pair(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a pair and a year."""
    for option in (
        click.option("--year", type=int, help="Last year shown, as 2024."),
        click.option("--partner", metavar="CODE", help="Second country, as JPN."),
        click.option("--reporter", metavar="CODE", help="First country, ISO alpha-3, as PAK."),
    ):
        command = option(command)
    return command


def _parameters(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a pair, a year and vintages."""
    return _pair(_vintage(command))


_output = click.option(
    "--output", type=click.Path(path_type=Path), metavar="DIR", help="Folder of the results (default: build)."
)


@pkjp.command()
@click.argument("notebooks", nargs=-1, metavar="[NOTEBOOK ...]")
@_parameters
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Notebooks to run at a time (default: one a core).",
)
@_output
@click.option("--force", is_flag=True, help="Run and judge everything anew, also what is fresh.")
@click.option(
    "--engine",
    type=_Word(["warm", "papermill"]),
    help="Fork kernels from a warm process (default on Linux), or start each one anew.",
)
@click.option("--cell-limit", type=_SECONDS, metavar="S", help="Seconds that a cell may take (default: 600).")
@click.option("--notebook-limit", type=_SECONDS, metavar="S", help="Seconds for a notebook (default: 1800).")
@click.option("--run-limit", type=_SECONDS, metavar="S", help="Seconds for the whole run (default: 3600).")
@click.option("--no-site", is_flag=True, help="Leave the site as it is.")
@click.option("--quiet", is_flag=True, help="No progress on standard error.")
@_anywhere
@click.pass_context
def reproduce(ctx: click.Context, /, notebooks: tuple[str, ...], **options: Any) -> None:
    """Run the notebooks that are stale and judge every statement.

    NOTEBOOK is a number (03), a name or a path; without one all are run. The data are checked first, and
    results appear in build/ only when the whole run is good. Without --reporter, --partner and --year the
    notebooks' own values are used. A notebook whose code, tables, parameters, library and packages are those of
    its results is not run again; pkjp status says which are. Last comes the site that shows it all (pkjp site), and
    its address is the last line.
    """
    root = _study(ctx)
    given = _given(options)
    limits = {name: options[f"{name}_limit"] for name in ("cell", "notebook", "run") if options[f"{name}_limit"]}

    from pkjp_analysis.execution import How, Limits, Progress
    from pkjp_analysis.execution import reproduce as run

    chosen = {name: options[key] for name, key in (("engine", "engine"), ("at_once", "jobs")) if options[key]}
    how = How(**chosen, limits=Limits(**limits), progress=Progress(quiet=options["quiet"]))
    summary = run(root, notebooks, given, output=options["output"], how=how, force=options["force"])
    for line in (
        *_what_was_done(summary),
        f"{_count(summary.figures, 'figure')} and {_count(summary.tables, 'table')} in place",
        f"{summary.tally} (judged on the paper's own pair and periods)",
        f"look in {_relative(summary.output)}: notebooks/, figures/, tables/, claims.csv, claims.json, run.json",
    ):
        click.echo(line)
    if not options["no_site"]:
        from pkjp_analysis.report import write_site

        click.echo(write_site(root, summary.output, anew=False).as_uri())


@pkjp.command()
@click.option("--single", type=click.Path(path_type=Path), metavar="FILE", help="Write all of it into one HTML file.")
@_output
@_anywhere
@click.pass_context
def site(ctx: click.Context, output: Path | None, single: Path | None) -> None:
    """Write the report of the results in build/: a site that opens without a server and asks no network.

    It shows the statements with their evidence and votes, the executed notebooks, figures with their data, every
    series down to the raw row, and the methods. It is the folder site in build/; its address is the last line. With
    --single it is one file, which leaves out what is there to be downloaded.
    """
    root = _study(ctx)

    from pkjp_analysis.execution.run import place_of
    from pkjp_analysis.report import write_single, write_site

    folder = place_of(root, output)
    click.echo((write_site(root, folder) if single is None else write_single(root, folder, single)).as_uri())


def _given(options: dict[str, Any]) -> dict[str, Any]:
    """The parameters that are given; country codes in capitals."""
    given = {name: options[name] for name in ("reporter", "partner", "year") if options[name] is not None}
    given = {name: value if name == "year" else value.strip().upper() for name, value in given.items()}
    return given | ({"vintage": ",".join(dict.fromkeys(options["vintage"]))} if options.get("vintage") else {})


def _what_was_done(summary: Any) -> list[str]:
    kept = f"; kept from before: {', '.join(summary.kept)}" if summary.kept else ""
    fresh = f"{_count(len(summary.found), 'notebook')} fresh, not run again: {', '.join(summary.found)}"
    if not summary.ran:
        return [fresh + kept]
    ran = f"{_count(len(summary.ran), 'notebook')} run in {summary.seconds:.0f} s: {', '.join(summary.ran)}{kept}"
    return [ran, fresh] if summary.found else [ran]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _relative(folder: Path) -> str:
    try:
        return os.path.join(os.path.relpath(folder), "")
    except ValueError:  # another drive
        return os.path.join(folder, "")


@pkjp.command()
@click.argument("notebooks", nargs=-1, metavar="[NOTEBOOK ...]")
@click.option("--reporters", required=True, metavar="CODES", help="First countries, as PAK,IND.")
@click.option("--partners", required=True, metavar="CODES", help="Second countries, as JPN,KOR.")
@click.option("--years", required=True, metavar="YEARS", help="Last years shown: 2019-2024, 2020 or 2019,2021.")
@click.option(
    "--out", "--output", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Takes a folder a run."
)
@click.option("--scheduler", metavar="ADDRESS", help="A running Dask scheduler, as tcp://HOST:PORT.")
@click.option(
    "--workers", type=click.IntRange(min=1), metavar="N", help="Processes on this machine (default: one a core)."
)
@click.option("--quiet", is_flag=True, help="No progress on standard error.")
@_anywhere
@click.pass_context
def sweep(ctx: click.Context, /, notebooks: tuple[str, ...], **options: Any) -> None:
    """Run notebooks for every reporter with every partner, year by year.

    Each run has a folder in DIR, laid out as build/; what is fresh there is not run again, and a run that fails does
    not stop the others. summary.parquet and summary.csv hold the measures of all runs that are good, with unit, basis
    and source; sweep.json says what became of each. Needs the extra [sweep].
    """
    root = _study(ctx)
    if options["scheduler"] and options["workers"]:
        raise UsageError("--workers and --scheduler exclude each other: a running scheduler has its own workers")

    from pkjp_analysis.execution import asked
    from pkjp_analysis.execution import sweep as sweeping

    swept = sweeping.sweep(
        root,
        asked.parse_countries("--reporters", options["reporters"]),
        asked.parse_countries("--partners", options["partners"]),
        asked.parse_years(options["years"]),
        notebooks,
        out=options["out"],
        scheduler=options["scheduler"],
        workers=options["workers"],
        progress=sweeping.RunsProgress(quiet=options["quiet"]),
    )
    ran, fresh, failed = (len(swept.ended(outcome)) for outcome in ("ran", "fresh", "failed"))
    click.echo(f"{_count(ran, 'run')} done in {swept.seconds:.0f} s, {fresh} fresh and not run again, {failed} failed")
    click.echo(f"look in {_relative(swept.out)}: a folder a run, summary.parquet, summary.csv, sweep.json")
    for line in swept.faults:
        click.echo(" ".join(line.split()))
    if failed:
        raise PkjpError(f"runs failed: {failed} of {len(swept.runs)}; correct them, the others are not run again")


@pkjp.command()
@click.argument("notebooks", nargs=-1, metavar="[NOTEBOOK ...]")
@_parameters
@_output
@_anywhere
@click.pass_context
def status(ctx: click.Context, /, notebooks: tuple[str, ...], **options: Any) -> None:
    """Say which notebooks are fresh, and which are stale because of what.

    Looks at code cells, parameters, the tables that each notebook has read, the library, the packages and the
    results themselves; runs nothing and writes nothing. A notebook that is fresh in the kept results, though not in
    build/, is put in place without being run.
    """
    root = _study(ctx)

    from pkjp_analysis.execution.status import status as look

    found = look(root, notebooks, _given(options), output=options["output"])
    for name, why in found.reasons.items():
        kept = " (in the kept results, not in place)" if name in found.kept else ""
        click.echo(f"{name}: {'stale: ' + '; '.join(why) if why else 'fresh' + kept}")
    if found.last_run:
        click.echo(found.last_run)


@pkjp.command()
@click.argument("file", type=click.Path(path_type=Path), required=False, metavar="[FILE]")
@_output
@_anywhere
@click.pass_context
def archive(ctx: click.Context, /, file: Path | None, output: Path | None) -> None:
    """Put the study with the results of its last run into one zip file, an RO-Crate.

    FILE is by default pkjp-analysis-VERSION.zip in the folder of the results. It holds code, data, environment,
    results and the record of the run, with REPLICATION.md written from that run; unpacked, it is a study that can be
    run. Refused where the results are not those of a whole run of what the study is now. Needs the extra [archive].
    """
    root = _study(ctx)

    from pkjp_analysis.archive import archive as put_together

    made = put_together(root, file, output)
    click.echo(f"{_count(made.files, 'file')}, {made.size / 1e6:.1f} MB: {os.path.relpath(made.path)}")


@pkjp.command()
@click.argument("source", metavar="SOURCE")
@click.option("--reporter", metavar="CODE", default="", help="First country, ISO alpha-3, as PAK.")
@click.option("--partner", metavar="CODE", default="", help="Second country, as KOR.")
@click.option("--years", metavar="YEARS", help="As 2000-2024, 2020 or 2019,2021.")
@click.option("--peers", metavar="CODES", help="Other countries, as IND,CHN; or none (default: what the source says).")
@click.option("--level", type=int, metavar="DIGITS", help="Digits of the HS code: 0 (total), 2, 4 or 6.")
@click.option("--monthly", is_flag=True, help="Months in place of years.")
@click.option(
    "--file",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A file that you have downloaded; may be repeated.",
)
@click.option("--quiet", is_flag=True, help="No progress on standard error.")
@_anywhere
@click.pass_context
def refresh(ctx: click.Context, /, source: str, quiet: bool, **options: Any) -> None:
    """Fetch a new vintage from a source, for any pair of countries.

    SOURCE is one of those that docs/live/ describes. A vintage is a folder in data/raw/local/, named by source and
    date; pkjp reproduce --vintage shows it, and the shipped figures stay the default. What is cut goes on with the same
    command. A key is taken from the environment (COMTRADE_API_KEY) or from keys.toml in the folder of settings.
    """
    root = _study(ctx)

    from pkjp_analysis.execution import asked
    from pkjp_analysis.sources import source as named

    chosen = named(source)

    from pkjp_analysis.vintages.refresh import refresh as fetch
    from pkjp_analysis.vintages.source import Request

    none = (options["peers"] or "").strip().lower() == "none"
    peers = () if none else options["peers"] and tuple(asked.parse_countries("--peers", options["peers"]))
    request = Request(
        **{name: options[name].strip().upper() for name in ("reporter", "partner")},
        years=tuple(asked.parse_years(options["years"])) if options["years"] else (),
        peers=peers,
        **{name: options[name] for name in ("level", "monthly", "files")},
    )
    done = fetch(root, chosen, request, say=(lambda line: None) if quiet else _say, progress=_bar(quiet))
    for line in done.lines():
        click.echo(line)


@pkjp.command()
@_anywhere
@click.pass_context
def vintages(ctx: click.Context) -> None:
    """List the vintages that are held, the shipped figures aside."""
    root = _study(ctx)

    from pkjp_analysis.vintages.folder import vintages as held

    found = held(root)
    for vintage in found:
        click.echo(vintage.line())
    if not found:
        _say("note: no vintage is held; fetch one with pkjp refresh")


def _bar(quiet: bool) -> Callable[[Any], Any]:
    """A bar over the parts of a vintage, where standard error is a terminal."""
    from tqdm import tqdm

    return lambda parts: tqdm(parts, unit="part", leave=False, disable=True if quiet else None)


@pkjp.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.argument("notebooks", nargs=-1, metavar="[NOTEBOOK ...]")
@_pair
@click.option("--format", "kind", type=_Word(["table", "csv", "json"]), default="table", show_default=True)
@click.option("--quiet", is_flag=True, help="No progress on standard error.")
@_anywhere
@click.pass_context
def diff(ctx: click.Context, /, before: str, after: str, notebooks: tuple[str, ...], **options: Any) -> None:
    """Say what vintage B changes against vintage A.

    A and B are names of vintages in data/raw/local/, or shipped: the shipped figures alone. Each stands beside the
    shipped figures, and of several prints of one statistic the newest counts. The observations that are revised,
    restated, dropped or added come first, then the figures and tables that differ, of all notebooks or those named,
    then the statements of which the verdict or the evidence moved. What has been run before is not run again.
    """
    root = _study(ctx)

    from pkjp_analysis.execution import How, Progress
    from pkjp_analysis.execution.differences import differences
    from pkjp_analysis.execution.differences_text import RENDER, as_table

    how = How(progress=Progress(quiet=options["quiet"]))
    found = differences(root, before, after, notebooks, _given(options), how=how)
    for text in RENDER[options["kind"]](found) if options["kind"] in RENDER else as_table(found, _columns()):
        click.echo(text, nl=False)


@pkjp.command()
@_anywhere
@click.pass_context
def clean(ctx: click.Context) -> None:
    """Remove the results that are kept for later runs; build/ stays."""
    root = _study(ctx)

    from pkjp_analysis.execution.kept import Kept

    sets, size = Kept(root).clean()
    click.echo(f"removed {_count(sets, 'parameter set')} of kept results, {size / 1e6:.1f} MB; build/ stays")


@pkjp.command()
@click.option(
    "--section",
    multiple=True,
    metavar="SECTION",
    help="This section, as 3, 3.1 or abstract; may be repeated.",
)
@click.option("--verdict", multiple=True, metavar="VERDICT", help="This verdict, as conflicting; may be repeated.")
@click.option("--robustness", is_flag=True, help="Each quantitative statement under every named alternative.")
@_vintage
@click.option("--format", "kind", type=_Word(["table", "csv", "json"]), default="table", show_default=True)
@_anywhere
@click.pass_context
def claims(
    ctx: click.Context,
    section: Sequence[str],
    verdict: Sequence[str],
    robustness: bool,
    vintage: Sequence[str],
    kind: str,
) -> None:
    """Show the statements with their verdicts and reasons.

    With --robustness every quantitative statement is judged again under each alternative that the data allow: the
    partner's count, calendar or fiscal year, oldest or newest print, FOB or CIF, customs or settlement, constant
    prices, half and double the threshold. The verdict then holds, weakens or flips, or that is not possible.
    """
    root = _study(ctx)

    from pkjp_analysis.claims import VERDICTS, judge_all, records
    from pkjp_analysis.execution import statements
    from pkjp_analysis.store import Store

    store = Store.verified(root, tuple(dict.fromkeys(vintage)))
    chosen = statements.choose(records(judge_all(store)), section, verdict, VERDICTS)
    said = {record["claim_id"]: record["paraphrase"] for record in chosen}
    if robustness:
        from pkjp_analysis.claims import robustness as under_alternatives

        chosen = [row for row in under_alternatives(store) if row["claim_id"] in said]
    if not chosen:
        _say("note: no statement of that kind")
    if kind in statements.RENDER:
        text = statements.RENDER[kind](chosen)
    elif robustness:
        text = statements.robustness_table(chosen, said, _columns())
    else:
        text = statements.as_table(chosen, _columns())
    click.echo(text, nl=False)


def _columns() -> int:
    import shutil

    return shutil.get_terminal_size((100, 24)).columns


@pkjp.command()
@_anywhere
@click.pass_context
def check(ctx: click.Context) -> None:
    """Check the data and the ledger; print every problem.

    Contracts, checksums, provenance, the ledger of statements, and the processed tables rebuilt and compared.
    """
    root = _study(ctx)

    from pkjp_analysis.checking import check as find_problems

    problems = find_problems(root)
    for problem in problems:
        click.echo(" ".join(problem.split()))
    if problems:
        raise PkjpError(f"problems found: {len(problems)}; correct them or restore the files from the repository")
    click.echo("checked contracts, checksums, provenance, the ledger and the rebuilt tables: no problem")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments
        Command line without the program's name; by default the process's own.

    Returns
    -------
    Exit status.
    """
    seen: dict[str, Any] = {}
    try:
        # A character that the terminal cannot show is no reason to fail.
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")
        with _signals_heeded():
            status = pkjp.main(args=arguments, prog_name="pkjp", standalone_mode=False, obj=seen)
        if sys.stdout is not None:
            sys.stdout.flush()
        return status if isinstance(status, int) else 0
    except (Exception, KeyboardInterrupt) as error:
        if isinstance(error.__cause__ if isinstance(error, _CutShort) else error, BrokenPipeError):
            # The reader, such as head, has seen enough; the interpreter's last flush must not complain.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        if seen.get("debug"):
            traceback.print_exception(error)
        status, line = _failure(error)
        print(f"error: {' '.join(line.split())}", file=sys.stderr)
        return status


def _failure(error: BaseException) -> tuple[int, str]:
    """Exit status and the one line for it."""
    match error:
        case _CutShort() | KeyboardInterrupt() | click.Abort():
            cause = error.__cause__ or error
            number = cause.number if isinstance(cause, _Ended) else signal.SIGINT
            return 128 + number, str(cause) or "interrupted; results are as they were, run it again"
        case click.UsageError():
            return 2, _usage(error)
        case UsageError():
            return 2, str(error)
        case PkjpError():
            return 1, str(error)
        case OSError(filename=str() as name):
            return 1, f"{name}: {error.strerror}; free the place or name another folder"
        case OSError():
            return 1, f"{error}; free the place or name another folder"
    return 1, f"unexpected {type(error).__name__}: {error}; run again with --debug and report it"


def _usage(error: click.UsageError) -> str:
    context = error.ctx
    command = context.command_path if context else "pkjp"
    if isinstance(error, click.NoSuchOption) and context:
        options = [name for param in context.command.get_params(context) for name in param.opts]
        close = _nearest(error.option_name, [name for name in options if name.startswith("--")])
        return f"{command} has no option {error.option_name}; the nearest is {close}"
    return f"{error.format_message().rstrip('.')}; see {command} --help"
