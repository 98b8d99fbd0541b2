"""Commands on a district, a plan or a result: demo, init, check, lint, assess, compare."""

import datetime as dt

import click

from gis.errors import InputError

from .warming import warm

REFUSED, MISSED = 2, 4
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")


@click.command()
@click.argument("name", default="hecheng", type=click.Choice(["hecheng", "shenzhen", "coquimbo"]))
@click.option(
    "--to", default="hecheng-demo", metavar="DIR", show_default=True, help="Parent folder of the sample."
)
@click.option(
    "--overwrite", is_flag=True, help="Replace a changed result folder (it is kept as NAME.previous)."
)
@_JSON
def demo(name: str, to: str, *, overwrite: bool, as_json: bool) -> None:
    """Assess a sample district and print where its map is; hecheng is made up, the others are real data."""
    warm()
    from . import actions, show  # noqa: PLC0415 - heavy libraries only where a command needs them

    with show.progress(quiet=as_json) as told:
        answer = actions.demo(name, to=to, overwrite=overwrite, progress=told)
    show.answer(answer, as_json=as_json)


@click.command()
@click.argument("folder", metavar="DIR")
@click.option("--from", "source", metavar="FOLDER", help="Folder of layers; default: DIR itself.")
@_JSON
def init(folder: str, source: str | None, *, as_json: bool) -> None:
    """Scan files and draft a district.toml; CRS and scopes are left for you to state."""
    warm()
    from . import beginning, show  # noqa: PLC0415

    show.answer(beginning.init(folder, source=source), as_json=as_json)


@click.command()
@click.argument("district")
@click.option(
    "--repair-to", metavar="DIR", help="Write repaired copies as GeoPackage; sources stay untouched."
)
@_JSON
def check(district: str, repair_to: str | None, *, as_json: bool) -> None:
    """Show every layer against every check of the door; exit 2 if one is refused."""
    warm()
    from . import checking, show  # noqa: PLC0415

    answer = checking.check(district, repair_to=repair_to)
    show.answer(answer, as_json=as_json)
    if answer.refused:
        raise SystemExit(REFUSED)


@click.command()
@click.argument("plan")
@_JSON
def lint(plan: str, *, as_json: bool) -> None:
    """Tell what is wrong or open in a plan itself: PLAN is the id of a shipped plan, or a plan file."""
    from . import linting, show  # noqa: PLC0415

    show.answer(linting.lint(plan), as_json=as_json)


@click.command()
@click.argument("district")
@click.option("-o", "--to", metavar="DIR", help="Result folder; default: result beside district.toml.")
@click.option("--only", metavar="IDS", help="Targets to assess, separated by commas.")
@click.option("--as-of", metavar="DATE", help="Date that the layers stand for, such as 2025-12-31.")
@click.option("--previous", metavar="RESULT", help="Last year's result: its values and the change.")
@click.option("--gate", is_flag=True, help="Exit with 4 if a target is missed.")
@click.option(
    "--overwrite", is_flag=True, help="Replace a changed result folder (it is kept as NAME.previous)."
)
@_JSON
def assess(  # noqa: PLR0913 - one parameter an option
    district: str,
    to: str | None,
    only: str | None,
    as_of: str | None,
    previous: str | None,
    *,
    gate: bool,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Measure and judge every target of the district's plan; writes the result folder."""
    warm()
    from . import actions, show  # noqa: PLC0415

    with show.progress(quiet=as_json) as told:
        answer = actions.assess(
            district,
            to=to,
            only=None if only is None else _ids(only),
            as_of=None if as_of is None else _date(as_of),
            previous=previous,
            overwrite=overwrite,
            progress=told,
        )
    show.answer(answer, as_json=as_json)
    if gate and answer.missed:
        raise SystemExit(MISSED)


@click.command()
@click.argument("before", metavar="RESULT")
@click.argument("after", metavar="RESULT")
@_JSON
def compare(before: str, after: str, *, as_json: bool) -> None:
    """Set two results side by side, two dates or two scenarios: what changed, per target and per unit."""
    from . import comparing, show  # noqa: PLC0415

    show.answer(comparing.compare(before, after), as_json=as_json)


def _ids(text: str) -> tuple[str, ...]:
    """Part ids at commas, half and full width."""
    ids = tuple(name.strip() for name in text.replace("，", ",").split(",") if name.strip())
    if not ids:
        raise InputError("--only: names no target; write ids like T01,T02", code="H002")
    return ids


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as fault:
        raise InputError(f"--as-of: '{text}' is no date; write it like 2025-12-31", code="H002") from fault
