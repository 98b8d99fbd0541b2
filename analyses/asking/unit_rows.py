"""Fetch units of a level, and the official list that says which units there are."""

from analyses.plan_tables import Question
from layers.layer import Layer
from layers.unit_levels import unit_codes, with_levels
from layers.unit_names import VILLAGE
from layers.workspace import Scope, Workspace

from .fetching import in_question, levelled, scope_of, vector_if_any

WHOLE_DISTRICT = "全区"
_LEVEL = "level"


def official_list(question: Question, workspace: Workspace) -> Layer | None:
    """
    Give the official list of units: the layer in the role `official`, else what the units' entry names.

    None where the district has neither.
    """
    found = vector_if_any(question, workspace, "official")
    return workspace.listed(question.layers["units"]) if found is None else found


def units_asked(question: Question, layer: Layer, role: str) -> Layer:
    """Keep the units in question; what is said of `units` holds for the official list, if nothing else is."""
    said = question.where.get(role, question.where.get("units", {}))
    asked, layer = levelled(
        question.model_copy(update={"where": {**question.where, role: said}}), layer, role
    )
    return in_question(layer, asked, role)


def parents_of(units: Layer, workspace: Workspace) -> Layer | None:
    """Give the townships that hold villages; None for units of another level."""
    if not unit_codes(units.frame).str.len().eq(VILLAGE).any():
        return None
    above = workspace.vector("unit_list") or workspace.vector("unit")
    return None if above is None or "name" not in above.frame else above


def without_level(layer: Layer) -> int:
    """Count the units of which neither words nor code tell the level."""
    frame = with_levels(layer).frame
    return int(frame[_LEVEL].isna().sum())


def scope_asked(question: Question, workspace: Workspace) -> Scope | None:
    """Give the ground of a question about units; the whole district, which holds them all, may lack."""
    if question.scope is None:
        return None
    if question.scope == WHOLE_DISTRICT:
        return workspace.scope(WHOLE_DISTRICT)
    return scope_of(question, workspace)
