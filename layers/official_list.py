"""Join a layer with the official list of units that district.toml names beside it."""

from dataclasses import replace
from pathlib import Path

from gis.paths import local_file
from gis.tabular.tables import read_rows

from .layer import Layer
from .unit_matching import match_units, official_units, unit_alarms

OFFICIAL_CODE = "official_code"


def with_official_codes(layer: Layer, path: Path, accepted: tuple[str, ...] = ()) -> Layer:
    """
    Give a layer the column `official_code`, and the alarms of what the list leaves open.

    Rows are joined by code, by full name or by an alias; a row that found no unit
    has no code. The list is a table with columns of codes and of names.

    Raises
    ------
    InputError
        H237 if the list has no such columns, or doubled or impossible codes.
    """
    listed = local_file(path)
    table, _ = read_rows(listed)
    matching = match_units(layer.frame, official_units(table, listed.name))
    alarms = unit_alarms(matching, layer=layer.name, file=layer.origin.file)
    told = [replace(alarm, accepted=alarm.code in accepted) for alarm in alarms]
    codes = matching.codes.reindex(layer.frame.index).astype("string")
    return replace(layer, frame=layer.frame.assign(**{OFFICIAL_CODE: codes}), alarms=(*layer.alarms, *told))
