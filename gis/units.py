"""Area and length in the units of Chinese planning tables, so that no factor is typed twice."""

from typing import TypeVar

import numpy as np
import numpy.typing as npt

Quantity = TypeVar("Quantity", float, npt.NDArray[np.float64])

M2_PER_HA = 10_000.0
M2_PER_KM2 = 1_000_000.0
M2_PER_MU = 2000.0 / 3.0  # 15 亩 are one hectare
M_PER_KM = 1000.0


def m2_to_ha(area_m2: Quantity) -> Quantity:
    """Convert square metres to hectares (公顷)."""
    return area_m2 / M2_PER_HA


def m2_to_km2(area_m2: Quantity) -> Quantity:
    """Convert square metres to square kilometres."""
    return area_m2 / M2_PER_KM2


def m2_to_mu(area_m2: Quantity) -> Quantity:
    """Convert square metres to mu (亩, 2000/3 m²)."""
    return area_m2 / M2_PER_MU


def ha_to_m2(area_ha: Quantity) -> Quantity:
    """Convert hectares (公顷) to square metres."""
    return area_ha * M2_PER_HA


def mu_to_m2(area_mu: Quantity) -> Quantity:
    """Convert mu (亩, 2000/3 m²) to square metres."""
    return area_mu * M2_PER_MU


def m_to_km(length_m: Quantity) -> Quantity:
    """Convert metres to kilometres."""
    return length_m / M_PER_KM
