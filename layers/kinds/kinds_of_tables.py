"""Findings and refusals about spreadsheets and text tables."""

from layers.alarm_kind import Kinds, notices, refusals, warnings

KINDS_OF_TABLES: Kinds = (
    refusals(
        (
            "H125",
            "workbook cannot be opened safely",
            "工作簿不能安全打开",
            "open it in a spreadsheet program and save it again, without a password",
            "用表格软件打开后另存（不设密码）",
        ),
    )
    | warnings(
        (
            "H126",
            "{count} rows (rows {rows}) sum up others and are no records; they were left out: {seen}",
            "{count} 行（第 {rows} 行）是合计或平均，不是记录，未计入：{seen}",
            "delete them, or give a record that is really called so another name",
            "删除这些行；若确为同名记录，请改名",
        ),
        (
            "H127",
            "the header gives parameters of a transformation ({parameters}); they were not applied",
            "属性描述给出了转换参数（{parameters}），未予应用",
            "make sure that the coordinates are already in the system that the header names",
            "确认坐标已属于属性描述所列的坐标系",
        ),
        (
            "H113",
            "{count} rows have no usable coordinates in {columns}: {seen}",
            "{count} 条记录的坐标（{columns}）不能使用：{seen_zh}",
            "mend these rows",
            "改正这些记录",
        ),
        (
            "H112",
            "the sheet '{sheet}' that was read is hidden",
            "所读工作表“{sheet}”是隐藏的",
            "make sure that it is no old copy",
            "确认它不是旧的副本",
        ),
        (
            "H114",
            "by the magnitude of its numbers '{column}' was taken as {axis}",
            "按数值大小，“{column}”作为{axis_zh}",
            "name the two columns in `fields` if this is wrong",
            "若不对，请在 `fields` 中指明两列",
        ),
        (
            "H115",
            "{columns}: taken as longitude and latitude by their values, no name says so",
            "{columns}：按数值作为经度、纬度（列名未说明）",
            "name the columns lon and lat, or name them in `fields`",
            "把列名改为经度、纬度，或在 `fields` 中指明",
        ),
        (
            "H118",
            "{count} cells hold an error of the spreadsheet program ({columns}); they count as blank",
            "{count} 个单元格是公式错误值（{columns}），按空白处理",
            "mend the formulas and save the file again",
            "改正公式后重新保存",
        ),
        (
            "H119",
            "{count} formulas have no stored result ({columns}); they count as blank",
            "{count} 个公式没有存储结果（{columns}），按空白处理",
            "open the file in a spreadsheet program, let it compute, and save it",
            "用表格软件打开、重新计算并保存",
        ),
        (
            "H120",
            "{count} long numbers ({columns}) had lost their last digits before the file was read",
            "{count} 个长数字（{columns}）在文件中已丢失末位数字",
            "enter such codes as text",
            "此类编码请以文本录入",
        ),
        (
            "H121",
            "cells are merged over several rows ({count} rows touched); only the first has the value",
            "有跨行合并的单元格（涉及 {count} 行），只有首行有值",
            "unmerge the cells and fill the rows",
            "取消合并并逐行填写",
        ),
        (
            "H122",
            "{columns}: read as degrees, minutes and seconds written as one number (1095848.5)",
            "{columns}：按度分秒连写（1095848.5）读取",
            "write decimal degrees",
            "请改写为十进制度",
        ),
        (
            "H123",
            "{columns}: whole degrees only, or minutes and seconds behind the point; read as decimal degrees",
            "{columns}：只有整度，或小数点后像是分秒；已按十进制度读取",
            "check how the positions were written",
            "核对坐标的书写格式",
        ),
    )
    | notices(
        (
            "H110",
            "head found in row {row}, {above} lines above it left aside; rows are counted below the head",
            "表头在第 {row} 行，其上 {above} 行不计；记录自表头之下起数",
            "nothing, if this is the head",
            "表头无误则无需处理",
        ),
        (
            "H111",
            "sheet '{sheet}' was read, the only one with coordinates of {count} ({sheets})",
            "读取工作表“{sheet}”：{count} 张表中只有它有坐标（{sheets}）",
            "name another one with --layer",
            "可用 --layer 指定其他工作表",
        ),
        (
            "H116",
            "{count} lines that are no records left out: {seen}",
            "略去 {count} 行非记录内容：{seen}",
            "nothing, if these are totals and notes",
            "确为合计、备注等则无需处理",
        ),
        (
            "H117",
            "{count} columns with a blank or repeated name are called {names}",
            "{count} 列无列名或列名重复，改称 {names}",
            "give each column its own name",
            "为每列单独命名",
        ),
        (
            "H124",
            "{count} hidden or filtered rows of the sheet were read too",
            "工作表中隐藏或筛选掉的 {count} 行也已读取",
            "delete them if they are not meant",
            "若不应计入，请删除",
        ),
    )
)
