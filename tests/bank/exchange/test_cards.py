from __future__ import annotations

from typing import Any

import pytest

from app.bank.domain.types import ItemType as T
from app.bank.exchange.card_items import to_item_data
from app.bank.exchange.cards import MOST_CARDS, Card, parse_text
from app.bank.exchange.questions import ProblemKind
from app.bank.specs import parse_item

LABELS = {
    "knowledge": ["ch01.remember"],
    "level": "掌握",
    "cognitive": "理解",
    "difficulty": 2,
    "use": "exam",
}
SINGLE = "一、单项选择题\n"
MULTI = "二、多选题\n"
TRUTH = "三、判断题\n"
FILL = "四、填空题\n"
ABC = "A. 甲\nB. 乙\nC. 丙\n"


def one(text: str) -> Card:
    cards = parse_text(text).cards
    assert len(cards) == 1, cards
    return cards[0]


def kinds(card: Card) -> set[str]:
    return {note.kind.value for note in card.notes}


# (text, type, stem, options, answer, explanation)
SHAPES: list[tuple[str, T, str, tuple[str, ...], str, str]] = [
    # numbering
    (SINGLE + "1. 题（B）。\n" + ABC, T.SINGLE_CHOICE, "题（　）。", ("甲", "乙", "丙"), "B", ""),
    (SINGLE + "1、题（B）。\n" + ABC, T.SINGLE_CHOICE, "题（　）。", ("甲", "乙", "丙"), "B", ""),
    (SINGLE + "1．题( B )。\n" + ABC, T.SINGLE_CHOICE, "题（　）。", ("甲", "乙", "丙"), "B", ""),
    (SINGLE + "（1）题（B）。\n" + ABC, T.SINGLE_CHOICE, "题（　）。", ("甲", "乙", "丙"), "B", ""),
    (SINGLE + "(1) 题（B）。\n" + ABC, T.SINGLE_CHOICE, "题（　）。", ("甲", "乙", "丙"), "B", ""),
    (SINGLE + "1) 题（B）。\n" + ABC, T.SINGLE_CHOICE, "题（　）。", ("甲", "乙", "丙"), "B", ""),
    (
        SINGLE + "第1题：题（B）。\n" + ABC,
        T.SINGLE_CHOICE,
        "题（　）。",
        ("甲", "乙", "丙"),
        "B",
        "",
    ),
    # headings
    ("单选题\n1. 题（B）\n" + ABC, T.SINGLE_CHOICE, "题（　）", ("甲", "乙", "丙"), "B", ""),
    (
        "## 一、单选题：\n1. 题（B）\n" + ABC,
        T.SINGLE_CHOICE,
        "题（　）",
        ("甲", "乙", "丙"),
        "B",
        "",
    ),
    ("【单选题】\n1. 题（B）\n" + ABC, T.SINGLE_CHOICE, "题（　）", ("甲", "乙", "丙"), "B", ""),
    # options
    (
        SINGLE + "1. 题（　）。\nA、甲 B、乙 C、丙\n答案：C",
        T.SINGLE_CHOICE,
        "题（　）。",
        ("甲", "乙", "丙"),
        "C",
        "",
    ),
    (
        SINGLE + "1. 题（　）。\nA．甲　　B．乙\nC．丙　　D．丁\n答案：D",
        T.SINGLE_CHOICE,
        "题（　）。",
        ("甲", "乙", "丙", "丁"),
        "D",
        "",
    ),
    (
        SINGLE + "1. 题（　）。\n(A) 甲 (B) 乙 (C) 丙\n【答案】A",
        T.SINGLE_CHOICE,
        "题（　）。",
        ("甲", "乙", "丙"),
        "A",
        "",
    ),
    (
        SINGLE + "1. 题（　）。\nA 甲\nB 乙\nC 丙\n答案 A",
        T.SINGLE_CHOICE,
        "题（　）。",
        ("甲", "乙", "丙"),
        "A",
        "",
    ),
    (
        SINGLE + "1. 题（　）。A.甲 B.乙 C.丙 答案：B 解析：因为乙。",
        T.SINGLE_CHOICE,
        "题（　）。",
        ("甲", "乙", "丙"),
        "B",
        "因为乙。",
    ),
    (
        SINGLE + "1. 题（　）。\nＡ．甲\nＢ．乙\nＣ．丙\n答案：ｂ".replace("ｂ", "b"),
        T.SINGLE_CHOICE,
        "题（　）。",
        ("甲", "乙", "丙"),
        "B",
        "",
    ),
    (
        SINGLE + "1. 用 A.B. 两店比较，\n结论是（A）。\n" + ABC,
        T.SINGLE_CHOICE,
        "用 A.B. 两店比较，结论是（　）。",
        ("甲", "乙", "丙"),
        "A",
        "",
    ),
    # several right answers
    (
        MULTI + "1. 题（AC）。\n" + ABC,
        T.MULTIPLE_RESPONSE,
        "题（　）。",
        ("甲", "乙", "丙"),
        "AC",
        "",
    ),
    (
        MULTI + "1. 题（　）。\n" + ABC + "参考答案：A、C",
        T.MULTIPLE_RESPONSE,
        "题（　）。",
        ("甲", "乙", "丙"),
        "AC",
        "",
    ),
    (
        MULTI + "1. 题（　）。\n" + ABC + "正确答案：C A\n【解析】因为。\n还因为。",
        T.MULTIPLE_RESPONSE,
        "题（　）。",
        ("甲", "乙", "丙"),
        "AC",
        "因为。\n\n还因为。",
    ),
    # without a heading the type is guessed
    ("1. 题（AB）\n" + ABC, T.MULTIPLE_RESPONSE, "题（　）", ("甲", "乙", "丙"), "AB", ""),
    ("1. 题（A）\n" + ABC, T.SINGLE_CHOICE, "题（　）", ("甲", "乙", "丙"), "A", ""),
    ("1. 老客户更便宜。（√）", T.TRUE_FALSE, "老客户更便宜。", (), "对", ""),
    ("1. 年末有 ____ 位。\n答案：51", T.FILL_BLANK, "年末有 ____ 位。", (), "51", ""),
    # 判断
    (TRUTH + "1. 客户越多越好。（×）", T.TRUE_FALSE, "客户越多越好。", (), "错", ""),
    (TRUTH + "1. （ 对 ）客户要细分。", T.TRUE_FALSE, "客户要细分。", (), "对", ""),
    (
        TRUTH + "1. 客户越多越好。（　）\n答案：错误。\n解析：还要看价值。",
        T.TRUE_FALSE,
        "客户越多越好。",
        (),
        "错",
        "还要看价值。",
    ),
    (TRUTH + "1. 客户要细分。\n答案：T", T.TRUE_FALSE, "客户要细分。", (), "对", ""),
    # 填空
    (
        FILL + "1. 三个层面是__、____和________。\n答案：理念；机制；技术",
        T.FILL_BLANK,
        "三个层面是____、____和____。",
        (),
        "理念\n机制\n技术",
        "",
    ),
    (
        FILL + "1. 流失率是（　）。 答案：20% 或 0.2",
        T.FILL_BLANK,
        "流失率是____。",
        (),
        "20%｜0.2",
        "",
    ),
    (
        FILL + "1. 以（客户）为中心，以（价值）为目标。",
        T.FILL_BLANK,
        "以____为中心，以____为目标。",
        (),
        "客户\n价值",
        "",
    ),
    (
        FILL + "1. ____ 与 ____。\n答案：（1）识别/辨认 （2）区分",
        T.FILL_BLANK,
        "____ 与 ____。",
        (),
        "识别｜辨认\n区分",
        "",
    ),
    # written answers
    (
        "五、名词解释\n1. 客户资产\n答：全部客户价值的总和。",
        T.TERM,
        "客户资产",
        (),
        "全部客户价值的总和。",
        "",
    ),
    (
        "论述题（16 分）\n1. 试论关系营销。\n参考答案：关系胜过一次买卖。",
        T.ESSAY,
        "试论关系营销。",
        (),
        "关系胜过一次买卖。",
        "",
    ),
]


@pytest.mark.parametrize(("text", "type_", "stem", "options", "answer", "why"), SHAPES)
def test_shapes(
    text: str, type_: T, stem: str, options: tuple[str, ...], answer: str, why: str
) -> None:
    card = one(text)
    assert (card.type, card.stem, card.options, card.answer, card.explanation) == (
        type_,
        stem,
        options,
        answer,
        why,
    )
    assert not kinds(card) - {"guessed_type", "no_explanation", "whole_as_point"}
    item = parse_item(to_item_data(card, LABELS))
    assert item.type is type_
    assert item.explanation


@pytest.mark.parametrize(
    ("text", "stem", "answer"),
    [
        ("1. 核心是（B）。\n" + ABC + "答案：B", "核心是（　）。", "B"),
        (SINGLE + "1. 先（B）后（B）。\n" + ABC + "答案：B", "先（　）后（　）。", "B"),
        (SINGLE + "1. 核心是____（B）。\n" + ABC + "答案：B", "核心是（　）。", "B"),
        (MULTI + "1. 核心是（C、A）。\n" + ABC + "答案：AC", "核心是（　）。", "AC"),
        (TRUTH + "1. 越多越好。（×）\n答案：错", "越多越好。", "错"),
        ("1. 越多越好。（×）\n答案：错", "越多越好。", "错"),
        (FILL + "1. 中心是____（客户）。\n答案：客户", "中心是____。", "客户"),
        ("1. 中心是____（客户）。\n答案：客户", "中心是____。", "客户"),
        (FILL + "1. 中心是（客户）。\n答案：客户", "中心是____。", "客户"),
        (FILL + "1. 共____（万元）。\n答案：30", "共____（万元）。", "30"),
    ],
)
def test_a_key_in_the_stem_is_hidden_beside_an_answer_line(
    text: str, stem: str, answer: str
) -> None:
    card = one(text)
    assert (card.stem, card.answer) == (stem, answer)
    assert "keys_differ" not in kinds(card)


@pytest.mark.parametrize(
    ("text", "stem", "answer", "detail"),
    [
        (SINGLE + "1. 核心是（B）。\n" + ABC + "答案：C", "核心是（　）。", "C", "B\nC"),
        (TRUTH + "1. 越多越好。（×）\n答案：对", "越多越好。", "对", "错\n对"),
        (FILL + "1. 中心是（价值）。\n答案：客户", "中心是____。", "客户", "价值\n客户"),
    ],
)
def test_two_keys_that_differ_are_shown(text: str, stem: str, answer: str, detail: str) -> None:
    card = one(text)
    assert (card.stem, card.answer) == (stem, answer)
    assert [note.detail for note in card.notes if note.kind is ProblemKind.KEYS_DIFFER] == [detail]


@pytest.mark.parametrize("mark", "√×✓✗✔✘对错TFXx")
def test_every_mark_of_truth_in_brackets_is_read(mark: str) -> None:
    card = one(TRUTH + f"1. 越多越好。（{mark}）")
    assert (card.stem, card.answer in ("对", "错")) == ("越多越好。", True)


@pytest.mark.parametrize(
    "text",
    [
        "1. 名词解释：客户忠诚\n答：反复购买。",
        "名词解释：客户忠诚\n答：反复购买。",
        "一、名词解释：客户忠诚\n答：反复购买。",
        "【名词解释】客户忠诚\n答：反复购买。",
        SINGLE + "名词解释：1. 客户忠诚\n答：反复购买。",
    ],
)
def test_a_question_may_name_its_type(text: str) -> None:
    card = one(text)
    assert (card.type, card.stem, card.answer) == (T.TERM, "客户忠诚", "反复购买。")


def test_the_marks_of_a_section_are_no_question() -> None:
    assert parse_text("简答题：每题 6 分\n1. 简述。").cards[0].stem == "简述。"


def test_points_numbered_on_one_line() -> None:
    card = one("简答题\n1. 简述。\n答案要点：1）价格 2）服务 3）产品")
    assert card.key_points == ("价格｜2", "服务｜2", "产品｜2")
    card = one("简答题\n1. 简述。\n答：1. 价格；2. 服务")
    assert card.key_points == ("价格｜3", "服务｜3")


def test_remarks_on_a_question_are_no_part_of_it() -> None:
    text = SINGLE + "1. 题（B）。\n" + ABC + "解析：因为乙。\n【难度】易【知识点】客户"
    assert one(text).explanation == "因为乙。"
    assert "难度" not in one(text).stem
    text = SINGLE + "1. 题。\n" + ABC + "【答案】B【难度】易【解析】因为乙。"
    assert (one(text).answer, one(text).explanation) == ("B", "因为乙。")


def test_an_unknown_line_is_not_glued_onto_an_option() -> None:
    pasted = parse_text(SINGLE + "1. 题（B）。\nA. 甲\n第 3 页\nB. 乙\nC. 丙")
    assert pasted.cards[0].options == ("甲", "乙", "丙")
    assert pasted.loose == ((4, "第 3 页"),)


@pytest.mark.parametrize(
    ("answer", "points"),
    [
        ("（1）识别；（2）区分；（3）互动。", ("识别｜2", "区分｜2", "互动｜2")),
        ("①识别②区分", ("识别｜3", "区分｜3")),
        (
            "\n1. 识别\n2. 区分\n3. 互动\n4. 定制",
            ("识别｜1.5", "区分｜1.5", "互动｜1.5", "定制｜1.5"),
        ),
        ("\n（1）识别（4分）\n（2）区分（2分）", ("识别｜4", "区分｜2")),
        ("\n1、识别，\n即知道是谁\n2、区分", ("识别，即知道是谁｜3", "区分｜3")),
        ("先识别，再区分。", ("先识别，再区分。｜6",)),
    ],
)
def test_written_answers_fall_into_points(answer: str, points: tuple[str, ...]) -> None:
    card = one("六、简答题\n1. 简述步骤。\n答：" + answer)
    assert card.key_points == points
    parse_item(to_item_data(card, LABELS))


def test_points_named_apart() -> None:
    card = one("简答题\n1. 简述。\n答：全文。\n采分点：\n1. 甲（2 分）\n2. 乙（3分）")
    assert card.key_points == ("甲｜2", "乙｜3")
    assert card.answer == "全文。"


def test_numbered_answers_do_not_swallow_the_next_question() -> None:
    text = (
        "六、简答题\n1. 简述甲。\n答：\n1. 一\n2. 二\n2. 简述乙。\n答：二。\n3. 简述丙。\n答：三。"
    )
    cards = parse_text(text).cards
    assert [card.stem for card in cards] == ["简述甲。", "简述乙。", "简述丙。"]
    assert cards[0].key_points == ("一｜3", "二｜3")


def test_marks_come_from_the_heading_or_the_question() -> None:
    cards = parse_text(
        "一、单选题（每小题 2 分，共 4 分）\n1. 题（A）\n" + ABC + "2. 题（3分）（B）\n" + ABC
    ).cards
    assert [card.points for card in cards] == ["2", "3"]
    card = one("三、论述题（每题 10 分）\n1. 试论。\n答：（1）甲；（2）乙。")
    assert card.key_points == ("甲｜5", "乙｜5")


def test_keys_listed_at_the_end() -> None:
    text = (
        SINGLE + "1. 甲\n" + ABC + "2. 乙\n" + ABC + TRUTH + "3. 丙。\n\n参考答案：1-2 BC\n3.√ 4.×"
    )
    cards = parse_text(text).cards
    assert [card.answer for card in cards] == ["B", "C", "对"]


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        (SINGLE + "1. 题（　）。\n" + ABC, ProblemKind.NO_KEY, 2),
        (SINGLE + "1. 题（A）。", ProblemKind.NO_OPTIONS, 2),
        (SINGLE + "1. 题（D）。\n" + ABC, ProblemKind.ODD_KEY, 2),
        (SINGLE + "1. 题（　）。\n" + ABC + "答案：选甲", ProblemKind.ODD_KEY, 6),
        (SINGLE + "1. 题（A）。\nA. 甲\nB. 乙\nD. 丁", ProblemKind.SKIPPED_LETTER, 3),
        (SINGLE + "1.\nA. 甲\nB. 乙\nC. 丙\n答案：A", ProblemKind.NO_STEM, 2),
        (TRUTH + "1. 题。\n答案：大概", ProblemKind.ODD_KEY, 3),
        (FILL + "1. 题。\n答案：甲", ProblemKind.NO_BLANK, 2),
        (FILL + "1. ____、____。\n答案：甲", ProblemKind.BLANK_COUNT, 3),
        ("1. 题是什么？", ProblemKind.GUESSED_TYPE, 1),
        ("简答题\n1. 简述。", ProblemKind.NO_KEY, 2),
    ],
)
def test_damaged_ones_are_kept_and_flagged(text: str, kind: ProblemKind, line: int) -> None:
    notes = [note for note in one(text).notes if note.kind is kind]
    assert [note.place for note in notes] == [line]


def test_loose_lines_are_not_lost() -> None:
    pasted = parse_text("第一章练习\n姓名：\n一、单选题\n请把答案写在括号里\n1. 题（A）\n" + ABC)
    assert [line for line, _text in pasted.loose] == [1, 4]  # 2 asks for a student's name
    assert pasted.cards[0].first == 5
    assert pasted.cards[0].last == 8


def test_nothing_and_too_much() -> None:
    assert parse_text("").cards == ()
    assert parse_text("\n \n").loose == ()
    many = parse_text("\n".join(f"{n}. 题。（√）" for n in range(1, MOST_CARDS + 3)))
    assert len(many.cards) == MOST_CARDS
    assert len(many.loose) == 2


def test_decimals_are_no_question_numbers() -> None:
    cards = parse_text("简答题\n1. 简述。\n答：增长\n1.5 倍。").cards
    assert len(cards) == 1
    assert "1.5 倍" in cards[0].answer


def test_windows_line_ends_and_hard_spaces() -> None:
    card = one("一、单选题\r\n1.\u00a0题（A）\r\nA.\u00a0甲\r\nB. 乙\r\nC. 丙\r\n")
    assert (card.stem, card.options) == ("题（　）", ("甲", "乙", "丙"))


@pytest.mark.parametrize(
    "text", ["1. " + "（" * 5000, "答" * 5000, "A." * 3000, "1-" * 4000, "1.A " * 3000]
)
def test_hostile_text_ends_quickly(text: str) -> None:
    assert len(parse_text(text).cards) <= MOST_CARDS


def test_cards_travel_as_json() -> None:
    for text, *_rest in SHAPES:
        card = one(text)
        assert Card.from_data(card.to_data()) == card


def test_made_up_explanation_names_options_by_their_words() -> None:
    card = one(SINGLE + "1. 题（B）\n" + ABC)
    data: dict[str, Any] = to_item_data(card, LABELS)
    assert data["explanation"] == "正确答案：乙"
