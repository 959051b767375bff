"""An answer in one written form, with the way back to the student's own characters."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, cast

from opencc import OpenCC

LONGEST_CLAUSE = 240

_HAN = re.compile("[\u3400-\u9fff]")
_BREAKS = frozenset("。！？；;!?\n，,：:.…→⇒—")
_BREAK_OR_SPACE = re.compile(f"[{''.join(sorted(_BREAKS))} ]")
SENTENCE_ENDS = frozenset("。；;\n!?")
# Between digits these belong to a number.
_IN_NUMBERS = frozenset(".,:")
_TURN = re.compile(
    "而不是|而并非|而非|而是|但是|但|却|然而|不过|反而|反之|否则|不然|从而|以便(?!宜)|以及|并且|因为|所以|因此|于是"
)
_ENUMERATOR = re.compile(
    r"(?:(?<=^)|(?<=[\s。；;,，、:：]))(?:[(（]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})[)）.、．]|"
    r"第[一二三四五六七八九十0-9]{1,2}(?=[,，、:：点是]|种)|其[一二三四五六七](?=[,，、:：是])|"
    r"(?:首先|其次|再次|然后|最后|另外|此外|再者|还有)(?=[,，、:：])|"
    # 1要告知 2要同意: a bare digit in front of a word that does not count anything.
    r"[1-9](?=[\u3400-\u9fff])(?![1-9][年月日号个天次元分人项条点种步成倍家位万亿多小第]))"
)


@dataclass(frozen=True, slots=True)
class Text:
    """`norm` is what is matched; character `i` of it comes from character `places[i]` of `raw`."""

    raw: str
    norm: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open range of `raw`, in code points, that `norm[start:end]` comes from."""
        return self.places[start], self.places[end - 1] + 1


class Clause(NamedTuple):
    """A half-open range of a normalised text; `supposed` if it says what would be otherwise."""

    start: int
    end: int
    supposed: bool = False


class _Forms(dict[str, str]):
    """The written form of each character, worked out when it is first met."""

    def __missing__(self, char: str) -> str:
        form = _written(char)
        # A hostile text may hold any of a million characters; the table stays small.
        if len(self) < 20_000:
            self[char] = form
        return form


def _written(char: str) -> str:
    # ①② open a point as a new line does.
    if char in "\r\n\u2028\u2029" or "①" <= char <= "⑳":
        return "\n"
    if char.isspace():
        return " "
    category = unicodedata.category(char)
    if category in ("Cc", "Cf", "Cs", "Mn", "Me"):
        return ""
    form = unicodedata.normalize("NFKC", char).casefold()
    return "".join(part for part in form if not unicodedata.combining(part))


_forms = _Forms()
# What may be written otherwise: of most answers only the commas.
_UNLIKE = re.compile("[^\u4e00-\u9fffa-z0-9、。]")


def _form_of(match: re.Match[str]) -> str:
    return _forms[match[0]]


def normalise(raw: str) -> Text:
    """Width, case, invisible characters, Traditional characters; linear in the length."""
    if all(len(_forms[char]) == 1 for char in {*_UNLIKE.findall(raw)}):
        norm = _UNLIKE.sub(_form_of, raw)
        places: Sequence[int] = range(len(raw))
    else:
        pieces = list(map(_forms.__getitem__, raw))
        norm = "".join(pieces)
        places = [index for index, piece in enumerate(pieces) for _ in piece]
    return Text(raw, _same_words(simplified(norm)), places)


def simplified(text: str) -> str:
    """Traditional characters as Simplified ones, each in its place."""
    if text.isascii():
        return text
    convert = _converter()
    result = convert(text)
    if len(result) == len(text):
        return result
    return "".join(new if len(new := convert(char)) == 1 else char for char in text)


# Words of Taiwan and Hong Kong with a Mainland word of the same length.
REGIONAL = (
    ("顾客", "客户"), ("行销", "营销"), ("资讯", "信息"), ("软体", "软件"), ("硬体", "硬件"), ("网路", "网络"),
    ("帐", "账"), ("搜集", "收集"), ("蒐集", "收集"), ("品质", "质量"), ("通路", "渠道"), ("数位", "数字"), ("专案", "项目"),
    ("程式", "程序"), ("透过", "通过"), ("智慧型", "智能型"), ("佔", "占"), ("客诉", "投诉"), ("愈", "越"),
)  # fmt: skip


# Where such a word is only the end of one and the start of another: 照顾客户, 产品质量, 进行销售.
_ACCIDENTS = {
    "顾客": "(?<![照兼回光不关])顾客(?!户)",
    "行销": "(?<![进流银发举实推执同])行销(?![售量路毁])",
    "品质": "(?<![产商])品质(?!量)",
    "通路": "(?<![交沟])通路(?![径线])",
    "数位": "(?<![多少无])数位(?![客顾员同老专])",
    "程式": "(?<!方)程式",
    "客诉": "客诉(?![求苦说])",
    "愈": "(?<![痊治])愈(?!合)",
}
_REGIONAL = tuple(
    (there, re.compile(_ACCIDENTS.get(there, there)), here) for there, here in REGIONAL
)


def _same_words(text: str) -> str:
    for there, pattern, here in _REGIONAL:
        if there in text:
            text = pattern.sub(here, text)
    return text


@cache
def _converter() -> Callable[[str], str]:
    return cast("Any", OpenCC("t2s")).convert


def clauses(norm: str) -> list[Clause]:
    """Cut at punctuation, enumerators, spaces between 汉字 and words that turn the sense."""
    cuts = _cuts(norm)
    found: list[Clause] = []
    supposed = False
    for start, end in itertools.pairwise(cuts):
        left, right = _trimmed(norm, start, end)
        if left == right:
            continue
        part = norm[left:right]
        then = norm[end : end + _NEXT_CLAUSE]
        piece = norm[start:end].strip()
        if len(piece) <= _LONGEST_NUMBER and _ONLY_NUMBER.fullmatch(piece):
            continue
        opens = part.startswith(_SUPPOSING) or "如果不" in part or _lacking(part, then)
        found.append(Clause(left, right, supposed or opens))
        supposed = opens and not part.endswith("。")
    return found


# 并不是甲型：…… denies all of it.
_DENIED_HEAD = re.compile("(?:不是|并非)[^，,。；;]*$")
_LONGEST_HEAD = 20
_ONLY_NUMBER = re.compile(f"(?:{_ENUMERATOR.pattern}|[0-9一二三四五六七八九十]{{1,2}})[.、,:：)]?")
_LONGEST_NUMBER = 8
_WITHOUT = re.compile(
    r"(?:如果|要是)不|(?:没有|缺了|缺少|离开|少了|没了|不).{1,24}(?:就|也|便)(?:不|没|谈不上|无法|难|只)|光有|只有.{1,20}没有"
)
# 没有总经理挂帅，根本推不动 says what would happen.
_LACKING = re.compile("没有|没了|缺了|缺少|缺乏|离开|少了|不")
_FAILS_THEN = re.compile(
    "(?:那么?|就|也|便|都|根本|很|肯定|一定|往往|多半|自然|再好|[^,，。;；]{0,6}?也)*"
    "(?:[^,，。;；]{0,4}不(?:动|了|起来|成|下去|到|好)|无法|不能|不可能|难以?|会?失败|落空|白搭|白费|谈不上|行不通|走不远|没用|没有用|没意义)"
)
_NEXT_CLAUSE = 24
_SUPPOSING = (
    "如果",
    "一旦",
    "要是",
    "假如",
    "若",
    "倘若",
    "否则",
    "不然",
    "万一",
    "不这样",
    "反之",
)


def _lacking(part: str, then: str) -> bool:
    if _WITHOUT.match(part):
        return True
    return _LACKING.match(part) is not None and _FAILS_THEN.match(then.lstrip(",， ")) is not None


def _cuts(norm: str) -> list[int]:
    cuts, last = {0, len(norm)}, 0
    for mark in _BREAK_OR_SPACE.finditer(norm):
        index, char = mark.start(), mark[0]
        if char == " ":
            if _between_han(norm, index):
                cuts.add(index + 1)
        elif not _inside_number(norm, index):
            head = norm[max(last, index - _LONGEST_HEAD) : index]
            if char not in ":：" or not _DENIED_HEAD.search(head):
                last = index + 1
                cuts.add(last)
    cuts.update(_list_cuts(norm))
    for match in _ENUMERATOR.finditer(norm):
        cuts.add(match.start())
        cuts.add(match.end())
    cuts.update(match.start() for match in _TURN.finditer(norm))
    ordered = sorted(cuts)
    return [cut for pair in itertools.pairwise(ordered) for cut in _short(*pair)] + [len(norm)]


def _inside_number(norm: str, index: int) -> bool:
    """The comma of 1,000 and the point of 12.5."""
    return (
        norm[index] in _IN_NUMBERS
        and norm[index - 1 : index].isdigit()
        and norm[index + 1 : index + 2].isdigit()
    )


def _between_han(norm: str, index: int) -> bool:
    around = norm[max(0, index - 1) : index] + norm[index + 1 : index + 2]
    return len(around) == 2 and _HAN.search(around) is not None


def _list_cuts(norm: str) -> list[int]:
    """Items of a list that are clauses of their own: 没有支持、没有调整流程."""
    if "、" not in norm:
        return []
    marks = [i for i, char in enumerate(norm) if char in _BREAKS or char == "、"]
    found: list[int] = []
    for before, mark, after in zip([-1, *marks], marks, [*marks[1:], len(norm)], strict=False):
        if norm[mark] == "、" and mark - before > 4 and after - mark > 4:
            part = norm[mark + 1 : after]
            if after - mark > 7 or any(char in _DENIALS for char in part):
                found.append(mark + 1)
    return found


_DENIALS = frozenset("不没无未缺非")


def _short(start: int, end: int) -> range:
    """Where to cut a stretch that has no punctuation for hundreds of characters."""
    return range(start, end, LONGEST_CLAUSE)


def _trimmed(norm: str, start: int, end: int) -> tuple[int, int]:
    while start < end and not norm[start].isalnum():
        start += 1
    while end > start and not norm[end - 1].isalnum() and norm[end - 1] not in "%‰)":
        end -= 1
    return start, end
