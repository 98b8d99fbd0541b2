"""Open a plan: shipped with the package by its id, or a plan file by its path."""

from importlib.resources import files
from pathlib import Path

from gis.errors import InputError
from layers.toml_file import read_toml

from .plan_tables import Plan

_LONGEST_ID = 80  # letters of a plan's id


def open_plan(name: str, folder: Path | None = None) -> Plan:
    """Open a plan shipped with the package by its id, or a plan file by its path (relative to `folder`)."""
    shipped = files("analyses") / "plans" / f"{name}.toml"
    plain = len(name) <= _LONGEST_ID and "/" not in name and "\\" not in name and not name.endswith(".toml")
    if plain and shipped.is_file():
        return read_toml(Path(str(shipped)), Plan)
    if not name.endswith(".toml"):
        known = sorted(entry.name.removesuffix(".toml") for entry in (files("analyses") / "plans").iterdir())
        raise InputError(
            f"district.toml (plan): no plan '{name[:_LONGEST_ID]}' is shipped; "
            f"take {', '.join(known)} or name a plan file (.toml)",
            code="H006",
        )
    return read_toml((folder or Path()) / name, Plan)
