"""A column that names the coordinate system of each row is believed before silence and before the user."""

import pytest
from made_files import codes, refusal, write_csv

from layers import read_layer

PLACE = ("109.984617", "27.546627")


def table(tmp_path, *systems, head="coord_system"):
    rows = [[f"s{number}", *PLACE, system] for number, system in enumerate(systems)]
    return write_csv(tmp_path / "stops.csv", [["name", "lon", "lat", head], *rows])


@pytest.mark.parametrize("head", ["coord_system", "坐标系"])
@pytest.mark.parametrize("system", ["GCJ02", "gcj-02", "高德", "BD09"])
def test_rows_in_a_shifted_system_that_nobody_declared_are_refused(tmp_path, system, head):
    fault = refusal(table(tmp_path, system, system, head=head))
    assert fault.code == "H020"
    assert "say coordinates =" in str(fault)


def test_a_declaration_that_agrees_is_taken(tmp_path):
    assert "H024" in codes(read_layer(table(tmp_path, "GCJ02", "GCJ02"), coordinates="gcj02"))
    assert len(read_layer(table(tmp_path, "CGCS2000", "2000国家大地坐标系", "")).frame) == 3


def test_a_declaration_that_contradicts_is_refused(tmp_path):
    assert refusal(table(tmp_path, "WGS84"), coordinates="bd09").code == "H020"


def test_rows_in_several_systems_are_refused_by_row(tmp_path):
    fault = refusal(table(tmp_path, "WGS84", "BD09", "WGS84"))
    assert fault.code == "H021"
    assert "(rows 2, coord_system)" in str(fault)


@pytest.mark.parametrize("system", ["Xian80", "1980西安坐标系", "北京54"])
def test_old_datums_are_refused(tmp_path, system):
    assert refusal(table(tmp_path, system)).code == "H022"
