"""What makes a group of a class's synonyms, and what is wrong with one."""

from __future__ import annotations

import pytest

from app.bank.answers.lexicon import Group, build_lexicon
from app.marking.domain.word_groups import Fault, Joined, Problem, check, read_words

LEXICON = build_lexicon(
    [
        Group("老客户", ("熟客",), opposite=("新客户",)),
        Group("客户满意", ("满意",)),
        Group("客户忠诚", ("忠诚", "死忠")),
        Group("忠诚客户", ("死忠", "铁粉")),
        Group("重复购买", near=("常来", "总买")),
    ]
)


def faults(text: str, *standing: tuple[str, ...]) -> list[tuple[Fault, int]]:
    return [(one.fault, one.line) for one in check(text, LEXICON, standing).problems]


def test_a_group_is_read_one_wording_a_line() -> None:
    assert read_words("  老客户 \n\n街坊\r\n 老  主顾") == [
        (1, "老客户"), (3, "街坊"), (4, "老 主顾"),
    ]  # fmt: skip
    found = check("老客户\n街坊", LEXICON, [])
    assert (found.words, found.problems, found.joins) == (("老客户", "街坊"), (), None)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", [(Fault.FEW, 0)]),
        ("街坊", [(Fault.FEW, 0)]),
        ("\n".join(f"街坊{n}" for n in "甲乙丙丁戊己庚辛壬"), [(Fault.MANY, 0)]),
        ("街坊\n\n邻", [(Fault.SHORT, 3)]),
        ("街坊\n邻-", [(Fault.SHORT, 2)]),
        ("街坊\n。。。", [(Fault.BROKEN, 2)]),
        ("街坊\n" + "邻" * 21, [(Fault.LONG, 2)]),
        ("街坊\n邻居、同乡", [(Fault.BROKEN, 2)]),
        ("街坊\n邻居但是远", [(Fault.BROKEN, 2)]),
        ("街坊\n邻居 同乡", [(Fault.BROKEN, 2)]),
        ("街坊\n不会", [(Fault.PARTICLE, 2)]),
        ("街坊\n街坊", [(Fault.TWICE, 2)]),
        ("老顾客\n老客户", [(Fault.TWICE, 2)]),
        ("CRM系统\nｃｒｍ系統", [(Fault.TWICE, 2)]),
        ("街坊\n邻居", []),
        ("CRM\n客情系统", []),
        ("街坊\n邻居" + "们" * 16, []),
    ],
)
def test_what_is_wrong_names_its_line(text: str, wrong: list[tuple[Fault, int]]) -> None:
    assert faults(text) == wrong


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert faults("好\n街坊\n街坊\n不会") == [
        (Fault.SHORT, 1), (Fault.TWICE, 3), (Fault.PARTICLE, 4),
    ]  # fmt: skip


def test_a_word_stands_in_one_group_of_the_class() -> None:
    found = check("邻居\n街坊", LEXICON, [("老客户", "街坊")])
    assert found.problems == (Problem(Fault.TAKEN, 2, "街坊", "老客户"),)


def test_what_the_lexicon_knows_as_one_need_not_be_added() -> None:
    assert faults("老客户\n熟客") == [(Fault.KNOWN, 0)]
    assert faults("老客户\n熟客\n街坊") == []
    assert faults("常来\n总买") == []  # each only comes near it


def test_opposites_are_refused_by_name() -> None:
    found = check("街坊\n老客户\n新客户", LEXICON, [])
    assert found.problems == (Problem(Fault.OPPOSED, 0, "老客户", "新客户"),)


def test_two_senses_of_the_lexicon_are_told_and_left_to_the_person() -> None:
    found = check("满意\n忠诚", LEXICON, [])
    assert found.problems == ()
    assert found.joins == Joined("满意", "客户满意", "忠诚", "客户忠诚")
    assert check("死忠\n忠诚\n街坊", LEXICON, []).joins is None
    # 死忠 shares a sense with each of the others, which share none.
    assert check("死忠\n忠诚\n铁粉", LEXICON, []).joins == Joined(
        "忠诚", "客户忠诚", "铁粉", "忠诚客户"
    )
