from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.bank.domain.items import LETTERS, ItemFace, ItemKey, KeyPoint, Option, OptionNote
from app.bank.domain.lint import Habit, Remark, Sign, echo_of, lint
from app.bank.domain.types import ItemType

TOLD = OptionNote(feedback="再看看这一章。", misconception="把手段当目的")
WHY = "卡片帮店主记住每位读者借过什么书。"
GOOD = ("记住读者", "催还图书", "凑足数目", "装点门面")


def choice(
    *options: str,
    stem: str = "店主记卡片是为了（　）。",
    correct: str = "A",
    type_: ItemType = ItemType.SINGLE_CHOICE,
    shuffle: bool = True,
    notes: dict[str, OptionNote] | None = None,
) -> tuple[ItemFace, ItemKey]:
    face = ItemFace(
        type=type_,
        stem=stem,
        points=Decimal(1),
        options=tuple(map(Option, LETTERS, options or GOOD)),
        shuffle=shuffle,
    )
    told = dict.fromkeys(set(LETTERS[: len(face.options)]) - set(correct), TOLD)
    return face, ItemKey(
        correct=tuple(correct), explanation=WHY, notes=told if notes is None else notes
    )


def other(type_: ItemType, stem: str, **key: object) -> tuple[ItemFace, ItemKey]:
    face = ItemFace(type=type_, stem=stem, points=Decimal(1), blanks=stem.count("____"))
    return face, replace(ItemKey(explanation=WHY), **key)  # type: ignore[arg-type]


def signs(pair: tuple[ItemFace, ItemKey], **more: object) -> set[Sign]:
    return {remark.sign for remark in lint(*pair, **more)}  # type: ignore[arg-type]


def one(pair: tuple[ItemFace, ItemKey], sign: Sign, **more: object) -> Remark:
    found = [remark for remark in lint(*pair, **more) if remark.sign is sign]  # type: ignore[arg-type]
    assert len(found) == 1, found
    return found[0]


def test_a_good_item_has_no_remarks() -> None:
    assert lint(*choice()) == ()
    assert lint(*choice(type_=ItemType.MULTIPLE_RESPONSE, correct="AC")) == ()
    assert lint(*other(ItemType.TRUE_FALSE, "卡片是给读者看的。", truth=False)) == ()
    assert lint(*other(ItemType.FILL_BLANK, "店主用 ____ 记住读者。")) == ()


def test_nothing_is_said_before_the_stem_is_written() -> None:
    face, _key = choice(stem=" ")
    assert lint(face, ItemKey()) == ()


@pytest.mark.parametrize(
    ("pair", "sign", "index"),
    [
        (choice("记住每一位读者借过什么书", "催书", "凑数", "好看"), Sign.LONGER_KEY, 0),
        (choice("记住读者", "只为催书", "一律凑数", "必然好看"), Sign.ABSOLUTE_DISTRACTORS, None),
        (choice("记住读者", "催还图书", "凑足数目", "以上都对"), Sign.CATCH_ALL, 3),
        (choice("记住读者的喜好", "200", "凑足数目", "装点门面"), Sign.MIXED_FORMS, None),
        (choice("记住读者。", "催还图书", "凑足数目", "装点门面"), Sign.MIXED_ENDS, None),
        (choice("记住读者", "记住读者的钱包", "凑足数目", "装点门面"), Sign.CONTAINED, 0),
        (choice("记卡片来认人", "催还图书", "凑足数目", "装点门面"), Sign.ECHO, 0),
        (choice("价格", "满意度", "美誉度", "指名度"), Sign.ODD_END, 0),
        (choice(notes={}), Sign.NO_FEEDBACK, None),
        (choice(notes={}), Sign.NO_MISCONCEPTION, None),
    ],
)
def test_options_are_remarked_upon(
    pair: tuple[ItemFace, ItemKey], sign: Sign, index: int | None
) -> None:
    remark = one(pair, sign)
    assert (remark.place, remark.index) == ("options", index)


@pytest.mark.parametrize(
    ("pair", "sign"),
    [
        (choice(stem="下列不属于客户信息的是（　）。"), Sign.NEGATIVE),
        (choice(stem="店主" * 61 + "。"), Sign.LONG_STEM),
        (choice(stem="店主" * 31), Sign.LONG_SENTENCE),
        (
            choice("offer", "price", "gift", "card", stem="Give the customer an ____ first."),
            Sign.ARTICLE,
        ),
        (other(ItemType.TRUE_FALSE, "没有一位读者不喜欢卡片。", truth=True), Sign.TWO_NEGATIVES),
        (choice(stem="下列说法中，不正确的不包括（　）。"), Sign.TWO_NEGATIVES),
        (other(ItemType.SHORT_ANSWER, "为什么没有卡片就不能记住读者？"), Sign.TWO_NEGATIVES),
        (
            other(ItemType.TRUE_FALSE, "所有读者都喜欢卡片。", truth=False),
            Sign.ABSOLUTE_FALSE,
        ),
        (other(ItemType.FILL_BLANK, "____ 帮店主记住读者。"), Sign.BLANK_FIRST),
        (other(ItemType.FILL_BLANK, "甲" + "，____" * 5), Sign.MANY_BLANKS),
    ],
)
def test_stems_are_remarked_upon(pair: tuple[ItemFace, ItemKey], sign: Sign) -> None:
    assert one(pair, sign).place == "stem"


def test_all_of_the_above_among_many_right_ones_is_not_told_to_become_what_it_is() -> None:
    options = ("记住读者", "催还图书", "凑足数目", "以上都对")
    pair = choice(*options, type_=ItemType.MULTIPLE_RESPONSE, correct="ABD")
    assert one(pair, Sign.CATCH_ALL_OF_MANY).index == 3
    assert Sign.CATCH_ALL not in signs(pair)


@pytest.mark.parametrize(
    ("pair", "sign"),
    [
        (choice(stem="下列**不属于**客户信息的是（　）。"), Sign.NEGATIVE),
        (other(ItemType.TRUE_FALSE, "所有读者都喜欢卡片。", truth=True), Sign.ABSOLUTE_FALSE),
        (other(ItemType.TRUE_FALSE, "卡片不断增加，不同读者各有一张。"), Sign.TWO_NEGATIVES),
        (choice(stem="店里不卖没有书号的书，店主该（　）。"), Sign.TWO_NEGATIVES),
        (choice("offer", "item", "gift", "card", stem="Give them an ____ first."), Sign.ARTICLE),
        (choice("满意度", "美誉度", "指名度", "忠诚度"), Sign.ODD_END),
        (choice("记卡片的人", "记卡片的书", "凑足数目", "装点门面"), Sign.ECHO),
        (choice("5%", "50%", "15%", "25%"), Sign.CONTAINED),
    ],
)
def test_near_misses_are_left_alone(pair: tuple[ItemFace, ItemKey], sign: Sign) -> None:
    assert sign not in signs(pair)


def test_facts_are_told() -> None:
    remark = one(choice("记住每一位读者借过什么书", "催书", "凑数", "好看"), Sign.LONGER_KEY)
    assert remark.facts == {"key": 12, "mean": 2}
    remark = one(choice("记住读者", "记住读者的钱包", "凑足数目", "好看"), Sign.CONTAINED)
    assert remark.facts == {"inner": "A", "outer": "B"}
    remark = one(choice(notes={"B": TOLD}), Sign.NO_FEEDBACK)
    assert remark.facts == {"letters": "CD"}
    assert Sign.NO_MISCONCEPTION not in signs(choice(notes={"B": TOLD}))


def test_the_place_of_the_key_counts_only_where_the_order_stands() -> None:
    habit = Habit(places={0: 6, 1: 2, 2: 2})
    assert one(choice(shuffle=False), Sign.KEY_PLACE, habit=habit).facts == {
        "letter": "A",
        "n": 6,
        "total": 10,
    }
    assert Sign.KEY_PLACE not in signs(choice(shuffle=True), habit=habit)
    assert Sign.KEY_PLACE not in signs(choice(shuffle=False, correct="B"), habit=habit)
    assert Sign.KEY_PLACE not in signs(choice(shuffle=False), habit=Habit(places={0: 9}))


def test_written_items() -> None:
    points = tuple(
        KeyPoint(id=f"p{n}", text=text, points=Decimal(2)) for n, text in enumerate(("先", "后"))
    )
    pair = other(ItemType.SHORT_ANSWER, "简述步骤。", key_points=points)
    assert one(pair, Sign.NO_VARIANTS).place == "key_points"
    assert one(pair, Sign.POINTS_DIFFER, stated=Decimal(6)).facts == {"sum": "4", "stated": "6"}
    assert Sign.POINTS_DIFFER not in signs(pair, stated=Decimal(4))
    varied = (replace(points[0], variants=("首先",)), points[1])
    assert signs(other(ItemType.SHORT_ANSWER, "简述步骤。", key_points=varied)) == set()


def test_any_so_many_points_are_said_in_the_stem() -> None:
    points = tuple(
        KeyPoint(id=f"p{n}", text=text, points=Decimal(2), variants=("也",))
        for n, text in enumerate("甲乙丙")
    )
    silent = other(ItemType.SHORT_ANSWER, "简述步骤。", key_points=points, any_of=2)
    assert one(silent, Sign.ANY_UNSAID).facts == {"n": 2}
    assert one(silent, Sign.POINTS_DIFFER, stated=Decimal(6)).facts["sum"] == "4"
    for stem in ("简述步骤（任答两点）。", "写出其中两步。"):
        said = other(ItemType.SHORT_ANSWER, stem, key_points=points, any_of=2)
        assert signs(said, stated=Decimal(4)) == set()


def test_the_explanation() -> None:
    face, key = choice()
    assert Sign.NO_EXPLANATION in signs((face, replace(key, explanation=" ")))
    assert Sign.SHORT_EXPLANATION in signs((face, replace(key, explanation="见书。")))


def test_echo_is_the_longest_run_that_only_the_key_has() -> None:
    assert echo_of("客户终身价值怎么算", "客户终身价值之和", ["客户终身之和"]) == "客户终身价值"
    assert echo_of("客户价值", "客户", ["价格"]) == ""
    assert echo_of("", "客户价值", []) == ""
    assert echo_of("合作伙伴与战略联盟，前者是", "合作伙伴", ["交易"]) == ""


def test_of_a_multiple_response_that_is_all_right_only_that_is_said() -> None:
    pair = choice(type_=ItemType.MULTIPLE_RESPONSE, correct="ABCD", notes={})
    assert signs(pair) == {Sign.ALL_RIGHT}


def test_a_picture_without_words_is_told() -> None:
    assert Sign.SILENT_PICTURE in signs(choice(stem="看图 ![ ](picture:ab)，卡片为了什么？"))
    assert Sign.SILENT_PICTURE not in signs(choice(stem="看图 ![漏斗](picture:ab)，卡片为了什么？"))
