"""The stem of a stop's name: what tells two stops apart stays, what only some offices add goes."""

import math

import geopandas as gpd
import pytest
from conftest import CRS
from shapely import Point

from gis.stop_names import stop_stem
from layers.merging import merge_rows
from layers.statement import Merge


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("人民医院公交站", "人民医院"),
        ("人民医院站", "人民医院"),
        ("人民医院（公交站）", "人民医院"),
        ("人民医院(南)", "人民医院"),
        ("人民医院 (南侧)", "人民医院"),
        ("人民医院（装修中）", "人民医院"),
        ("人民医院公交站(南)（装修中）", "人民医院"),
        ("人民医院站台", "人民医院"),
        ("人民医院", "人民医院"),
        ("人民医院南", "人民医院南"),
        ("人民医院(分院)", "人民医院(分院)"),
        ("人民医院①", "人民医院#1"),
        ("人民医院1", "人民医院1"),
        ("火车站", "火车站"),
        ("火车站公交站", "火车站"),
        ("怀化汽车站", "怀化汽车站"),
        ("加油站", "加油站"),
        ("变电站", "变电站"),
        ("站前", "站前"),
        ("杨站", "杨站"),
        ("", ""),
        (None, ""),
        (math.nan, ""),
    ],
)
def test_a_stop_keeps_what_tells_it_from_its_neighbours(name, stem):
    assert stop_stem(name) == stem


@pytest.mark.parametrize("name", ["人民医院公交站(南)", "火车站", "站站", "公交站", "(南)"])
def test_a_stem_is_its_own_stem_and_never_empty(name):
    assert stop_stem(stop_stem(name)) == stop_stem(name) != ""


def stops(*names, status=None):
    data = {"name": list(names)} | ({} if status is None else {"status": status})
    return gpd.GeoDataFrame(
        data, geometry=[Point(500_000 + 10 * at, 3e6) for at in range(len(names))], crs=CRS
    )


def test_slightly_different_names_are_one_stop_only_when_asked():
    frame = stops("人民医院公交站", "人民医院（南）", "人民医院南")
    assert merge_rows(frame, Merge(within_m=50)).counts.tolist() == [1, 1, 1]
    merged = merge_rows(frame, Merge(within_m=50), stems=True)
    assert sorted(merged.counts) == [1, 2]
    assert merged.distinct == 3


def test_stops_of_unlike_status_stay_two_under_their_stem_too():
    frame = stops("人民医院站", "人民医院", status=["运营", "停运"])
    assert merge_rows(frame, Merge(within_m=50), stems=True).counts.tolist() == [1, 1]


def test_rows_without_a_name_stay_alone_under_their_stem_too():
    assert merge_rows(stops(None, None), Merge(within_m=50), stems=True).counts.tolist() == [1, 1]


def test_another_column_than_the_name_is_taken_literally():
    frame = stops("甲", "乙").assign(line=["1路(南)", "1路"])
    assert merge_rows(frame, Merge(by="line", within_m=50), stems=True).counts.tolist() == [1, 1]
