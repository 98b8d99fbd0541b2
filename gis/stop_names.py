"""The stem of a stop's name, to find one stop under slightly different names: never for display or joins."""

import re
import unicodedata

_STATES = "装修中|装修|施工中|施工|在建|建设中|暂停使用|暂停|停用|停运|未开放|未开通|临时|临时站|迁移|已迁移"
_SIDES = "[东南西北]{1,2}(?:[侧行向]|方向)?|上行|下行|往?[东南西北]向|路东|路西|路南|路北"
_KINDS = "公交车?站?台?|站台?|双向|单向"
_ASIDE = re.compile(rf"\((?:{_STATES}|{_SIDES}|{_KINDS}|[0-9]{{1,2}}号?(?:站台)?|[A-Za-z])\)$")
_CIRCLED = re.compile(r"[①-⑳]+$")
_BUS_STATION = re.compile(r"(?:公共汽车|公交车?)(?:站台|站牌|站点|站)$|站[台牌]$")
_STATION = re.compile(r"站$")
# 站 is part of the word here: 火车站 is a place, not the stop 火车.
_WHOLE_WORDS = re.compile(
    r"(?:[车铁运油气电费泵总粮水灌测检疫防队心]|中转|转运|首末|枢纽|工作|服务|卫生|养护|轻轨|电视|广播|种子|农技|兽医|救助)站$"
)
_SHORTEST = 2


def stop_stem(name: object) -> str:
    """
    Strip a stop's name of what does not tell it from its neighbours.

    Off go, at the end only: 公交站, 站台, a plain 站, and in brackets a side (南), a
    state （装修中） or a kind. Circled numbers, words such as 火车站 and a side without
    brackets (三洋工业园西 is another stop than 三洋工业园) stay. The stem has at least two
    characters, or is the name itself; empty where there is none.
    """
    if name is None or name != name:  # noqa: PLR0124 - NaN
        return ""
    text = _CIRCLED.sub(lambda found: f"#{found.group()}", str(name))  # a number is no digit of the name
    whole = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).replace("【", "(").replace("】", ")")
    stem = whole
    while True:
        shorter = _ASIDE.sub("", stem)
        shorter = _BUS_STATION.sub("", shorter)
        if not _WHOLE_WORDS.search(shorter):
            shorter = _STATION.sub("", shorter)
        if shorter == stem or len(shorter) < _SHORTEST:
            return stem
        stem = shorter
