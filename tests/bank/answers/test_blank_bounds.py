"""Blanks whose question or form sets bounds: a per cent behind the gap, a full name, the head of a term,
two answers that are both right."""

import pytest

from app.bank.answers.grader import Grader
from app.bank.answers.item import KeyPoint, Question


def ask(stem: str, *forms: str) -> Question:
    return Question(stem, forms[0], 2, (KeyPoint("k1", forms[0], 2, forms[1:]),))


SHARE = ask("一成会员贡献了全店约____%的销售额。", "40", "40%", "四成")
RATE = ask("100 名会员里流失 40 名，流失率为____。", "40%", "四成")
SMALL = ask("转化率由千分之四升到____%。", "0.5")
SCRM = ask("SCRM的中文全称是____。", "社会化客户关系管理", "社交化客户关系管理")
NAME = ask("整合电话与电脑的技术缩写为CTI，它的中文名称是____。", "计算机电话集成")
UPSET = ask("效果低于期望时，顾客的感受是____。", "不满意", "不满")
PLAIN = ask("CRM 的中文全称是____。", "客户关系管理", "顾客关系管理")
SHORT = ask("客户生命周期价值的英文缩写是____。", "CLV", "LTV")
SHARES = ask("会员 250 人，一年里 50 人没有再来，流失率为____。", "20%")
WORTH = ask("客户一生能带来的利润现值，称为____。", "客户终身价值")
MORE = ask("买了打印机再推荐墨盒，叫____。", "交叉销售")
RATIO = ask("终身价值 4500 元，获客成本 1500 元，两者之比为____。", "3∶1", "3:1")
SPREAD = ask("净推荐值的取值范围是____。", "-100～100")
TOP = ask("0—10 分里，推荐者打的是____分。", "9—10", "9～10")
TOTAL = ask("让渡价值等于客户总价值减去____。", "客户总成本", "总成本")
PLAN = ask("企业资源计划的英文缩写是____。", "ERP")
PHONE = ask("CTI 把计算机与____集成起来。", "电话", "电话技术")
FANS = ask("打 9 到 10 分的是____。", "推荐者", "推荐型客户")
FOES = ask("打 0 到 6 分的是____。", "贬损者", "批评者")


@pytest.mark.parametrize(
    ("question", "answer", "score"),
    [
        # With a per cent behind the gap a bare fraction is a hundredth of what it is elsewhere.
        (SHARE, "40", 2), (SHARE, "40%", 2), (SHARE, "四成", 2), (SHARE, "百分之四十", 2), (SHARE, "0.4", 0), (SHARE, ".4", 0),
        (RATE, "0.4", 2), (SMALL, "0.5", 2), (SMALL, "0.5%", 2), (SMALL, "0.005", 0), (SMALL, "50", 0),
        # A full name leaves nothing out, and its abbreviation is what was given.
        (SCRM, "社会化客户关系管理", 2), (SCRM, "SCRM", 0), (SCRM, "SCRM系统", 0), (SCRM, "客户管理", 0),
        (PLAIN, "客户管理", 0), (PLAIN, "客户关系", 1), (NAME, "CTI", 0), (NAME, "CTI技术", 0), (NAME, "电脑电话集成", 2),
        # The last word of a Chinese term says what kind of thing it is.
        (NAME, "电话计算机集成", 2), (NAME, "电话集成计算机", 0),
        # Two wordings of the right answer are no guess; two answers are one.
        (UPSET, "不高兴、不满", 2), (UPSET, "不满意，失望", 2), (UPSET, "不满、满意", 0), (UPSET, "不满意、惊喜", 0),
        # An ending that many terms have is no part of one.
        (PHONE, "技术", 0), (PHONE, "电话", 2),
        # Who does something, told as a clause.
        (FANS, "愿意推荐的那些人", 2), (FANS, "推荐的人", 2), (FANS, "会推荐的客户", 2), (FANS, "被推荐的人", 0), (FANS, "不愿意推荐的人", 0),
        (FANS, "推荐的产品", 0), (FOES, "贬损的那些人", 2), (FOES, "批评的客户", 2), (FOES, "推荐的人", 0),
        # The name at full length where its letters are asked for.
        (SHORT, "CLV", 2), (SHORT, "ltv", 2), (SHORT, "Customer Lifetime Value", 1), (SHORT, "客户终身价值", 1),
        # A reckoning with the numbers of the question is left open; a plain share is none.
        (SHARES, "50/250", 1), (SHARES, "1/5", 2), (SHARES, "0.2", 2), (SHARES, "50/200", 0),
        # The word in front tells a term from others of its kind; the word at the end does not.
        (WORTH, "终身", 1), (WORTH, "价值", 0), (MORE, "交叉", 1), (MORE, "销售", 0), (FANS, "推荐", 1),
        # Ratios, and stretches of numbers with their signs.
        (RATIO, "3比1", 2), (RATIO, "三比一", 2), (RATIO, "4500:1500", 2), (RATIO, "4500：1500＝3：1", 2), (RATIO, "1:3", 0),
        (SPREAD, "负一百到一百", 2), (SPREAD, "-100至+100", 2), (SPREAD, "最低负100，最高正100", 2), (SPREAD, "0到100", 0),
        (TOP, "9、10", 2), (TOP, "9和10", 2), (TOP, "8、9", 0),
        # Whose it is, wherever that is said; letters inside a word are no abbreviation.
        (TOTAL, "企业生产总成本", 0), (TOTAL, "企业总成本", 0), (PLAN, "Enterprise Resource Planning", 1), (PLAN, "ERP系统", 2),
    ],
)  # fmt: skip
def test_bounds(grader: Grader, question: Question, answer: str, score: float):
    assert grader.grade_blank(question, answer).score == score
