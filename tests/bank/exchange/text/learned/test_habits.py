"""Habits that no rule knows, on whole papers: the same questions, types and keys come out."""

from __future__ import annotations

import pytest

from tests.bank.exchange.text.learned.habit_papers import HABITS, PAPERS, Tally, write

# What is not read as it should be.
LEFT = {
    ("number: ☆1☆", "four"),
    ("number: ☆1☆", "open"),
    ("number: 壹、", "running"),
    ("number: 壹、", "behind"),
    ("number: 壹、", "one kind"),
    ("number: ▲1▲", "four"),
    ("number: ▲1▲", "open"),
    ("number: alone in signs", "gaps"),
    ("number: alone in signs", "why"),
    ("number: alone in signs", "four"),
    ("all: | 1# A= one a line", "four"),
    ("all: | 1# A= one a line", "one kind"),
    ("answer: 正解", "open"),
    ("answer: 应为", "open"),
    ("answer: 结果是", "open"),
    ("all: 题一： ◇ 正解", "open"),
    ("all: ^1^ 「A」 1~A", "running"),
    ("all: ^1^ 「A」 1~A", "behind"),
    ("head: >>>", "end"),
    ("head: >>>", "end, running"),
    ("head: >>>", "four"),
    ("head: >>>", "behind"),
    ("head: >>>", "open"),
}
ROUND = 4


def test_the_tidy_papers_are_read() -> None:
    for paper in PAPERS:
        assert Tally().add(paper, write(paper, paper.style)), paper.name


@pytest.mark.parametrize(("place", "name"), list(enumerate(HABITS)))
def test_a_habit(place: int, name: str) -> None:
    """Each habit is put on every fourth paper; `python -m` of the papers measures all."""
    for n, paper in enumerate(PAPERS):
        style = HABITS[name](paper.style)
        if style is None or n % ROUND != place % ROUND or paper.name == "long":
            continue
        if (name, paper.name) not in LEFT:
            assert Tally().add(paper, write(paper, style)), paper.name
