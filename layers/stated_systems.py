"""A column that says in which coordinate system each row is: it must agree with what the user declared."""

import re

import geopandas as gpd

from gis.errors import CrsError
from gis.tabular.tables import listed

from .frames import SHIFTED_SYSTEMS
from .ledger import Ledger, rows_of

_COLUMNS = frozenset(["coord_system", "coordsys", "coordinate_system", "坐标系", "坐标系统", "坐标系类型"])
_PLAIN = "CGCS2000/WGS 84"
_OLD = ("Xi'an 1980", "Beijing 1954")
_SYSTEMS = (
    (re.compile(r"gcj|火星|高德|腾讯", re.IGNORECASE), SHIFTED_SYSTEMS["gcj02"]),
    (re.compile(r"bd[-_ ]?09|百度", re.IGNORECASE), SHIFTED_SYSTEMS["bd09"]),
    (re.compile(r"xi'?an|西安", re.IGNORECASE), _OLD[0]),
    (re.compile(r"beijing|北京", re.IGNORECASE), _OLD[1]),
    (re.compile(r"cgcs|2000|wgs|4326|4490", re.IGNORECASE), _PLAIN),
)


def require_agreement(frame: gpd.GeoDataFrame, book: Ledger) -> None:
    """
    Hold the values of such a column against `coordinates`.

    Raises
    ------
    CrsError
        H022 where rows are in Xi'an 1980 or Beijing 1954, H021 where rows are in
        several systems, H020 where they are in another than was declared.
    """
    name = next((str(column) for column in frame if str(column).strip().lower() in _COLUMNS), None)
    if name is None:
        return
    systems = frame[name].astype("string").map(_system, na_action="ignore")
    found = list(dict.fromkeys(systems.dropna()))
    old = systems.isin(_OLD).to_numpy(dtype=bool)
    if old.any():
        raise CrsError(
            f"{book.name} (rows {listed(rows_of(frame, old))}, {name}): {systems[old].iloc[0]}; "
            "no parameters lead from it to CGCS2000: have these rows converted by the survey office",
            code="H022",
        )
    if len(found) > 1:
        odd = (systems.notna() & (systems != found[0])).to_numpy(dtype=bool)
        raise CrsError(
            f"{book.name} (rows {listed(rows_of(frame, odd))}, {name}): rows are in several systems "
            f"({', '.join(found)}); give each system a file of its own",
            code="H021",
        )
    declared = SHIFTED_SYSTEMS.get(book.statement.coordinates or "", _PLAIN)
    if found and found[0] != declared:
        said = book.statement.coordinates or "nothing"
        keys = {title: key for key, title in SHIFTED_SYSTEMS.items()}
        raise CrsError(
            f"{book.name} ({name}): the rows say {found[0]}, stated is {said}; "
            f'say coordinates = "{keys.get(found[0], "cgcs2000")}", or mend the column'
        )


def _system(text: object) -> str | None:
    return next((title for pattern, title in _SYSTEMS if pattern.search(str(text))), None)
