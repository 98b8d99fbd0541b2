"""Values that were renamed since a file was made: a township merged, a street under its new name."""

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches

from gis.errors import InputError

from .layer import Layer

Renames = Mapping[str, Mapping[str, str]]


def renamed(layer: Layer, renames: Renames) -> Layer:
    """
    Give values of columns their new names (`rename = { name = { "旧名" = "新名" } }` in district.toml).

    A column or an old value that the file does not have is refused: a rename that
    does nothing is a typing mistake, and would leave the old name in the figures.
    """
    frame = layer.frame
    for column, pairs in renames.items():
        if column not in frame:
            columns = ", ".join(str(name) for name in frame.columns if name != frame.geometry.name)
            raise InputError(
                f"{layer.origin.file} ({column}): no such column to rename values in; take one of {columns}",
                code="H012",
            )
        values = frame[column].astype("string")
        seen = sorted(set(values.dropna()))
        for old in pairs:
            if old not in seen:
                near = ", ".join(get_close_matches(old, seen, n=3) or seen[:5])
                raise InputError(
                    f"{layer.origin.file} ({column}): no row is '{old}'; near: {near}",
                    code="H012",
                )
        frame = frame.assign(**{column: values.replace(dict(pairs))})
    return replace(layer, frame=frame)
