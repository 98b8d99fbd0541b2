"""Spreadsheets: the right sheet, the digits that were typed, and nothing hidden passes without a word."""

import csv
import datetime as dt
import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
import xlwt
from made_files import write_csv
from shapely import get_coordinates

from gis.errors import InputError, ToolkitError
from gis.features import ReadRequest
from gis.tabular.spreadsheet import read_spreadsheet
from gis.tabular.tables import read_rows, read_text_table
from layers.alarm_kinds import ALARM_KINDS

HEAD = ["编码", "名称", "经度", "纬度"]
ROWS = [[431202001001, "甲", 109.98, 27.55], [431202001002, "乙", 109.984617, 27.546627]]
PLACES = [[109.98, 27.55], [109.984617, 27.546627]]
ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet>"
)
ODS_TAIL = "</office:spreadsheet></office:body></office:document-content>"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def xlsx(path, *sheets):
    """Write sheets of (name, rows); a text that begins with = is a formula."""
    book = xlsxwriter.Workbook(str(path))
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return path


def xls(path, *sheets):
    book = xlwt.Workbook()
    for name, rows in sheets:
        sheet = book.add_sheet(name)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write(number, place, cell)
    book.save(str(path))
    return path


def ods_cell(value, more=""):
    if isinstance(value, str):
        return (
            f'<table:table-cell {more} office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
        )
    return f'<table:table-cell {more} office:value-type="float" office:value="{value!r}"/>'


def ods(path, *sheets, body=None):
    tables = "".join(
        f'<table:table table:name="{name}">'
        + "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODS_TYPE, zipfile.ZIP_STORED)
        archive.writestr("content.xml", ODS_HEAD + (body or tables) + ODS_TAIL)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return path


WRITERS = {".xlsx": xlsx, ".xlsm": xlsx, ".xls": xls, ".ods": ods}


def read(path, **request):
    return read_spreadsheet(path, path.parent, ReadRequest(**request))


def places(raw):
    return get_coordinates(raw.frame.geometry[raw.frame.geometry.notna()].to_numpy()).round(9).tolist()


def found(raw, code):
    (finding,) = [finding for finding in raw.findings if finding.code == code]
    return finding


def codes(raw):
    return {finding.code for finding in raw.findings}


def refused(path, **request):
    with pytest.raises(ToolkitError) as caught:
        read(path, **request)
    message = str(caught.value)
    assert path.name in message
    assert ";" in message
    assert "\n" not in message
    assert caught.value.code in ALARM_KINDS
    return caught.value


def rezipped(path, *, more=(), changed=None):
    """Write a workbook anew with parts added or changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, change in (changed or {}).items():
        parts[name] = change(parts[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [*parts.items(), *more]:
            archive.writestr(name, content)
    return path


def one_sheet(inside):
    """Make a change of a sheet's part: all its cells are replaced."""
    return lambda old: old.partition(b"<sheetData")[0] + b"<sheetData>" + inside + b"</sheetData></worksheet>"


# The same as a CSV


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_workbook_and_its_csv_give_identical_rows(tmp_path, suffix):
    raw = read(WRITERS[suffix](tmp_path / f"stops{suffix}", ("站点", [HEAD, *ROWS])))
    text = read_text_table(write_csv(tmp_path / "stops.csv", [HEAD, *ROWS]), tmp_path, ReadRequest())
    assert raw.frame.equals(text.frame)
    assert (raw.read, raw.crs, raw.findings) == (text.read, text.crs, text.findings)
    assert raw.layer == "站点"


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_title_two_rows_of_head_and_notes_are_found_in_every_format(tmp_path, suffix):
    rows = [
        ["XX区公交站点一览表", "", "", ""],
        ["编码", "名称", "坐标", ""],
        ["", "", "经度", "纬度"],
        *ROWS,
        ["合计", 2, "", ""],
        ["制表人：张三", "", "", ""],
    ]
    raw = read(WRITERS[suffix](tmp_path / f"stops{suffix}", ("站点", rows)))
    assert (places(raw), raw.left_out) == (PLACES, {"footer below the table": 2})
    assert list(raw.frame.columns) == [*HEAD, "geometry"]
    assert found(raw, "H110").values == {"row": "2-3", "above": 1}


def test_a_table_that_begins_away_from_the_corner_is_read(tmp_path):
    book = openpyxl.Workbook()
    for number, row in enumerate([HEAD, *ROWS]):
        for place, cell in enumerate(row):
            book.active.cell(number + 4, place + 3, cell)
    book.save(tmp_path / "stops.xlsx")
    raw = read(tmp_path / "stops.xlsx")
    assert (places(raw), list(raw.frame.columns)) == (PLACES, [*HEAD, "geometry"])
    assert found(raw, "H110").values["row"] == "4"


def test_merged_heads_are_filled_to_the_right(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "stops.xlsx"))
    sheet = book.add_worksheet()
    sheet.merge_range("A1:A2", "名称")
    sheet.merge_range("B1:C1", "坐标")
    sheet.write_row("B2", ["经度", "纬度"])
    sheet.write_row("A3", ["甲", 109.98, 27.55])
    book.close()
    raw = read(tmp_path / "stops.xlsx")
    assert (places(raw), raw.frame.columns[0]) == ([PLACES[0]], "名称")


# Cells


@pytest.mark.parametrize("suffix", WRITERS)
def test_codes_of_twelve_digits_come_out_as_digits(tmp_path, suffix):
    raw = read(WRITERS[suffix](tmp_path / f"stops{suffix}", ("站点", [HEAD, *ROWS])))
    assert raw.frame["编码"].tolist() == ["431202001001", "431202001002"]


def test_codes_of_eighteen_digits_stay_whole_as_text_and_are_told_as_numbers(tmp_path):
    rows = [HEAD, ["431202001001123456", "甲", 109.98, 27.55], [431202001001123456, "乙", 109.98, 27.55]]
    raw = read(xlsx(tmp_path / "stops.xlsx", ("站点", rows)))
    assert raw.frame["编码"][1] == "431202001001123456"
    assert raw.frame["编码"].str.isdecimal().all()
    assert (found(raw, "H120").rows, found(raw, "H120").values["columns"]) == ((2,), "编码")


def test_dates_and_times_become_iso_text(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["lon", "lat", "建成", "更新", "营业"])
    book.active.append([109.98, 27.55, dt.date(2025, 1, 2), dt.datetime(2025, 1, 2, 3, 4, 5), dt.time(6, 30)])  # noqa: DTZ001 - sheets know no zones
    book.save(tmp_path / "stops.xlsx")
    row = read(tmp_path / "stops.xlsx").frame.loc[1]
    assert [str(row["建成"])[:10], row["更新"], row["营业"]] == [
        "2025-01-02",
        "2025-01-02T03:04:05",
        "06:30:00",
    ]


def test_an_angle_that_a_program_took_for_hours_is_read(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["lon", "lat"])
    book.active.append([dt.timedelta(hours=109, minutes=58, seconds=48), dt.timedelta(hours=27, minutes=33)])
    for cell in book.active[2]:
        cell.number_format = "[h]:mm:ss"
    book.save(tmp_path / "stops.xlsx")
    assert places(read(tmp_path / "stops.xlsx")) == [PLACES[0]]


def test_angles_as_text_and_as_numbers_may_be_mixed(tmp_path):
    rows = [["经度", "纬度"], ["109°58′48″", "27度33分0秒"], [109.98, "27.55"], ["'109.98", 27.55]]
    assert places(read(xlsx(tmp_path / "stops.xlsx", ("站点", rows)))) == [PLACES[0]] * 3


def test_error_values_count_as_blank_and_are_told(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "stops.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(1, 0, ROWS[0])
    sheet.write_row(2, 0, ["3", "丙"])
    sheet.write_formula(2, 2, "=1/0", None, "#DIV/0!")
    sheet.write_formula(2, 3, "=NA()", None, "#N/A")
    book.close()
    raw = read(tmp_path / "stops.xlsx")
    assert (found(raw, "H118").rows, found(raw, "H118").values["count"]) == ((2,), 2)
    assert found(raw, "H113").rows == (2,)


def test_formulas_without_results_are_told_by_row(tmp_path):
    book = openpyxl.Workbook()
    for row in (HEAD, *ROWS, [3, "丙", "=100+9.98", "=27+0.55"]):
        book.active.append(row)
    book.save(tmp_path / "stops.xlsx")
    raw = read(tmp_path / "stops.xlsx")
    assert found(raw, "H119").rows == (3,)
    assert "formula without a stored result" in found(raw, "H113").values["seen"]


def test_nothing_but_formulas_without_results_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["lon", "lat"])
    book.active.append(["=100+9.98", "=27+0.55"])
    book.save(tmp_path / "stops.xlsx")
    fault = refused(tmp_path / "stops.xlsx")
    assert (fault.code, "let it compute" in str(fault)) == ("H013", True)


def test_merged_cells_in_rows_are_told(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "stops.xlsx"))
    sheet = book.add_worksheet()
    for number, row in enumerate([HEAD, *ROWS]):
        sheet.write_row(number, 0, row)
    sheet.merge_range("A2:A3", 431202001001)
    book.close()
    assert found(read(tmp_path / "stops.xlsx"), "H121").rows == (1, 2)


def test_hidden_rows_are_read_and_told(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "stops.xlsx"))
    sheet = book.add_worksheet()
    for number, row in enumerate([HEAD, *ROWS]):
        sheet.write_row(number, 0, row)
    sheet.set_row(2, None, None, {"hidden": True})
    book.close()
    raw = read(tmp_path / "stops.xlsx")
    assert (len(raw.frame), found(raw, "H124").rows) == (2, (2,))


def test_a_column_without_a_name_gets_one(tmp_path):
    rows = [["名称", "经度", "纬度", ""], ["甲", 109.98, 27.55, "好"]]
    raw = read(xlsx(tmp_path / "stops.xlsx", ("站点", rows)))
    assert (raw.frame["column_4"].tolist(), "H117" in codes(raw)) == (["好"], True)


def test_degrees_minutes_and_seconds_in_their_own_columns_are_refused(tmp_path):
    rows = [
        ["名称", "经度", "", "", "纬度", "", ""],
        ["", "度", "分", "秒", "度", "分", "秒"],
        ["甲", 109, 58, 48, 27, 33, 0],
    ]
    assert "columns of their own" in str(refused(xlsx(tmp_path / "stops.xlsx", ("站点", rows))))


# Sheets


def test_the_only_sheet_with_coordinates_is_used_and_told(tmp_path):
    path = xlsx(
        tmp_path / "stops.xlsx", ("说明", [["填表说明"], ["一", "二"]]), ("站点", [HEAD, *ROWS]), ("空", [])
    )
    raw = read(path)
    assert (raw.layer, places(raw)) == ("站点", PLACES)
    assert found(raw, "H111").values == {"sheet": "站点", "count": 2, "sheets": "说明, 站点"}


def test_several_sheets_with_coordinates_must_be_chosen_from(tmp_path):
    path = xlsx(tmp_path / "stops.xlsx", ("甲区", [HEAD, ROWS[0]]), ("乙区", [HEAD, ROWS[1]]))
    fault = refused(path)
    assert (fault.code, "甲区, 乙区" in str(fault)) == ("H005", True)
    assert places(read(path, layer="乙区")) == [PLACES[1]]


def test_a_sheet_that_is_not_there_is_refused_with_the_list(tmp_path):
    fault = refused(xlsx(tmp_path / "stops.xlsx", ("站点", [HEAD, *ROWS])), layer="站")
    assert (fault.code, "站点" in str(fault)) == ("H005", True)


def test_a_hidden_sheet_is_told(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "stops.xlsx"))
    book.add_worksheet("封面").write(0, 0, "封面")
    sheet = book.add_worksheet("站点")
    for number, row in enumerate([HEAD, *ROWS]):
        sheet.write_row(number, 0, row)
    sheet.hide()
    book.close()
    assert found(read(tmp_path / "stops.xlsx"), "H112").values["sheet"] == "站点"


def test_sheets_without_coordinates_are_refused_with_their_names(tmp_path):
    path = xlsx(tmp_path / "stops.xlsx", ("甲", [["名称"], ["一"]]), ("乙", [["名称"], ["二"]]))
    assert (refused(path).code, "甲, 乙" in str(refused(path))) == ("H012", True)


@pytest.mark.parametrize("suffix", WRITERS)
def test_an_empty_workbook_is_refused(tmp_path, suffix):
    assert refused(WRITERS[suffix](tmp_path / f"stops{suffix}", ("站点", []))).code == "H010"


def test_a_legend_in_a_workbook_is_read_like_a_csv(tmp_path):
    rows = [["value", "code", "name"], [1, "0301", "乔木林地"]]
    sheet, _ = read_rows(xlsx(tmp_path / "legend.xlsx", ("图例", rows)))
    text, _ = read_rows(write_csv(tmp_path / "legend.csv", rows))
    assert sheet.equals(text)


# Disguises and hostile files


def test_a_workbook_of_today_called_xls_is_read(tmp_path):
    path = xlsx(tmp_path / "stops.xlsx", ("站点", [HEAD, *ROWS])).rename(tmp_path / "stops.xls")
    assert places(read(path)) == PLACES


def test_a_text_called_xls_is_read_as_text(tmp_path):
    path = tmp_path / "stops.xls"
    path.write_bytes("名称\t经度\t纬度\n甲\t109.98\t27.55\n".encode("gbk"))
    assert places(read(path)) == [PLACES[0]]


def test_a_web_page_called_xls_is_refused_for_what_it_is(tmp_path):
    path = tmp_path / "stops.xls"
    path.write_text("<html><table><tr><td>经度</td></tr></table></html>", encoding="utf-8")
    assert "HTML" in str(refused(path))


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "stops.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")
    assert refused(path).code == "H004"


@pytest.mark.parametrize(("stream", "code"), [("EncryptedPackage", "H125"), ("WordDocument", "H004")])
def test_what_the_old_container_holds_is_told(tmp_path, stream, code):
    path = xls(tmp_path / "stops.xls", ("站点", [HEAD, *ROWS]))
    raw = bytearray(path.read_bytes())
    entry = raw.index("Workbook".encode("utf-16-le"))
    name = stream.encode("utf-16-le")
    raw[entry : entry + 66] = name.ljust(64, b"\0") + (len(name) + 2).to_bytes(2, "little")
    path = path.with_suffix(".xlsx")
    path.write_bytes(raw)
    assert refused(path).code == code


def test_sectors_that_run_in_a_circle_are_refused(tmp_path):
    path = xls(tmp_path / "stops.xls", ("站点", [HEAD, *ROWS]))
    raw = bytearray(path.read_bytes())
    table = 512 * (1 + int.from_bytes(raw[76:80], "little"))
    raw[table : table + 4] = bytes(4)  # the first sector follows itself
    path.write_bytes(raw)
    assert refused(path).code == "H001"


def test_errors_and_hidden_rows_of_old_workbooks_are_told(tmp_path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("站点")
    for number, row in enumerate([HEAD, *ROWS, [3, "丙", "", 27.55]]):
        for place, cell in enumerate(row):
            sheet.write(number, place, cell)
    sheet.row(3).set_cell_error(4, 0x2A)
    sheet.row(2).hidden = True
    sheet.write(0, 4, "备注")
    book.save(str(tmp_path / "stops.xls"))
    raw = read(tmp_path / "stops.xls")
    assert (found(raw, "H118").rows, found(raw, "H124").rows) == ((3,), (2,))


def test_an_encrypted_old_workbook_is_refused(tmp_path):
    path = xls(tmp_path / "stops.xls", ("站点", [HEAD, *ROWS]))
    raw = path.read_bytes()
    interface = raw.index(b"\xe1\x00\x02\x00")
    path.write_bytes(raw[:interface] + b"\x2f\x00\x02\x00" + raw[interface + 4 :])  # a record of a password
    assert (refused(path).code, "encrypted" in str(refused(path))) == ("H125", True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_in_a_workbook_are_refused_before_it_is_opened(tmp_path, encoding):
    hostile = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode(encoding)
    path = rezipped(xlsx(tmp_path / "stops.xlsx", ("站点", [HEAD, *ROWS])), more=[("xl/extra.xml", hostile)])
    assert refused(path).code == "H125"


def test_entities_in_an_open_document_are_refused(tmp_path):
    path = ods(tmp_path / "stops.ods", ("站点", [HEAD, *ROWS]))
    changed = {
        "content.xml": lambda old: old.replace(b"?>", b'?><!DOCTYPE x SYSTEM "file:///etc/passwd">', 1)
    }
    assert refused(rezipped(path, changed=changed)).code == "H125"


def test_a_part_that_unpacks_to_very_much_is_refused(tmp_path):
    path = rezipped(
        xlsx(tmp_path / "stops.xlsx", ("站点", [HEAD, *ROWS])), more=[("xl/a.xml", b" " * 60_000_000)]
    )
    assert (refused(path).code, "times its size" in str(refused(path))) == ("H100", True)


def test_a_size_that_the_directory_hides_is_counted_while_unpacking(tmp_path):
    path = rezipped(
        xlsx(tmp_path / "stops.xlsx", ("站点", [HEAD, *ROWS])), more=[("xl/a.xml", b" " * 60_000_000)]
    )
    raw = path.read_bytes()
    path.write_bytes(raw.replace((60_000_000).to_bytes(4, "little"), (60_000).to_bytes(4, "little")))
    assert refused(path).code == "H100"


def test_two_cells_in_opposite_corners_are_refused_before_they_are_a_rectangle(tmp_path):
    far = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="999999"><c r="BXX999999"><v>1</v></c></row>'
    path = xlsx(tmp_path / "stops.xlsx", ("站点", [HEAD, *ROWS]))
    path = rezipped(path, changed={"xl/worksheets/sheet1.xml": one_sheet(far)})
    assert (refused(path).code, "cells" in str(refused(path))) == ("H100", True)


def test_a_cell_far_to_the_right_is_refused(tmp_path):
    far = b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>'
    path = xlsx(tmp_path / "stops.xlsx", ("站点", [HEAD, *ROWS]))
    assert refused(rezipped(path, changed={"xl/worksheets/sheet1.xml": one_sheet(far)})).code == "H100"


def test_formatted_but_empty_cells_far_away_are_nothing(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "stops.xlsx"))
    sheet = book.add_worksheet()
    for number, row in enumerate([HEAD, *ROWS]):
        sheet.write_row(number, 0, row)
    sheet.write_blank(1_000_000, 16_000, None, book.add_format({"bold": True}))
    book.close()
    assert places(read(tmp_path / "stops.xlsx")) == PLACES


def test_repeated_cells_of_an_open_document_are_counted(tmp_path):
    cell = ods_cell(1, 'table:number-columns-repeated="1000"')
    row = f'<table:table-row table:number-rows-repeated="900000">{cell}</table:table-row>'
    body = f'<table:table table:name="a">{row}</table:table>'
    assert refused(ods(tmp_path / "stops.ods", body=body)).code == "H100"


def test_blank_repeated_rows_of_an_open_document_are_nothing(tmp_path):
    rows = "".join(
        f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in [HEAD, *ROWS]
    )
    cell = '<table:table-cell table:number-columns-repeated="1024"/>'
    blank = f'<table:table-row table:number-rows-repeated="1048000">{cell}</table:table-row>'
    body = f'<table:table table:name="a">{rows}{blank}</table:table>'
    assert places(read(ods(tmp_path / "stops.ods", body=body))) == PLACES


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_workbook_cut_short_is_refused(tmp_path, suffix, share):
    path = WRITERS[suffix](tmp_path / f"stops{suffix}", ("站点", [HEAD, *ROWS]))
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * share)])
    try:
        rows = read(path).frame
    except InputError as fault:
        assert path.name in str(fault)  # noqa: PT017 - either whole rows or a refusal
    else:
        assert len(rows) == 2


def test_a_workbook_is_left_as_it_was(tmp_path):
    path = xlsx(tmp_path / "stops.xlsx", ("站点", [HEAD, *ROWS]))
    before = path.read_bytes()
    read(path)
    assert (path.read_bytes(), [one.name for one in tmp_path.iterdir()]) == (before, ["stops.xlsx"])


def test_a_csv_saved_from_a_workbook_is_the_same_after_a_round(tmp_path):
    raw = read(xlsx(tmp_path / "stops.xlsx", ("站点", [HEAD, *ROWS])))
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEAD, *raw.frame[HEAD].to_numpy().tolist()])
    path = tmp_path / "again.csv"
    path.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
    assert read_text_table(path, tmp_path, ReadRequest()).frame.equals(raw.frame)


def test_a_formula_whose_stored_result_is_an_empty_text_is_no_alarm(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "stops.xlsx"))
    sheet = book.add_worksheet()
    for number, row in enumerate([HEAD, *ROWS]):
        sheet.write_row(number, 0, row)
    sheet.write_formula(1, 1, '=""', None, "")
    sheet.write_formula(9, 1, '=""', None, "")
    book.close()
    path = tmp_path / "stops.xlsx"
    changed = {
        "xl/worksheets/sheet1.xml": lambda old: old.replace(b'r="B2"><f>', b'r="B2" t="str"><f>').replace(
            b'r="B10"><f>', b'r="B10" t="str"><f>'
        )
    }
    raw = read(rezipped(path, changed=changed))
    assert (raw.findings, raw.read) == ((), 2)


def test_cells_without_references_are_read_one_after_another(tmp_path):
    texts = b"".join(b'<c t="inlineStr"><is><t>%s</t></is></c>' % name.encode() for name in ("lon", "lat"))
    row = b"<row><c><v>109.98</v></c><c><v>27.55</v></c></row>"
    path = xlsx(tmp_path / "stops.xlsx", ("站点", [HEAD, *ROWS]))
    changed = {"xl/worksheets/sheet1.xml": one_sheet(b"<row>" + texts + b"</row>" + row * 3000)}
    raw = read(rezipped(path, changed=changed))
    assert (len(raw.frame), places(raw)[-1]) == (3000, PLACES[0])


def test_a_binary_workbook_is_refused_for_what_it_is(tmp_path):
    path = rezipped(xlsx(tmp_path / "stops.xlsx", ("站点", [HEAD])), more=[("xl/workbook.bin", b"x")])
    assert ".xlsb" in str(refused(path))


def test_several_sheets_of_a_legend_must_be_chosen_from(tmp_path):
    path = xlsx(tmp_path / "legend.xlsx", ("甲", [["value"], [1]]), ("乙", [["value"], [2]]))
    with pytest.raises(InputError, match="several layers") as caught:
        read_rows(path)
    assert caught.value.code == "H005"
