"""Every fault that a user can mend is a ToolkitError: one line, with a stable code."""


class ToolkitError(Exception):
    """
    A fault in what we were given, said in one line: what, where, and the mend.

    `code` is the stable code of the fault (`H…`); the registry in `layers.alarms`
    explains each.
    """

    code = "H000"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(" ".join(message.split()))
        if code is not None:
            self.code = code


class InputError(ToolkitError):
    """A file cannot be taken as it is."""

    code = "H001"


class CrsError(ToolkitError):
    """Coordinates without a usable reference system, or under the wrong one."""

    code = "H020"


class GeometryError(ToolkitError):
    """Shapes that cannot be measured."""

    code = "H030"


class ParameterError(ToolkitError, ValueError):
    """A parameter outside its range."""

    code = "H002"
