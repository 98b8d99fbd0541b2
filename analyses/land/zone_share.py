"""What one zone holds of some classes, in square metres, and the sum of several zones."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

WHOLE = "（全部）"
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneShare:
    """
    Areas of one zone in m2: of the classes, unknown, covered by the layer, whole; and by class.

    `unlisted_m2` is the part of the unknown that bears no code, or one that no list has.
    """

    name: str
    class_m2: float
    unknown_m2: float
    covered_m2: float
    total_m2: float
    classes: Mapping[str, float] = field(default_factory=dict)
    maybe_m2: float = 0.0
    unlisted_m2: float = 0.0

    @property
    def open_m2(self) -> float:
        """Ground that may be of the classes: unknown, or of a code that may mean them."""
        return self.unknown_m2 + self.maybe_m2

    @property
    def low(self) -> float:
        """Share if nothing unknown is of the classes."""
        return _share(self.class_m2, self.total_m2)

    @property
    def high(self) -> float:
        """Share if everything unknown is of the classes."""
        return _share(self.class_m2 + self.open_m2, self.total_m2)


def _share(part_m2: float, total_m2: float) -> float:
    """Give a share; what lacks of the whole by rounding alone (at most 1e-9 of it) is not missed."""
    if not total_m2:
        return math.nan
    return part_m2 / total_m2 if part_m2 < total_m2 * (1 - _ROUNDING) else 1.0


def summed(shares: Sequence[ZoneShare]) -> ZoneShare:
    """Add up zones that do not overlap."""
    codes = sorted({code for share in shares for code in share.classes})
    return ZoneShare(
        name=WHOLE,
        class_m2=math.fsum(share.class_m2 for share in shares),
        maybe_m2=math.fsum(share.maybe_m2 for share in shares),
        unknown_m2=math.fsum(share.unknown_m2 for share in shares),
        unlisted_m2=math.fsum(share.unlisted_m2 for share in shares),
        covered_m2=math.fsum(share.covered_m2 for share in shares),
        total_m2=math.fsum(share.total_m2 for share in shares),
        classes={code: math.fsum(share.classes.get(code, 0.0) for share in shares) for code in codes},
    )
