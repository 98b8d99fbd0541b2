"""What we were given: named layers, the door that checks them, and the district that holds them."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .door import read_layer
    from .layer import Layer, RasterLayer
    from .workspace import Workspace, open_district

__all__ = ["Layer", "RasterLayer", "Workspace", "open_district", "read_layer"]

_ROOMS = {
    "Layer": "layer",
    "RasterLayer": "layer",
    "Workspace": "workspace",
    "open_district": "workspace",
    "read_layer": "door",
}


def __getattr__(name: str) -> object:
    """Load a room when one of its names is first asked for."""
    if name not in _ROOMS:
        raise AttributeError(f"module 'layers' has no attribute '{name}'")
    return getattr(import_module(f"layers.{_ROOMS[name]}"), name)
