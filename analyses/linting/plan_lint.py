"""What is wrong or open in a plan itself: every rule, on any plan, before a single layer is read."""

from analyses.plan_tables import Plan

from .lint_bounds import not_quoted, sums, two_bounds, without_number
from .lint_findings import LintFinding, in_order
from .lint_names import office_spellings, offices_missing, place_spellings, without_office
from .lint_senses import reversed_senses
from .lint_wording import (
    counts_read_two_ways,
    open_lists,
    open_wordings,
    soft_words,
    town_words,
    without_year,
)

_RULES = (
    two_bounds,
    sums,
    without_number,
    not_quoted,
    reversed_senses,
    open_lists,
    counts_read_two_ways,
    open_wordings,
    soft_words,
    without_year,
    town_words,
    office_spellings,
    place_spellings,
    offices_missing,
    without_office,
)


def lint_plan(plan: Plan) -> tuple[LintFinding, ...]:
    """
    Read a plan critically: contradictions first, then what is open, then notes.

    The rules know no plan, no id and no place; they compare the bounds, words,
    years, scopes and offices of its entries with one another and with the
    nature of the indicators. A finding is about the plan's text, so it never
    stops an assessment.

    Returns
    -------
    tuple of LintFinding
        Sorted by severity, rule and ids; the order of the plan's rows decides nothing.
    """
    return in_order(finding for rule in _RULES for finding in rule(plan))
