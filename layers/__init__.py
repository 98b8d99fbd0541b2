"""What we were given: named layers, the door that checks them, and the district that holds them."""

from typing import TYPE_CHECKING

from gis.on_demand import names_from

if TYPE_CHECKING:
    from .door import read_layer
    from .layer import Layer, RasterLayer
    from .workspace import Workspace, open_district

__all__ = ["Layer", "RasterLayer", "Workspace", "open_district", "read_layer"]

__getattr__ = names_from(
    __name__,
    {
        "Layer": "layer",
        "RasterLayer": "layer",
        "Workspace": "workspace",
        "open_district": "workspace",
        "read_layer": "door",
    },
)
