"""What is worth a second look in a layer, as values with a stable code that can be said in two languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .alarm_kinds import ALARM_KINDS, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """
    One finding at the door.

    `values` fill the registry's sentence for `code`. `rows` are row numbers of
    the file (the first data row is 1), `area_m2` the ground touched; both may be
    empty where the finding has no place. `accepted` alarms were acknowledged by
    name in district.toml and stay listed.
    """

    code: str
    layer: str
    file: str
    values: Mapping[str, object] = field(default_factory=dict)
    rows: tuple[int, ...] = ()
    area_m2: float | None = None
    accepted: bool = False

    @property
    def severity(self) -> Severity:
        """How far the alarm touches the figures."""
        return ALARM_KINDS[self.code].severity

    @property
    def message(self) -> str:
        """Say the finding in English."""
        return ALARM_KINDS[self.code].says.format(**self.values)

    @property
    def fix(self) -> str:
        """Say the mend in English."""
        return ALARM_KINDS[self.code].fix

    def told(self, lang: str) -> str:
        """Say the finding in `zh` or `en`."""
        kind = ALARM_KINDS[self.code]
        return (kind.says_zh if lang == "zh" else kind.says).format(**self.values)

    def mend(self, lang: str) -> str:
        """Say the mend in `zh` or `en`."""
        kind = ALARM_KINDS[self.code]
        return kind.fix_zh if lang == "zh" else kind.fix

    def as_json(self) -> dict[str, object]:
        """Give the alarm as DESIGN 5 lists it."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "layer": self.layer,
            "file": self.file,
            "rows": list(self.rows),
            "area_m2": self.area_m2,
            "message": self.message,
            "message_zh": self.told("zh"),
            "fix": self.fix,
            "accepted": self.accepted,
            "values": dict(self.values),
        }


def alarm_from_json(told: Mapping[str, object]) -> Alarm:
    """Take an alarm back out of a result folder."""
    values, rows, area = told.get("values"), told.get("rows"), told.get("area_m2")
    return Alarm(
        code=str(told["code"]),
        layer=str(told["layer"]),
        file=str(told["file"]),
        values=dict(values) if isinstance(values, Mapping) else {},
        rows=tuple(int(row) for row in rows) if isinstance(rows, list) else (),
        area_m2=float(area) if isinstance(area, int | float) else None,
        accepted=bool(told.get("accepted", False)),
    )
