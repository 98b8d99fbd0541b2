"""hecheng on the command line: parse, call an action, show its answer, pick an exit code."""

import datetime as dt
import sys
from collections.abc import Sequence

import click

from gis.errors import InputError, ToolkitError
from gis.fence import raise_fence

from .said import classes_asked, said_of_files, statements

DONE, BUG, REFUSED, MISSED, INTERRUPTED = 0, 1, 2, 4, 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hecheng-gis", prog_name="hecheng")
@click.option("--debug", is_flag=True, help="Show the traceback of a fault of hecheng itself.")
def cli(*, debug: bool) -> None:
    """Measure what a district plan promises on the map, and show it on one offline page."""


def _warm() -> None:
    """Let the child that reads files load its libraries while this process loads its own."""
    from gis import child_process  # noqa: PLC0415 - nothing but the standard library behind it

    child_process.start("layers.passage")


@cli.command()
@click.argument("name", default="shenzhen", type=click.Choice(["shenzhen", "coquimbo"]))
@click.option(
    "--to", default="hecheng-demo", metavar="DIR", show_default=True, help="Parent folder of the sample."
)
@click.option(
    "--overwrite", is_flag=True, help="Replace a changed result folder (it is kept as NAME.previous)."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def demo(name: str, to: str, *, overwrite: bool, as_json: bool) -> None:
    """Assess a sample district on real data and print where its map is."""
    _warm()
    from . import actions, show  # noqa: PLC0415 - heavy libraries only where a command needs them

    with show.progress(quiet=as_json) as told:
        answer = actions.demo(name, to=to, overwrite=overwrite, progress=told)
    show.answer(answer, as_json=as_json)


@cli.command()
@click.argument("folder", metavar="DIR")
@click.option("--from", "source", metavar="FOLDER", help="Folder of layers; default: DIR itself.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def init(folder: str, source: str | None, *, as_json: bool) -> None:
    """Scan files and draft a district.toml; CRS and scopes are left for you to state."""
    _warm()
    from . import beginning, show  # noqa: PLC0415

    show.answer(beginning.init(folder, source=source), as_json=as_json)


@cli.command()
@click.argument("district")
@click.option(
    "--repair-to", metavar="DIR", help="Write repaired copies as GeoPackage; sources stay untouched."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def check(district: str, repair_to: str | None, *, as_json: bool) -> None:
    """Show every layer against every check of the door; exit 2 if one is refused."""
    _warm()
    from . import checking, show  # noqa: PLC0415

    answer = checking.check(district, repair_to=repair_to)
    show.answer(answer, as_json=as_json)
    if answer.refused:
        raise SystemExit(REFUSED)


@cli.command()
@click.argument("file")
@click.option("--legend", metavar="CSV", help="Table value,code,name of a class raster.")
@said_of_files
def inspect(file: str, legend: str | None, *, as_json: bool, **said: Sequence[str]) -> None:
    """Tell what is in a file: rows, CRS, encoding, geometry, alarms."""
    _warm()
    from . import inspection, show  # noqa: PLC0415

    statement = statements(said, ("file",), legend=legend)["file"]
    show.answer(inspection.inspect(file, statement), as_json=as_json)


@cli.group()
def measure() -> None:
    """Measure one thing, anywhere on earth, without a district."""


@measure.command()
@click.option("--facilities", required=True, metavar="FILE", help="Points that serve.")
@click.option(
    "--demand", required=True, metavar="FILE", help="Polygons (by area) or points (by weight) to be served."
)
@click.option("--radius", required=True, type=float, metavar="M", help="Service radius in metres.")
@click.option("--by", metavar="COLUMN", help="Column of the demand to break the figure down by.")
@click.option("--weight", metavar="COLUMN", help="Column of people (or any weight).")
@click.option("--people", metavar="FILE", help="Population layer beside the area.")
@said_of_files
def coverage(  # noqa: PLR0913 - one parameter an option
    *,
    facilities: str,
    demand: str,
    radius: float,
    by: str | None,
    weight: str | None,
    people: str | None,
    as_json: bool,
    **said: Sequence[str],
) -> None:
    """Share of an area, of people or of points within straight-line reach of a facility."""
    _warm()
    from . import actions, show  # noqa: PLC0415

    roles = statements(said, ("facilities", "demand", "people"))
    answer = actions.measure_coverage(
        facilities=(facilities, roles["facilities"]),
        demand=(demand, roles["demand"]),
        radius_m=radius,
        by=by,
        weight=weight,
        people=None if people is None else (people, roles["people"]),
    )
    show.answer(answer, as_json=as_json)


@measure.command()
@click.option(
    "--of", "of_file", required=True, metavar="FILE", help="Land classes: polygons or a class raster."
)
@click.option("--classes", metavar="CODES", help="Codes (or Chinese names) that count, separated by commas.")
@click.option("--field", default="dlbm", show_default=True, metavar="COLUMN", help="Column of codes.")
@click.option("--legend", metavar="CSV", help="Table value,code,name of a class raster.")
@click.option("--within", metavar="FILE", help="Zones; without them the file's own area.")
@click.option("--by", metavar="COLUMN", help="Column of the zones to break the figure down by.")
@said_of_files
def share(  # noqa: PLR0913 - one parameter an option
    *,
    of_file: str,
    classes: str | None,
    field: str,
    legend: str | None,
    within: str | None,
    by: str | None,
    as_json: bool,
    **said: Sequence[str],
) -> None:
    """Share of zones that is of some land classes."""
    _warm()
    from . import actions, show  # noqa: PLC0415

    roles = statements(said, ("of", "within"), legend=legend)
    answer = actions.measure_share(
        of=(of_file, roles["of"]),
        classes=None if classes is None else classes_asked(classes),
        column=field,
        within=None if within is None else (within, roles["within"]),
        by=by,
    )
    show.answer(answer, as_json=as_json)


@cli.command()
@click.argument("district")
@click.option("-o", "--to", metavar="DIR", help="Result folder; default: result beside district.toml.")
@click.option("--only", metavar="IDS", help="Targets to assess, separated by commas.")
@click.option("--as-of", metavar="DATE", help="Date that the layers stand for, such as 2025-12-31.")
@click.option("--gate", is_flag=True, help="Exit with 4 if a target is missed.")
@click.option(
    "--overwrite", is_flag=True, help="Replace a changed result folder (it is kept as NAME.previous)."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def assess(  # noqa: PLR0913 - one parameter an option
    district: str,
    to: str | None,
    only: str | None,
    as_of: str | None,
    *,
    gate: bool,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Measure and judge every target of the district's plan; writes the result folder."""
    _warm()
    from . import actions, show  # noqa: PLC0415

    with show.progress(quiet=as_json) as told:
        answer = actions.assess(
            district,
            to=to,
            only=None if only is None else tuple(name.strip() for name in only.split(",") if name.strip()),
            as_of=None if as_of is None else _date(as_of),
            overwrite=overwrite,
            progress=told,
        )
    show.answer(answer, as_json=as_json)
    if gate and answer.missed:
        raise SystemExit(MISSED)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def doctor(*, as_json: bool) -> None:
    """Tell versions, fonts, browser and what is missing."""
    from . import health, show  # noqa: PLC0415

    show.answer(health.doctor(), as_json=as_json)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; a traceback never reaches the user."""
    raise_fence()
    _speak_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    raise SystemExit(_run(given))


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _run(given: list[str]) -> int:
    from . import faults  # noqa: PLC0415 - only the standard library behind it

    try:
        with faults.warnings_kept_back():
            cli(given, standalone_mode=False)
    except ToolkitError as fault:
        faults.refuse(fault.code, str(fault), given)
    except click.exceptions.NoArgsIsHelpError as asked:
        click.echo(asked.format_message())
    except click.exceptions.Abort:
        return INTERRUPTED
    except click.ClickException as fault:
        faults.refuse("H002", f"{fault.format_message()} See hecheng --help", given)
    except KeyboardInterrupt:
        faults.say("interrupted; nothing was written")
        return INTERRUPTED
    except SystemExit as end:
        return int(end.code) if isinstance(end.code, int) else BUG
    except Exception as bug:  # noqa: BLE001 - the last wall: whatever it is, the user gets one line and a log
        faults.confess(bug, given)
        return BUG
    else:
        return DONE
    return REFUSED


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as fault:
        raise InputError(f"--as-of: '{text}' is no date; write it like 2025-12-31", code="H002") from fault
