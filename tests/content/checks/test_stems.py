from __future__ import annotations

from pathlib import Path
from random import Random

from app.content.checks.linter.shingles import bare, groups, jaccard, shingles, similar_pairs
from tests.content.checks.planted import about, blank, choice, plant, truth

CARD = "店主为每位读者写一张卡片，是为了（　）。"
SHOP = "书店开业第三年，店主把每一位读者的来去写在卡片上，这样做首先是为了（　）。"


def test_the_same_question_is_an_error(tmp_path: Path) -> None:
    found = plant(tmp_path, choice(1, CARD), choice(5, CARD.replace("，", "")))
    assert "ch01-sc-105" in about(found, "与 ch01-sc-101 是同一道题")[0]


def test_numbers_do_not_make_another_question(tmp_path: Path) -> None:
    stems = (
        "书店有 200 位读者，来了 50 位，占（　）。",
        "书店有 400 位读者，来了 80 位，占（　）。",
    )
    other = ("一成", "两成", "三成", "四成")
    found = plant(tmp_path, choice(1, stems[0]), choice(2, stems[1], options=other))
    assert "只有数字或标点不同" in about(found, "ch01-sc-102")[0]


def test_nearly_the_same_stem_in_any_type(tmp_path: Path) -> None:
    told = "书店开业第三年，店主把每一位读者的来去写在卡片上。"
    found = plant(tmp_path, choice(1, SHOP), truth(1, told, True))
    assert "题干与 ch01-sc-101 的有" in about(found, "ch01-tf-101")[0]
    found = plant(tmp_path / "other", choice(1, SHOP), truth(1, "读者多的书店不必做宣传。", False))
    assert about(found, "ch01-tf-101") == []


def test_a_fact_is_asked_twice_in_one_form_but_not_three_times(tmp_path: Path) -> None:
    stems = [
        f"{who}店主给读者写卡片，记下借过的书和来的日子，是为了（　）。"
        for who in ("江北的老", "学校门口的新", "巷子深处那位")
    ]
    twice = plant(tmp_path / "two", *(choice(n * 4, stem) for n, stem in enumerate(stems[:2])))
    assert about(twice, "同一件事") == []
    found = about(
        plant(tmp_path / "three", *(choice(n * 4, s) for n, s in enumerate(stems))), "同一件事"
    )
    assert len(found) == 1
    assert "ch01-sc-100、ch01-sc-104" in found[0]


def test_one_word_filled_in_twice(tmp_path: Path) -> None:
    found = plant(
        tmp_path,
        blank(1, "店主记下读者借书情况的是 ____。", "读者卡", "借书证"),
        blank(2, "店主记下每位读者借书情况用的 ____。", "读者卡", "借书证"),
        blank(3, "还书逾期时先翻出来看的是 ____。", "读者卡", "借书证"),
    )
    told = about(found, "填同一个“读者卡”")
    assert len(told) == 1
    assert "ch01-fb-102" in told[0]


def test_bare_text() -> None:
    assert bare("**年初** {{n}} 位，1,200.5 元！") == bare("年初3位、７元".replace("７", "7"))
    assert shingles("客户") == {"客户"}
    assert shingles("") == frozenset()
    assert jaccard(frozenset(), frozenset()) == 0.0


def test_no_pair_is_missed_and_none_is_told_twice() -> None:
    rng = Random(7)
    texts = ["".join(rng.choices("客户关系价值满意", k=rng.randint(4, 14))) for _ in range(160)]
    sets = [shingles(text, 2) for text in texts]
    for least in (0.3, 0.5, 0.9, 1.0):
        found = [(pair.first, pair.second) for pair in similar_pairs(sets, least)]
        slow = [
            (i, j) for j in range(len(sets)) for i in range(j) if jaccard(sets[i], sets[j]) >= least
        ]
        assert sorted(found) == sorted(slow)


def test_groups_hang_together_through_others() -> None:
    sets = [shingles(text, 1) for text in ("甲乙丙", "乙丙丁", "丙丁戊", "子丑", "子丑寅")]
    assert groups(list(similar_pairs(sets, 0.5))) == [[0, 1, 2], [3, 4]]


def test_another_material_makes_another_question(tmp_path: Path) -> None:
    other = ("一成半", "两成半", "三成半", "四成半")
    stem = "根据材料里两位读者的记录，下列判断成立的是（　）。"
    items = (choice(1, stem, stimulus="ch01-st-001"), choice(2, stem, options=other))
    assert about(plant(tmp_path, *items), "ch01-sc-102") == []
