"""hecheng on the command line: parse, call an action, show its answer, pick an exit code."""

import sys
from collections.abc import Sequence

import click

from gis.errors import ToolkitError
from gis.fence import raise_fence

from . import district_commands, measuring_commands
from .screen_command import screen

DONE, BUG, REFUSED, INTERRUPTED = 0, 1, 2, 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hecheng-gis", prog_name="hecheng")
@click.option("--debug", is_flag=True, help="Show the traceback of a fault of hecheng itself.")
def cli(*, debug: bool) -> None:
    """Measure what a district plan promises on the map, and show it on one offline page."""


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def doctor(*, as_json: bool) -> None:
    """Tell versions, fonts, browser and what is missing."""
    from . import health, show  # noqa: PLC0415

    show.answer(health.doctor(), as_json=as_json)


for command in (
    district_commands.demo,
    district_commands.init,
    district_commands.check,
    district_commands.lint,
    district_commands.assess,
    district_commands.compare,
    measuring_commands.inspect,
    measuring_commands.measure,
    screen,
):
    cli.add_command(command)


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
