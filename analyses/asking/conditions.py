"""Say in words which rows a figure counts: what `where`, `counts` and `since` ask of them."""

from analyses.plan_tables import Counting, Question
from layers.catalogue import known_layer
from layers.workspace import Workspace

from .fetching import baseline

COUNTED_ROLES = ("facilities", "rows")
_OWN = "target"  # the promise that a row belongs to


def conditions(question: Question, workspace: Workspace, role: str) -> str:
    """Write the conditions in Chinese, columns under the titles that people know; empty without any."""
    titles = {known.name: known.title for known in known_layer(question.layers[role], role).fields}
    asked = [
        "登记为本指标的记录" if column == _OWN else f"{titles.get(column) or column}为{'、'.join(accepted)}"
        for column, accepted in question.where.get(role, {}).items()
    ]
    rules = [_rule(titles.get(column) or column, rule) for column, rule in question.counts.items()]
    if rules:
        asked.append(("或" if question.any_of else "且").join(rules))
    since = baseline(question, workspace)
    if since is not None:
        asked.append(f"{since} 之后建成")
    return f"计入条件：{'；'.join(asked)}" if asked else ""


def _rule(title: str, rule: Counting) -> str:
    if rule.yes:
        return f"{title}为{'、'.join(rule.yes)}"
    ends = [f"≥ {rule.at_least:g}"] if rule.at_least is not None else []
    ends += [f"< {rule.below:g}"] if rule.below is not None else []
    return f"{title} {' 且 '.join(ends)}"
