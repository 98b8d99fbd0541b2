"""Which of several layers is meant: the only one, or the one that the user names."""

from collections.abc import Sequence

from .errors import InputError


class SeveralLayersError(InputError):
    """Several layers are there and none was named; `names` lists them."""

    code = "H005"
    names: tuple[str, ...] = ()


def chosen_layer(
    names: Sequence[str], wanted: str | None, what: str, *, all_names: Sequence[str] = ()
) -> str:
    """
    Choose a layer, sheet or member by name.

    `names` are those worth choosing, `all_names` all that exist (tables of styles
    may be named, but are no choice to make). Raises `InputError` H005 with the list
    where none or several fit, H010 where there is nothing at all.
    """
    every = list(all_names) or list(names)
    if not every:
        raise InputError(f"{what}: holds no layer; export it again", code="H010")
    listing = ", ".join(names or every)
    if wanted is not None and wanted not in every:
        raise InputError(f"{what}: no layer '{wanted}'; it holds {listing}", code="H005")
    if wanted is None and len(names or every) > 1:
        several = SeveralLayersError(
            f"{what}: several layers ({listing}); name one with --layer or `layer =`"
        )
        several.names = tuple(names or every)
        raise several
    return wanted if wanted is not None else (names or every)[0]
