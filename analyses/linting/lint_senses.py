"""Rule on directions: wording or bounds that ask for more of what should be less, or the reverse."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analyses.plan_tables import NotSpatial, Plan, Target

from .lint_findings import LintFinding, found, quoted
from .lint_promises import judged_bounds, promised
from .quoted_numbers import NUMBER, PHRASE_END, phrases, plain, says

_UNNATURAL = {
    *((indicator, "at_least") for indicator in ("average_radius", "farthest_distance", "overlap")),
    *((indicator, "at_most") for indicator in ("area_coverage", "people_coverage", "presence")),
}
# Nouns that a number speaks of, by which way is better. Others take no side (面积, 规模, 间距).
_LESS_NOUNS = re.compile(
    "半径|距离|电能利用效率|PUE|[能电水煤物]耗|排放量|排放强度|碳强度|用时|时长|耗时|(?:漏损|流失|空置|事故)率"
)
_MORE_NOUNS = re.compile(
    "(?:覆盖|治理|收集|利用|处置|处理|转化|达标|普及|绿化|占有)率|保有量|蓄积量|(?:防护|安全|避让)距离"
)
_TURNING = re.compile("下降|降低|减少|压减|削减")
_AT_LEAST = "不少于|不低于|不小于|至少|大于|高于|超过|多于"
_AT_MOST = "不多于|不高于|不大于|不超过|至多|小于|低于|少于"
_BEFORE = re.compile(rf"({_AT_LEAST}|{_AT_MOST})\s*({NUMBER})")
_AFTER = re.compile(rf"({NUMBER})([^{PHRASE_END}\d、]{{0,8}}?)及?(以上|以下|以内|之内)")

_Bound = tuple[str | None, float | None, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """A comparison as a quote makes it, `服务半径不少于1公里`: what of, which way, how much."""

    words: str
    sense: str
    amount: str
    noun: str
    wanted: str | None  # the sense that would suit the noun


def reversed_senses(plan: Plan) -> Iterator[LintFinding]:
    """
    Find wording or bounds that ask for more of what should be less, or the reverse.

    Two witnesses: the noun that a comparison speaks of, and the indicator of a
    bound that decides. A bound that turns its own quote round is told too.
    """
    for entry in promised(plan):
        claims = [claim for quote in entry.quote for claim in _claims(quote)]
        wrong = [claim for claim in claims if claim.wanted not in {None, claim.sense}]
        told = [
            (f"原文“{claim.words}”对“{claim.noun}”而言与本意相反", f"'{claim.words}' is the wrong way round")
            for claim in wrong
        ]
        if not wrong:  # where the words are wrong, a bound the other way is the mend
            told += [
                (f"原文“{words}”与计划文件的界值方向相反", f"the bound turns '{words}' round")
                for words in _turned_round(claims, _bounds(entry))
            ]
        if isinstance(entry, Target):
            told += [
                (f"{quoted(title)}的界值方向与指标本意相反", f"the bound of '{title}' is the wrong way round")
                for question, title in judged_bounds(entry)
                if (question.indicator, question.sense) in _UNNATURAL
            ]
        if told:
            zh, en = zip(*told, strict=True)
            yield found("reversed_sense", "contradiction", [entry.id], "；".join(zh), "; ".join(en))


def _claims(quote: str) -> Iterator[_Claim]:
    for phrase in phrases(plain(quote)):
        for match in _BEFORE.finditer(phrase):
            sense = "at_least" if re.fullmatch(_AT_LEAST, match.group(1)) else "at_most"
            yield _claim(phrase, match.start(), sense, phrase[match.start(2) :])
        for match in _AFTER.finditer(phrase):
            sense = "at_least" if match.group(3) == "以上" else "at_most"
            yield _claim(phrase, match.start(), sense, match.group(1) + match.group(2))


def _claim(phrase: str, start: int, sense: str, amount: str) -> _Claim:
    """Make a claim of the last noun before the comparison; a verb like 下降 turns its better way round."""
    before = phrase[:start]
    more = [(match.end(), 1, match) for match in _MORE_NOUNS.finditer(before)]
    less = [(match.end(), 0, match) for match in _LESS_NOUNS.finditer(before)]
    end, better_more, noun = max((*more, *less), key=lambda one: one[:2], default=(0, 0, None))
    if noun is None:
        return _Claim(words=phrase, sense=sense, amount=amount, noun="", wanted=None)
    turned = _TURNING.search(before, end) is not None
    wanted = "at_least" if bool(better_more) != turned else "at_most"
    return _Claim(words=phrase, sense=sense, amount=amount, noun=noun.group(0), wanted=wanted)


def _turned_round(claims: Sequence[_Claim], bounds: Sequence[_Bound]) -> list[str]:
    opposite = {"at_least": "at_most", "at_most": "at_least"}
    return [
        claim.words
        for claim in claims
        for sense, bound, unit in bounds
        if bound is not None and sense == opposite[claim.sense] and says(claim.amount, bound, unit)
    ]


def _bounds(entry: Target | NotSpatial) -> list[_Bound]:
    if isinstance(entry, Target):
        asked = [question for question, _ in judged_bounds(entry)]
        return [(question.sense, question.bound_value, question.unit) for question in asked]
    return [(entry.sense, entry.bound_value, entry.unit)]
