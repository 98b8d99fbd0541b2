"""Named definitions of a thing of land (森林): classes by code list, deciding columns, least patch."""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from gis.errors import ParameterError
from gis.numbers import read_numbers
from layers.catalogue import CATALOGUE

from .land_codes import clean_code, is_among

Flags = NDArray[np.bool_]
_DEFINITIONS = {"forest": "forest_cover"}
_UNDECIDED = "undecided"


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ClassSet(_Table):
    """What the codes of one list mean for the definition."""

    sure: tuple[str, ...]
    maybe: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


class DecidingColumn(_Table):
    """A column that says yes or no where a code leaves it open."""

    column: str
    classes: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]


class NeededMeasure(_Table):
    """A column of numbers that must reach a bound for a class to count."""

    column: str
    classes: tuple[str, ...]
    at_least: float
    title: str


class ClassDefinition(_Table):
    """A definition as its file tells it; `area_column` holds areas that are preferred to the shapes'."""

    title: str
    systems: dict[Literal["third_survey", "land_and_sea_use", "undecided"], ClassSet]
    min_patch_ha: float | None = None
    area_column: str | None = None
    decided_by: DecidingColumn | None = None
    needs: NeededMeasure | None = None

    def of(self, systems: Sequence[str]) -> ClassSet:
        """Give the classes under the code list that a layer speaks; none or both are undecided."""
        known = {str(name): classes for name, classes in self.systems.items()}
        return known[systems[0] if len(systems) == 1 else _UNDECIDED]


@cache
def class_definition(name: str) -> ClassDefinition:
    """Read a named definition; refuse a name that there is not."""
    if name not in _DEFINITIONS:
        raise ParameterError(f"no definition is called '{name}'; there is {', '.join(_DEFINITIONS)}")
    text = (files("analyses") / "code_tables" / f"{_DEFINITIONS[name]}.toml").read_text(encoding="utf-8")
    return ClassDefinition.model_validate(tomllib.loads(text))


def decided(frame: pd.DataFrame, codes: pd.Series, definition: ClassDefinition) -> tuple[Flags, Flags]:
    """Mark rows that the deciding column makes sure, and those that it or a needed measure leaves out."""
    yes, no = np.zeros(len(frame), dtype=bool), np.zeros(len(frame), dtype=bool)
    rule = definition.decided_by
    if rule is not None and (column := found_column(frame, rule.column)) is not None:
        asked = _among(codes, rule.classes)
        said = frame[column].map(lambda value: clean_code(value).casefold())
        yes |= asked & said.isin(rule.yes).to_numpy(dtype=bool)
        no |= asked & said.isin(rule.no).to_numpy(dtype=bool)
    below, _ = needed_measures(frame, codes, definition)
    return yes, no | below


def needed_measures(
    frame: pd.DataFrame, codes: pd.Series, definition: ClassDefinition
) -> tuple[Flags, Flags]:
    """Mark rows below the needed measure, and those whose figure says nothing: their class decides."""
    need = definition.needs
    column = None if need is None else found_column(frame, need.column)
    if need is None or column is None:
        return np.zeros(len(frame), dtype=bool), np.zeros(len(frame), dtype=bool)
    asked, measure = _among(codes, need.classes), _measures(frame[column])
    written = frame[column].map(clean_code).ne("").to_numpy(dtype=bool)
    return asked & (measure < need.at_least), asked & written & np.isnan(measure)  # NaN is below nothing


def found_column(frame: pd.DataFrame, name: str) -> str | None:
    """Find a column of the forest layer by its own name or those that real files give it, capitals or not."""
    known = CATALOGUE["forest"].field(name)
    wanted = [name, *(() if known is None else known.aliases)]
    there = {str(column).strip().casefold(): str(column) for column in frame.columns}
    return next((there[one.casefold()] for one in wanted if one.casefold() in there), None)


def _measures(column: pd.Series) -> NDArray[np.float64]:
    """
    Give a column of shares as numbers.

    What lies above 1 is in an unknown unit, and 0 is what tables write where nothing
    was measured: both are none.
    """
    figures = np.asarray(read_numbers(column, "share").figures.astype(float), dtype=np.float64)
    return np.where((figures > 0) & (figures <= 1), figures, np.nan)


def _among(codes: pd.Series, classes: Sequence[str]) -> Flags:
    distinct = {code: bool(code) and is_among(str(code), classes) for code in codes.unique()}
    return codes.map(distinct).to_numpy(dtype=bool)
