"""Marks around numbers, options, keys and blanks in the many shapes that people give them."""

from __future__ import annotations

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.text import read_text

ASKED = (("回访为了", "推销|了解情况|催款", "B"), ("建档先", "收集|打印|归档", "A"))
STATED = (("满意就是忠诚。", False), ("流失可以挽回。", True))
FILLED = (("客户分为{}和{}。", ("新客户", "老客户")), ("{}是企业的资源。", ("客户",)))


@pytest.mark.parametrize("number", ["No.{} ", "单选{}. ", "【{}】", "01.{}"])
def test_numbers_of_questions(number: str) -> None:
    text = "第一章 练习\n一、单选题\n"
    for n, (stem, options, key) in enumerate(ASKED, 1):
        told = number.format(n) if "01" not in number else f"0{n}."
        text += f"{told}{stem}（ {key} ）\n" + "".join(
            f"{letter}. {one}\n" for letter, one in zip("ABC", options.split("|"), strict=True)
        )
    assert [one.stem for one in read_text(text).questions] == [
        "回访为了（\u3000）",
        "建档先（\u3000）",
    ]


@pytest.mark.parametrize("mark", ["{}项：{}", "{}。{}", "<{}>{}", "{}；{}", "{}—{}"])
def test_letters_of_options(mark: str) -> None:
    text = "一、单选题\n"
    for n, (stem, options, key) in enumerate(ASKED, 1):
        lines = [mark.format(a, t) for a, t in zip("ABC", options.split("|"), strict=True)]
        text += f"{n}. {stem}（  ）\n" + "\n".join(lines) + f"\n答案：{key}\n"
    questions = read_text(text).questions
    assert [[one.text for one in q.options] for q in questions] == [
        ["推销", "了解情况", "催款"],
        ["收集", "打印", "归档"],
    ]
    assert [one.correct for one in questions] == [("B",), ("A",)]


@pytest.mark.parametrize(
    ("options", "inside", "told"),
    [("①{}  ②{}  ③{}", "②", ""), ("(1){}\n(2){}\n(3){}", "  ", "答案：(2)\n")],
)
def test_options_that_are_counted(options: str, inside: str, told: str) -> None:
    listed = options.format("推销", "了解情况", "催款")
    (question,) = read_text(f"一、单选题\n1. 回访为了（ {inside} ）\n{listed}\n{told}").questions
    assert [one.text for one in question.options] == ["推销", "了解情况", "催款"]
    assert (question.stem, question.correct) == ("回访为了（\u3000）", ("B",))


def test_commas_that_divide_options_belong_to_none() -> None:
    text = "一、单选题\n1. 回访为了（ B ）\nA、推销，B、了解情况，C、催款\n"
    assert [one.text for one in read_text(text).questions[0].options] == [
        "推销",
        "了解情况",
        "催款",
    ]


@pytest.mark.parametrize(
    ("yes", "no"),
    [("——对", "——错"), ("（是）", "（否）"), ("_√_", "_×_"), ("{对}", "{错}"), ("<√>", "<×>")],
)
def test_marks_behind_a_statement(yes: str, no: str) -> None:
    text = "二、判断题\n" + "".join(
        f"{n}. {stem}{yes if true else no}\n" for n, (stem, true) in enumerate(STATED, 1)
    )
    assert [(one.stem, one.truth) for one in read_text(text).questions] == list(STATED)


def test_marks_in_front_of_a_statement() -> None:
    text = "二、判断题\n1. ×满意就是忠诚。\n2. √流失可以挽回。\n"
    assert [(one.stem, one.truth) for one in read_text(text).questions] == list(STATED)


@pytest.mark.parametrize(
    "mark", ["（ {} ）", "(　{}　)", "**{}**", "<{}>", "〔{}〕", "「{}」", "<u>{}</u>"]
)
def test_words_of_blanks_in_other_marks(mark: str) -> None:
    text = "三、填空题\n"
    for n, (stem, words) in enumerate(FILLED, 1):
        text += f"{n}. {stem.format(*map(mark.format, words))}\n"
    assert [(one.stem, one.blanks) for one in read_text(text).questions] == [
        ("客户分为____和____。", (("新客户",), ("老客户",))),
        ("____是企业的资源。", (("客户",),)),
    ]


@pytest.mark.parametrize("gap", ["……", "…………", "□□□□", "[   ]", "        "])
def test_blanks_in_other_shapes(gap: str) -> None:
    text = "三、填空题\n"
    for n, (stem, words) in enumerate(FILLED, 1):
        text += f"{n}. {stem.format(*[gap] * len(words))}\n答案：{'；'.join(words)}\n"
    assert [(one.stem, one.blanks) for one in read_text(text).questions] == [
        ("客户分为____和____。", (("新客户",), ("老客户",))),
        ("____是企业的资源。", (("客户",),)),
    ]


@pytest.mark.parametrize("gap", ["__{}__", "____({})", "（{}）"])
def test_blanks_that_are_counted(gap: str) -> None:
    text = (
        f"三、填空题\n1. 客户分为{gap.format(1)}和{gap.format(2)}。\n答案：(1)新客户；(2)老客户\n"
    )
    (question,) = read_text(text).questions
    assert (question.stem, question.blanks) == ("客户分为____和____。", (("新客户",), ("老客户",)))


def test_three_dots_that_trail_off_are_no_blank() -> None:
    (question,) = read_text("三、填空题\n1. 客户分为____、老客户……\n答案：新客户\n").questions
    assert question.stem == "客户分为____、老客户……"


@pytest.mark.parametrize(
    "line", ["{}（{}）", "{}  {}", "{} = {}", "{} → {}", "{}。{}", "【{}】{}", "{}：{}"]
)
def test_terms_and_what_they_mean(line: str) -> None:
    told = ("客户的偏爱，和重复购买。", "客户不再购买企业产品的现象，原因很多。")
    text = (
        f"四、名词解释\n1. {line.format('忠诚度', told[0])}\n2. {line.format('流失率', told[1])}\n"
    )
    questions = read_text(text).questions
    assert [one.stem for one in questions] == ["忠诚度", "流失率"]
    assert [one.reference for one in questions] == list(told)


def test_another_name_of_a_term_stays_with_it() -> None:
    text = "四、名词解释\n1. 客户关系管理（CRM）\n2. 客户终身价值（客户生命周期价值）\n"
    assert [one.stem for one in read_text(text).questions] == [
        "客户关系管理（CRM）",
        "客户终身价值（客户生命周期价值）",
    ]


@pytest.mark.parametrize(
    "told", ["\n标答：{}", "\n答案示例：{}", "\n参考回答：{}", "\n答、{}", "（答：{}）", "\n{}"]
)
def test_answers_of_open_questions(told: str) -> None:
    text = f"五、简答题\n1. 怎样挽回流失的客户？{told.format('先致歉，再补救。')}\n2. 简述分级的意义{told.format('合理分配资源。')}\n"
    questions = read_text(text).questions
    assert [(one.type, one.stem) for one in questions] == [
        (ItemType.SHORT_ANSWER, "怎样挽回流失的客户？"),
        (ItemType.SHORT_ANSWER, "简述分级的意义"),
    ]
    assert [one.reference for one in questions] == ["先致歉，再补救。", "合理分配资源。"]


def test_a_long_line_that_was_broken_is_whole_again() -> None:
    text = "五、简答题\n1. 简述企业在客户关系管理系统上线之前应当完成的各项\n准备工作。\n2. 怎样回访？\n"
    stem = "简述企业在客户关系管理系统上线之前应当完成的各项准备工作。"
    assert read_text(text).questions[0].stem == stem


KEYED = (
    "一、单项选择题\n1．回访为了（  ）\nA．推销　B．了解情况\n2．建档先（  ）\nA．收集　B．打印\n3．分级看（  ）\nA．姓名　B．价值\n"
    "二、判断题\n1．满意就是忠诚。（  ）\n2．流失可以挽回。（  ）\n3．客户都一样。（  ）\n"
    "三、填空题\n1．客户分为____和____。\n四、名词解释\n1．忠诚\n"
)


@pytest.mark.parametrize(
    "keys",
    [
        "参考答案\n一、单选题：B A B\n二、判断题：错 对 错\n三、填空题：1、新客户，老客户\n四、名词解释：偏爱和重复购买。\n",
        "参考答案\n一、【1】B【2】A【3】B\n二、【1】×【2】√【3】×\n三、【1】新客户；老客户\n四、【1】偏爱和重复购买。\n",
        "参考答案\n一、单选题\n1 B\n2 A\n3 B\n二、判断题\n1\t×\n2\t√\n3\t×\n三、填空题\n1-新客户、老客户\n四、名词解释\n(1)偏爱和重复购买。\n",
        "参考答案\n第一题：1.B 2.A 3.B\n第二题：1.× 2.√ 3.×\n第三题：1.新客户、老客户\n第四题：偏爱和重复购买。\n",
        "参考答案\n第一大题 BAB\n第二大题 ×√×\n第三大题 1.新客户（1分）老客户（1分）\n第四大题 偏爱和重复购买。\n",
        "————答案分割线————\n选择题：1-3 B A B\n判断题：1-3 FTF\n填空题：1.新客户 老客户\n名词解释：1.偏爱和重复购买。\n",
    ],
)
def test_keys_at_the_end_however_they_are_counted(keys: str) -> None:
    questions = read_text(KEYED + keys).questions
    assert [one.key for one in questions[:7]] == [
        ("B",),
        ("A",),
        ("B",),
        False,
        True,
        False,
        (("新客户",), ("老客户",)),
    ]
    assert questions[7].reference == "偏爱和重复购买。"


@pytest.mark.parametrize(
    "title", ["【答案速查】", "答案区", "答案来啦", "期末试卷（A卷）答题要点与评分标准"]
)
def test_titles_over_keys(title: str) -> None:
    text = f"{KEYED}{title}\n一、单项选择题\n1．B　2．A　3．B\n"
    assert [one.correct for one in read_text(text).questions[:3]] == [("B",), ("A",), ("B",)]
