"""Commands on single files, anywhere on earth, without a district: inspect, measure."""

from collections.abc import Sequence

import click

from .said import classes_asked, said_of_files, statements
from .warming import warm


@click.command()
@click.argument("file")
@click.option("--legend", metavar="CSV", help="Table value,code,name of a class raster.")
@said_of_files
def inspect(file: str, legend: str | None, *, as_json: bool, **said: Sequence[str]) -> None:
    """Tell what is in a file: rows, CRS, encoding, geometry, alarms."""
    warm()
    from . import inspection, show  # noqa: PLC0415

    statement = statements(said, ("file",), legend=legend)["file"]
    show.answer(inspection.inspect(file, statement), as_json=as_json)


@click.group()
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
    warm()
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
    warm()
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
