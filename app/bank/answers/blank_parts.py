"""Parts of an accepted form: half of an answer, or nothing at all."""

from __future__ import annotations

from app.bank.answers.polarity import denials_in
from app.bank.answers.words import word_set
from app.content import cutting

# Endings that may be left out or added without making another thing of a term.
TAILS = word_set("""技术 系统 理论 法 法则 定律 原则 原理 模型 生产 观念 导向 客户 管理 方式 方法 型 期 阶段 概念 制 化 性 率 度 制度 体系 模式 类 服务
    对待 器 营销 效应 战略 策略 能力 平台 指标 分析 级 层 者 论 说 类型 价值 成本 维度 市场 信息 关系 中心 值""")
# Whoever it is about does not say what is asked.
PARTIES = word_set("客户 企业 公司 员工 商家 市场")
# Alone they tell no term from another.
_ALONE = TAILS | {"销售"}
_LEAST_PART = 0.5


def is_part(a: str, b: str) -> bool:
    """Half of a form or more, and not its contrary: 满意 of 不满意."""
    if _tells_apart(a, b):
        return True
    if len(a) < max(2, _LEAST_PART * len(b)) or not (a in b or _leaves_words_out(a, b)):
        return False
    if a in _ALONE and len(a) <= _LEAST_PART * len(b):
        # 技术 of 电话技术: an ending that many terms have.
        return False
    return a not in PARTIES and denials_in(a) == denials_in(b)


def _tells_apart(a: str, b: str) -> bool:
    """终身 of 客户终身价值: the word in front, which tells the term from others of its kind."""
    if b == a + "者":
        return True
    rest = next((b[len(party) :] for party in PARTIES if b.startswith(party)), b)
    words = cutting.cut(rest, False)
    return len(words) > 1 and a == words[0] and len(a) > 1 and a not in _ALONE


def _leaves_words_out(a: str, b: str) -> bool:
    """计算机集成 of 计算机电话集成."""
    words = cutting.cut(b, False)
    said = cutting.cut(a, False)
    rest = iter(words)
    return 1 < len(said) < len(words) and all(word in rest for word in said)
