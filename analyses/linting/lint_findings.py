"""What reading a plan may find: rules with a name and a severity, and what each means for a verdict."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["contradiction", "open", "note"]
SEVERITIES: tuple[Severity, ...] = ("contradiction", "open", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class LintRule:
    """A rule: its title, and what a finding means for the verdict, in both languages."""

    title: str
    meaning: str
    meaning_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LintFinding:
    """One finding: which rule, on which entries of the plan, in words."""

    rule: str
    severity: Severity
    ids: tuple[str, ...]
    message: str
    message_en: str

    def as_json(self) -> dict[str, object]:
        """Give the finding as a JSON object."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "ids": list(self.ids),
            "message": self.message,
            "message_en": self.message_en,
        }


LINT_RULES: dict[str, LintRule] = {
    "two_bounds": LintRule(
        title="同一指标两个界值",
        meaning="同一数值须分别对照两个界值列示，不得择一代替",
        meaning_en="one figure is shown against both bounds; neither replaces the other",
    ),
    "weaker_later": LintRule(
        title="后期目标低于前期",
        meaning="两个年份分别判定，请核对是否笔误",
        meaning_en="each year is judged by itself; check for a slip of the pen",
    ),
    "reversed_sense": LintRule(
        title="方向相反",
        meaning="列有读法的，选定之前为待定；否则按计划文件所写界值判定",
        meaning_en="unsettled until a listed reading is decided; without one the bound as written decides",
    ),
    "sum_short": LintRule(
        title="分项之和不足",
        meaning="列名项目全部建成仍不能达标",
        meaning_en="the named parts together cannot meet the total",
    ),
    "sum_no_slack": LintRule(
        title="分项之和恰等于总数",
        meaning="缺任何一项即不能达标",
        meaning_en="without any one of the parts the total is missed",
    ),
    "no_share": LintRule(
        title="未给出覆盖比例",
        meaning="给出比例或选定口径之前为待定",
        meaning_en="unsettled until a share or a reading is decided",
    ),
    "no_bound": LintRule(
        title="未给出数值",
        meaning="只列数值，不判定",
        meaning_en="the figure is shown, not judged",
    ),
    "no_scope": LintRule(
        title="有界值而无范围",
        meaning="分母不明，不能判定",
        meaning_en="without its area the share has no denominator",
    ),
    "open_list": LintRule(
        title="列举未尽（等）",
        meaning="界值按列名项数计，属下限；补充名单后可能变化",
        meaning_en="the bound counts the named ones only and may rise",
    ),
    "counted_two_ways": LintRule(
        title="数目有两种读法",
        meaning="判定按计划文件所写界值；另一读法须另行核对",
        meaning_en="the verdict uses the bound of the plan file; check the other reading besides",
    ),
    "open_wording": LintRule(
        title="措辞未定",
        meaning="选定口径之前为待定",
        meaning_en="unsettled until a reading is decided",
    ),
    "open_unread": LintRule(
        title="措辞未定，未列读法",
        meaning="没有口径可选：有界值的按界值判定，没有的为待定",
        meaning_en="there is no reading to decide: a bound is used as written, without one it is unsettled",
    ),
    "office_missing": LintRule(
        title="责任单位不全",
        meaning="数据可能不在所列单位手中，缺数据时为无法判定",
        meaning_en="the data may lie with an office that the clause does not name",
    ),
    "number_not_quoted": LintRule(
        title="界值未见于原文",
        meaning="请核对界值或补全引文；判定按计划文件所写界值",
        meaning_en="check bound and quote; the verdict uses the bound of the plan file",
    ),
    "two_tiers": LintRule(
        title="约束值与力争值并列",
        meaning="分别判定：未达力争值不等于未完成约束值",
        meaning_en="judged apart: the softer tier does not decide the harder one",
    ),
    "office_spellings": LintRule(
        title="同一单位两种写法",
        meaning="按单位汇总时须合并",
        meaning_en="merge them when rows are grouped by office",
    ),
    "place_spellings": LintRule(
        title="同一地名多种写法",
        meaning="图层与台账须按全部写法匹配",
        meaning_en="match layers and registers under every spelling",
    ),
    "scope_words": LintRule(
        title="范围用语并用而无定义",
        meaning="每个用语须在 [scopes] 各指定一个图层，不得互相代替",
        meaning_en="name a layer for each word in [scopes]; none stands in for another",
    ),
    "strength_unsaid": LintRule(
        title="软性措辞记为约束",
        meaning="请核对 strength；判定照旧，但刚性不同",
        meaning_en="check `strength`; the verdict stays, its force differs",
    ),
    "soft_wording": LintRule(
        title="软性措辞",
        meaning="照常判定，并注明不是约束性目标",
        meaning_en="judged as usual, marked as not binding",
    ),
    "no_year": LintRule(
        title="未注明年份",
        meaning="标注“未注明年份（方案期内）”，不推定年份",
        meaning_en="shown without a year; none is invented",
    ),
    "no_office": LintRule(
        title="未列责任单位",
        meaning="没有可以催报数据的单位",
        meaning_en="there is no office to ask for the figure",
    ),
}
_ORDER = list(LINT_RULES)


def found(rule: str, severity: Severity, ids: Iterable[str], message: str, message_en: str) -> LintFinding:
    """Make a finding whose sentence ends in what it means for the verdict."""
    known = LINT_RULES[rule]
    return LintFinding(
        rule=rule,
        severity=severity,
        ids=tuple(sorted(set(ids))),
        message=f"{message}；{known.meaning}",
        message_en=f"{message_en}; {known.meaning_en}",
    )


def quoted(title: str) -> str:
    """Put a title in quotation marks; its own become single ones."""
    return f"“{title.translate({ord('“'): '‘', ord('”'): '’'})}”"


def in_order(findings: Iterable[LintFinding]) -> tuple[LintFinding, ...]:
    """Sort by severity, then rule, then ids, so that a plan's order of rows decides nothing."""
    return tuple(
        sorted(
            findings,
            key=lambda one: (SEVERITIES.index(one.severity), _ORDER.index(one.rule), one.ids, one.message),
        )
    )
