from __future__ import annotations

from pathlib import Path

import pytest

from tests.content.checks.planted import OPTIONS, about, choice, plant, truth

STEMS = [f"第{word}位读者来店里时店主最先想到的是（　）。" for word in "甲乙丙丁戊己庚辛壬癸子丑"]
SAID = [
    f"{a}{b}"
    for a in ("常来的读者", "少来的读者", "新来的读者")
    for b in ("要记卡片。", "先打电话。", "可以赊账。", "爱看小说。")
]


def test_keys_gather_in_one_place(tmp_path: Path) -> None:
    found = plant(tmp_path, *(choice(n, stem, key=0) for n, stem in enumerate(STEMS)))
    assert about(found, "答案在 A 的占 100%")
    assert about(found, "答案在 D 的占 0%")
    even = plant(tmp_path / "even", *(choice(n, stem) for n, stem in enumerate(STEMS)))
    assert about(even, "答案在") == []


def test_the_key_is_the_longest(tmp_path: Path) -> None:
    longer = ("记得住每一位来的读者", *OPTIONS[1:])
    found = plant(tmp_path, *(choice(n, s, options=longer, key=0) for n, s in enumerate(STEMS)))
    assert about(found, "答案是最长选项的占")


@pytest.mark.parametrize(("right", "told"), [(0, True), (6, False), (12, True)])
def test_true_and_false_are_balanced(tmp_path: Path, right: int, told: bool) -> None:
    found = plant(tmp_path, *(truth(n, stem, n < right) for n, stem in enumerate(SAID)))
    assert bool(about(found, "判断题里答案为“对”的占")) is told


@pytest.mark.parametrize(("true", "told"), [((), True), (range(6), False)])
def test_absolute_words_that_hint(tmp_path: Path, true: range, told: bool) -> None:
    def stem(n: int) -> str:
        return SAID[n].replace("的读者", "的读者一律") if n >= 6 or n in true else SAID[n]

    found = plant(tmp_path, *(truth(n, stem(n), n < 6) for n in range(12)))
    assert bool(about(found, "这些词成了暗示")) is told


@pytest.mark.parametrize(("exams", "told"), [(0, True), (5, False), (15, True)])
def test_enough_is_kept_for_exams(tmp_path: Path, exams: int, told: bool) -> None:
    more = [truth(n, stem, n % 2 == 0) for n, stem in enumerate(SAID)]
    items = [*(choice(n, stem) for n, stem in enumerate(STEMS)), *more]
    for number, one in enumerate(items):
        one["use"] = "exam" if number < exams else "practice"
    assert bool(about(plant(tmp_path, *items), "use: exam 的题占")) is told
