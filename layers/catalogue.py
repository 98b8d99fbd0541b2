"""The layers that plans speak of, by name: what each must be and what real files call its columns."""

from difflib import get_close_matches

from gis.errors import InputError

from .spec import LINES, POINTS, POLYGONS, Field, LayerSpec
from .specs.specs_energy import ENERGY, PLANT
from .specs.specs_land import FOREST, LAND
from .specs.specs_records import RECORDS
from .specs.specs_town import SEWER, TOWN_LAYERS, WWTP
from .specs.specs_transport import BUS_STOP, CHARGER, LOGISTICS, PARKING, TRANSPORT
from .specs.specs_units import POP, UNIT, UNITS

__all__ = [
    "BUS_STOP",
    "CATALOGUE",
    "CHARGER",
    "FOREST",
    "LOGISTICS",
    "PARKING",
    "PLANT",
    "POP",
    "SEWER",
    "UNIT",
    "WWTP",
    "anonymous",
    "known_layer",
]
_ANY = POINTS | LINES | POLYGONS
_THEMES = (*TRANSPORT, *UNITS, *LAND, *TOWN_LAYERS, *ENERGY, *RECORDS)
CATALOGUE = {spec.name: spec for spec in _THEMES}


def known_layer(name: str, what: str) -> LayerSpec:
    """Find a layer of the catalogue, or refuse the name with the nearest ones."""
    if name in CATALOGUE:
        return CATALOGUE[name]
    near = get_close_matches(name, CATALOGUE, n=3, cutoff=0.4) or list(CATALOGUE)[:6]
    raise InputError(f"{what}: no layer is called '{name}'; nearest are {', '.join(near)}", code="H006")


def anonymous(title: str, geometry: frozenset[str] = _ANY, *, bounds: bool = False) -> LayerSpec:
    """Describe a file that stands for itself, outside any district."""
    fields = (Field(name="id", title="编号"),)
    return LayerSpec(
        name=title, title=title, geometry=geometry, fields=fields, covers_all=True, bounds=bounds
    )
