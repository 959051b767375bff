"""Habits of a chapter's items that a test-wise student can use, whatever they know."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from app.content.checks.linter.options import CHOICES, LETTERS, distractors_of
from app.content.checks.linter.signs import has_absolute_word, size_of
from app.content.problems import Problem, warning
from app.content.questions import Question

FEW = 10  # below this number of items shares say nothing
MAX_POSITION_SHARE = 0.4
MAX_LONGEST_SHARE = 0.35
TRUE_SHARE = (0.35, 0.65)
EXAM_SHARE = (0.15, 0.40)
# Absolute words give distractors away when this many of them have one, so much oftener than keys.
FEW_ABSOLUTE = 6
ABSOLUTE_TIMES = 3


def check(chapter: str, own: Sequence[Question]) -> Iterator[Problem]:
    """Look at the items of one chapter together."""
    folder = f"items/{chapter}"
    for text in (*_positions(own), *_longest(own), *_truths(own), *_absolute(own), *_exam(own)):
        yield warning(folder, "", text)


def _singles(own: Sequence[Question]) -> list[Question]:
    return [q for q in own if q.type == "single_choice" and len(q.keys) == 1]


def _positions(own: Sequence[Question]) -> Iterator[str]:
    by_size: dict[int, list[Question]] = defaultdict(list)
    for question in _singles(own):
        by_size[len(question.options)].append(question)
    for size, group in sorted(by_size.items()):
        if len(group) < FEW:
            continue
        places = Counter(question.keys[0] for question in group)
        for place in range(size):
            share = places[place] / len(group)
            if share > MAX_POSITION_SHARE or share < 0.4 / size:
                letter = LETTERS[place]
                yield f"{size} 个选项的单选题里，答案在 {letter} 的占 {share:.0%}，应大致均匀"


def _longest(own: Sequence[Question]) -> Iterator[str]:
    singles = _singles(own)
    longest = sum(_key_is_longest(question) for question in singles)
    if len(singles) >= FEW and longest / len(singles) > MAX_LONGEST_SHARE:
        yield f"单选题里答案是最长选项的占 {longest / len(singles):.0%}，应不超过三成"


def _key_is_longest(question: Question) -> bool:
    key = size_of(question.options[question.keys[0]])
    return key > max(map(size_of, distractors_of(question)), default=0)


def _truths(own: Sequence[Question]) -> Iterator[str]:
    truths = [question.truth for question in own if question.truth is not None]
    if len(truths) >= FEW:
        share = sum(truths) / len(truths)
        if not TRUE_SHARE[0] <= share <= TRUE_SHARE[1]:
            yield f"判断题里答案为“对”的占 {share:.0%}，应各占一半左右"


def _absolute(own: Sequence[Question]) -> Iterator[str]:
    """Absolute words in what is wrong, against those in what is right."""
    choices = [question for question in own if question.type in CHOICES and question.keys]
    wrong = [text for question in choices for text in distractors_of(question)]
    right = [question.options[place] for question in choices for place in question.keys]
    yield from _oftener("干扰项", wrong, "正确选项", right)
    judged = [question for question in own if question.truth is not None]
    wrong = [question.stem for question in judged if not question.truth]
    right = [question.stem for question in judged if question.truth]
    yield from _oftener("错的判断题", wrong, "对的判断题", right)


def _oftener(
    wrong_name: str, wrong: Sequence[str], right_name: str, right: Sequence[str]
) -> Iterator[str]:
    in_wrong, in_right = sum(map(has_absolute_word, wrong)), sum(map(has_absolute_word, right))
    if in_wrong < FEW_ABSOLUTE or not right:
        return
    share, other = in_wrong / len(wrong), in_right / len(right)
    if share > ABSOLUTE_TIMES * other and share > 0.1:
        yield (
            f"{wrong_name}里有 {share:.0%} 用了“只、一律、必然、所有”一类的话，"
            f"{right_name}里只有 {other:.0%}，这些词成了暗示"
        )


def _exam(own: Sequence[Question]) -> Iterator[str]:
    if len(own) >= 2 * FEW:
        share = sum(question.use == "exam" for question in own) / len(own)
        if not EXAM_SHARE[0] <= share <= EXAM_SHARE[1]:
            yield f"use: exam 的题占 {share:.0%}，应在四分之一上下"
