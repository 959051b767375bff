"""Blanks answered word by word in other words: 第一次就解决的比率 for 首次解决率.

Each word of the accepted form has to be said, in any order: itself, by a synonym, or by the question, which
stands around the blank (必备型 of 必备型需求 where 的需求称为 is printed). And each word of the answer has to be
one of them, to stand in the question, or to be empty. What is left over would make another thing of it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from app.bank.answers.blank_slips import shares_sense
from app.bank.answers.blank_verdict import Setting
from app.bank.answers.lexicon import Words
from app.bank.answers.words import word_set
from app.content import cutting

# Words that join and fill. Those that deny, count, compare or tell a place are none of them.
_JOINING = frozenset(
    "的地得了着过到是在把被让将使就都也给对向由为跟同和与及所之其那这种个些会能要去来"
)
# Before or behind the term they add nothing: 保持沉默, 贴现的比率.
_EMPTY = word_set("""保持 进行 采取 选择 实施 开展 提供 给予 感到 感觉 觉得 处于 属于 达到 产生 出现 做 做出 作出 一个 一种 这个 那个
    这种 那种 什么 自己 东西 就是 叫做 称为 指的是 技术 方法 方式 过程 活动 工作 行为 措施 类型 型 性 类 式 者 人 里 中 而""")
# The same ending at full length and for short.
_ENDINGS = (
    (re.compile("的?(?:比率|比例|百分比|几率)$"), "率"),
    (re.compile("的?(?:程度|水平)$"), "度"),
    (re.compile("的?(?:阶段|时期)$"), "期"),
    (re.compile("的?(?:总额|金额|数额)$"), "额"),
    (re.compile("的?(?:方法|办法)$"), "法"),
    (re.compile("的?(?:次数|频率|频次)$"), "频"),
    (re.compile("的?(?:费用|开支|花费)$"), "费"),
    (re.compile("[型性式类]$"), ""),
)
# 保持沉默 is a word of the dictionary.
_LEAD = re.compile("^(?:保持|进行|采取|选择|实施|开展|给予|感到|感觉|觉得|处于)(?=..)")
# 对企业的忠诚 says of whom, as the question does.
_OF_WHOM = re.compile("^(?:对|向)(?:企业|客户|品牌|产品)的?(?=..)")
_SUFFIXES = "度率期性型式额费值"
_SHORTEST_ENDED = 3
_LONGEST = 24
_LONGEST_SHORTENED = 12
# A form of so many words may be told in none of its own.
_MANY = 3


def means(text: str, form: str, setting: Setting, lexicon: Words) -> bool:
    """Whether a text says word by word what a form says."""
    if len(text) > _LONGEST or any(char.isdigit() for char in text):
        return False
    said, wanted = _words(text), _words(form)
    if not said or not wanted:
        return False
    text = _OF_WHOM.sub("", text)
    if _ended(text) == _ended(form) != "" or text + "度" == form:
        return True
    own = [word for word in wanted if not _asked(word, setting.beside)]
    if not own or not all(any(_same(word, other, lexicon) for other in said) for word in own):
        return False
    left = [word for word in said if not any(_same(other, word, lexicon) for other in wanted)]
    if any(word not in _EMPTY and not _asked(word, setting.norm) for word in left):
        return False
    common = any(word in said for word in own)
    return common or len(own) >= _MANY


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    """The words of a text that say something, with 比率 and 率 as one."""
    found: list[str] = []
    for word in cutting.cut(_ended_words(_LEAD.sub("", text)), False):
        if word[:1].isalnum() and not _JOINING.issuperset(word):
            found += _parted(word)
    return tuple(found)


def _parted(word: str) -> list[str]:
    """忠诚度 as 忠诚 and 度; 一次性 as 一次."""
    if len(word) < _SHORTEST_ENDED or word[-1] not in _SUFFIXES:
        return [word]
    return [word[:-1]] if word[-1] in "性型式" else [word[:-1], word[-1]]


def _ended_words(text: str) -> str:
    for pattern, short in _ENDINGS[:-1]:
        changed = pattern.sub(short, text)
        if changed != text and len(changed) >= _SHORTEST_ENDED:
            return changed
    return text


def _ended(text: str) -> str:
    """A text with its ending for short; empty if nothing is left that is longer than a character."""
    for pattern, short in _ENDINGS:
        if pattern.search(text):
            changed = pattern.sub(short, text)
            return changed if len(changed) >= _SHORTEST_ENDED else ""
    return text


def _asked(word: str, text: str) -> bool:
    """Whether the question itself says a word; a single character stands in it by chance."""
    return len(word) > 1 and word in text


def _same(one: str, other: str, lexicon: Words) -> bool:
    if one == other:
        return True
    return len(one) > 1 and len(other) > 1 and shares_sense(one, other, lexicon)


def abbreviates(text: str, form: str) -> bool:
    """首解率 for 首次解决率: a character or more of each word, in their order, and no word by itself."""
    # 关系管理 is a part of 客户关系管理 and no short form of it.
    if not 2 <= len(text) < len(form) <= _LONGEST_SHORTENED or text in form or text[0] not in form:
        return False
    words, pattern = _short_forms(form)
    return (
        2 <= words <= len(text)
        and pattern.fullmatch(text) is not None
        and not cutting.has_word(text)
    )


@lru_cache(maxsize=4096)
def _short_forms(form: str) -> tuple[int, re.Pattern[str]]:
    """How many words a form has, and what fits its short forms."""
    words = [word for word in cutting.cut(form, False) if not _JOINING.issuperset(word)]
    return len(words), re.compile("".join(map(_some_of, words)))


def _some_of(word: str) -> str:
    """A pattern: some characters of a word in their order, but not none."""
    return f"(?=[{re.escape(word)}])" + "".join(re.escape(char) + "?" for char in word)


def spells_out(text: str, form: str) -> bool:
    """授予权力 for 授权: as many words as characters, each beginning or ending with its own."""
    if len(form) != 2 or len(text) > _LONGEST_SHORTENED:
        return False
    words = _words(text)
    if [len(word) for word in words] != [2, 2]:
        return False
    return all(char in word for char, word in zip(form, words, strict=True))
