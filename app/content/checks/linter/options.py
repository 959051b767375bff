"""Does the look of one item give its key away, and does each option teach something?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.content.problems import Problem, warning
from app.content.questions import Question
from app.content.text import count_hanzi, says_all_of_the_above

GIVEAWAY = 1.6  # how many times longer than the mean of its distractors a key may be
LEAST_EXCESS = 4  # characters; 3 against 2 is no giveaway
CONTAINED = 4  # characters from which an option inside another one is a doubt
LEAST_EXPLANATION = 10  # 汉字

LETTERS = "ABCDEFGH"
CHOICES = ("single_choice", "multiple_response")
ABSOLUTE = re.compile(
    "(?<![不一两几每这那船0-9])只(?!要|好|不过)|仅仅|一律|永远|完全(?!市场|竞争)|必然|必定|所有(?!权|者|制)|绝对|"
    "无论如何|毫无|任何|一切|从不|总是|百分之百|全都|唯一|肯定会|一定(?!程度|时|的|条件|范围|标准|数|比例|规模|期)"
)
# What makes the asked-for answer the one that is wrong: in the last clause before the blank.
_NEGATIVE = re.compile(
    "(?<!而)不(?:属于|包括|正确|恰当|符合|合理|准确|妥当|得当|可取|成立|应当?|宜|是|能)[^，。；：]{0,16}是|"
    "(?:错误|有误|例外|不对|不当)的[^，。；：]{0,8}是"
)
_MARKED = re.compile(r"\*\*[^*]*[不错误非无没例][^*]*\*\*")
_QUESTION = re.compile(r"[（(]\s*[)）]|[（(]　+[)）]")
_CLAUSE = re.compile(r"[。？！；\n]")
_BARE_NUMBER = re.compile(
    r"[约￥¥]?\s*[-−+]?[0-9{][0-9.,，{}a-z_:]*\s*(%|％|[\u4e00-\u9fff/／]{0,4})"
)
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_END = "。！？；"


def check(found: Sequence[Question]) -> Iterator[Problem]:
    for question in found:
        yield from _explanation(question)
        if question.type in CHOICES and question.keys:
            yield from _catch_all(question)
            yield from _lengths(question)
            yield from _forms(question)
            yield from _overlap(question)
            yield from _absolute(question)
            yield from _feedback(question)
            yield from _negative(question)


def has_absolute_word(text: str) -> bool:
    return bool(ABSOLUTE.search(text))


def size_of(option: str) -> int:
    """How long an option looks: its letters and digits, without marks."""
    return sum(character.isalnum() for character in option)


def distractors_of(question: Question) -> list[str]:
    return [text for place, text in enumerate(question.options) if place not in question.keys]


def _explanation(question: Question) -> Iterator[Problem]:
    if 0 < count_hanzi(question.explanation) < LEAST_EXPLANATION and not question.seeded:
        text = f"解析不足 {LEAST_EXPLANATION} 个字，要讲清为什么"
        yield warning(question.path, question.place("explanation"), text)


def _catch_all(question: Question) -> Iterator[Problem]:
    for place, option in enumerate(question.options):
        if says_all_of_the_above(option):
            text = f"不宜用“{option}”作选项"
            yield warning(question.path, question.place("options", place, "text"), text)


def _lengths(question: Question) -> Iterator[Problem]:
    if question.type != "single_choice" or len(question.keys) != 1:
        return
    key = size_of(question.options[question.keys[0]])
    others = [size_of(text) for text in distractors_of(question)]
    mean = sum(others) / len(others) if others else 0
    if key > GIVEAWAY * mean and key - mean >= LEAST_EXCESS:
        place = question.place("options", question.keys[0], "text")
        text = f"答案 {key} 个字，干扰项平均 {mean:.0f} 个字，一看长短就选得出"
        yield warning(question.path, place, text)


def _forms(question: Question) -> Iterator[Problem]:
    """Numbers beside sentences, a full stop behind some of them only."""
    place = question.place("options")
    numbers = [bool(_BARE_NUMBER.fullmatch(text.strip())) for text in question.options]
    sentences = [count_hanzi(text) >= 6 for text in question.options]
    if any(numbers) and any(sentences):
        yield warning(question.path, place, "选项有的是数，有的是句子，形式应一致")
    ends = [text.strip()[-1:] in _END for text in question.options]
    if any(ends) and not all(ends):
        yield warning(question.path, place, "选项有的以句号结尾，有的没有")


def _overlap(question: Question) -> Iterator[Problem]:
    """One option stands whole inside another: then either both are right or one says too little."""
    options = [_letters(text) for text in question.options]
    for place, inner in enumerate(options):
        if len(inner) < CONTAINED or _BARE_NUMBER.fullmatch(question.options[place].strip()):
            continue
        outer = next((n for n, text in enumerate(options) if n != place and inner in text), None)
        if outer is not None:
            text = f"选项 {LETTERS[place]} 整个含在选项 {LETTERS[outer]} 里"
            yield warning(question.path, question.place("options", place, "text"), text)


def _letters(option: str) -> str:
    """Letters alone; a number is one piece, so that 5% does not stand inside 50%."""
    marked = _NUMBER.sub(r"⟨\g<0>⟩", option.casefold())
    return "".join(one for one in marked if one.isalnum() or one in "⟨⟩.")


def _absolute(question: Question) -> Iterator[Problem]:
    """Every distractor speaks in absolute words and no key does."""
    others = distractors_of(question)
    keys = [question.options[place] for place in question.keys]
    if len(others) < 2 or any(map(has_absolute_word, keys)):
        return
    if all(map(has_absolute_word, others)):
        text = "干扰项都用了“只、一律、必然”一类的话，答案没有，一眼可辨"
        yield warning(question.path, question.place("options"), text)


def _feedback(question: Question) -> Iterator[Problem]:
    for place, feedback in enumerate(question.feedback):
        if not feedback.strip():
            yield warning(question.path, question.place("options", place), "这个选项没有 feedback")


def _negative(question: Question) -> Iterator[Problem]:
    """The clause that asks is the one with the empty brackets, or the last."""
    asked = _QUESTION.split(question.stem)[0].strip()
    clause = _CLAUSE.split(asked)[-1] or asked
    if _NEGATIVE.search(clause.replace("*", "")) is None or _MARKED.search(clause):
        return
    text = "题目问的是“不……的”，否定的词要用 ** ** 加粗"
    yield warning(question.path, question.place("stem"), text)
