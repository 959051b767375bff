"""The best stretch of an answer, against joining the clauses of every stretch one by one."""

import random

import pytest

from app.bank.answers.align import Found, read_answer
from app.bank.answers.grader import Grader
from app.bank.answers.item import Question
from app.bank.answers.lexicon import Sense, Words
from app.bank.answers.matching import WIDEST, best_match, said_share
from tests.bank.answers.conftest import RETAIN, SYSTEMS

ANSWER = "老客户会反复买。维护他们的成本低，不过老客户推荐企业；老客户不太计较价格，数据，渠道"


@pytest.mark.parametrize("asked", [RETAIN, SYSTEMS])
@pytest.mark.parametrize("seed", range(20))
def test_the_best_stretch_is_the_best_of_all(grader: Grader, asked: Question, seed: int):
    item = grader.item(asked)
    reading = read_answer(item, ANSWER)
    chance = random.Random(seed)
    # Whatever may be said and denied of a few concepts in clauses side by side.
    reading.found = [
        {
            number: Found(*(chance.randrange(1 << min(3, len(variant.weights))) for _ in range(4)))
            for number, variant in enumerate(item.variants)
            if chance.random() < 0.7
        }
        for _ in reading.parts
    ]
    reading.rows = [
        [(index, table[number]) for index, table in enumerate(reading.found) if number in table]
        for number in range(len(item.variants))
    ]
    for numbers in item.numbers:
        tops: dict[int, float] = {}
        for number in numbers:
            variant = item.variants[number]
            for first in range(len(reading.parts)):
                total = Found()
                for width, table in enumerate(reading.found[first : first + WIDEST]):
                    if number not in reading.found[first] or number not in table:
                        continue
                    total.add(table[number])
                    hostile = variant.shares[total.denied & ~total.said]
                    score = 0.6 * said_share(variant, total) - 0.03 * width - 0.2 * hostile
                    score += 0.4 * variant.gram_shares[total.grams]
                    tops[first] = max(tops.get(first, 0.0), score)
        match = best_match(item, reading, numbers)
        joined = Found()
        for table in reading.found[match.first : match.last]:
            joined.add(table.get(match.variant, Found()))
        assert match.found == joined
        assert match.score == pytest.approx(max(tops.values(), default=0.0))
        apart = [top for at, top in tops.items() if not match.first - WIDEST < at < match.last]
        assert match.second == pytest.approx(max(apart, default=0.0))


def test_the_longest_word_is_found_whichever_table_holds_it():
    def table(*words: str) -> dict[str, tuple[Sense, ...]]:
        return {word: (Sense(word, 1, 1.0),) for word in words}

    below = Words(table("客户", "客户满意度", "高", "crm"))
    words = Words(table("客户满意", "满意度高"), below)
    found = [word for _, _, word in words.scan("客户满意度高的crm与crms", 0, 14)]
    assert found == ["客户满意度", "高", "crm"]
    assert words.scan("客户满意度高", 0, 4) == [(0, 4, "客户满意")]
    assert words.scan("客户满意度高", 0, 3) == [(0, 2, "客户")]
    assert words.scan("客户满意度", 0, 5, longest=3) == [(0, 2, "客户")]
