"""Numbers in the words of a plan: digits, Chinese numerals, multiples, units, names in a row."""

import pytest

from analyses.linting.quoted_numbers import names_in, numeral, says


@pytest.mark.parametrize(
    ("word", "value"),
    [("4,000", 4000), ("209.7", 209.7), ("三", 3), ("十", 10), ("二十五", 25), ("两百零四", 204),
     ("三千二百", 3200), ("二〇三〇", 2030), ("千", 1000)],
)  # fmt: skip
def test_a_numeral_is_read(word, value):
    assert float(numeral(word)) == value


@pytest.mark.parametrize(
    ("quote", "bound", "unit"),
    [
        ("森林覆盖率稳定在61.86%以上", 0.6186, "share"),
        ("覆盖率达到百分之七十", 0.7, "share"),
        ("覆盖率达到７０％", 0.7, "share"),
        ("实现所有街道全覆盖", 1.0, "share"),
        ("新能源装机不低于16.24万千瓦", 16.24, "wan_kW"),
        ("装机162.4兆瓦", 16.24, "wan_kW"),
        ("新建16.2万平方米水源热泵系统", 162_000, "m2"),
        ("30万m2厂房", 300_000, "m2"),
        ("高标准农田4000亩以上", 4000, "mu"),
        ("污水总规模450m³/d", 450, "m3d"),
        ("服务半径不超过1公里", 1000, "m"),
        ("建成三座中转站", 3, "count"),
        ("建成开园人民公园、植物园和舞水公园", 3, "count"),
        ("完成甲镇、乙乡国土空间规划、42个村庄规划审批", 2, "count"),
        ("完成甲镇、乙乡国土空间规划、42个村庄规划审批", 42, "count"),
        ("建成分拣转运中心", 1, "count"),
        ("原则上不再新建燃煤锅炉", 0, "count"),
        ("能耗较2020年下降14.5%", 14.5, "%下降"),
        ("专利拥有量达3.2件", 3.2, "件"),
    ],
)
def test_a_quote_gives_its_bound(quote, bound, unit):
    assert says(quote, bound, unit)


@pytest.mark.parametrize(
    ("quote", "bound", "unit"),
    [
        ("森林覆盖率稳定在61.86%以上", 0.6168, "share"),
        ("500米站点覆盖率达到90%以上", 0.5, "share"),
        ("推广公交出行", 1.0, "share"),
        ("到2025年建成一批", 2025, "count"),
        ("服务半径不超过1公里", 1, "m"),
        ("长3.8km", 3.8, "mu"),
        ("新建62个", 26, "count"),
        ("完成甲镇、乙乡国土空间规划、42个村庄规划审批", 3, "count"),
        ("推进项目建设", 0, "count"),
    ],
)
def test_a_quote_does_not_give_another_bound(quote, bound, unit):
    assert not says(quote, bound, unit)


def test_what_stands_in_brackets_parts_no_name():
    assert names_in("锦园南路(天星东路、刘塘路段)、花溪路和云集路") == ["锦园南路", "花溪路", "云集路"]
