"""Known questions written in styles drawn by chance come back as they were; noise never crashes.

ZHIKE_FUZZ=200000 draws that many inputs in all instead of the everyday number.
"""

from __future__ import annotations

import os
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.bank.exchange.text import read_text
from tests.bank.exchange.text.measure import Measure, measure
from tests.bank.exchange.text.papers import POOL, TYPES, random_style, write

SIZE = int(os.environ.get("ZHIKE_FUZZ", "2000"))
COMMON = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
PIECES = st.sampled_from(
    [
        "1.", "2、", "（3）", "④", "10(5分)", "第1题", "A.", "B、", "(C)", "Ｄ．", "（ ）", "____", "（A）", "(√)",
        "一、单选题", "二、判断题（每题2分，共10分）", "三、填空题", "四、名词解释", "简答题", "参考答案", "答案：", "答：",
        "解析：", "【难度】易", "1-5 BACDD", "1.A 2.B", "题号\t1\t2", "答案\tA\tB", "客户", "什么是客户？", "简述客户价值。",
        "\n", "\n\n", "\t", " ", "　", "|a|b|", "![](picture:p1.png)", "第 3 页 共 5 页", "姓名：", "關(guān)係", "\ufffd",
        "\x00", "\u200b", "\ue011", "。", "，", "（", "）", "“", "”", "材料一：", "根据以下材料回答1-3题：",
    ]
)  # fmt: skip


def rendered(seed: int) -> Measure:
    """Read one paper of a style and a choice of questions that the seed decides."""
    rng = Random(seed)
    style = random_style(rng)
    kinds = rng.sample(list(TYPES), rng.randint(1, 7))
    counts = {kind: rng.randint(2, min(6, len(POOL[kind]))) for kind in TYPES if kind in kinds}
    text, truth = write(style, rng, counts, title=rng.choice(["", "《客户关系管理》期末试卷"]))
    return measure(truth, read_text(text).questions)


@pytest.mark.parametrize("chunk", range(4))
def test_rendered_papers_come_back(chunk: int) -> None:
    whole = Measure()
    for seed in range(chunk * 10_000_000, chunk * 10_000_000 + max(1, SIZE // 40)):
        whole.add(rendered(seed))
    assert whole.found >= 0.99 * whole.total, whole.faults[:5]
    assert whole.keys >= 0.99 * whole.total, whole.faults[:5]
    assert whole.types >= 0.99 * whole.total, whole.faults[:5]
    assert whole.extra <= 0.01 * whole.total, whole.faults[:5]


@settings(COMMON, max_examples=SIZE)
@given(st.lists(PIECES | st.text(max_size=6), max_size=60))
def test_any_text_is_read_without_a_crash(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = read_text(text)
    count = len(found.lines)
    for question in found.questions:
        assert 1 <= question.source.first <= question.source.last <= count
        assert 0 <= question.confidence <= 1
        assert all(1 <= problem.place <= count for problem in question.problems)
        assert question.to_json()["type"]
    assert all(1 <= line <= count for line, _text in found.loose)


@settings(COMMON, max_examples=max(1, SIZE // 20))
@given(st.integers(0, 10**6), st.data())
def test_a_broken_paper_keeps_most_of_its_questions(seed: int, data: st.DataObject) -> None:
    """A paper of which a piece was cut out loses no more than what stood there and beside it."""
    rng = Random(seed)
    text, truth = write(random_style(rng), rng, {"single": 6, "short": 4})
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 30)))
    found = read_text(text[:start] + text[end:])
    assert len(found.questions) >= len(truth) - 4
    assert len(found.questions) <= len(truth) + 4


@pytest.mark.parametrize(
    "text",
    [
        "1. " + "（" * 20_000,
        "答" * 20_000,
        "A." * 20_000,
        "1-" * 20_000,
        "1.A " * 20_000,
        " " * 100_000 + "x",
        "1. 题" + " " * 100_000 + "。（甲）",
        "【难度：" * 20_000,
        "1. 题\n" * 20_000,
        "(1)" * 20_000,
        "案例：\n" * 10_000,
        "一、单选题\n" * 10_000,
        "参考答案\n1-5 ABCDE\n" * 5_000,
        "_" * 50_000,
        "“" * 30_000,
        "第一章" * 20_000,
    ],
)
def test_hostile_text_is_read_in_linear_time(text: str) -> None:
    assert len(read_text(text).lines) == text.count("\n") + 1
