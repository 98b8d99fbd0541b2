"""Which of the files that resemble a layer is proposed for it, and which are shown beside it in comments."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .catalogue import CATALOGUE
from .recognition import Grounds
from .scan import Found

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One file as one layer: proposed (`sure`), or shown for somebody to choose, with what speaks for it."""

    found: Found
    name: str
    sure: bool
    reasons: tuple[str, ...]
    note: str = ""


def claims(found: Iterable[Found]) -> list[Claim]:
    """
    Settle which file is proposed for which layer; what no rule settles is left to people.

    Of several files for a layer the only one that bears its very name is proposed; a
    name that contains it, or columns alone, stand behind. Of two that differ by their
    year the earlier is proposed as the layer's earlier state (基期), where there is
    such a layer and no file of its own. Columns that only another layer knows (特灌
    in 地类图斑) show their file for that layer too.
    """
    groups: dict[str, list[Found]] = {}
    for one in found:
        if one.likely:
            groups.setdefault(one.likely[0].name, []).append(one)
    settled = [
        claim for name, group in groups.items() for claim in _settled(name, group, taken=groups.keys())
    ]
    taken = {claim.name for claim in settled}
    return [*settled, *(extra for claim in settled if claim.sure for extra in _also(claim, taken))]


def _settled(name: str, group: Sequence[Found], taken: Iterable[str]) -> list[Claim]:
    best = max(one.likely[0].grounds for one in group)
    leading = [one for one in group if one.likely[0].grounds == best]
    behind = [one for one in group if one.likely[0].grounds != best]
    before = f"{name}_before"
    states = _two_states(leading) if before in CATALOGUE and before not in set(taken) else None
    if states is not None:
        late, early, note = states
        first = [_claim(late, name, note=note), _claim(early, before, note=note)]
    elif len(leading) == 1 and (best is Grounds.SAME_NAME or not behind):
        note = f"另有 {len(behind)} 个文件也有些像此图层，见注释，请核对" if behind else ""
        first = [_claim(leading[0], name, note=note)]
    else:
        first, behind = [], list(group)
    rivals = f"另有 {len(group) - 1} 个文件也像此图层，请选一个"
    rest = "此图层已按名称提出另一个文件，如以本文件为准请改用" if first else rivals
    return [*first, *(_claim(one, name, note=rest, sure=False) for one in behind)]


def _claim(found: Found, name: str, *, note: str = "", sure: bool = True) -> Claim:
    return Claim(found=found, name=name, sure=sure, reasons=found.likely[0].reasons, note=note)


def _two_states(leading: Sequence[Found]) -> tuple[Found, Found, str] | None:
    """Tell the later and the earlier of two states of a layer by the years in their names."""
    if len(leading) != 2:  # noqa: PLR2004 - of three states nobody knows which is the baseline
        return None
    years = [_year(one) for one in leading]
    known = [year for year in years if year is not None]
    if not known or years[0] == years[1]:
        return None
    early = years.index(min(known))
    late = years[1 - early]
    now = "没有年份" if late is None else f"{late} 年"
    note = f"按名称中的年份，{years[early]} 年的作基期，{now}的作现状，请核对"
    return leading[1 - early], leading[early], note


def _year(found: Found) -> int | None:
    """Read the year in the name of the layer, or else of the file."""
    years = _YEAR.findall(found.layer_read or "") or _YEAR.findall(found.path.stem)
    return int(years[-1]) if years else None


def _also(claim: Claim, taken: set[str]) -> list[Claim]:
    """Show a file for the further layers whose own columns it has, where no file claims them."""
    return [
        Claim(
            found=claim.found,
            name=other.name,
            sure=False,
            reasons=tuple(f"字段“{title}”" for title in other.peculiar),
            note=f"同一文件已作 {claim.name}，也可另作此图层",
        )
        for other in claim.found.likely[1:]
        if other.peculiar and other.name not in taken
    ]
