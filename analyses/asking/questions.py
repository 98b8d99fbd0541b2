"""Put a question to a district by its kind; one that was answered is not measured again."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from analyses.plan_tables import Question, alternatives
from gis.errors import ToolkitError
from layers.catalogue import known_layer
from layers.workspace import Workspace

from . import (
    asked_change,
    asked_coverage,
    asked_overlap,
    asked_presence,
    asked_row_share,
    asked_shares,
    asked_totals,
)
from .asked import Asked, NoData
from .conditions import COUNTED_ROLES, conditions
from .fetching import chosen_rows

Asker = Callable[..., Asked]

_ASKERS: dict[str, Asker] = {
    "area_coverage": asked_coverage.ask,
    "people_coverage": asked_coverage.ask,
    "average_radius": asked_coverage.ask,
    "farthest_distance": asked_coverage.ask,
    "area_share": asked_shares.ask,
    "presence": asked_presence.ask,
    "row_share": asked_row_share.ask,
    "count": asked_totals.ask,
    "total": asked_totals.ask,
    "length": asked_totals.ask,
    "area": asked_totals.ask,
    "overlap": asked_overlap.ask,
    "change": asked_change.ask,
}
_ON_GROUND = {"area_coverage", "people_coverage", "average_radius", "farthest_distance", "area_share"}
OPTIONAL_ROLES = ("official",)
_ASKED = ("indicator", "layers", "scope", "where", "counts", "any_of", "since", "parameters", "unit")


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """The questions that were put to a district so far, with what they found."""

    workspace: Workspace
    _found: dict[str, Asked | NoData] = field(default_factory=dict)

    def ask(self, question: Question, *, aside: bool = False) -> Asked:
        """
        Answer a question; `aside` where only its figure is wanted.

        Raises `NoData` with every layer and scope that is lacking.
        """
        question = self.resolved(question)
        key = _key(question)
        for known in (f"{key} aside", key) if aside else (key,):
            if known in self._found:
                return _given(self._found[known])
        try:
            found: Asked | NoData = self._put(question, aside=aside)
        except NoData as absent:
            found = absent
        except ToolkitError as fault:  # layers passed the door, but cannot answer this: one row, not the run
            found = NoData(f"图层不能回答这一问题：{fault}")
        self._found[f"{key} aside" if aside else key] = found
        return _given(found)

    def resolved(self, question: Question) -> Question:
        """Choose among alternatives the first layer that the district has."""
        chosen = {
            role: next(
                (name for name in alternatives(names) if self.workspace.entry(name) is not None),
                alternatives(names)[0],
            )
            for role, names in question.layers.items()
        }
        return question if chosen == question.layers else question.model_copy(update={"layers": chosen})

    def _put(self, question: Question, *, aside: bool) -> Asked:
        if question.indicator == "reported":
            raise NoData("该指标不能由图层量算，只能填报")
        lacks = self._lacking(question)
        if lacks:
            raise NoData(f"缺少{'、'.join(lacks)}")
        asked = _ASKERS[question.indicator](question, self.workspace, aside=aside)
        return self._with_words(question, asked)

    def _with_words(self, question: Question, asked: Asked) -> Asked:
        """Say beside the figure which rows it counts, and what of them was left out or stays open."""
        role = next((name for name in COUNTED_ROLES if name in question.layers), None)
        if role is None:
            return asked
        told = conditions(question, self.workspace, role)
        notes = chosen_rows(question, self.workspace, role).notes
        definition = "；".join(text for text in (asked.measured.definition, told) if text)
        return replace(
            asked,
            measured=replace(asked.measured, definition=definition),
            warnings=tuple(dict.fromkeys((*asked.warnings, *notes))),
        )

    def _lacking(self, question: Question) -> list[str]:
        lacks = [
            f"图层“{known_layer(name, role).title}”（{name}）"
            for role, name in question.layers.items()
            if role not in OPTIONAL_ROLES and self.workspace.entry(name) is None
        ]
        if question.indicator in _ON_GROUND and (
            question.scope is None or self.workspace.scope(question.scope) is None
        ):
            lacks.append(f"范围“{question.scope}”的多边形")
        return lacks


def _key(question: Question) -> str:
    """Give what decides the answer, and nothing of bounds and titles."""
    told = question.model_dump(mode="json", include=set(_ASKED))
    return json.dumps(told, sort_keys=True, ensure_ascii=False)


def _given(found: Asked | NoData) -> Asked:
    if isinstance(found, NoData):
        raise found
    return found
