"""Which reading is kept, and what is told of it."""

from __future__ import annotations

from app.bank.exchange.questions import Found, ProblemKind
from app.bank.exchange.text import read_text
from app.bank.exchange.text.learned import induction
from app.bank.exchange.text.learned.induction import agrees, learned
from app.bank.exchange.text.learned.judged import explained
from app.bank.exchange.text.learned.residue import residue
from tests.bank.exchange.text.learned.habit_papers import HABITS, PAPERS, write
from tests.bank.exchange.text.learned.test_steps import choices

TIDY = "\n".join(choices())
ODD = "\n".join(choices(number="¶{}¶ ", option="{}→{}", answer="谜：{}"))


def kinds(found: Found) -> list[set[ProblemKind]]:
    return [{one.kind for one in question.problems} for question in found.questions]


def test_what_is_explained_well_is_not_read_again() -> None:
    usual = read_text(TIDY)
    assert learned(TIDY.split("\n"), usual, lambda _rows: Found(())) is usual
    assert all(ProblemKind.LEARNED_HABIT not in own for own in kinds(usual))


def test_learned_habits_are_told_at_the_line() -> None:
    found = read_text(ODD)
    assert [one.key for one in found.questions] == [("A",), ("B",), ("C",), ("A",)]
    assert all(ProblemKind.LEARNED_HABIT in own for own in kinds(found))
    assert [one.source.first for one in found.questions] == [1, 6, 11, 16]
    assert [p.place for one in found.questions for p in one.problems][:1] == [1]
    assert found.lines[0] == "¶1¶ 熟客爱听什么（  ）"
    assert all(one.confidence < 0.95 for one in found.questions)


def test_an_answer_above_is_read_below_and_lines_stay_in_order() -> None:
    paper = PAPERS[0]
    style = HABITS["answer above: 底："](paper.style)
    assert style is not None
    first = read_text(write(paper, style)).questions[0]
    assert (first.source.first, first.source.last) == (3, 7)


def test_a_worse_reading_is_never_kept() -> None:
    usual = read_text("1. 茶凉了怎么办？\n2. 谁来续水？\n3. 何时打烊？")
    assert explained(usual) < induction._ENOUGH
    assert learned(["¶1¶ 甲", "¶2¶ 乙", "¶3¶ 丙"], usual, lambda _rows: Found(())) is usual


def test_keys_read_as_usual_are_not_given_up() -> None:
    other = read_text(TIDY.replace("答案：B", "答案：C"))
    assert agrees(read_text(TIDY), read_text(TIDY))
    assert not agrees(read_text(TIDY), other)


def test_no_key_is_invented_for_a_paper_without_keys() -> None:
    for option in ("{}. {}", "{}、{}", "({}){}"):
        found = read_text("\n".join(choices(option=option, answer="")))
        assert [one.key for one in found.questions] == [None] * 4


def test_lines_that_name_students_are_never_loose() -> None:
    text = f"班级：三班  姓名：李某某  学号：0123\n{ODD}"
    found = read_text(text)
    assert len(found.questions) == 4
    assert not any("李某某" in line for _number, line in found.loose)
    assert not any("李某某" in line for line in found.lines)


def test_the_title_of_a_list_is_loose() -> None:
    text = "\n".join([*choices(answer=""), "", "锦囊", "A", "B", "C", "A"])
    found = read_text(text)
    assert [one.key for one in found.questions] == [("A",), ("B",), ("C",), ("A",)]
    assert (18, "锦囊") in found.loose


def test_markers_left_in_the_words_are_doubted() -> None:
    left = read_text("\n".join(f"{n}. §{n} 熟客会走。（√）" for n in range(1, 6))).questions
    assert all(value < 1 for value in residue(left))
    assert residue(read_text(TIDY).questions) == [1.0] * 4


def test_of_a_long_text_the_beginning_says_what_is_learned() -> None:
    lines: list[str] = []
    for n in range(1, 400):
        lines += [
            f"¶{n}¶ 熟客爱听什么（  ）",
            "A. 问候",
            "B. 沉默",
            "C. 催促",
            f"答案：{'ABC'[n % 3]}",
        ]
    found = read_text("\n".join(lines))
    assert len(found.questions) == 399
    assert found.questions[-1].number == "399"
