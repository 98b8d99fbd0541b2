"""Read a TOML file through a pydantic model; a mistake is answered with line, field and nearest name."""

import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from gis.errors import InputError
from gis.paths import local_file

_MOST_MISTAKES = 20
_KEY_MARK = "[key]"  # pydantic's sign that a mistake is in the key itself
_Model = TypeVar("_Model", bound=BaseModel)


def read_toml(path: Path, model: type[_Model]) -> _Model:
    """Read and check a file; all its mistakes are told in one line."""
    found = local_file(path)
    try:
        text = found.read_bytes().decode("utf-8-sig")
        data = tomllib.loads(text)
    except UnicodeDecodeError as fault:
        raise InputError(f"{found.name}: not UTF-8; save it as UTF-8", code="H006") from fault
    except tomllib.TOMLDecodeError as fault:
        raise InputError(f"{found.name}: {fault}; mend the TOML there", code="H006") from fault
    try:
        return model.model_validate(data)
    except ValidationError as fault:
        errors = [error for error in fault.errors() if error["type"] != "too_short"] or fault.errors()
        told = "; ".join(_mistake(error, text, model) for error in errors[:_MOST_MISTAKES])
        told += f"; and {len(errors) - _MOST_MISTAKES} more" if len(errors) > _MOST_MISTAKES else ""
        raise InputError(f"{found.name}: {told}", code="H006") from fault


def line_of(text: str, place: tuple[str | int, ...]) -> int:
    """Find the line where a key stands (its table's head where it is missing)."""
    lines = text.splitlines()
    keys = [str(key) for key in place if isinstance(key, str)]
    nth = next((int(key) for key in place if isinstance(key, int)), 0)
    table, first = _deepest_table(lines, keys, nth)
    for number in range(first, len(lines)):
        if number > first and lines[number].lstrip().startswith("["):
            break
        for key in reversed(keys[len(table) :]):
            if re.match(rf'\s*"?{re.escape(key)}"?\s*[=.]', lines[number]):
                return number + 1
    return first + 1


def _deepest_table(lines: list[str], keys: list[str], nth: int) -> tuple[list[str], int]:
    for depth in range(len(keys), 0, -1):
        seen = -1
        for number, line in enumerate(lines):
            head = re.match(r"\s*(\[{1,2})([^\]]+)\]", line)
            if head is None:
                continue
            if [part.strip().strip('"') for part in head.group(2).split(".")] == keys[:depth]:
                seen += 1
                if head.group(1) == "[" or seen == nth:
                    return keys[:depth], number
    return [], 0


def _mistake(error: object, text: str, model: type[BaseModel]) -> str:
    details = dict(error) if isinstance(error, dict) else {}
    place = tuple(key for key in details.get("loc", ()) if key != _KEY_MARK)
    field = ".".join(str(key) for key in place)
    line = line_of(text, place)
    message = str(details.get("msg", "")).removeprefix("Value error, ")
    if details.get("type") == "literal_error":
        choice = str(dict(details.get("ctx", {})).get("expected", ""))
        message = f"{details.get('input')!r} is not known; use {choice}"
    if details.get("type") == "extra_forbidden":
        near = get_close_matches(str(place[-1]), _names_at(model, place[:-1]), n=1, cutoff=0.5)
        message = "unknown name" + (f"; did you mean '{near[0]}'?" if near else "; remove it")
    elif details.get("type") == "missing":
        message = "is missing; add it"
    return f"line {line}, {field}: {message}"


def _names_at(model: type[BaseModel], place: tuple[str | int, ...]) -> list[str]:
    """List the names that a table may hold, walking down the model along the place."""
    current: type[BaseModel] = model
    for key in place:
        known = current.model_fields.get(str(key))
        if known is None:
            continue
        nested = _model_in(known.annotation)
        if nested is not None:
            current = nested
    return [info.alias or name for name, info in current.model_fields.items()]


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        if (found := _model_in(inner)) is not None:
            return found
    return None
