"""Words that stand against each other, and which side of them an answer takes.

老客户 and 新客户, 主动 and 被动, 事前 and 事后: no denial tells them apart, and much of what is said of the one could
be said of the other. A key point that names one side is not said by a clause that names the other side only.
Where a clause names sides of two pairs (同一群里相似, 感知高于期望就满意), an answer that joins them the other way round
says the contrary with the very same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

# A pair a line: words of the one side, and of the other.
_PAIRS = """
老客户 老客 熟客 回头客 现有客户 原有客户 已有客户 老主顾 老顾客 既有客户 | 新客户 新客 生客 拉新 新顾客 陌生客户 新主顾 新人
大客户 关键客户 重要客户 重点客户 vip客户 核心客户 大户 | 小客户 散户 小户 低价值客户
主动 | 被动 坐等
事前 事先 预先 提前 | 事后 过后
售前 | 售后
长期 长久 长远 持久 多年 | 短期 一时 眼前 暂时 当下 一锤子
内部 对内 | 外部 对外
同一群 群内 组内 同一类 同类 同一个群 同组 区隔内 同一个细分 | 群间 组间 不同群 不同类 不同的群 各群之间 群与群 类与类 区隔间 不同组 块与块
相似 相近 接近 相同 一致 差不多 雷同 | 差异 不同 有别 差别 不一样 各异 不雷同
满意 高兴 愉悦 惊喜 开心 | 不满意 不满 失望 不高兴 生气 恼火 不开心 不爽
高于 大于 超过 超出 好于 胜过 强于 多于 高出 | 低于 小于 不及 不如 少于 达不到 没达到 赶不上
提高 提升 增加 增强 增长 上升 增多 扩大 升高 加大 变多 上涨 | 降低 减少 下降 削减 缩小 减弱 减轻 变少 下滑 回落
便宜 省钱 低价 廉价 | 贵 昂贵 高价
获取 争取 开发 吸引 招揽 | 保持 留住 维系 维持 挽留 保留 维护
单向 | 双向 互动
线上 网上 | 线下 门店 实体店
前台 | 后台
显性 | 隐性
静态 | 动态
定性 | 定量
有形 | 无形
直接 | 间接
主观 | 客观
感性 情感 | 理性
物质 经济补偿 | 精神 精神补偿
集中资源 重点投入 优先 专人 一对一 倾斜 | 压缩 自助 节约 减少投入 少投入 降低服务成本 节省
充分 | 必要
一定 必定 必将 必然 肯定 总是 | 不一定 未必 不见得 不必然
最重要 首要 | 次要
正面 积极 | 负面 消极
统一 集中 整合 | 分散 各自为政 割裂
公开 | 保密 私密
当前 目前 现在 | 未来 将来 潜在 今后
关系营销 | 交易营销
总价值 总收益 利得 | 总成本 利失
推荐者 | 贬损者
行为 | 态度
多次 重复 反复 再次 一再 | 一次 首次 头一次 初次
同一种 | 其他 别的 另外 不同的
越高 越大 越多 越好 越强 越久 | 越低 越小 越少 越差 越弱 越短
"""
# Of a key point: the side it takes of each pair, and of two pairs in one clause whether the sides agree.
Sides = Mapping[int, int]
Joined = Mapping[tuple[int, int], int]


def _table() -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for number, line in enumerate(_PAIRS.strip().splitlines()):
        for side, words in zip((1, -1), line.split("|"), strict=True):
            found.update(dict.fromkeys(words.split(), (number, side)))
    return found


_SIDES = _table()
_ANY = re.compile("|".join(sorted(_SIDES, key=lambda word: (-len(word), word))))


def pairs_in(texts: Iterable[str]) -> frozenset[int]:
    """The pairs of which some texts name a side."""
    return frozenset(_SIDES[word][0] for text in texts for word in _ANY.findall(text))


@lru_cache(maxsize=1024)
def finder_of(pairs: frozenset[int]) -> re.Pattern[str] | None:
    """What finds the words of some pairs, the longest first."""
    words = [word for word, (pair, _side) in _SIDES.items() if pair in pairs]
    if not words:
        return None
    return re.compile("|".join(sorted(words, key=lambda word: (-len(word), word))))


def taken_by(text: str, finder: re.Pattern[str]) -> dict[int, int]:
    """The side that one clause takes of each pair; zero where it names both."""
    found: dict[int, int] = {}
    for word in finder.findall(text):
        pair, side = _SIDES[word]
        found[pair] = side if found.get(pair, side) == side else 0
    return found


def sides_in(rows: Iterable[Sides]) -> dict[int, int]:
    """The side that several clauses or wordings take of each pair; zero where they take both."""
    found: dict[int, int] = {}
    for row in rows:
        for pair, side in row.items():
            found[pair] = side if found.get(pair, side) == side else 0
    return found


def joined_in(rows: Iterable[Sides]) -> dict[tuple[int, int], int]:
    """For two pairs that one clause names whether it takes the same side of both (1) or not (-1)."""
    found: dict[tuple[int, int], int] = {}
    for row in rows:
        named = sorted(pair for pair, side in row.items() if side)
        for place, one in enumerate(named):
            for two in named[place + 1 :]:
                sign = row[one] * row[two]
                found[one, two] = sign if found.get((one, two), sign) == sign else 0
    return found


def other_side(own: Sides, said: Sides) -> float:
    """Of the pairs that a key point takes a side of and an answer names, the share on the other side."""
    signs = [side * said[pair] for pair, side in own.items() if side and said.get(pair)]
    return signs.count(-1) / len(signs) if signs else 0.0


def joined_otherwise(own: Joined, rows: Iterable[Sides]) -> float:
    """The same of two pairs in one clause."""
    if not own:
        return 0.0
    same = other = 0
    for key, sign in joined_in(rows).items():
        wanted = own.get(key, 0)
        same += wanted * sign > 0
        other += wanted * sign < 0
    return other / (other + same) if other else 0.0
