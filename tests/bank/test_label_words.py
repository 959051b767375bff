"""Labels as files write them: difficulty, level, cognitive level, use and chapter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.bank.exchange.questions import ProblemKind
from app.bank.label_words import find_chapter, read_label, tell_strange_labels
from tests.bank.imports import truth


@pytest.mark.parametrize(
    ("word", "value"),
    [
        *(
            ("易", 1),
            ("容易", 1),
            ("简单", 1),
            ("基础", 1),
            ("较易", 2),
            ("较简单", 2),
            ("偏易", 2),
        ),
        *(("中", 3), ("中等", 3), ("适中", 3), ("一般", 3), ("普通", 3), ("中等难度", 3)),
        *(
            ("较难", 4),
            ("偏难", 4),
            ("中等偏难", 4),
            ("难", 5),
            ("困难", 5),
            ("很难", 5),
            ("难题", 5),
        ),
        *(("低", 1), ("高", 5), ("Easy", 1), ("medium", 3), ("hard", 5), ("difficult", 5)),
        *(("3", 3), ("３", 3), ("3级", 3), ("4.0", 4), ("★★★☆☆", 3), ("★★★★★", 5), ("⭐⭐", 2)),
        *(("0.8", 1), ("0.65", 2), ("0.2", 4), ("80%", 1), ("0.65（中）", 2), ("难度：难", 5)),
    ],
)
def test_a_difficulty_is_read_however_it_is_written(word: str, value: int) -> None:
    assert read_label("difficulty", word) == value


@pytest.mark.parametrize(
    ("name", "word", "value"),
    [
        ("level", "掌握", "掌握"),
        ("level", "熟练掌握", "掌握"),
        ("level", " 了解 ", "了解"),
        ("level", "综合运用", "运用"),
        ("level", "应用", "运用"),
        ("cognitive", "记忆", "识记"),
        ("cognitive", "领会", "理解"),
        ("cognitive", "简单应用", "应用"),
        ("cognitive", "创新", "创造"),
        ("cognitive", "Analyse", "分析"),
        ("use", "练习", "practice"),
        ("use", "考试用", "exam"),
        ("use", "exam", "exam"),
        ("use", "保留", "reserved"),
    ],
)
def test_the_other_labels_are_read_in_other_words(name: str, word: str, value: str) -> None:
    assert read_label(name, word) == value


@pytest.mark.parametrize(
    "word", ["特别怪", "?", "7", "0", "-1", "nan", "inf", "1e400", "☆" * 9, ""]
)
def test_what_says_no_difficulty_is_none(word: str) -> None:
    assert read_label("difficulty", word) is None


def test_a_strange_label_is_told_once_with_its_words() -> None:
    labels = {"difficulty": "特别怪", "level": "玄", "use": "考试", "cognitive": " "}
    (problem,) = tell_strange_labels(replace(truth(), labels=labels)).problems
    assert problem.kind is ProblemKind.UNKNOWN_LABEL
    assert problem.detail == "玄、特别怪"
    known = replace(truth(), labels={"difficulty": "0.7", "level": "掌握"})
    assert tell_strange_labels(known) is known


def test_a_chapter_is_found_by_its_id_or_title_and_never_by_its_number_alone() -> None:
    titles = {"ch01": "客户关系管理概述", "ch06": "客户满意度管理", "ex01": "服务"}
    assert find_chapter("ch06", titles) == "ch06"
    assert find_chapter("客户满意度管理", titles) == "ch06"
    assert find_chapter("第六章　客户满意度管理", titles) == "ch06"
    assert find_chapter("6. 客户满意度管理（上）", titles) == "ch06"
    # Another book's chapter 6 may be about anything.
    assert find_chapter("第六章", titles) == ""
    assert find_chapter("6", titles) == ""
    # Two letters stand in many titles.
    assert find_chapter("客户服务的技巧", titles) == ""
    assert find_chapter("", titles) == ""
