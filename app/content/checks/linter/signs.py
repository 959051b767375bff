"""Signs in the look of one question that give its key away or confuse: from values to plain facts.

The checks of the course's text and the remarks beside the bank's editor say these facts in their own
words. `keys` are the places of the right options.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from app.content.text import count_hanzi

GIVEAWAY = 1.6  # how many times longer than the mean of its distractors a key may be
LEAST_EXCESS = 4  # characters; 3 against 2 is no giveaway
CONTAINED = 4  # characters from which an option inside another one is a doubt
SENTENCE = 6  # 汉字 from which an option is a sentence beside a bare number

ABSOLUTE = re.compile(
    "(?<![不一两几每这那船0-9])只(?!要|好|不过)|仅仅|一律|永远|完全(?!市场|竞争)|必然|必定|所有(?!权|者|制)|绝对|"
    "无论如何|毫无|任何|一切|从不|总是|百分之百|全都|唯一|肯定会|一定(?!程度|时|的|条件|范围|标准|数|比例|规模|期)"
)
# What makes the asked-for answer the one that is wrong: in the last clause before the blank. 多选 ask
# for what “有”, and some ask “哪一项不…” without either.
_NOT = "不(?:属于|包括|正确|恰当|符合|合理|准确|妥当|得当|可取|成立|应当?|宜|是|能)"
_NEGATIVE = re.compile(
    f"(?<![而又、]){_NOT}[^，。；：]{{0,16}}(?:是|的有)|"
    "(?:错误|有误|例外|不对|不当)的[^，。；：]{0,8}[是有]|"
    f"哪(?:一|几|些)?(?:项|个|种|条)?[^，。；：]{{0,8}}{_NOT}"
)
_MARKED = re.compile(r"\*\*[^*]*[不错误非无没例][^*]*\*\*")
_QUESTION = re.compile(r"[（(]\s*[)）]|[（(]　+[)）]")
_CLAUSE = re.compile(r"[。？！；\n]")
_BARE_NUMBER = re.compile(
    r"[约￥¥]?\s*[-−+]?[0-9{][0-9.,，{}a-z_:]*\s*(%|％|[\u4e00-\u9fff/／]{0,4})"
)
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_END = "。！？；"


def has_absolute_word(text: str) -> bool:
    """Whether a text speaks in words like 只, 一律, 必然."""
    return bool(ABSOLUTE.search(text))


def size_of(option: str) -> int:
    """How long an option looks: its letters and digits, without marks."""
    return sum(character.isalnum() for character in option)


def distractors(options: Sequence[str], keys: Collection[int]) -> list[str]:
    """The options that are not right, in order."""
    return [text for place, text in enumerate(options) if place not in keys]


def longer_key(options: Sequence[str], keys: Sequence[int]) -> tuple[int, float] | None:
    """(size of the only key, mean size of its distractors) where the length alone tells it."""
    if len(keys) != 1:
        return None
    key = size_of(options[keys[0]])
    others = [size_of(text) for text in distractors(options, keys)]
    mean = sum(others) / len(others) if others else 0
    return (key, mean) if key > GIVEAWAY * mean and key - mean >= LEAST_EXCESS else None


def mixes_numbers(options: Sequence[str]) -> bool:
    """Whether some options are bare numbers and others sentences."""
    numbers = [is_number(text) for text in options]
    return any(numbers) and any(count_hanzi(text) >= SENTENCE for text in options)


def mixes_ends(options: Sequence[str]) -> bool:
    """Whether some options end with a full stop and others without."""
    ends = [text.strip()[-1:] in _END for text in options if text.strip()]
    return any(ends) and not all(ends)


def is_number(option: str) -> bool:
    """Whether an option is a number with at most a unit."""
    return bool(_BARE_NUMBER.fullmatch(option.strip()))


def contained(options: Sequence[str]) -> Iterator[tuple[int, int]]:
    """(inner, outer): an option that stands whole inside another one."""
    bare = [_letters(text) for text in options]
    for place, inner in enumerate(bare):
        if len(inner) < CONTAINED or is_number(options[place]):
            continue
        outer = next((n for n, text in enumerate(bare) if n != place and inner in text), None)
        if outer is not None:
            yield place, outer


def _letters(option: str) -> str:
    """Letters alone; a number is one piece, so that 5% does not stand inside 50%."""
    marked = _NUMBER.sub(r"⟨\g<0>⟩", option.casefold())
    return "".join(one for one in marked if one.isalnum() or one in "⟨⟩.")


def absolute_distractors(options: Sequence[str], keys: Collection[int]) -> bool:
    """Whether every distractor speaks in absolute words and no key does."""
    others = distractors(options, keys)
    if len(others) < 2 or any(has_absolute_word(options[place]) for place in keys):
        return False
    return all(map(has_absolute_word, others))


def unmarked_negative(stem: str) -> bool:
    """Whether a stem asks for what is *not* so without bold on the word that turns it.

    The clause that asks is the one with the empty brackets, or the last.
    """
    asked = _QUESTION.split(stem)[0].strip()
    clause = _CLAUSE.split(asked)[-1] or asked
    return _NEGATIVE.search(clause.replace("*", "")) is not None and not _MARKED.search(clause)
