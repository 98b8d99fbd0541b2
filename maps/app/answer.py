"""What a command found: one JSON object for programs, lines and a table for people."""

from collections.abc import Mapping
from dataclasses import dataclass

from layers.alarms import Alarm


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command found: one JSON object, and what a person is told."""

    json: Mapping[str, object]
    lines: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    alarms: tuple[Alarm, ...] = ()
    missed: bool = False
    refused: bool = False
