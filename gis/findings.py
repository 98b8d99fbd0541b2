"""What a reader noticed about a file: a code, what fills its sentence, and the rows touched."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    An alarm in the making.

    `code` stands in the registry (`layers.alarm_kinds`), whose sentence `values`
    fill. `rows` are numbered from 1 as in the file; `area_m2` is the ground touched.
    """

    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    rows: tuple[int, ...] = ()
    area_m2: float | None = None
