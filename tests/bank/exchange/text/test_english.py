"""Questions with English words around them: Answer, Explanation, True or False."""

from __future__ import annotations

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.text import read_text

PAPER = """1. CRM stands for?
A. Customer relationship management
B. Cost reduction
C. All of the above{key}
Explanation: It is the usual term.
2. True or False: Loyal customers cost less to keep.
Answer: True
"""


@pytest.mark.parametrize("key", ["\nAnswer: A", "\nCorrect answer: A", "\nANSWER: A", "Answer: A"])
def test_english_words_open_the_answer_and_the_explanation(key: str) -> None:
    found = read_text(PAPER.format(key=key))
    choice, truth = found.questions
    assert (choice.type, choice.correct) == (ItemType.SINGLE_CHOICE, ("A",))
    assert choice.options[-1].text == "All of the above"
    assert choice.explanation == "It is the usual term."
    assert (truth.type, truth.stem, truth.truth) == (
        ItemType.TRUE_FALSE,
        "Loyal customers cost less to keep.",
        True,
    )
    assert found.loose == ()


def test_headings_and_the_key_at_the_end_in_english() -> None:
    text = (
        "Unit 3 Review\nPart A. Multiple Choice (2 points each)\n1. Loyalty is best shown by:\nA. Repeat purchase\nB. One visit\n"
        "True/False\n2. Loyal customers never leave.\n3. Keeping costs less than winning.\n"
        "Short Answer\n4. Explain churn.\nAnswer Key\n1. A\n2. False\n3. True\n4. The share of customers who leave.\n"
    )
    questions = read_text(text).questions
    assert [(one.stem, one.key) for one in questions[:3]] == [
        ("Loyalty is best shown by:", ("A",)),
        ("Loyal customers never leave.", False),
        ("Keeping costs less than winning.", True),
    ]
    assert (questions[0].points, questions[3].reference) == (
        2,
        "The share of customers who leave.",
    )
