"""The page of all codes, made from the registry: `python -m layers.alarm_page > docs/alarms.md`."""

import sys

from .alarm_kind import AlarmKind, Severity
from .door_report import TOPICS

_TITLES = {
    Severity.ERROR: "Refusals (exit 2)",
    Severity.WARNING: "Warnings (the figure stands under what is said)",
    Severity.NOTICE: "Notices (for the record)",
}
_HEAD = """# Alarms and refusals

Every finding of the door has a stable code. It appears on screen, in `--json`, in `run.json` and beside
the figure in every output. `accept = ["H031"]` under a layer of district.toml acknowledges an alarm by
name; it is then still listed. Words in braces are filled in. This page is made from the registry.

门口的每项发现都有固定代码，出现在屏幕、`--json`、`run.json` 和各项成果的数值旁；在 district.toml 的图层下写
`accept = ["H031"]` 即具名认可，认可后仍会列出。花括号内的词由程序填写。本页由登记表生成，请勿手改。
"""
_TOPIC_TITLES = {
    "文件": "Files, formats, tables",
    "坐标": "Reference systems and positions",
    "图形": "Shapes and ground",
    "记录与取值": "Rows and values",
    "栅格": "Rasters",
    "范围": "Scopes, results, pages",
}


def alarms_page() -> str:
    """Write the page: by topic, by severity, by code, in both languages."""
    parts = [_HEAD]
    for topic, kinds in TOPICS.items():
        parts.append(f"## {_TOPIC_TITLES[topic]} · {topic}\n")
        for severity, title in _TITLES.items():
            rows = [kind for _, kind in sorted(kinds.items()) if kind.severity is severity]
            if rows:
                parts.append(f"### {title}\n")
                parts.append("| code | what is said | what to do |\n|---|---|---|")
                parts.append("\n".join(_row(kind) for kind in rows) + "\n")
    return "\n".join(parts)


def _row(kind: AlarmKind) -> str:
    says = f"{_cell(kind.says)}<br>{_cell(kind.says_zh)}"
    return f"| {kind.code} | {says} | {_cell(kind.fix)}<br>{_cell(kind.fix_zh)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a real stdout has it
    sys.stdout.write(alarms_page())
