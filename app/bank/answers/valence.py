"""Whether something is told as good or as bad: 质量太好 is no cause of losing customers, 质量差 is one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.bank.answers.words import word_set

_GOOD = word_set(
    """好 很好 太好 更好 良好 优良 优质 优秀 出色 周到 及时 热情 耐心 细心 稳定 可靠 专业 合理 恰当 妥当 妥善 得当 准确 正确 方便 便利 快捷 迅速 快 很快
    太快 认真 礼貌 诚信 守信 友好 亲切 到位 完善 齐全 充足 充分 满意 高兴 开心 惊喜 喜欢 愉快 放心 舒服 可信 诚实 实惠 优越 优势 成功 顺利 安全
    积极 主动 负责 高效 贴心 用心 舒心 省心 靠谱 划算 够好 支持 配合 重视 清楚 明确 统一 真实 完整 熟练 畅通"""
)
_BAD = word_set(
    """差 很差 太差 更差 差劲 坏 烂 糟 糟糕 恶劣 低劣 劣质 失误 错误 出错 错 失败 故障 瑕疵 缺陷 毛病 问题 纠纷 拖延 拖拉 迟 迟缓 慢 很慢 太慢 延误
    冷淡 冷漠 怠慢 粗暴 粗鲁 敷衍 推诿 推脱 推卸 生硬 傲慢 马虎 欺骗 欺诈 虚假 失信 泄露 泄密 混乱 麻烦 难用 繁琐 复杂 不满 抱怨 失望 生气 反感 厌烦
    投诉 后悔 损害 损失 浪费 抵触 抵制 脱节 割裂 孤岛 滞后 落后 过时 陈旧 短缺 脱落 破损 变质 假冒 伪劣 盲目 含糊 模糊 片面 凭空 走样"""
)
_WORDS = re.compile("|".join(sorted(_GOOD | _BAD, key=lambda word: (-len(word), word))))
# What is denied is told as the contrary: 不及时, 没有人管好, 缺乏支持.
_DENIED = re.compile(
    "(?:不(?:太|够|大|怎么|是很|是|能|会|再|可|算|愿|肯|给|够)?|没有?(?:人|得到|能|多少)?|未(?:能|曾)?|无|非|缺乏|缺少|难以|缺|少了)$"
)
_LONGEST_DENIAL = 4
# 偏好, 好处 and 爱好 praise nothing, 好几 counts, and 问题 is asked as often as it is had.
_OTHER = re.compile(
    "[偏爱讨]好|好(?:[处几些比像多感转奇坏评友久象]|不好)|错过|差[异别距额价不]|快递|快餐|快速|满意度|稳定期|坏账"
)


def valence(text: str) -> int:
    """How many words of a normalised text praise, less those that blame."""
    total = 0
    for match in _WORDS.finditer(_OTHER.sub(lambda other: "·" * len(other[0]), text)):
        side = 1 if match[0] in _GOOD else -1
        before = text[max(0, match.start() - _LONGEST_DENIAL) : match.start()]
        total += -side if _DENIED.search(before) else side
    return total


def told_as(texts: Iterable[str]) -> float:
    """How the wordings of one key point tell it, -1 for bad to 1 for good."""
    signs = [max(-1, min(1, valence(text))) for text in texts]
    told = [sign for sign in signs if sign]
    # None may say the contrary of another.
    return sum(told) / len(signs) if told and abs(sum(told)) == len(told) else 0.0
