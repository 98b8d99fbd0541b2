"""Tables and spreadsheets as people keep them: the head is found or the file refused, bad rows are named."""

import io
import zipfile

from case_files import NAMES, csv_text, inspect, text, xlsx
from input_case import ACCEPT, NOTED, REFUSE, WARN, Cases, Near, Total, Where

cases = Cases("tables")
CASES = cases.all
ROWS = [f"{name},{109.97 + i / 100:.4f},27.5500" for i, name in enumerate(NAMES)]
CELLS = [[name, round(109.97 + i / 100, 4), 27.55] for i, name in enumerate(NAMES)]
HEAD = ["NAME", "经度", "纬度"]
THREE = {
    "rows.used": 3,
    "fields.NAME.sample": NAMES[0],
    "bounds": Where("four numbers", lambda told: told is not None and len(told) == 4),
}


def _csv(*lines, name="stops.csv", encoding="utf-8"):
    def make(folder):
        text(folder / name, csv_text(*lines), encoding)
        return inspect(name)

    return make


def _book(sheets, *words, name="stops.xlsx"):
    def make(folder):
        xlsx(folder / name, sheets)
        return inspect(name, *words)

    return make


TITLE = ["鹤城区公交站点一览表"]
cases.add(
    "title_rows_above_the_head",
    _csv("鹤城区公交站点一览表,,", "单位：交通局,,2025-10", "NAME,经度,纬度", *ROWS),
    NOTED,
    figures=THREE,
)
cases.add(
    "title_rows_in_a_workbook", _book({"站点": [TITLE, ["单位：交通局"], HEAD, *CELLS]}), NOTED, figures=THREE
)
cases.add(
    "a_head_of_two_rows",
    _csv("NAME,坐标,", ",经度,纬度", *ROWS),
    NOTED,
    WARN,
    REFUSE,
    figures={"rows.used": 3},
)
cases.add(
    "a_footer_of_sums",
    _csv("NAME,经度,纬度", *ROWS, "合计,,", "制表人：张三,,"),
    NOTED,
    WARN,
    figures={"rows.used": 3, "rows.skipped": Total(2)},
)
cases.add(
    "blank_rows_between",
    _csv("NAME,经度,纬度", ROWS[0], ",,", ROWS[1], "", ROWS[2]),
    ACCEPT,
    NOTED,
    WARN,
    figures={"rows.used": 3},
)
cases.add(
    "a_row_with_a_cell_too_many",
    _csv("NAME,lon,lat", *ROWS, "d,109.99,27.55,9"),
    REFUSE,
    WARN,
    figures={"rows.used": 3},
    says="row|line|5|4",
)
cases.add(
    "a_row_with_a_cell_missing",
    _csv("NAME,lon,lat", *ROWS, "d,109.99"),
    REFUSE,
    WARN,
    figures={"rows.used": 3},
)
cases.add(
    "an_unquoted_comma_shifts_a_row",
    _csv("NAME,lon,lat", *ROWS, "一站,南,109.99,27.55"),
    REFUSE,
    WARN,
    figures={"rows.used": 3},
)
cases.add(
    "a_quote_left_open",
    _csv("NAME,lon,lat", '"一站,109.97,27.55', "二站,109.98,27.55", "三站,109.99,27.55"),
    REFUSE,
)
cases.add("nul_bytes", _csv("NAME,lon,lat", "a\0b,109.97,27.55", *ROWS), REFUSE, WARN, NOTED)
for name, row in {
    "zero_zero": "d,0,0",
    "blank_position": "d,,",
    "latitude_275": "d,109.97,275.5",
    "longitude_999": "d,999,27.55",
    "words_for_position": "d,无,无",
    "not_a_number": "d,NaN,27.55",
    "an_excel_error": "d,#N/A,#REF!",
    "minutes_of_75": "d,109°75'00\",27°33'00\"",
}.items():
    cases.add(
        f"a_row_with_{name}",
        _csv("NAME,lon,lat", *ROWS, row),
        WARN,
        figures={"rows.used": 3, "rows.skipped": Total(1)},
        says='"rows": \\[4\\]',
    )
cases.add(
    "most_rows_impossible",
    _csv("NAME,lon,lat", ROWS[0], *["d,999,275"] * 9),
    REFUSE,
    WARN,
    figures={"rows.used": 1},
)
cases.add(
    "no_coordinate_columns", _csv("NAME,人口,面积", "a,1,2", "b,3,4"), REFUSE, says="column|coordinate|lon"
)
cases.add("a_head_and_no_rows", _csv("NAME,lon,lat"), REFUSE)
cases.add(
    "an_empty_table",
    lambda folder: (folder.joinpath("stops.csv").write_bytes(b""), inspect("stops.csv"))[1],
    REFUSE,
)
cases.add("only_blank_lines", _csv("", "", ""), REFUSE)
cases.add(
    "two_columns_of_one_name",
    _csv("NAME,lon,lat,lon", *(row + ",110.5" for row in ROWS)),
    REFUSE,
    WARN,
    NOTED,
    says="lon",
)
cases.add(
    "a_column_without_a_name",
    _csv("NAME,lon,lat,", *(row + ",x" for row in ROWS)),
    ACCEPT,
    NOTED,
    REFUSE,
    figures={"rows.used": 3},
)
_IN = [("一站", 109.97, 27.55), ("二站", 109.98, 27.55), ("三站", 109.99, 27.55)]
LEFT = Where("west edge 109.97 E", lambda told: told is not None)
for name, head, rows in (
    (
        "degrees_minutes_seconds",
        "NAME,经度,纬度",
        ['a,"109°58\'48""E","27°33\'00""N"', 'b,"109°59\'24""E","27°33\'00""N"'],
    ),
    (
        "degrees_in_chinese_words",
        "NAME,经度,纬度",
        ["a,109度58分48秒,27度33分0秒", "b,东经109度59分24秒,北纬27度33分"],
    ),
    ("typographic_primes", "NAME,经度,纬度", ["a,109°58′48″,27°33′00″", "b,109°59′24″,27°33′00″"]),
    ("forms_mixed_in_one_column", "NAME,经度,纬度", ["a,109.98,27.55", "b,109°59′24″,27°33′00″"]),
    ("degree_signs_and_letters", "NAME,经度,纬度", ["a,109.98°E,27.55°N", "b,E109.99,N27.55"]),
    ("full_width_numbers", "NAME,经度,纬度", ["a,１０９．９８,２７．５５", "b,109.99,27.55"]),
    ("blanks_and_apostrophes", "NAME,经度,纬度", ["a, 109.98 ,'27.55", "b,'109.99, 27.55"]),
):
    # 109.98 E and 109.99 E at 27.55 N: 986.9 m apart on the ellipsoid, whatever plane the answer is in
    apart = Where(
        "986.9 m between the two",
        lambda told: (
            told is not None and abs(((told[2] - told[0]) ** 2 + (told[3] - told[1]) ** 2) ** 0.5 - 986.9) < 2
        ),
    )
    cases.add(name, _csv(head, *rows), ACCEPT, NOTED, figures={"rows.used": 2, "bounds": apart})


@cases(NOTED, WARN, REFUSE, figures={"rows.used": 2})
def degrees_without_names_are_an_assumption(folder):
    text(folder / "stops.csv", csv_text("NAME,A,B", "a,109.98,27.55", "b,109.99,27.55"))
    return inspect("stops.csv")


@cases(
    NOTED,
    WARN,
    figures={"bounds": Where("x is east", lambda told: told[0] < 500_000 < told[1]), "rows.used": 2},
)
def chinese_x_is_northing(folder):
    text(folder / "stops.csv", csv_text("NAME,X,Y", "a,3049000.0,400000.0", "b,3049100.0,400100.0"))
    return inspect("stops.csv", "--crs", "EPSG:4546")


@cases(
    ACCEPT,
    NOTED,
    figures={"bounds": Where("x is east", lambda told: told[0] < 500_000 < told[1]), "rows.used": 2},
)
def thousands_separators_in_coordinates(folder):
    lines = ["NAME,东坐标,北坐标", 'a,"400,000.12","3,049,000.5"', 'b,"400,100.12","3,049,100.5"']
    text(folder / "stops.csv", csv_text(*lines))
    return inspect("stops.csv", "--crs", "EPSG:4546")


for name, mark in {"semicolons": ";", "tabs_in_a_csv": "\t", "full_width_commas": "，"}.items():
    cases.add(
        name,
        _csv(*(line.replace(",", mark) for line in ["NAME,lon,lat", *ROWS])),
        ACCEPT,
        NOTED,
        figures=THREE,
    )
cases.add(
    "two_sheets_one_with_positions",
    _book({"说明": [["本表由交通局提供"]], "站点": [HEAD, *CELLS]}),
    NOTED,
    figures=THREE,
    says="站点",
)
cases.add(
    "two_sheets_with_positions",
    _book({"东": [HEAD, *CELLS], "西": [HEAD, *CELLS]}),
    REFUSE,
    says="东.*西|--layer",
)
cases.add("a_sheet_that_is_not_there", _book({"东": [HEAD, *CELLS]}, "--layer", "北"), REFUSE, says="东|北")
cases.add(
    "formulas_without_values",
    _book({"站点": [HEAD, ["a", "=109+0.97", "=27.55"], ["b", "=109+0.98", "=27.55"]]}),
    REFUSE,
    says="formula|value|公式",
)
cases.add(
    "one_formula_without_a_value",
    _book({"站点": [HEAD, *CELLS, ["d", "=109+0.97", "=27.55"]]}),
    WARN,
    REFUSE,
    figures={"rows.used": 3},
)
cases.add("a_workbook_without_positions", _book({"说明": [["a", "b"], ["c", "d"]]}), REFUSE)
cases.add("an_empty_workbook", _book({"Sheet1": []}), REFUSE)
cases.add(
    "eighteen_digits_in_a_number_cell",
    _book({"站点": [[*HEAD, "编码"], *([*row, 431202001001000123] for row in CELLS)]}),
    WARN,
    NOTED,
    figures={"rows.used": 3},
)
cases.add(
    "dates_that_cannot_be",
    _csv(
        "NAME,lon,lat,built",
        *(f"{row},{date}" for row, date in zip(ROWS, ("2023-02-30", "20231345", "2023-01-01"), strict=True)),
    ),
    ACCEPT,
    NOTED,
    WARN,
    figures={"rows.used": 3},
)


@cases(NOTED, figures={"rows.used": 3}, says="站点|merge|row")
def a_merged_head_in_a_workbook(folder):
    import openpyxl  # noqa: PLC0415

    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["鹤城区公交站点一览表", None, None], ["名称", "坐标", None], [None, "经度", "纬度"], *CELLS):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("B2:C2")
    sheet.merge_cells("A2:A3")
    book.save(folder / "stops.xlsx")
    return inspect("stops.xlsx")


@cases(WARN, NOTED, figures={"rows.used": 3})
def a_hidden_sheet_with_the_positions(folder):
    import openpyxl  # noqa: PLC0415

    path = xlsx(folder / "stops.xlsx", {"封面": [["站点表"]], "站点": [HEAD, *CELLS]})
    book = openpyxl.load_workbook(path)
    book["站点"].sheet_state = "hidden"
    book.save(path)
    return inspect("stops.xlsx")


@cases(REFUSE, ACCEPT, NOTED, figures={"rows.used": 3})
def an_xls_that_is_text(folder):
    text(folder / "stops.xls", csv_text("NAME\tlon\tlat", *(row.replace(",", "\t") for row in ROWS)))
    return inspect("stops.xls")


@cases(REFUSE)
def an_xls_that_is_html(folder):
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in [HEAD, *CELLS])
    text(folder / "stops.xls", f"<html><body><table>{rows}</table></body></html>")
    return inspect("stops.xls")


@cases(REFUSE, says="encrypt|password|old Office|protect|.xls")
def a_workbook_under_a_password(folder):
    (folder / "stops.xlsx").write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096 + "EncryptedPackage".encode("utf-16-le")
    )
    return inspect("stops.xlsx")


@cases(REFUSE)
def a_workbook_cut_in_half(folder):
    path = xlsx(folder / "stops.xlsx", {"站点": [HEAD, *CELLS]})
    path.write_bytes(path.read_bytes()[:2500])
    return inspect("stops.xlsx")


@cases(REFUSE)
def a_zip_that_is_no_workbook(folder):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("readme.txt", "hello")
    (folder / "stops.xlsx").write_bytes(stream.getvalue())
    return inspect("stops.xlsx")


@cases(REFUSE, WARN, figures={"area_m2": Near(0)}, says="lon|lat|经|column")
def only_one_of_the_two_coordinates(folder):
    text(folder / "stops.csv", csv_text("NAME,lon,人口", "a,109.98,5", "b,109.99,6"))
    return inspect("stops.csv")
