"""What people see: the offline map of a result and the folder that holds its outputs."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .meeting_map import page, webmap
    from .result_folder import open_result, write_result

__all__ = ["open_result", "page", "webmap", "write_result"]

_ROOMS = {
    "open_result": "result_folder",
    "page": "meeting_map",
    "webmap": "meeting_map",
    "write_result": "result_folder",
}


def __getattr__(name: str) -> object:
    """Load a room when one of its names is first asked for."""
    if name not in _ROOMS:
        raise AttributeError(f"module 'maps' has no attribute '{name}'")
    return getattr(import_module(f"maps.{_ROOMS[name]}"), name)
