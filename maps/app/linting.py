"""`hecheng lint`: what is wrong or open in a plan itself."""

from collections import Counter

from analyses.linting.lint_findings import LINT_RULES, SEVERITIES, LintFinding
from analyses.linting.plan_lint import lint_plan
from analyses.plan_file import open_plan
from analyses.plan_tables import Plan

from .answer import Answer

_MOST_IDS = 8  # named in the table; JSON has them all
_TITLES = {"contradiction": "矛盾", "open": "未定", "note": "提示"}


def lint(plan: str) -> Answer:
    """Read a shipped plan (by id) or a plan file (by path) critically; findings are no refusals."""
    opened = open_plan(plan)
    findings = lint_plan(opened)
    counts = Counter(finding.severity for finding in findings)
    summary = " · ".join(f"{_TITLES[severity]} {counts[severity]}" for severity in SEVERITIES)
    return Answer(
        json={
            "schema": "hecheng.lint/1",
            "plan": {
                "id": opened.plan.id,
                "title": opened.plan.title,
                "targets": len(opened.targets),
                "projects": len(opened.projects),
                "not_spatial": len(opened.not_spatial),
            },
            "findings": [finding.as_json() for finding in findings],
            "counts": {severity: counts[severity] for severity in SEVERITIES},
            "alarms": [],
        },
        lines=(
            opened.plan.title,
            f"{_sizes(opened)} · {summary}",
        ),
        table=(("级别", "规则", "条目", "说明"), *(_row(finding) for finding in findings)),
    )


def _sizes(plan: Plan) -> str:
    sizes = (len(plan.targets), len(plan.projects), len(plan.not_spatial))
    return "{} 项目标 · {} 个项目 · {} 项非空间指标".format(*sizes)


def _row(finding: LintFinding) -> tuple[str, ...]:
    ids = finding.ids
    named = " ".join(ids[:_MOST_IDS]) + (f" 等 {len(ids)} 条" if len(ids) > _MOST_IDS else "")
    return _TITLES[finding.severity], LINT_RULES[finding.rule].title, named, finding.message
