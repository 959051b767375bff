"""Knowledge points by words, and the words that speak for them."""

from __future__ import annotations

import random

from app.bank.suggesting import Lexicon

TITLES = {
    "ch01.value": "客户终身价值",
    "ch01.loyal": "客户忠诚",
    "ch02.churn": "客户流失的原因",
    "ch02.complain": "客户投诉的处理",
}
# Rarity means something only among many.
TITLES |= {
    f"ch09.point-{n}": "客户" + chr(0x4E00 + 97 * n) + chr(0x5E00 + 89 * n) for n in range(40)
}
TERMS = [(["净推荐值", "NPS"], ["ch01.loyal"]), (["漏桶现象"], ["ch02.churn"])]
ITEMS = [
    ("ch02.complain", " 投诉 道歉 补偿 客户 "),
    ("ch02.complain", " 投诉 道歉 赔偿 客户 "),
    ("ch01.value", " 贴现 利润 客户 "),
]
LEXICON = Lexicon(TITLES, TERMS, ITEMS)


def points(text: str) -> list[str]:
    return [one.point for one in LEXICON.suggest(text)]


def test_titles_terms_and_items_speak_for_points() -> None:
    assert points("计算客户终身价值时要用到贴现率。")[0] == "ch01.value"
    assert points("某公司的 NPS 是 30。")[0] == "ch01.loyal"
    assert points("漏桶现象说明了什么？")[0] == "ch02.churn"
    assert points("收到投诉，先道歉还是先补偿？")[0] == "ch02.complain"


def test_the_words_are_named_the_strongest_first() -> None:
    best = LEXICON.suggest("客户投诉的处理要及时道歉。")[0]
    assert best.words[0] == "客户投诉的处理"
    assert set(best.words) <= {"客户投诉的处理", "道歉"}


def test_words_of_every_point_say_nothing() -> None:
    assert points("下列关于客户的说法，正确的是（　）。") == []
    assert points("") == []


def test_a_word_that_stands_in_any_text_is_not_enough() -> None:
    lexicon = Lexicon(TITLES, TERMS, [*ITEMS, ("ch02.churn", " 方案 "), ("ch02.churn", " 方案 ")])
    assert lexicon.suggest("李白给朋友写过一个方案吗？") == []


def test_only_a_suggestion_that_leads_is_sure() -> None:
    def sure(text: str) -> list[bool]:
        return [one.is_sure for one in LEXICON.suggest(text)]

    assert sure("漏桶现象说明了什么？") == [True]
    assert sure("漏桶现象与净推荐值有什么关系？") == [False, False]
    assert sure("怎样用 NPS 看漏桶？") == [True]
    assert sure("先道歉，再谈投诉。") == [False]


def test_a_chapter_narrows() -> None:
    text = "客户流失的原因与客户忠诚有关。"
    assert set(points(text)) >= {"ch02.churn", "ch01.loyal"}
    narrowed = LEXICON.suggest(text, frozenset({"ch01.loyal", "ch01.value"}))
    assert [one.point for one in narrowed] == ["ch01.loyal"]


def test_the_same_text_gets_the_same_points() -> None:
    shuffled = ITEMS.copy()
    random.Random(3).shuffle(shuffled)
    again = Lexicon(TITLES, TERMS, shuffled)
    for text in ("投诉与流失", "客户终身价值 NPS 漏桶现象", "补偿"):
        assert again.suggest(text) == LEXICON.suggest(text)
