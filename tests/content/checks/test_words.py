from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.content.checks.planted import about, blank, plant, truth
from tests.content.samples import load, only, replace, said

HOUSE = """
words:
  - {wrong: 读者证, right: 读者卡, within: [旧读者证]}
accepted:
  - {at: ch01-tf-101, says: 读者证, why: 引的是来信的原话}
"""


def house(text: str = HOUSE) -> Callable[[Path], None]:
    return lambda root: _write(root, text)


def _write(root: Path, text: str) -> None:
    (root / "house.yml").write_text(text, "utf-8")


def test_other_words_are_told_wherever_the_course_speaks(tmp_path: Path) -> None:
    def change(root: Path) -> None:
        _write(root, HOUSE.replace("ch01-tf-101", "ch01-tf-102"))
        replace(root, "chapters/ch01.md", "左出右进", "读者证左出右进")

    found = about(
        plant(
            tmp_path,
            truth(1, "读者证要带来。", True),
            truth(2, "读者证可借人。", False),
            change=change,
        ),
        "不写“读者证”，本课程写“读者卡”",
    )
    assert len(found) == 2
    assert found[0].startswith("chapters/ch01.md › 第 ")
    assert "ch01-tf-101" in found[1]


@pytest.mark.parametrize(
    "stem", ["读者卡要带来。", "旧读者证已经不用了。", "有人写作“读者证”，不好。"]
)
def test_the_right_word_and_the_allowed_place(tmp_path: Path, stem: str) -> None:
    found = plant(tmp_path, truth(2, stem, True), change=house())
    assert about(found, "不写“读者证”") == []


def test_readers_may_use_their_own_words(tmp_path: Path) -> None:
    found = plant(
        tmp_path, blank(1, "店主写的是 ____。", "读者卡", "借书证", "读者证"), change=house()
    )
    assert about(found, "不写“读者证”") == []


def test_an_accepted_warning_is_not_told(tmp_path: Path) -> None:
    found = plant(tmp_path, truth(1, "来信说：读者证丢了。", True), change=house())
    assert about(found, "读者证") == []
    assert about(found, "已经没有这条提醒") == []


def test_an_acceptance_that_meets_nothing_is_told(tmp_path: Path) -> None:
    found = plant(tmp_path, truth(1, "来信说：读者卡丢了。", True), change=house())
    assert about(found, "已经没有这条提醒，可以删去")


def test_errors_cannot_be_accepted(tmp_path: Path) -> None:
    text = "accepted:\n  - {at: chapters/ch01.md, says: 没有题目, why: 以后再写}\n"
    found = plant(
        tmp_path,
        change=lambda root: (
            _write(root, text),
            replace(root, "chapters/ch01.md", "/// check | ch01-sc-001", "/// check | ch01-sc-999"),
        )[1],
    )
    assert about(found, "没有题目“ch01-sc-999”")


def test_within_holds_the_word(tmp_path: Path) -> None:
    plant(tmp_path, change=house(HOUSE.replace("旧读者证", "借书证")))
    assert "within 里应含“读者证”" in only(load(tmp_path / "content"))
    assert said(load(tmp_path / "content"))
