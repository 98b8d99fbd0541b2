"""Which facilities count: those that surely do, those that may, and those that do not."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from layers.layer import Layer

from .plan_tables import Counting

STATES = ("计入", "待定", "不计")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counted:
    """
    A facility layer split by a target's rules.

    `sure` holds the rows that count, `possible` those and the unknown ones;
    `marked` all rows with a column `state`.
    """

    sure: Layer
    possible: Layer
    marked: Layer
    unknown: int
    excluded: int


def counted(
    layer: Layer, rules: Mapping[str, Counting], *, built_after: dt.date | None = None
) -> Counted:
    """
    Split a layer: a row is out if any rule says no, in if all say yes, else unknown.

    A column that the layer does not have is unknown for every row: a charger of
    unknown openness is never silently public. With `built_after` a row counts only
    if its `built` day is later; without a day it is unknown.
    """
    size = len(layer.frame)
    yes, no = np.ones(size, dtype=bool), np.zeros(size, dtype=bool)
    for column, rule in rules.items():
        if column not in layer.frame:
            yes &= False
            continue
        values = layer.frame[column]
        yes &= values.isin(rule.yes).to_numpy(dtype=bool)
        no |= values.isin(rule.no).to_numpy(dtype=bool)
    if built_after is not None:
        day = pd.Timestamp(built_after)
        built = (
            pd.to_datetime(layer.frame["built"]).dt.tz_localize(None).to_numpy()
            if "built" in layer.frame
            else np.full(size, np.datetime64("NaT"))
        )
        yes &= built > day
        no |= built <= day
    unknown = ~yes & ~no
    state = np.select([yes, unknown], STATES[:2], default=STATES[2])
    return Counted(
        sure=replace(layer, frame=layer.frame[yes]),
        possible=replace(layer, frame=layer.frame[yes | unknown]),
        marked=replace(layer, frame=layer.frame.assign(state=state)),
        unknown=int(unknown.sum()),
        excluded=int(no.sum()),
    )
