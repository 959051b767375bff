"""Slips in a blank: the right sound in wrong characters, characters that look alike, one wrong letter."""

from __future__ import annotations

import itertools

from app.bank.answers.blank_verdict import Verdict
from app.bank.answers.lexicon import Words
from app.bank.answers.pinyin import sound
from app.bank.answers.reasons import Reason
from app.bank.answers.words import word_set
from app.content import cutting

# Characters that differ by a stroke or by their left side and do not sound alike: 隐定期 for 稳定期.
_FAMILIES = word_set(
    """隐稳 若诺 话活括 髙高 拔拨 析折拆 微徽 侯候 未末 己已巳 竞竟 免兔 治冶 贷货 扰拢 住往 抢抡 酒洒 晴睛情清请 栽裁载截 揖缉辑 辨辩瓣
    刺剌 今令 干千于 土士 白自 市布 侵浸 促捉 便使 偿尝 兢竞 准淮 净争 劣尖 即既 埋理 陪赔倍培 复夏 寨赛 崇祟 帅师 幕慕暮墓 悔侮 惯贯 慢漫
    没投设 抵低 拌伴 挽晚 描瞄 摸模漠 撒撤 擅檀 效郊 援暖 标际 桥骄 检捡 植值 概慨 段假 决快 派脉 浅钱 渡度 湿温 满瞒 漏露 炼练 躁噪操
    特持待 狠狼 璧壁 留溜 瞻赡 磋搓 籍藉 纪记 终络 识织职 透诱 购构 赂路 趋驱 迁迂 追迫 逐遂 遗遣 采彩 锁销 隔融 颇颗 顿顾 骤聚 推堆
    维唯谁 裕浴 幅副 怀坏 坏环 欧殴 胁协 赏偿 权杈 忧优 尤龙 拥佣 冷泠 广厂 午牛
    术木 要耍 日目曰 问间闻 体休 作做 待侍 导异 员贡 责贵 货资 费贷 额频 频烦 率卒 诚城 满蒲 意竟 竞竟 购构 买卖 评许 价介 值直 仓仑 库厍 掘崛 挖控
    类粪 阶价 级极 区巨 分公 期斯 欺斯 换焕唤 接按 触解 点占 关美 系糸 理埋 客容 户尸 数敖 据居 提堤 取职 需儒 求球 信倍 任仕 成戍 本木 形型 式试 化代
    互瓦 铂珀 动功 态志 质贡 品晶 渠梁 道导 推椎 荐存 净静 者老 回面 访防 诉拆 补朴 救求 服报 务各 碑啤 特忒"""
)
_ALIKE = frozenset(pair for family in _FAMILIES for pair in itertools.permutations(family, 2))


def slip_of(a: str, b: str, lexicon: Words) -> Verdict | None:
    """The right sound in wrong characters, one wrong character, or one wrong letter."""
    if a.isascii() and b.isascii():
        allowed = 0 if len(b) < 5 else 1 if len(b) < 9 else 2
        return Verdict(1.0, 0.85, Reason.MENDED) if _distance(a, b, allowed) <= allowed else None
    if len(a) != len(b):
        return None
    wrong = [index for index, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    if sound(a) == sound(b) and len(wrong) <= max(1, (len(a) + 1) // 2):
        if len(a) != 2 or not cutting.has_word(a):
            return Verdict(1.0, 0.88, Reason.MENDED)
        # A word of the field was meant as it stands: 权利 is not 权力.
        known = lexicon.senses(a) and not shares_sense(a, b, lexicon)
        return Verdict(0.5, 0.6, Reason.DOUBTFUL) if known else Verdict(1.0, 0.75, Reason.MENDED)
    if all(_look_alike(a[index], b[index]) for index in wrong) and not cutting.has_word(a):
        return Verdict(1.0, 0.8, Reason.MENDED)
    if len(wrong) == 1 and len(a) >= 4 and not _makes_word(a, wrong[0]):
        return Verdict(1.0, 0.75, Reason.MENDED)
    return None


def _makes_word(text: str, index: int) -> bool:
    """Whether a wrong character makes another word with a neighbour: 关系 for 关怀."""
    pairs = (text[max(0, index - 1) : index + 1], text[index : index + 2])
    return any(len(pair) == 2 and cutting.has_word(pair) for pair in pairs)


def _distance(a: str, b: str, most: int) -> int:
    """Edit distance, or `most + 1` as soon as it is larger; two neighbours exchanged are one slip."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    if sorted(a) == sorted(b) and a != b:
        first, last = (
            place([x != y for x, y in zip(a, b, strict=True)]) for place in (_first, _last)
        )
        if last - first == 1:
            return 1
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
        if min(row) > most:
            return most + 1
    return row[-1]


def _first(differs: list[bool]) -> int:
    return differs.index(True)


def _last(differs: list[bool]) -> int:
    return len(differs) - 1 - differs[::-1].index(True)


def _look_alike(one: str, other: str) -> bool:
    return (one, other) in _ALIKE


def shares_sense(one: str, other: str, lexicon: Words) -> bool:
    """Whether two words of the lexicon mean the same."""
    left, right = lexicon.senses(one) or (), lexicon.senses(other) or ()
    return any(x[:2] == y[:2] and x[2] == y[2] == 1 for x in left for y in right)
