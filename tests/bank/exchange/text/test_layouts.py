"""Layouts of question banks, online courses and qualification papers: what each line of them is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.questions import Found, ProblemKind, Question
from app.bank.exchange.text import read_text

SINGLE, MANY = ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE
TRUTH, FILL = ItemType.TRUE_FALSE, ItemType.FILL_BLANK
SHORT, ESSAY = ItemType.SHORT_ANSWER, ItemType.ESSAY


def stems(found: Found) -> list[str | None]:
    return [question.stem for question in found.questions]


def kinds(question: Question) -> set[ProblemKind]:
    return {problem.kind for problem in question.problems}


def options(question: Question) -> list[str]:
    return [one.text for one in question.options]


@dataclass
class Layout:
    """A text, and the type, key and marks of each of its questions."""

    text: str
    wanted: list[tuple[ItemType, object, str | None]]


RECORDS = """题库导出
题号：001  题型：单选题  难度：易  分值：2
题干：回访的主要目的是（ ）。
A：了解使用情况
B：推销库存
答案：A
知识点：客户回访

题号：002  题型：判断题  难度：中  分值：1
题干：回访只需做一次。
答案：错误
知识点：客户回访

题号：003  题型：简答题  难度：难  分值：8
题干：简述回访的步骤。
答案：准备资料；联系客户；记录反馈。
"""
BRACKETED = """【题型】多选题
【题干】投诉的来源有（ ）。
【选项】
A. 电话
B. 邮件
C. 天气
【答案】AB
【解析】天气不会投诉。
【题型】判断题
【题干】投诉都是坏事。
【答案】×
"""
RAIN = """1.单选题 (5分)
客户生命周期的第一个阶段是（ ）。
A 考察期
B 退化期
正确答案：A
正确率：71%  提交人数：40

2.判断题 (5分)
老客户不需要维护。
正确
错误
正确答案：错误

3.填空题 (10分)
关怀分为售前、[填空1]和[填空2]。
正确答案：
[填空1]：售中
[填空2]：售后

4.主观题 (20分)
为什么要给客户分级？
答案解析：资源有限；客户价值不同。
"""
REVIEW = """题目1
正确
获得3.00分中的3.00分
标记题目
题干
忠诚的最好证明是（ ）。
选择一项：
A. 重复购买
B. 偶尔光顾
反馈
正确答案是：重复购买

题目2
正确
获得1.50分中的0.00分
标记题目
题干
满意必然忠诚。
选择一项：
对
错
反馈
正确的答案是“错”。
"""
WISDOM = """第一章 测试
1、 单选题：
下列属于互动渠道的是（）
选项：
A: 呼叫中心
B: 仓库
答案: 【呼叫中心】

2、 判断题：
微信不是互动渠道。
选项：
A: 对
B: 错
答案: 【错】
"""
SURVEY = """*1.客户档案应当（ ）。[分值:5]
A.随意外传
B.专人管理（正确答案）
*2.档案需要更新。[判断题][分值:4]
对（正确答案）
错
*3.档案属于____【答案：机密】资料。[分值:2]
4. 建档的第一步是（ ）。 [单选题] *（分值：3分）
○收集信息(正确答案)
○销毁信息
"""
BANKER = """一、单项选择题（共1题，每题0.5分，共0.5分。以下各小题所给出的四个选项中，只有一项符合题目要求。）
第1题 (单项选择题)(每题 0.50 分) 题目分类：未按章节分类的试题(如真题) > 单项选择题 >
银行最看重的客户是（  ）。
A. 有价值的客户
B. 所有路人
正确答案：A，
答案解析：见教材第二章。
二、判断题（共1题，每题1分，共1分。正确的选A，错误的选B。）
第2题 (判断题)(每题 1.00 分) 题目分类：未按章节分类的试题(如真题) > 判断题 >
所有客户价值相同。
A. 正确
B. 错误
正确答案：B，
答案解析：见教材第三章。
"""
DAILY = """每日答题
1 单选题 服务的第一印象来自（　）。
A. 仪表
B. 天气
答案 A
提示：看第一讲
出处：《服务规范》

2 填空题 微笑服务要发自____。
答案 内心
提示：看第二讲
"""
ENGLISH = """Question 1 (Single choice, 2 points)
CRM的中心是（ ）。
A) 客户
B) 产品
Answer: A

Question 2 (True/False, 1 point)
CRM只是软件。
Answer: False
"""
REASONED = """错题1：流失预警首先看（ ）。
A.消费频率 / B.客户身高
选A。因为频率下降是信号。

错题2：流失的原因有（ ）。
A.服务差 / B.价格高 / C.下雨
应选A、B。

错题3：流失无法预测。
本题错误。
"""
MARKDOWN = """## 一、单选题（每题 5 分）

**1. 分级的依据是（ ）。**

- A. 客户价值
- B. 客户姓氏

> **答案**：A
> **解析**：见讲义

---

## 二、判断题（每题 5 分）

**1. 分级以后小客户可以不管。**

> **答案**：错误
"""
TRADITIONAL = """貳、是非題
（Ｏ）1. 客戶資料需要更新。
（Ｘ）2. 客戶滿意就一定忠誠。
（Ｏ）3. 服務可以補救。
"""
SPELLED = """一. 多选题（共1题）
1. (多选题, 5.0 分)成本包括（ ）。
A. 时间成本
B. 精力成本
C. 天气成本
我的答案: A:时间成本;正确答案: A:时间成本;B:精力成本;
5.0分
二. 单选题（共1题）
2. (单选题, 5.0 分)最贵的是（ ）。
A. 流失
B. 关怀
我的答案: A:流失;正确答案: A:流失;
"""
SCHOOL = """第Ⅱ卷（非选择题  共60分）
一、填空题：本大题共1小题，每小题4分，共4分．把答案填在横线上．
1．客户让渡价值等于总价值减去____．
二、解答题：本大题共1小题，共12分．解答应写出文字说明．
2．（本小题满分12分）
怎样降低客户的总成本？
参考答案
一、填空题：
1．总成本
二、解答题：
2．解：减少等候；简化手续。……………………12分
"""

LAYOUTS = {
    "records": Layout(RECORDS, [(SINGLE, ("A",), "2"), (TRUTH, False, "1"), (SHORT, None, "8")]),
    "bracketed": Layout(BRACKETED, [(MANY, ("A", "B"), None), (TRUTH, False, None)]),
    "rain": Layout(
        RAIN,
        [
            (SINGLE, ("A",), "5"),
            (TRUTH, False, "5"),
            (FILL, (("售中",), ("售后",)), "5"),
            (SHORT, None, "20"),
        ],
    ),
    "review": Layout(REVIEW, [(SINGLE, ("A",), "3"), (TRUTH, False, "1.5")]),
    "wisdom": Layout(WISDOM, [(SINGLE, ("A",), None), (TRUTH, False, None)]),
    "survey": Layout(
        SURVEY,
        [
            (SINGLE, ("B",), "5"),
            (TRUTH, True, "4"),
            (FILL, (("机密",),), "2"),
            (SINGLE, ("A",), "3"),
        ],
    ),
    "banker": Layout(BANKER, [(SINGLE, ("A",), "0.5"), (TRUTH, False, "1")]),
    "daily": Layout(DAILY, [(SINGLE, ("A",), None), (FILL, (("内心",),), None)]),
    "english": Layout(ENGLISH, [(SINGLE, ("A",), "2"), (TRUTH, False, "1")]),
    "reasoned": Layout(
        REASONED, [(SINGLE, ("A",), None), (MANY, ("A", "B"), None), (TRUTH, False, None)]
    ),
    "markdown": Layout(MARKDOWN, [(SINGLE, ("A",), "5"), (TRUTH, False, "5")]),
    "traditional": Layout(
        TRADITIONAL, [(TRUTH, True, None), (TRUTH, False, None), (TRUTH, True, None)]
    ),
    "spelled": Layout(SPELLED, [(MANY, ("A", "B"), "5"), (SINGLE, ("A",), "5")]),
    "school": Layout(SCHOOL, [(FILL, (("总成本",),), "4"), (SHORT, None, "12")]),
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
def test_every_question_of_a_layout_has_its_type_key_and_marks(layout: Layout) -> None:
    found = read_text(layout.text)
    read = [(one.type, one.key, one.points) for one in found.questions]
    assert read == [(t, key, Decimal(p) if p else None) for t, key, p in layout.wanted], found
    for question in found.questions:
        assert "分值" not in (question.stem or "")
        assert "选项" not in (question.stem or "")


def test_labels_in_front_of_a_record_belong_to_its_own_question() -> None:
    first, second, third = read_text(RECORDS).questions
    assert [one.labels.get("difficulty") for one in (first, second, third)] == ["易", "中", "难"]
    assert [one.number for one in (first, second, third)] == ["1", "2", "3"]
    assert third.reference == "准备资料；联系客户；记录反馈。"


def test_the_hint_behind_an_answer_is_its_explanation() -> None:
    first, second = read_text(DAILY).questions
    assert (first.explanation, second.explanation) == ("看第一讲", "看第二讲")
    assert first.labels["source"] == "《服务规范》"


def test_reasons_behind_the_letter_are_the_explanation() -> None:
    first = read_text(REASONED).questions[0]
    assert options(first) == ["消费频率", "客户身高"]
    assert first.explanation == "因为频率下降是信号"


STATEMENTS = """（一）单选
（1） 关怀的手段有（ ）
①回访
②问候
③涨价
a) ①②  b) ①③  c) ②③
答案：a
（2） 投诉的处理顺序是（ ）
①倾听 ②道歉 ③解决
a) ①②③  b) ③②①
答案：a

（二）多选
（1） 渠道包括（ ）
a) 电话
b) 网站
c) 天空
答案：ab

（三）辨析
（1） 投诉是礼物。
答案：正确。
"""


def test_statements_to_choose_from_stay_in_the_stem() -> None:
    found = read_text(STATEMENTS)
    assert (stems(found)[0] or "").split() == ["关怀的手段有（", "）", "①回访", "②问候", "③涨价"]
    assert options(found.questions[0]) == ["①②", "①③", "②③"]
    assert [(one.type, one.key) for one in found.questions] == [
        (SINGLE, ("A",)),
        (SINGLE, ("A",)),
        (MANY, ("A", "B")),
        (TRUTH, True),
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "1. 关怀始于（ ）。\n售前    售后    破产    搬家\n",
        "1. 关怀始于（ ）。\n售前\t售后\t破产\t搬家\n",
        "1. 关怀始于（ ）。\n售前 售后 破产 搬家\n",
        "1. 关怀始于（ ）。\n售前\n售后\n破产\n搬家\n",
        "1. 关怀始于（ ）。\n售前    售后\n破产    搬家\n",
    ],
)
def test_options_without_letters_get_those_of_their_places(typed: str) -> None:
    (question,) = read_text(f"一、单选题\n{typed}").questions
    assert question.stem == "关怀始于（　）。"
    assert [(one.label, one.text) for one in question.options] == [
        ("A", "售前"),
        ("B", "售后"),
        ("C", "破产"),
        ("D", "搬家"),
    ]
    assert ProblemKind.NO_LETTERS in kinds(question)


def test_a_stem_of_two_lines_has_no_options() -> None:
    (question,) = read_text("一、单选题\n1. 某店开业三年。\n它最看重（ ）。\n").questions
    assert question.options == ()
    assert ProblemKind.NO_OPTIONS in kinds(question)


def test_options_and_keys_counted_with_circles() -> None:
    (question,) = read_text(
        "一、选择题\n1、客户的英文是（ ）\n①客人   ②主顾   ③顾客\n答案：③\n"
    ).questions
    assert (options(question), question.correct) == (["客人", "主顾", "顾客"], ("C",))


GLUED = """二、判断题
1、客户可以分级。（√）
客服在线 9:00-18:00  意见反馈
2、客户不可以分级。（×）
分享到： QQ空间 微信
3、价值会变化。（√）
本页由志愿者排版
三、填空题
1、客户流失率与（保持率）之和是1。
阅读已结束，下载本文需要 5 积分
"""


def test_lines_of_the_page_do_not_stick_to_the_question_above() -> None:
    found = read_text(GLUED)
    assert stems(found) == [
        "客户可以分级。",
        "客户不可以分级。",
        "价值会变化。",
        "客户流失率与____之和是1。",
    ]
    assert [line for line, _text in found.loose] == [3, 5, 7, 10]


LESSON = """第一讲 走近客户
1.1 客户是谁
客户是购买产品的人，也可能是使用产品的人。
【课堂练习】
1. 客户是（ A ）。
A. 购买者  B. 旁观者
1.2 客户要什么
客户想要的是解决问题，而不是产品本身。
图1-1 客户的需要
【随堂判断】
1. 客户只看价格。（ × ）
1.3 小结
先想客户，再想产品。
作业布置：阅读下一章。
"""


def test_a_lesson_between_questions_is_told_and_not_asked() -> None:
    found = read_text(LESSON)
    assert stems(found) == ["客户是（　）。", "客户只看价格。"]
    assert options(found.questions[0]) == ["购买者", "旁观者"]
    assert {3, 8, 9, 13, 14} <= {line for line, _text in found.loose}


PAPER = """一、单项选择题（每题3分，共6分。请将答案填入下表）
题号 1 2
答案
1、客户经理的职责是（ ）。
A、维护客户 B、看守仓库
2、客户经理应当（ ）。
A、守时 B、失约
二、论述题（本大题共1小题，12分）
3、试述客户经理的素养。

2020年春季学期全省统一考试
客户管理试题答案
一、单项选择题
1、A 2、A
二、论述题
3、要点：守信、专业、勤勉。
"""


def test_marks_of_headings_and_empty_answer_grids() -> None:
    found = read_text(PAPER)
    assert [(one.points, one.correct) for one in found.questions] == [
        (3, ("A",)),
        (3, ("A",)),
        (12, None),
    ]
    assert found.questions[2].stem == "试述客户经理的素养。"
    assert {2, 3} <= {line for line, _text in found.loose}


CASES = """四、案例分析题（每题10分）
案例一
小店开业两年，老顾客越来越少，老板决定发会员卡。
请回答：
1．老顾客为什么流失？
2．会员卡有用吗？
案例二
酒店把常客的喜好记在档案里，客人一来就备好热茶。
请回答：
1．档案有什么作用？
2．这样做有什么风险？
参考答案
四、案例分析题
案例一：缺少联系；单有卡片不够。
案例二：1．了解喜好。
2．泄露隐私。
"""


def test_answers_go_to_the_case_that_they_name() -> None:
    found = read_text(CASES)
    assert [one.material[0] for one in found.questions if one.material] == [
        "案例一",
        "案例一",
        "案例二",
        "案例二",
    ]
    assert [one.reference for one in found.questions] == [
        "缺少联系；单有卡片不够。",
        "缺少联系；单有卡片不够。",
        "了解喜好。",
        "泄露隐私。",
    ]
    shared = [ProblemKind.SHARED_ANSWER in kinds(one) for one in found.questions]
    assert shared == [True, True, False, False]


def test_one_answer_below_the_only_case_is_for_all_its_questions() -> None:
    found = read_text(
        "六、案例分析题（共20分）\n书店的会员越来越少，老板想办读书会，又怕没有人来。\n问题：\n"
        "（1）会员为什么少？（10分）\n（2）怎样办读书会？（10分）\n参考答案\n六、案例分析题\n"
        "答题要点：价格高、活动少；先邀请老会员。\n"
    )
    assert [one.reference for one in found.questions] == ["价格高、活动少；先邀请老会员。"] * 2
    assert found.loose == ()


def test_a_case_that_asks_nothing_of_its_own_is_kept_as_a_question() -> None:
    found = read_text(
        "五、材料题\n材料一：某公司去年的客户保持率是八成，今年提高到九成，利润翻了一番。\n"
    )
    assert len(found.questions) == 1
    assert "利润翻了一番" in (found.questions[0].stem or "")


NAMED_KEYS = """Ⅰ. 填空
1) 处理投诉先处理（　　）。
2) 关系的英文是（　　）。
〖填空答案〗
1) 心情   2) relationship
Ⅱ. 选择
1) 最重要的是（　　）。
a. 客户  b. 桌子
2) 最不重要的是（　　）。
a. 客户  b. 桌子
〖选择答案〗
1)a 2)b
Ⅲ. 名词解释
1) 客户忠诚
2) 客户满意
〖名词解释答案〗
1) 长期偏爱并重复购买的态度和行为。
2) 期望得到实现以后的心理状态。
"""


def test_keys_behind_each_section_stay_with_it() -> None:
    found = read_text(NAMED_KEYS)
    assert [
        one.key if one.type is not ItemType.TERM else one.reference for one in found.questions
    ] == [
        (("心情",),),
        (("relationship",),),
        ("A",),
        ("B",),
        "长期偏爱并重复购买的态度和行为。",
        "期望得到实现以后的心理状态。",
    ]


def test_what_no_question_takes_is_told() -> None:
    text = (
        "一、单选题\n1. 客户是（A）。\nA. 上帝\nB. 路人\n"
        "【答案】4. 甲公司去年把全部门店改成了自助结账柜台\n"
    )
    found = read_text(text)
    said = "".join(
        [
            *(t for _n, t in found.loose),
            *(q.explanation + (q.reference or "") for q in found.questions),
        ]
    ) + "".join(o.text for q in found.questions for o in q.options)
    assert "自助结账" in said


def test_signs_of_a_reader_for_a_whole_case_in_json() -> None:
    question = read_text(CASES).questions[0]
    assert question.to_json()["material"].startswith("案例一")
    plain = read_text("一、单选题\n1. 客户是（A）。\nA. 上帝\nB. 路人\n").questions[0]
    assert "material" not in plain.to_json()


def test_marks_of_a_question_with_several_blanks_are_those_of_all_in_json() -> None:
    (question,) = read_text(
        "一、填空题（每空1分）\n1. 关怀分为售前、____和____。\n答案：售中；售后\n"
    ).questions
    assert (question.points, question.to_json()["points"]) == (1, 2)


def test_questions_beyond_the_thousandth_are_no_head_of_a_page() -> None:
    lines = [f"{n}. 第{n}家门店的客户都一样。（×）" for n in range(998, 1004)]
    found = read_text("二、判断题\n" + "\n".join(lines) + "\n")
    assert [one.number for one in found.questions] == [str(n) for n in range(998, 1004)]
    assert found.loose == ()


PAIRS = """客服应知应会
问1：什么是净推荐值？
答1：推荐者与贬损者比例之差。

问2：怎样道歉？
答2：真诚、及时、不推诿。
"""


def test_questions_and_answers_in_pairs() -> None:
    found = read_text(PAIRS)
    assert [(one.stem, one.reference) for one in found.questions] == [
        ("什么是净推荐值？", "推荐者与贬损者比例之差。"),
        ("怎样道歉？", "真诚、及时、不推诿。"),
    ]


@pytest.mark.parametrize("mark", ["A-{}", "选项A：{}", "A》{}"])
def test_letters_in_a_form_of_their_own(mark: str) -> None:
    lines = [mark.replace("A", letter).format(f"做法{letter}") for letter in "ABCD"]
    (question,) = read_text(
        "一、单选题\n1. 应当（ ）。\n" + "\n".join(lines) + "\n答案：C\n"
    ).questions
    assert options(question) == [f"做法{letter}" for letter in "ABCD"]
    assert question.correct == ("C",)


@pytest.mark.parametrize("word", ["答案：", "【答案：", "解析：", "提示：", "【题干】", "选A"])
def test_a_word_typed_a_thousand_times_does_no_harm(word: str) -> None:
    found = read_text("一、简答题\n1. 怎样回访？" + word * 1000 + "\n答：" + word * 1000 + "\n")
    assert len(found.questions) == 1


def test_a_minus_and_the_items_of_a_list_stay_as_they_are() -> None:
    (question,) = read_text(
        "一、简答题\n1. 评分按下列规则：\n- F：购买次数\n- R：距今天数\n净额＝收入－成本，为什么？\n"
    ).questions
    told = f"{question.stem}{question.reference}"
    assert "收入－成本" in told
    assert "- F：购买次数" in told


BEHIND = """客户经理 课后测验

1、感知利得减去（  ）是感知价值。（答案：B）
   A、质量
   B、利失
2、投诉是礼物。（答案：对）
3、满意取决于____与感受。（答案：期望）
4、怎样道歉？（答案：真诚、及时）
"""
ONE_LINE = """一、单选题
1. 先做什么( ) A.倾听 B.解释 答案:A 依据:《规范》第3条
二、判断题
1. 投诉是礼物。 答案:正确 依据:《规范》第5条
"""


def test_the_key_in_brackets_behind_the_question() -> None:
    found = read_text(BEHIND)
    assert stems(found) == [
        "感知利得减去（　）是感知价值。",
        "投诉是礼物。",
        "满意取决于____与感受。",
        "怎样道歉？",
    ]
    assert [one.key for one in found.questions] == [("B",), True, (("期望",),), None]
    assert found.questions[3].reference == "真诚、及时"


def test_everything_of_a_question_on_one_line() -> None:
    first, second = read_text(ONE_LINE).questions
    assert (options(first), first.correct) == (["倾听", "解释"], ("A",))
    assert (second.stem, second.truth) == ("投诉是礼物。", True)
    assert (first.labels["source"], second.labels["source"]) == ("《规范》第3条", "《规范》第5条")
