"""How far a figure stands from its bound, said in all its units."""

import math

from .comparisons import Compared
from .measurement import Measurement
from .plan_tables import Bounded
from .result import Distance
from .wording import amount_text, area_text, length_text, quantity_text


def distance(
    bound: Bounded, measured: Measurement, siblings: list[Compared], counter: str | None = None
) -> Distance | None:
    """Give the distance of a value to its bound; negative falls short. None where there is no bound."""
    if bound.bound_value is None or not math.isfinite(measured.value):
        return None
    gap = measured.value - bound.bound_value
    if measured.unit == "m":
        return Distance(text=f"{'低于' if gap < 0 else '高于'}界限 {length_text(abs(gap))}")
    if measured.unit != "share":
        word = "低于" if gap < 0 else "高于"
        text = amount_text(abs(gap), measured.unit, None, counter)
        return Distance(text="与界限相等" if gap == 0 else f"{word}界限 {text}")
    return _of_share(gap, bound.bound_value, measured, siblings)


def _of_share(gap: float, bound: float, measured: Measurement, siblings: list[Compared]) -> Distance:
    area_m2 = gap * measured.denominator if measured.quantity_unit == "m2" and measured.denominator else None
    people = next(
        (
            (entry.measured.value - bound) * entry.measured.denominator
            for entry in siblings
            if entry.measured is not None
            and entry.measured.quantity_unit == "people"
            and entry.measured.denominator
        ),
        None,
    )
    word = "距目标还差" if gap < 0 else "超出目标"
    if gap == 0:
        return Distance(share=0.0, km2=None if area_m2 is None else 0.0, people=people, text="与界限相等")
    texts = [f"{word} {abs(gap) * 100:.2f} 个百分点"]
    if area_m2 is not None:
        texts.append(f"合 {area_text(abs(area_m2))}")
    if people is not None:
        texts.append(f"人口口径{'还差' if people < 0 else '超出'} {quantity_text(abs(people), 'people')}")
    return Distance(
        share=gap, km2=None if area_m2 is None else area_m2 / 1e6, people=people, text="，".join(texts)
    )
