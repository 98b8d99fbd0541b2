"""Start the child that reads files while this process still loads its own libraries."""


def warm() -> None:
    """Let the child load its libraries; a command that reads files calls this first."""
    from gis import child_process  # noqa: PLC0415 - nothing but the standard library behind it

    child_process.start("layers.passage")
