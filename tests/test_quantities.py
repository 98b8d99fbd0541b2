"""Units of targets: conversions that hold to the last bit, and what cannot be converted."""

import pytest

from analyses.quantities import converted, known_unit
from gis.errors import ParameterError


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        (162_400.0, "kW", "wan_kW", 16.24),
        (162.4, "MW", "wan_kW", 16.24),
        (15.0, "mu", "ha", 1.0),
        (1.0, "ha", "mu", 15.0),
        (4000.0, "mu", "m2", 8_000_000 / 3),
        (3800.0, "m", "km", 3.8),
        (0.7, "share", "share", 0.7),
    ],
)
def test_amounts_convert_exactly(value, source, target, expected):
    assert converted(value, source, target) == expected


def test_a_length_is_no_area():
    with pytest.raises(ParameterError, match="km cannot become ha"):
        converted(1.0, "km", "ha")


def test_units_are_known_as_heads_write_them():
    assert known_unit("m³/d") == "m3d"
    assert known_unit("亩") == "mu"
    with pytest.raises(ParameterError, match="no unit is called 'furlong'"):
        known_unit("furlong")
