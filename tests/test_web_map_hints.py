"""Names that speak of a web map are told where nobody declared a system; others are no hint."""

import pytest
from made_files import codes, the_alarm, write_csv

from layers.door import Statement, open_layer


def poi(tmp_path, *, column="类别", name="poi", place=("109.98", "27.55"), **said):
    path = write_csv(tmp_path / f"{name}.csv", [["lon", "lat", column], [*place, "1"]])
    return open_layer(path, Statement(**said))


@pytest.mark.parametrize(
    ("more", "likely"),
    [
        ({"column": "gcj_x"}, "GCJ-02"),
        ({"column": "高德ID"}, "GCJ-02"),
        ({"column": "bd09经度"}, "BD-09"),
        ({"column": "baidu_uid"}, "BD-09"),
        ({"source": "百度地图POI，2024"}, "BD-09"),
        ({"source": "高德开放平台"}, "GCJ-02"),
        ({"name": "stations_gcj02"}, "GCJ-02"),
    ],
)
def test_a_name_that_speaks_of_a_web_map_is_told_where_no_system_was_declared(more, likely, tmp_path):
    assert the_alarm(poi(tmp_path, **more), "H223").values["likely"] == likely
    assert "H223" not in codes(poi(tmp_path, **more, coordinates="wgs84"))


@pytest.mark.parametrize("column", ["address", "bd_area", "已转换_高德", "wgs84_id", "abdomen"])
def test_other_names_are_no_hint(column, tmp_path):
    assert "H223" not in codes(poi(tmp_path, column=column))


def test_outside_china_there_is_no_shift_to_speak_of(tmp_path):
    assert "H223" not in codes(poi(tmp_path, column="gcj_x", place=("-71.3", "-29.9")))
