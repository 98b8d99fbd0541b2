"""`hecheng screen` on the command line."""

import datetime as dt
from collections.abc import Sequence

import click

from gis.errors import InputError

from .said import said_of_files, statements
from .warming import warm


@click.command()
@click.argument("footprints")
@click.argument("district", required=False)
@click.option(
    "--against",
    multiple=True,
    metavar="[KIND=]FILE",
    help="A control line: redline, farmland, urban_boundary, reserve, control_unit, or your own word.",
)
@click.option(
    "--width", type=float, metavar="M", help="Working width of lines, diameter of points, in metres."
)
@click.option("--landuse", metavar="FILE", help="Land classes (DLTB) for the land sheet.")
@click.option("--rules", multiple=True, metavar="TABLE", help="A rule table (.toml) of your own; repeatable.")
@click.option(
    "--activity", metavar="WORD", help="What the projects are, such as wind or road, where no column says it."
)
@click.option("--as-of", metavar="DATE", help="Day whose rules hold, such as 2025-12-31.")
@said_of_files
def screen(  # noqa: PLR0913 - one parameter an option
    *,
    footprints: str,
    district: str | None,
    against: tuple[str, ...],
    width: float | None,
    landuse: str | None,
    rules: tuple[str, ...],
    activity: str | None,
    as_of: str | None,
    as_json: bool,
    **said: Sequence[str],
) -> None:
    """Overlap of project footprints with each control line: area, share, distance, outcome class."""
    warm()
    from . import screening, show  # noqa: PLC0415 - heavy libraries only where a command needs them

    lines = screening.line_files(against)
    roles = (screening.FOOTPRINTS, *(line.role for line in lines), screening.LANDUSE)
    answer = screening.screen(
        footprints,
        against=lines,
        district=district,
        width_m=width,
        landuse=landuse,
        statements=statements(said, roles),
        rules=rules,
        activity=activity,
        as_of=None if as_of is None else _day(as_of),
    )
    show.answer(answer, as_json=as_json)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as fault:
        raise InputError(f"--as-of: '{text}' is no date; write it like 2025-12-31", code="H002") from fault
