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
    `marked` all rows with a column `state`. `unsure` marks those of its rows that may
    not be in question at all, `counts_if_meant` those that count if they are.
    """

    sure: Layer
    possible: Layer
    marked: Layer
    unknown: int
    excluded: int
    unsure: np.ndarray | None = None
    counts_if_meant: np.ndarray | None = None


def counted(
    layer: Layer,
    rules: Mapping[str, Counting],
    *,
    any_of: bool = False,
    built_after: dt.date | None = None,
    unsure: np.ndarray | None = None,
) -> Counted:
    """
    Split a layer: a row is out if any rule says no, in if all say yes, else unknown.

    With `any_of` it is the other way round: in if any rule says yes (配备 or 预留),
    out only if all say no.

    A column that the layer does not have is unknown for every row: a charger of
    unknown openness is never silently public. With `built_after` a row counts only
    if its `built` day is later; without a day it is unknown. Rows marked `unsure` may
    not be in question at all: none of them surely counts.
    """
    size = len(layer.frame)
    answers = [_answers(layer, column, rule) for column, rule in rules.items()]
    by_rule = np.array(answers, dtype=bool).reshape(len(answers), 2, size)
    yes, no = by_rule[:, 0].all(axis=0), by_rule[:, 1].any(axis=0)
    if any_of and answers:
        yes, no = by_rule[:, 0].any(axis=0), by_rule[:, 1].all(axis=0)
    if built_after is not None:
        day = pd.Timestamp(built_after)
        built = (
            pd.to_datetime(layer.frame["built"]).dt.tz_localize(None).to_numpy()
            if "built" in layer.frame
            else np.full(size, np.datetime64("NaT"))
        )
        yes &= built > day
        no |= built <= day
    meant = yes.copy()
    if unsure is not None:
        yes &= ~unsure
    unknown = ~yes & ~no
    state = np.select([yes, unknown], STATES[:2], default=STATES[2])
    return Counted(
        sure=replace(layer, frame=layer.frame[yes]),
        possible=replace(layer, frame=layer.frame[yes | unknown]),
        marked=replace(layer, frame=layer.frame.assign(state=state)),
        unknown=int(unknown.sum()),
        excluded=int(no.sum()),
        unsure=unsure,
        counts_if_meant=None if unsure is None else meant & unsure,
    )


def _answers(layer: Layer, column: str, rule: Counting) -> tuple[np.ndarray, np.ndarray]:
    """Say of each row whether a rule says yes, and whether it says no."""
    size = len(layer.frame)
    if column not in layer.frame:
        return np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    values = layer.frame[column]
    if rule.at_least is None and rule.below is None:
        return values.isin(rule.yes).to_numpy(dtype=bool), values.isin(rule.no).to_numpy(dtype=bool)
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    low = -np.inf if rule.at_least is None else rule.at_least
    high = np.inf if rule.below is None else rule.below
    yes = (numbers >= low) & (numbers < high)
    return yes, ~yes & ~np.isnan(numbers)
