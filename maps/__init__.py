"""What people see: the offline map of a result and the folder that holds its outputs."""

from typing import TYPE_CHECKING

from gis.on_demand import names_from

if TYPE_CHECKING:
    from .meeting_map import page, webmap
    from .result_folder import open_result, write_result

__all__ = ["open_result", "page", "webmap", "write_result"]

__getattr__ = names_from(
    __name__,
    {
        "open_result": "result_folder",
        "page": "meeting_map",
        "webmap": "meeting_map",
        "write_result": "result_folder",
    },
)
