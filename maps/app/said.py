"""What a user may say of each file on the command line: options, sorted by the role of the file."""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from gis.errors import InputError

if TYPE_CHECKING:
    from layers.door import Statement

COORDINATES = ("cgcs2000", "wgs84", "gcj02", "bd09")
_Command = Callable[..., None]


def said_of_files(command: _Command) -> _Command:
    """Add the options that every reading command has."""
    for option in (
        click.option("--crs", multiple=True, metavar="[ROLE=]CRS", help="State the CRS, such as EPSG:4546."),
        click.option("--encoding", multiple=True, metavar="[ROLE=]NAME", help="State the encoding of text."),
        click.option(
            "--coordinates", multiple=True, metavar="[ROLE=]SYSTEM", help=f"One of {', '.join(COORDINATES)}."
        ),
        click.option("--layer", multiple=True, metavar="[ROLE=]LAYER", help="Which layer of a file."),
        click.option("--accept", multiple=True, metavar="[ROLE=]CODE", help="Acknowledge an alarm by name."),
        click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout."),
    ):
        command = option(command)
    return command


def statements(
    said: dict[str, Sequence[str]], roles: tuple[str, ...], legend: str | None = None
) -> "dict[str, Statement]":
    """Sort ROLE=VALUE options by role; a bare value speaks of the first file."""
    from layers.door import Statement  # noqa: PLC0415 - heavy libraries only where a command needs them

    given: dict[str, dict[str, list[str]]] = {role: {} for role in roles}
    for option, values in said.items():
        for value in values:
            role, sign, rest = value.partition("=")
            named = bool(sign) and role in roles
            given[role if named else roles[0]].setdefault(option, []).append(rest if named else value)
    return {
        role: Statement(
            layer=_last(words, "layer"),
            crs=_last(words, "crs"),
            encoding=_last(words, "encoding"),
            coordinates=_last(words, "coordinates"),
            accept=_known_codes(words.get("accept", [])),
            legend=legend if role == roles[0] else None,
        )
        for role, words in given.items()
    }


def _last(words: dict[str, list[str]], option: str) -> str | None:
    return words[option][-1] if option in words else None


def _known_codes(codes: list[str]) -> tuple[str, ...]:
    from layers.alarm_kinds import ALARM_KINDS  # noqa: PLC0415

    unknown = [code for code in codes if code not in ALARM_KINDS]
    if unknown:
        raise InputError(
            f"--accept: no alarm is called {', '.join(unknown)}; see docs/alarms.md", code="H002"
        )
    return tuple(codes)


def classes_asked(text: str) -> tuple[str, ...]:
    """Part codes at commas and semicolons, half and full width, and at blanks, but no name of Latin words."""
    codes: list[str] = []
    for piece in re.split("[,，、;；]", text):
        words = piece.split()
        latin = any(word.isascii() and word.isalpha() and len(word) > 1 for word in words)
        codes += [" ".join(words)] if latin else words
    if not codes:
        raise InputError(f"--classes: '{text[:20]}' names no class; write codes like 0301,0302", code="H002")
    return tuple(codes)
