"""The one place where hot loops meet numba, typed so that strict checking sees through it."""

from collections.abc import Callable
from typing import TypeVar, cast

import numba

_Loop = TypeVar("_Loop", bound=Callable[..., object])


def compiled(loop: _Loop) -> _Loop:
    """Compile a loop on its first call and keep the machine code beside the module."""
    return cast("_Loop", numba.njit(cache=True, error_model="numpy")(loop))
