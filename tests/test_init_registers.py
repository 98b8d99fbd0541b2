"""`hecheng init` over tables without places: a register is proposed, or it is told why none is."""

import json
import shutil
import tomllib
from pathlib import Path

import pandas as pd
import pyogrio
import pytest
import xlsxwriter
import xlwt
from made_files import frame_of, snapshot, square, stops, write

from analyses.plan_file import open_plan
from layers.catalogue import CATALOGUE
from maps import fill_in_workbook
from maps.app import cli
from maps.app.beginning import init

SAMPLE = Path(__file__).parents[1] / "layers" / "samples" / "hecheng"
FIRMS = [["名称", "行业", "规模以上"], ["甲厂", "建材", "是"], ["乙厂", "物流", "否"]]
AWARDS = [["名称", "称号", "级别"], ["甲村", "特色小镇", "省级"]]
REMARKS = [["a", "b"], ["1", "2"]]
POINTS = [["名称", "经度", "纬度"], ["甲", 109.98, 27.55], ["乙", 109.99, 27.56]]


def xlsx(path, **sheets):
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)


def xls(path, **sheets):
    book = xlwt.Workbook()
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(place, column, cell)
    book.save(str(path))


def ods(path, **sheets):
    with pd.ExcelWriter(path, engine="odf") as book:
        for name, rows in sheets.items():
            pd.DataFrame(rows).to_excel(book, sheet_name=name, header=False, index=False)


def csv(path, rows):
    pd.DataFrame(rows).to_csv(path, header=False, index=False)


def as_frame(rows):
    return pd.DataFrame(rows[1:], columns=rows[0])


def drafted(folder, source=None):
    """Give what init told of the files, the draft, and the layers that it proposes."""
    told = init(str(folder), source=None if source is None else str(source)).json
    text = (folder / "district.toml").read_text(encoding="utf-8")
    return told, text, tomllib.loads(text).get("layers", {})


@pytest.mark.parametrize(("suffix", "write_book"), [("xlsx", xlsx), ("xls", xls), ("ods", ods)])
def test_each_sheet_of_a_workbook_is_proposed_by_itself(tmp_path, suffix, write_book):
    write_book(tmp_path / f"台账.{suffix}", 企业=FIRMS, 创建认定=AWARDS, 公交站点=POINTS, 备忘=REMARKS)
    _, text, layers = drafted(tmp_path)
    assert layers == {
        name: {"file": f"台账.{suffix}", "layer": sheet}
        for name, sheet in (("enterprise", "企业"), ("award", "创建认定"), ("bus_stop", "公交站点"))
    }
    assert f"# - 台账.{suffix} (备忘)：台账.{suffix}: no coordinate columns among a, b" in text


def test_the_only_filled_sheet_needs_no_name(tmp_path):
    xlsx(tmp_path / "规上企业2024.xlsx", Sheet1=FIRMS, Sheet2=[], Sheet3=[])
    told, _, layers = drafted(tmp_path)
    assert layers == {"enterprise": {"file": "规上企业2024.xlsx"}}
    assert len(told["found"]) == 1
    assert told["found"][0]["register"]


def test_a_head_below_a_title_is_found(tmp_path):
    xlsx(tmp_path / "a.xlsx", 企业=[["2024年规上企业名录（合成示例）"], *FIRMS])
    told, _, layers = drafted(tmp_path)
    assert layers == {"enterprise": {"file": "a.xlsx"}}
    assert told["found"][0]["fields"] == FIRMS[0]
    assert told["found"][0]["rows"] == 2


def test_a_text_table_without_places_is_a_register(tmp_path):
    csv(tmp_path / "创建认定.csv", AWARDS)
    _, text, layers = drafted(tmp_path)
    assert layers == {"award": {"file": "创建认定.csv"}}
    assert "# crs" not in text
    assert "coordinates" not in text


def test_attribute_tables_of_databases_are_proposed_beside_their_layers(tmp_path):
    write(stops(), tmp_path / "库.gpkg", layer="公交站点")
    pyogrio.write_dataframe(
        as_frame(AWARDS), tmp_path / "库.gpkg", layer="创建认定", driver="GPKG", append=True
    )
    zone = frame_of(square())
    pyogrio.write_dataframe(zone, tmp_path / "库.gdb", layer="中心城区", driver="OpenFileGDB")
    pyogrio.write_dataframe(
        as_frame(FIRMS), tmp_path / "库.gdb", layer="企业", driver="OpenFileGDB", append=True
    )
    _, _, layers = drafted(tmp_path)
    assert layers == {
        "bus_stop": {"file": "库.gpkg"},
        "award": {"file": "库.gpkg", "layer": "创建认定"},
        "center": {"file": "库.gdb"},
        "enterprise": {"file": "库.gdb", "layer": "企业"},
    }


def test_a_dbf_that_stands_alone_is_a_table(tmp_path):
    write(frame_of(square(), 行业=["建材"], 规模以上=["是"]), tmp_path / "企业.shp")
    write(stops(), tmp_path / "公交站点.shp")
    for part in (".shp", ".shx", ".prj"):
        (tmp_path / f"企业{part}").unlink()
    (tmp_path / "地类.tif.vat.dbf").write_bytes((tmp_path / "企业.dbf").read_bytes())
    told, _, layers = drafted(tmp_path)
    assert layers == {"bus_stop": {"file": "公交站点.shp"}, "enterprise": {"file": "企业.dbf"}}
    assert len(told["found"]) == 2


def test_a_shapefile_that_lost_its_shapes_is_no_table(tmp_path):
    write(frame_of(square(), 行业=["建材"], 规模以上=["是"]), tmp_path / "企业.shp")
    (tmp_path / "企业.shp").unlink()
    _, text, layers = drafted(tmp_path)
    assert layers == {}
    assert "part of a shapefile whose .shp is not here" in text


def test_two_tables_for_one_register_are_proposed_in_comments(tmp_path):
    csv(tmp_path / "规上企业.csv", FIRMS)
    xlsx(tmp_path / "a.xlsx", 企业名录=FIRMS)
    _, text, layers = drafted(tmp_path)
    assert layers == {}
    assert text.count("# [layers.enterprise]") == 2
    assert text.count("请选一个") == 2


def test_a_layers_very_name_goes_before_a_name_that_contains_it(tmp_path):
    csv(tmp_path / "企业.csv", FIRMS)
    csv(tmp_path / "企业_往年备份.csv", FIRMS)
    _, text, layers = drafted(tmp_path)
    assert layers == {"enterprise": {"file": "企业.csv"}}
    assert '# file = "企业_往年备份.csv"' in text
    assert "另有 1 个文件也有些像此图层，见注释，请核对" in text


def test_of_two_years_the_earlier_is_proposed_as_the_baseline(tmp_path):
    rows = [["名称", "蓄积"], ["一号小班", 120]]
    xlsx(tmp_path / "a.xlsx", 林分2024=rows, 林分2020=rows)
    _, text, layers = drafted(tmp_path)
    assert layers == {
        "stand": {"file": "a.xlsx", "layer": "林分2024"},
        "stand_before": {"file": "a.xlsx", "layer": "林分2020"},
    }
    assert text.count("2020 年的作基期，2024 年的作现状，请核对") == 2


def test_of_three_years_people_choose(tmp_path):
    rows = [["名称", "蓄积"], ["一号小班", 120]]
    xlsx(tmp_path / "a.xlsx", 林分2024=rows, 林分2022=rows, 林分2020=rows)
    _, text, layers = drafted(tmp_path)
    assert layers == {}
    assert text.count("# [layers.stand]") == 3


def test_columns_of_a_second_layer_are_shown_in_comments(tmp_path):
    write(frame_of(square(), DLBM=["0301"], 特灌=["否"]), tmp_path / "DLTB.gpkg")
    _, text, layers = drafted(tmp_path)
    assert set(layers) == {"dltb"}
    assert "# [layers.forest]  # 森林：依据字段“特灌”；同一文件已作 dltb，也可另作此图层" in text


def test_a_fill_in_workbook_is_offered_and_never_a_layer(tmp_path):
    source, home = tmp_path / "来件", tmp_path / "区"
    source.mkdir()
    fill_in_workbook.write_fill_in(open_plan("hecheng-2024-1"), source / "填报表（农业局 公园）.xlsx")
    before = snapshot(source)
    told, text, layers = drafted(home, source)
    assert layers == {}
    assert [found["fill_in"] for found in told["found"]] == [True]
    assert tomllib.loads(text)["fill_in"] == {"file": "填报表.xlsx"}
    assert '# file = "../来件/填报表（农业局 公园）.xlsx"  # 找到的另一份填报表' in text
    assert snapshot(source) == before


def test_proposed_registers_pass_the_check(tmp_path, capsys):
    xlsx(tmp_path / "台账.xlsx", 企业=FIRMS, 创建认定=AWARDS)
    _, text, _ = drafted(tmp_path)
    for blank, filled in (('crs = ""', 'crs = "EPSG:4546"'), ('as_of = ""', "as_of = 2025-12-31")):
        text = text.replace(blank, filled)
    text = text.replace('name = ""', 'name = "鹤城"', 1)
    (tmp_path / "district.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit) as end:
        cli.main(["check", str(tmp_path), "--json"])
    told = json.loads(capsys.readouterr().out)
    assert end.value.code == 0, told
    rows = {layer["name"]: layer["rows"] for layer in told["layers"]}
    assert {name: counted["used"] for name, counted in rows.items()} == {"enterprise": 2, "award": 1}


def test_sources_stay_as_they_were(tmp_path):
    source = tmp_path / "来件"
    source.mkdir()
    xlsx(source / "台账.xlsx", 企业=FIRMS, 创建认定=AWARDS)
    before = snapshot(source)
    drafted(tmp_path / "区", source)
    assert snapshot(source) == before


def test_scope_words_are_those_of_the_plan(tmp_path):
    _, text, _ = drafted(tmp_path)
    plan = (Path(open_plan.__code__.co_filename).parent / "plans" / "hecheng-2024-1.toml").read_text("utf-8")
    offered = {line.split('"')[1] for line in text.splitlines() if line.endswith('" = ""')}
    assert offered == {part.split('"')[1] for part in plan.split("scope = ")[1:]}


def test_registers_and_town_layers_of_the_sample_are_proposed_as_it_names_them(tmp_path):
    told = tomllib.loads((SAMPLE / "district.toml").read_text(encoding="utf-8"))["layers"]
    files = {told[name]["file"] for name in ("award", "sewer")}
    wanted = {
        name: {key: entry[key] for key in ("file", "layer")}
        for name, entry in told.items()
        if entry["file"] in files
    }
    for file in files:
        shutil.copyfile(SAMPLE / file, tmp_path / file)
    _, _, layers = drafted(tmp_path)
    assert layers == wanted
    assert {name for name in CATALOGUE if not CATALOGUE[name].geometry} <= set(layers)
