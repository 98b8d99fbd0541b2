"""Facilities that a file itself calls closed, planned or private, where nobody chose among them."""

from .alarms import Alarm
from .catalogue import CHARGER
from .layer import Layer
from .spec import Field
from .specs.known_fields import STATUS

_MOST_SEEN = 4
_COUNTING = {"status": frozenset(["运营"]), "open_type": frozenset(["公共", "单位共享"])}


def idle_facilities(layer: Layer) -> tuple[Alarm, ...]:
    """Give H063 for each column by which some of the facilities are not open to all."""
    open_type = CHARGER.field("open_type")
    fields = (STATUS,) if open_type is None else (STATUS, open_type)
    return tuple(alarm for field in fields if (alarm := _idle(layer, field)) is not None)


def _idle(layer: Layer, known: Field) -> Alarm | None:
    names = {name.lower() for name in (known.name, *known.aliases)}
    column = next((str(name) for name in layer.frame if str(name).lower() in names), None)
    if column is None:
        return None
    official = {name: name for name in known.spellings}
    official |= {other: name for name, others in known.spellings.items() for other in others}
    read = layer.frame[column].astype("string").str.strip().map(official)
    idle = (read.notna() & ~read.isin(_COUNTING[known.name])).to_numpy(dtype=bool)
    if not idle.any():
        return None
    seen = ", ".join(sorted(set(read[idle]))[:_MOST_SEEN])
    values = {"count": int(idle.sum()), "column": column, "seen": seen}
    rows = tuple(int(row) for row in layer.frame.index[idle])
    return Alarm(code="H063", layer=layer.name, file=layer.origin.file, values=values, rows=rows)
