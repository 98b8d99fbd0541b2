"""Fetch units of a level, and the official list that says which units there are."""

from analyses.counting import Counted, counted
from analyses.plan_tables import Question
from layers.catalogue import known_layer
from layers.door import Statement, open_layer
from layers.layer import Layer
from layers.unit_levels import level_of_text, unit_codes, with_levels
from layers.unit_names import VILLAGE
from layers.workspace import Scope, Workspace

from .fetching import baseline, in_question, scope_of, vector, vector_if_any

WHOLE_DISTRICT = "全区"
_LEVEL = "level"


def split_rows(question: Question, workspace: Workspace, role: str) -> Counted:
    """Split the rows in question as `fetching.rows_that_count` does; of units the code tells the level."""
    asked, layer = levelled(question, vector(question, workspace, role), role)
    chosen = in_question(layer, asked, role)
    return counted(chosen, question.counts, any_of=question.any_of, built_after=baseline(question, workspace))


def levelled(question: Question, layer: Layer, role: str) -> tuple[Question, Layer]:
    """Let `where` ask for a level in any spelling, of a layer that states it, or whose codes tell it."""
    wanted = question.where.get(role, {})
    if _LEVEL not in wanted or layer.spec.field("code") is None:
        return question, layer
    levels = tuple(level_of_text(text) or text for text in wanted[_LEVEL])
    where = {**question.where, role: {**wanted, _LEVEL: levels}}
    return question.model_copy(update={"where": where}), with_levels(layer)


def official_list(question: Question, workspace: Workspace) -> Layer | None:
    """
    Give the official list of units: the layer in the role `official`, else what the units' entry names.

    None where the district has neither.
    """
    found = vector_if_any(question, workspace, "official")
    entry = workspace.entry(question.layers["units"])
    if found is not None or entry is None or entry.units is None:
        return found
    # the path was checked when the units themselves were joined with this list
    spec = known_layer("unit_list", "units")
    opened = open_layer(workspace.folder / entry.units, Statement(), spec=spec, to=workspace.crs)
    return opened if isinstance(opened, Layer) else None


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
