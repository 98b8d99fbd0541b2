"""Findings and refusals about files, formats and folders."""

from layers.alarm_kind import Kinds, notices, refusals

KINDS_OF_FILES: Kinds = refusals(
    (
        "H000",
        "fault without a code of its own",
        "没有自己代码的错误",
        "read the message",
        "阅读提示信息",
    ),
    (
        "H001",
        "file missing or unreadable",
        "文件不存在或无法读取",
        "check the path and the file",
        "核对路径与文件",
    ),
    (
        "H002",
        "parameter outside its range",
        "参数超出范围",
        "give a value inside the range",
        "给出范围内的值",
    ),
    (
        "H003",
        "not a local file (address, virtual path, device)",
        "不是本地文件（网址、虚拟路径、设备）",
        "save the data to a local file and name it",
        "先存为本地文件，再给出文件名",
    ),
    (
        "H004",
        "format not known",
        "格式不受理",
        "convert to GeoPackage, Shapefile, GeoJSON, GeoParquet, CSV or GeoTIFF",
        "转换为 GeoPackage、Shapefile、GeoJSON、GeoParquet、CSV、XLSX 或 GeoTIFF",
    ),
    (
        "H005",
        "several layers and none chosen",
        "含多个图层而未指定",
        "name one with --layer or `layer =`",
        "用 --layer 或 `layer =` 指定",
    ),
    (
        "H006",
        "mistake in a configuration file",
        "配置文件有误",
        "mend the named line",
        "改正所指的行",
    ),
    (
        "H007",
        "result folder cannot be replaced",
        "结果文件夹不能替换",
        "choose another folder or --overwrite",
        "换一个文件夹，或用 --overwrite",
    ),
    (
        "H008",
        "another run is writing the same folder",
        "另一个进程正在写同一文件夹",
        "wait for it to end",
        "等它结束",
    ),
    (
        "H100",
        "reading took too much time or memory",
        "读取耗时或占用内存过多",
        "cut the layer to the study area, or repair it",
        "把图层裁剪到研究范围，或先修复",
    ),
    (
        "H101",
        "the reader broke down over the file",
        "读取程序因该文件崩溃",
        "export it again, or in another format",
        "重新导出，或换一种格式",
    ),
) | notices(
    (
        "H082",
        "a symbolic link was followed to {to}",
        "已按符号链接读取 {to}",
        "nothing, if the link is yours",
        "链接确属自己则无需处理",
    ),
)
