"""Lenient marking of blanks: what is meant counts, guesses do not."""

import pytest

from app.bank.answers.grader import Grader
from app.bank.answers.item import KeyPoint, Question

RATE = Question(
    "二八定律认为约80%的利润来自______%的客户。", "20", 2,
    (KeyPoint("k1", "20", 2, ("20%", "百分之二十", "两成")),),
)  # fmt: skip
LOSS = Question(
    "年初500家，流失60家，流失率为______。", "12%", 2, (KeyPoint("k1", "12%", 2, ("0.12",)),)
)
WORTH = Question("客户资产增加约____万元。", "18.29", 2, (KeyPoint("k1", "18.29", 2),))
CTI = Question(
    "CTI 的中文名称是______。", "计算机电话集成", 2,
    (KeyPoint("k1", "计算机电话集成", 2, ("计算机与电话的集成",)),),
)  # fmt: skip
TURN = Question(
    "企业由以____为中心转到以____为中心。", "产品；客户", 2,
    (KeyPoint("k1", "产品", 1), KeyPoint("k2", "客户", 1)),
)  # fmt: skip


HAND = Question("它是第____手资料，毛利____元。", "二；8120", 2, (
    KeyPoint("k1", "二", 1), KeyPoint("k2", "8120", 1),
))  # fmt: skip
VIEWS = Question("推销的是____观念，营销的是____观念。", "推销；营销", 2, (
    KeyPoint("k1", "推销", 1, ("销售",)), KeyPoint("k2", "营销", 1, ("市场营销",)),
))  # fmt: skip


@pytest.mark.parametrize(
    ("question", "answer", "score"),
    [
        (RATE, "20", 2), (RATE, "２０％", 2), (RATE, "貳拾", 2), (RATE, "大约20%左右", 2),
        (RATE, "20%左右的重要客户", 2), (RATE, "80", 0), (RATE, "120", 0), (RATE, "20或80", 0),
        (RATE, "不是20%，是30%", 0), (RATE, "不是80%，而是20%", 2), (RATE, "？", 0), (RATE, "没背", 0),
        (LOSS, "12%", 2), (LOSS, "60/500=12%", 2), (LOSS, "百分之十二", 2), (LOSS, "12", 1),
        (LOSS, "1.2%", 0), (LOSS, "88%", 0), (LOSS, "60", 0),
        (WORTH, "18.29万元", 2), (WORTH, "182900元", 2), (WORTH, "182.9", 0),
        (CTI, "计算机 电话 集成", 2), (CTI, "電腦電話整合", 2), (CTI, "电话与计算机集成", 2),
        (CTI, "计算几电话集成", 2), (CTI, "计算机电话集成技术", 2), (CTI, "计算机网络集成", 0),
        (CTI, "电话集成", 1), (CTI, "自动呼叫分配", 0),
        (TURN, "产品；客户", 2), (TURN, "产品，顾客", 2), (TURN, "1.产品 2.客户", 2),
        (TURN, "①产品②客户", 2), (TURN, "第一个空是产品，第二个是客户", 2),
        (HAND, "第二手；8,120", 2), (HAND, "二，8,120", 2), (HAND, "二、8120元", 2), (HAND, "第一手；8120", 1),
        (VIEWS, "前者是市场营销观念，后者是推销观念", 0), (VIEWS, "推销观念，市场营销观念", 2),
        (TURN, "；客户", 1), (TURN, "产品；不是客户，是员工", 1), (TURN, "", 0),
    ],
)  # fmt: skip
def test_blank(grader: Grader, question: Question, answer: str, score: float):
    assert grader.grade_blank(question, answer).score == score


def test_blanks_that_may_be_exchanged(grader: Grader):
    assert grader.grade_blank(TURN, "客户；产品", exchangeable=True).score == 2
    assert grader.grade_blank(TURN, "客户；客户", exchangeable=True).score == 1


def test_spans_of_blanks(grader: Grader):
    answer = "1、產品； 2、客戶"
    spans = grader.grade_blank(TURN, answer).spans
    assert [answer[span.start : span.end] for span in spans] == ["產品", "客戶"]


@pytest.mark.parametrize("answer", ["；" * 5000, "9" * 5000, "产" * 5000, "（" * 3000, "或" * 3000])
def test_odd_answers(grader: Grader, answer: str):
    for question in (RATE, CTI, TURN):
        assert grader.grade_blank(question, answer).score in (0, 1)


SCORE = Question("0～10 分里，推荐者打____分，贬损者打____分。", "9～10；0～6", 2, (
    KeyPoint("k1", "9～10", 1, ("9 分以上",)), KeyPoint("k2", "0～6", 1),
))  # fmt: skip
BANT = Question("BANT 里 B 指____，T 指____。", "预算；时间", 2, (
    KeyPoint("k1", "预算", 1, ("资金",)), KeyPoint("k2", "时间", 1, ("时间表",)),
))  # fmt: skip
IVR = Question(
    "自助查询的语音系统，英文缩写是____。", "IVR", 2, (KeyPoint("k1", "IVR", 2, ("自动语音应答",)),)
)
PAID = Question(
    "退还价款以外再赔价款的____倍。", "3", 2, (KeyPoint("k1", "3", 2, ("三倍",)),)
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "answer", "score"),
    [
        (SCORE, "9-10分，0-6分", 2), (SCORE, "九至十；零到六分", 2), (SCORE, "9分及以上；不超过6分", 2),
        (SCORE, "9或10分；6分以下（含6分）", 2), (SCORE, "9～10；7～8", 1),
        (BANT, "B预算、T时间", 2), (BANT, "经费预算；时间安排", 2), (BANT, "有没有钱（预算）；啥时候要（时间）", 2),
        (BANT, "预算和时间", 2), (BANT, "不查预算；时间", 1), (BANT, "1预算 2时间", 2),
        (BANT, "也就是预算；时间，就是几月用", 2), (BANT, "时间；预算", 0),
        (BANT, "预算 时间 价格 权限 需求 客户 合同", 0),
        (IVR, "交互式语音应答系统", 0), (IVR, "自动语音应答", 2), (IVR, "IVR（语音）", 2),
        (PAID, "退一赔三嘛，三倍", 2), (PAID, "不是三倍", 0), (PAID, "价款的三倍", 2), (PAID, "十倍", 0),
    ],
)  # fmt: skip
def test_blanks_in_more_words(grader: Grader, question: Question, answer: str, score: float):
    assert grader.grade_blank(question, answer).score == score


@pytest.mark.parametrize(("answer", "score"), [("心里", 2), ("汇报", 0)])
def test_a_word_of_the_same_sound(grader: Grader, answer: str, score: float):
    point = KeyPoint("k1", "心理", 2)
    item = Question("洞察客户的____活动。", "心理", 2, (point,))
    assert grader.grade_blank(item, answer).score == score


COST = Question(
    "客户让渡价值等于客户总价值减去____。", "客户总成本", 2,
    (KeyPoint("k1", "客户总成本", 2, ("总成本",)),),
)  # fmt: skip
LOAD = Question("ETL 是抽取、转换和____。", "装载", 2, (KeyPoint("k1", "装载", 2, ("加载",)),))
RATE_OF_BUYING = Question(
    "字母 F 代表客户的____。", "消费频率", 2, (KeyPoint("k1", "消费频率", 2, ("购买频率",)),)
)


@pytest.mark.parametrize(
    ("asked", "answer", "score"),
    [
        (COST, "企业总成本", 0),
        (COST, "客户的总成本", 2),
        (LOAD, "装载到数据仓库", 2),
        (RATE_OF_BUYING, "一定时间内的购买频率，也就是来了多少次", 2),
        (RATE_OF_BUYING, "购买时间，也就是来了多少次", 0),
    ],
)
def test_more_words_say_the_same_unless_they_name_another_owner(
    grader: Grader, asked: Question, answer: str, score: float
):
    assert grader.grade_blank(asked, answer).score == score


KEPT = Question(
    "年初800人，年末仍在的680人，客户保持率为____。",
    "85%",
    2,
    (KeyPoint("k1", "85%", 2, ("0.85",)),),
)
LOWEST = Question("净推荐值最低为____。", "-100", 2, (KeyPoint("k1", "-100", 2),))
LEAST = Question("赔偿不足____元的，按此数计。", "500", 2, (KeyPoint("k1", "500", 2),))


@pytest.mark.parametrize(
    ("asked", "answer", "score"),
    [
        (KEPT, "八成半", 2), (KEPT, "保持率是85%（流失120人）", 2), (KEPT, "17/20，即85%", 2),
        (KEPT, "一百个里头留下八十五个，85%", 2), (KEPT, "100减去流失的15，剩85%", 2),
        (KEPT, "不到85%", 0), (KEPT, "超过85%", 0), (KEPT, "80%，85%", 0), (KEPT, "85%，15%", 0),
        (KEPT, "流失率是85%，保持率15%", 0), (LOWEST, "零下一百", 2), (LOWEST, "一百", 0),
        (LEAST, "不足500元", 2), (LEAST, "超过500元", 0),
    ],
)  # fmt: skip
def test_numbers_among_words(grader: Grader, asked: Question, answer: str, score: float):
    assert grader.grade_blank(asked, answer).score == score


WAYS = Question("满意度____，流失率____。", "提高；降低", 2, (
    KeyPoint("k1", "提高", 1), KeyPoint("k2", "降低", 1),
))  # fmt: skip
LAYERS = Question("停在疏忽的是第____层，治本的是第____层。", "1；4", 2, (
    KeyPoint("k1", "1", 1), KeyPoint("k2", "4", 1),
))  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "answer", "score"),
    [
        (WAYS, "提高→降低", 2), (WAYS, "提高——降低", 2), (WAYS, "提高。降低。", 2), (WAYS, "1提高2降低", 2),
        (WAYS, "(1)提高(2)降低", 2), (WAYS, "降低→提高", 0), (WAYS, "(1)降低(2)提高", 0),
        (LAYERS, "①；④", 2), (LAYERS, "第①层；第④层", 2), (LAYERS, "④；①", 0), (LAYERS, "①1②4", 2),
    ],
)  # fmt: skip
def test_signs_between_blanks(grader: Grader, asked: Question, answer: str, score: float):
    assert grader.grade_blank(asked, answer).score == score


ACD = Question("ACD 的中文名称是____。", "自动呼叫分配", 2, (KeyPoint("k1", "自动呼叫分配", 2),))
SAD = Question(
    "感知低于期望时，客户会感到____。", "不满意", 2, (KeyPoint("k1", "不满意", 2, ("失望",)),)
)
STABLE = Question("第三个阶段是____。", "稳定期", 2, (KeyPoint("k1", "稳定期", 2),))
PRICE = Question(
    "4C 里与“价格”相对应的是____。", "成本", 2, (KeyPoint("k1", "成本", 2, ("顾客成本",)),)
)
CSAT = Question("常用的指标还有____。", "客户满意度", 2, (KeyPoint("k1", "客户满意度", 2),))
MOMENT = Question("每一次接触叫____时刻。", "关键", 2, (KeyPoint("k1", "关键", 2),))
QUALITY = Question("原因是期望、____和价值。", "感知质量", 2, (KeyPoint("k1", "感知质量", 2),))


@pytest.mark.parametrize(
    ("asked", "answer", "score"),
    [
        (ACD, "排队的，叫自动呼叫分配器", 2), (ACD, "叫人工呼叫分配器", 0), (SAD, "满意", 0),
        (SAD, "不满意，可能会投诉或流失", 2), (SAD, "失望，或者满意都有可能", 0), (SAD, "并非不满意", 0),
        (STABLE, "隐定期", 2), (STABLE, "固定期", 0), (PRICE, "不是成本，是客户", 0), (PRICE, "顾客", 0),
        (PRICE, "顾客愿意付出的那个成本", 2), (PRICE, "企业愿意付出的那个成本", 0),
        (CSAT, "客户满意程度", 2), (CSAT, "客户满意水平", 2), (CSAT, "客户忠诚程度", 0),
        (MOMENT, "moment of truth", 2), (MOMENT, "moment of service", 0),
        (QUALITY, "perceived quality", 2), (QUALITY, "perceived value", 0),
        (RATE_OF_BUYING, "买得勤不勤", 2), (RATE_OF_BUYING, "买得贵不贵", 0),
    ],
)  # fmt: skip
def test_families_of_words(grader: Grader, asked: Question, answer: str, score: float):
    assert grader.grade_blank(asked, answer).score == score


EASE = Question("4C 里与“渠道”相对应的是____。", "便利", 2, (KeyPoint("k1", "便利", 2, ("方便",)),))
OFTEN = Question(
    "F 表示客户的购买____。", "次数", 2, (KeyPoint("k1", "次数", 2, ("频率", "频次")),)
)


@pytest.mark.parametrize(
    ("asked", "answer", "score"),
    [
        (EASE, "顾客购买的便利性", 2), (EASE, "顾客购买的不便利性", 0), (EASE, "顾客购买的可能性", 0),
        (OFTEN, "频度", 2), (OFTEN, "买了几回", 2), (OFTEN, "金额", 0),
        (CTI, "计算机集成", 1), (CTI, "电话集成系统", 1), (CTI, "集成计算机", 0), (COST, "客户总价值", 0),
        (RATE_OF_BUYING, "频率", 1),
    ],
)  # fmt: skip
def test_parts_and_groups_of_forms(grader: Grader, asked: Question, answer: str, score: float):
    assert grader.grade_blank(asked, answer).score == score
