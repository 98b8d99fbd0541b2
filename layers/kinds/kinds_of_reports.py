"""Findings and refusals about reported values (the fill-in workbook) and about two results side by side."""

from layers.alarm_kind import Kinds, notices, refusals, warnings

KINDS_OF_REPORTS: Kinds = (
    refusals(
        (
            "H280",
            "the fill-in workbook cannot be read as one",
            "填报表的格式不对",
            "fill in the workbook that hecheng init wrote, and leave its heads as they are",
            "请在 hecheng init 生成的填报表中填写，不要改动表头",
        ),
        (
            "H281",
            "two results cannot be held against each other",
            "两份结果不能对比",
            "name two results of one district, the earlier one first",
            "请给出同一区的两份结果，较早的在前",
        ),
    )
    | warnings(
        (
            "H282",
            "{count} reported values are no plain numbers and were not taken: {seen}",
            "{count} 个填报值不是明确的数字，未采用：{seen}",
            "write the number alone, in the unit of the row",
            "只填数字，单位见同一行“单位”列",
        ),
        (
            "H283",
            "{count} reported values were written as text and read as numbers: {seen}",
            "{count} 个填报值以文字写成，已按数字读取：{seen}",
            "check them; write the number alone",
            "请核对；只填数字",
        ),
        (
            "H284",
            "{count} reported values are not possible (below 0, over 100 %, half a thing); not taken: {seen}",
            "{count} 个填报值不合理（小于 0、超过 100 %、个数不是整数），未采用：{seen}",
            "mend them; `accept` takes them as they stand",
            "请改正；确认无误的在 [fill_in] 下写 `accept`",
        ),
        (
            "H285",
            "{count} reported per cents are at most 1 and may be meant as shares; not taken: {seen}",
            "{count} 个百分数不大于 1，可能误按小数填写，未采用：{seen}",
            "85.3 means 85.3 %; `accept` takes 0.85 as 0.85 %",
            "85.3 表示 85.3 %；确为百分之零点几的在 [fill_in] 下写 `accept`",
        ),
        (
            "H286",
            "{count} reported values are in another unit than the plan's row and were not taken: {seen}",
            "{count} 个填报值的单位与方案不同，未采用：{seen}",
            "give the value in the unit of the workbook that hecheng init wrote",
            "按填报表原有单位填写",
        ),
        (
            "H287",
            "{count} filled rows belong to no row of the plan and were not taken: {seen}",
            "{count} 行填报内容与方案条目对不上，未采用：{seen}",
            "leave numbers and titles as hecheng init wrote them",
            "编号和目标不要改动",
        ),
        (
            "H288",
            "{count} rows of the plan were filled in twice with different values; none was taken: {seen}",
            "{count} 个条目有两个不同的填报值，均未采用：{seen}",
            "agree on one value and blank the other",
            "请核定一个，清空另一个",
        ),
        (
            "H289",
            "{count} reported values are of a day after {as_of} and were not taken: {seen}",
            "{count} 个填报值的截止日期晚于 {as_of}，未采用：{seen}",
            "give the value of that day, or assess as of a later day",
            "填报当日的数值，或以更晚的日期评估",
        ),
        (
            "H290",
            "{count} reported values have no readable day: {seen}",
            "{count} 个填报值没有可读的截止日期：{seen}",
            "write the day like 2025-12-31",
            "日期写成 2025-12-31",
        ),
        (
            "H291",
            "{count} reported values name no source document: {seen}",
            "{count} 个填报值没有数据来源文件：{seen}",
            "name the document with its number and date",
            "填写来源文件名称、文号和日期",
        ),
        (
            "H292",
            "{count} reported values contradict their state and were not taken: {seen}",
            "{count} 个填报值与所选状态矛盾，未采用：{seen}",
            "mend the value or the state",
            "改正数值或状态",
        ),
        (
            "H293",
            "{count} sheets have no head with 编号 and 填报值 and were not read: {names}",
            "{count} 张工作表没有“编号”“填报值”表头，未读取：{names}",
            "nothing, if no values stand there",
            "其中没有填报值则无需处理",
        ),
        (
            "H294",
            "the results are of two plans ({a}, {b}); only targets of equal wording are compared",
            "两份结果的方案不同（{a}、{b}），只对比原文相同的条目",
            "make sure that this is meant",
            "请确认确需对比",
        ),
    )
    | notices(
        (
            "H295",
            "{count} rows of the plan were filled in twice with one value; it counts once: {seen}",
            "{count} 个条目重复填报且数值相同，只计一次：{seen}",
            "blank one of them",
            "清空其中一个",
        ),
    )
)
