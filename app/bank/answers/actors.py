"""Who acts on whom in a sentence: 客户向企业道歉 and 企业向客户道歉 say the same words.

Two sides are told apart, customers and those who sell to them. Who acts stands before a word and under no
preposition, or after 让 or 由, and is remembered to the end of the sentence; who is acted upon stands after
the word, or after 向 or 对.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence

from app.bank.answers.text import SENTENCE_ENDS, Clause
from app.bank.answers.units import Unit
from app.bank.answers.words import word_set

CUSTOMER, SELLER = 1, -1
_SIDES = {
    **dict.fromkeys(
        word_set(
            "客户 顾客 消费者 用户 买家 会员 客人 买主 买方 投诉者 主顾 老客 熟客 回头客 购买者"
        ),
        CUSTOMER,
    ),
    **dict.fromkeys(
        word_set("""企业 公司 商家 卖家 店家 厂家 厂商 经营者 供应者 供应商 卖方 商店 店里 店铺 我们 咱们 咱 员工 业务员
            推销员 营业员 服务员 销售员 店员 店长 座席 坐席 客服 老板 销售人员 服务人员 推销人员 客服人员 座席人员"""),
        SELLER,
    ),
}
_NAMED = re.compile("|".join(sorted(_SIDES, key=lambda name: (-len(name), name))))
# 客户满意, 企业文化: a part of a term and nobody in the sentence.
_TERM = re.compile(
    "(?:[老新大小]|潜在)?客户(?:关系|忠诚|满意|价值|资产|流失|保持|让渡|终身|细分|数据|信息|服务|资料|生命|份额|群|资源|管理"
    "|体验|投诉|期望|需求|识别|分级|画像|关怀|互动|总价值|总成本|数量|规模|经理)|企业(?:客户|文化|战略|内部|形象|资源)|员工满意"
    "|用户界面|客服中心"
)
# What one side does in most statements of the course, and that to the other if to anybody. A key point or a
# model answer that says otherwise is right.
_CUSTOMERS_DO = word_set("""购买 重复购买 信任 恢复信任 感知 感觉 期望 愉悦 失望 惊喜 客户满意 客户忠诚 抱怨 客户投诉 不满 反感 离开 停止购买 减少购买
    推荐意愿 顾虑 嫌贵 高兴 偏好 情感依恋 惰性 难以离开 反馈 后悔 包容失误 情感忠诚 行为忠诚 客户流失 印象 反复联系 加购 下单 结账
    不计较价格 有多满意 愿不愿意推荐 动机 抵制竞争""")
_SELLERS_DO = word_set("""提供 道歉 补偿 倾听 解决 安抚 回访 跟踪回访 拜访 服务补救 收集 客户细分 客户分级 客户识别 客户关怀 客户挽回 客户保持
    客户开发 获客 吸引 维持 激励 个性化 量身定制 推销 营销 促销 广告 培训 授权 监督 承诺 兑现 奖励 交叉销售 升级销售 提出方案 查明原因
    引导 引导期望 售后服务 安装 维修 送达 答复 让利 保密 投诉处理 满足 定做 整合 及时挽留 热情 耐心 细心 周到 征得同意 总结经验
    改进产品 业务流程重组 打消顾虑 记录 服务""")
_USUAL = {**dict.fromkeys(_CUSTOMERS_DO, CUSTOMER), **dict.fromkeys(_SELLERS_DO, SELLER)}
_MAIN = frozenset({"客户", "企业", "员工"})
# What stands before somebody to whom something is done, and before somebody who does it after all.
_TOWARDS = frozenset("向对给为替跟从将把待帮同与")
_LETTING = frozenset("让使请叫由令被教劝")
_SIGN = re.compile(
    "([向对给为替跟从将把待帮同与让使请叫由令被教劝])(?:[一另某这那每各别]{1,2}[个家位些]?|其他|所有|[老新])$"
)
_LONGEST_SIGN = 4
_AND = frozenset("和与及跟同、或")
# After these somebody new acts, though words stand before: 感知高于期望时客户就满意.
_OPENING = frozenset("时后前果而但且就才若当来是则")
# Before these somebody acts: 期望越高客户就越失望.
_ACTING = frozenset("就会才便则也都将应要能可必需想愿自主")

# They are done to staff as well as to customers.
_TO_ANYBODY = word_set("培训 授权 监督 激励 奖励 服务 提供 承诺 沟通 记录 整合 解决")

# (concept, -1): the side that does it; (concept, 1): the side to which it is done. Zero for both.
Acts = Mapping[tuple[str, int], int]


def acts_of(
    norm: str,
    parts: Sequence[Clause],
    units: Sequence[Sequence[Unit]],
    wanted: Container[str] | None = None,
) -> list[Acts]:
    """For each clause who acts and who is acted upon in each concept, if it is `wanted`."""
    found: list[Acts] = []
    actor = last = 0
    for clause, row in zip(parts, units, strict=True):
        if not SENTENCE_ENDS.isdisjoint(norm[last : clause.start]):
            actor = 0
        last = clause.end
        marks = _mentions(norm, clause)
        if not marks and not actor:
            found.append({})
            continue
        scene = _Scene(norm, clause.start, wanted, actor)
        scene.play(row, marks)
        actor = scene.subject
        found.append(scene.table)
    return found


class _Scene:
    """One clause, read from left to right."""

    def __init__(self, norm: str, start: int, wanted: Container[str] | None, actor: int) -> None:
        self.norm, self.start, self.wanted = norm, start, wanted
        self.table: dict[tuple[str, int], int] = {}
        # Who acts in what follows, and in the clauses that follow.
        self.actor = self.subject = actor
        self.towards = self.owner = 0
        # The concepts of the last word, and where it began.
        self.before: list[str] = []
        # Where the last name of a side ended, and whether one acts in this very clause.
        self.ended = -1
        self.fresh = False

    def play(self, units: Sequence[Unit], marks: Sequence[tuple[int, int, int]]) -> None:
        place, began, doer, to = 0, -1, 0, 0
        for unit in units:
            if unit.part or (unit.base[:2] in _MAIN and unit.base not in _USUAL):
                continue
            while place < len(marks) and marks[place][0] <= unit.start:
                self._enter(*marks[place])
                place += 1
            if self.ended > unit.start:
                continue
            if unit.start != began:
                began, self.before = unit.start, []
                doer, self.owner = self.owner or self.actor, 0
                to = self.towards
            self.before.append(unit.base)
            self._note(unit.base, -1, doer)
            self._note(unit.base, 1, to)
        for mark in marks[place:]:
            self._enter(*mark)

    def _enter(self, start: int, end: int, side: int) -> None:
        """Somebody is named: acts, is acted upon, owns what comes next, or was done something just now."""
        sign = _sign_before(self.norm, self.start, start)
        after = self.norm[end : end + 1]
        self.owner, coordinated = 0, sign in _AND and self.ended == start - 1
        self.ended = end
        if coordinated:
            self.actor = self.subject = self.towards = 0
        elif sign in _LETTING:
            self.actor, self.towards = side, 0
        elif sign in _TOWARDS:
            self.towards = side
        elif after == "的":
            self.owner = side
        elif sign == "的":
            # 不满意的客户 are those who are not content, and 企业吸引的客户 do not act.
            self.actor = self.actor or side
        elif self.before and sign not in _OPENING and after not in _ACTING:
            for base in self.before:
                self._note(base, 1, side)
        elif self.fresh and not self.before:
            self.towards = side
        else:
            self.actor = self.subject = side
            self.towards, self.fresh = 0, True

    def _note(self, base: str, place: int, side: int) -> None:
        if side and (self.wanted is None or base in self.wanted):
            key = (base, place)
            self.table[key] = side if self.table.get(key, side) == side else 0


def merged_acts(rows: Iterable[Acts]) -> dict[tuple[str, int], int]:
    """Who acts in several texts; zero where they differ."""
    found: dict[tuple[str, int], int] = {}
    for row in rows:
        for key, side in row.items():
            found[key] = side if found.get(key, side) == side else 0
    return found


def with_usual(own: Acts, bases: Iterable[str]) -> dict[tuple[str, int], int]:
    """What the texts of a question say, and what is usual of the concepts that they tell no side of."""
    found = dict(own)
    for base in bases:
        side = _USUAL.get(base, 0)
        if side:
            if own.get((base, 1), -side) == -side:
                found.setdefault((base, -1), side)
            if own.get((base, -1), side) == side and base not in _TO_ANYBODY:
                found.setdefault((base, 1), -side)
    return found


def reversed_acts(own: Acts, said: Acts, bases: Container[str]) -> tuple[int, int]:
    """Of some concepts, how many have the other side in a place, and how many the same."""
    other = same = 0
    for key, side in said.items():
        wanted = own.get(key, 0)
        if wanted and side and key[0] in bases:
            same += side == wanted
            other += side != wanted
    return other, same


def is_usual(base: str) -> bool:
    """Whether it is known who does something, whatever a question says of it."""
    return base in _USUAL


def _sign_before(norm: str, first: int, start: int) -> str:
    """The character before a name, or the preposition before 一个, 其他 or 老."""
    if start == first:
        return ""
    match = _SIGN.search(norm, max(first, start - _LONGEST_SIGN), start)
    return match[1] if match else norm[start - 1]


def _mentions(norm: str, clause: Clause) -> list[tuple[int, int, int]]:
    found = [
        (match.start(), match.end(), _SIDES[match[0]])
        for match in _NAMED.finditer(norm, clause.start, clause.end)
    ]
    if not found:
        return found
    terms = [match.span() for match in _TERM.finditer(norm, clause.start, clause.end)]
    return [row for row in found if not any(start <= row[0] < end for start, end in terms)]
