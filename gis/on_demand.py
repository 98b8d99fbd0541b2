"""Load a package's rooms when one of their names is first asked for: start-up stays cheap."""

from collections.abc import Callable, Mapping
from importlib import import_module


def names_from(package: str, rooms: Mapping[str, str]) -> Callable[[str], object]:
    """Make a package's `__getattr__` (PEP 562) out of a table name -> module."""

    def load(name: str) -> object:
        if name not in rooms:
            raise AttributeError(f"module '{package}' has no attribute '{name}'")
        return getattr(import_module(f"{package}.{rooms[name]}"), name)

    return load
