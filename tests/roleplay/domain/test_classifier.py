"""The judge: what it finds, how it explains itself, what must not change its mind."""

from __future__ import annotations

import pytest

from app.roleplay.domain.acts import Act, Taboo
from app.roleplay.domain.bank import Example
from app.roleplay.domain.classifier import Judge
from app.roleplay.domain.measuring import measure


@pytest.mark.parametrize(
    ("utterance", "act"),
    [
        ("您好，我是客服小李", Act.GREET),
        ("抱歉，给您添麻烦了", Act.APOLOGY),
        ("请问划痕在哪里", Act.ASK),
        ("今天下午三点前给您回电话", Act.COMMIT),
        ("这不归我管，你找厂家去", Act.BLAME),
        ("您肯定记错了", Act.ARGUE),
        ("祝您生活愉快，再见", Act.CLOSE),
    ],
)
def test_near_examples_are_found(judge: Judge, utterance: str, act: Act) -> None:
    assert act in judge.judge(utterance).acts


def test_taboos_have_a_class(judge: Judge) -> None:
    assert judge.judge("跟你说了多少遍了，烦不烦").taboo is Taboo.IMPATIENT
    assert judge.judge("你有病吧，滚").taboo is Taboo.SWEAR


def test_every_finding_is_explained(judge: Judge) -> None:
    found = judge.judge("跟你说了多少遍了，烦不烦")
    assert [reason.label for reason in found.why] == [*found.acts, found.taboo]
    assert all(reason.words or reason.grams for reason in found.why)
    assert 0 < found.confidence <= 1


def test_equal_input_gives_equal_judgement(judge: Judge) -> None:
    said = ("对不起，我马上给您补发", "发错了")
    assert judge.judge(*said) == judge.judge(*said)


@pytest.mark.parametrize("utterance", ["", "   ", "😀😀😀", "!!!", "12345", "asdf", "<p></p>"])
def test_what_is_no_language_is_unsure_and_nothing_else(judge: Judge, utterance: str) -> None:
    found = judge.judge(utterance)
    assert (found.acts, found.taboo, found.unsure) == ((), None, True)


@pytest.mark.parametrize(
    "utterance", ["好" * 5000, "<script>alert(1)</script>您好", "\ud800您好", "\x00您好"]
)
def test_odd_input_is_judged_without_a_fault(judge: Judge, utterance: str) -> None:
    assert judge.judge(utterance, utterance).confidence >= 0


def test_the_small_bank_is_learnt(judge: Judge, examples: list[Example]) -> None:
    report = measure(judge, examples)
    assert report.micro > 0.8
    assert report.recall > 0.9
    assert [row.label for row in report.rows][-1] == "taboo"


def test_a_report_of_nothing_is_all_zero(judge: Judge) -> None:
    report = measure(judge, [])
    assert (report.micro, report.alarms, report.unsure) == (0, 0, 0)
