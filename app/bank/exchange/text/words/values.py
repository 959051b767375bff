"""Answers as people write them, read as letters, as true or false, as the words of blanks."""

from __future__ import annotations

import re

from app.bank.domain.responses import parse_truth
from app.bank.exchange.text.cleaning.lines import HINTS
from app.bank.exchange.text.words.marks import letter

BLANK = "____"
_LETTERS = re.compile(
    r"(?:应?选(?:择|项)?|为|是)?\s*[:：]?\s*[（(【]?\s*(?P<letters>[A-H](?:[\s,，、;；.。和及|｜/]*[A-H])*)(?![A-Za-z0-9&])\s*[)）】]?(?P<rest>.*)",
    re.DOTALL,
)
# （A）（B）（C）
_EACH_ENCLOSED = re.compile(r"(?:[（(]\s*[A-H]\s*[)）]\s*){2,8}[。.]?")
_TRUTH = re.compile(
    r"[（(【“\"「]?\s*(?P<word>√|×|✓|✗|✔|✘|✕|正确|错误|对|错|是|否|不正确|不对|[TFtf](?:rue|alse|RUE|ALSE)?|[XxVvYN])(?![A-Za-z])(?P<gap>\s*)[)）】”\"」]?(?P<rest>.*)",
    re.DOTALL,
)
# 该说法错误 and 打×: what is said of the statement in front of the word itself.
_STATEMENT = re.compile(
    r"^(?:(?:(?:本|此|该|原|这)(?:小?题|句话?|命题|题干)?|上述|题干)的?)?(?:(?:说法|观点|表述|描述|叙述|论断|看法|判断|结论)(?:是|为)?|[打画应]{1,2}为?)(?=[√×对错正不])"
)
_WORD_OF = re.compile(r"^(不?正确|错误|不?对|错)的(?=[。.，,；;：:\s]|$)")
_WORDS = {
    "不正确": False,
    "不对": False,
    "是": True,
    "否": False,
    "V": True,
    "v": True,
    "✕": False,
    "Y": True,
    "N": False,
}
_SEPARATORS = (
    r"[；;\n]",
    r"、",
    r"[，,]",
    r"\s{2,}|\u3000|\t",
    r"\s+",
    r"\s*[/／]\s*",
    r"\s*[|｜]\s*",
    r"\s*[#＃]\s*",
    r"\s*(?:——|—|→|->)\s*",
)
_PIECE_MARK = re.compile(
    r"[（(]\s*\d{1,2}\s*[)）]|[①-⑳]|第[一二三四五六七八九十\d]+空\s*[:：]?|空\s?[一二三四五六七八九十\d]{1,2}\s*[:：]"
)
# 1.新客户 2.老客户: the blanks counted on one line.
_COUNTED_PIECE = re.compile(r"(?:^|(?<=[\s；;，,。]))(\d{1,2})\s*[.．、)）](?!\d)\s*")
_FROM_TO = re.compile(r"[“\"'‘](?P<a>[^”\"'’]+)[”\"'’]\s*(?:到|至|向|和|与|及|、|,|，)?\s*")
_FORMS = re.compile(
    r"\s*[|｜;；]\s*|\s+[/／]\s+|(?<=[^\d\s])[/／](?=[^\d\s])|\s*(?:或者|或是|或)\s*(?=\S)"
)
_BRACKETED = re.compile(
    r"(?P<form>[^（()）]{1,40})[（(]\s*(?P<or>(?:也可?(?:写|答|填)?(?:作|为|成)?|或者|或是|或|亦可|又称|又叫|即)\s*[:：]?\s*)?(?P<other>[^（()）]{1,40}?)\s*[)）]"
)
# 组织（或企业）（或机构）
_OR = re.compile(
    r"[（(]\s{0,4}(?:或者|或是|或|亦可|也可)\s{0,4}[:：]?([^（()）]{1,40})[)）]\s{0,4}"
)
_SEVERAL_OR = re.compile(
    r"(?P<form>[^（()）]{1,40})(?P<others>(?:[（(]\s{0,4}(?:或|亦可|也可)[^（()）]{1,40}[)）]\s{0,4}){2,5})"
)
# 购买（写成交也对）: another word that is accepted, told in a sentence.
_ALSO = re.compile(
    r"(?P<form>[^（()）]{1,40})[（(]\s*(?:写|填|答|答成|写成|填成)?[“\"]?(?P<other>[^（()）“”\"]{1,20}?)[”\"]?\s*(?:也|亦|均|都)(?:对|可以?|行|算对|给分|得分|正确)\s*[)）]"
)
# 1/3 and 24/7 are one number each; 1.2/1.2至3.6 and 7/七 are forms.
_FRACTION = re.compile(r"(?<![\d.])\d+\s*[/／]\s*\d+(?![\d.])")
_SLASH = re.compile(r"\s*[/／]\s*")
_NUMERALS = re.compile(r"[一二两三四五六七八九十百千万零〇]{1,6}")
_HAN = re.compile("[\u4e00-\u9fff]")
_SHORTEST_NAME = 2
# What a bracket behind a word says that is no name of it.
_REMARK = re.compile(
    r"^[答任填即也均略如例选或]|[即均也亦皆]可|顺序|单位|\d|[^\w\u4e00-\u9fff·\- ]"
)
_TICKED = re.compile(
    r"(?<=\S)\s{0,8}(?:√|★|[（(【\[]\s{0,4}(?:√|正确|正确答案|正确选项|对)\s{0,4}[)）】\]])\s*$"
)
_NONE = re.compile(
    r"[（(]?\s*(?:答案)?(?:略|暂无|无|缺|待补充|未完善)\s*[)）]?[。.]?|[_\s.…]+"
    # 书上P88自己找
    r"|[（(]?\s*(?:答案)?(?:请|详|参)?(?:见|看|在)?(?:书|课本|教材|课件|PPT|ppt|笔记)(?:上|本|里|中)?(?:的)?第?\s?[Pp]?\.?\s?\d{1,4}(?:\s?[-–—~至]\s?\d{1,4})?\s?页?[,，]?(?:自己|自行)?(?:找|看|查|背)?\s*[)）]?[。.]?"
)


def ticked_text(text: str) -> bool:
    """Whether an option is marked as the right one: 乙（正确答案）, 丙 √."""
    return _TICKED.search(text) is not None


def without_tick(text: str) -> str:
    """An option without such a mark."""
    return _TICKED.sub("", text)


def plain(text: str) -> str:
    """A text without the hints of a reader of Word."""
    return re.sub(f"[{HINTS}]", "", text)


def says_nothing(text: str) -> bool:
    """Whether an answer only says that there is none: 略."""
    return _NONE.fullmatch(text.strip()) is not None


def read_letters(answer: str) -> tuple[tuple[str, ...], str]:
    """Letters of an answer in their order, and what stands behind them; no letters where it is odd."""
    if _EACH_ENCLOSED.fullmatch(answer.strip()):
        answer = re.sub(r"[（()）\s]", "", answer)
    head, _break, below = answer.strip().partition("\n")
    if head.islower() and (letters := letters_only(head)):
        return letters, below.strip()  # c on its line, and a remark below it.
    match = _LETTERS.fullmatch(_wide(answer).strip())
    if match is None:
        return (), answer
    rest = match["rest"]
    if rest and re.match(r"[\u4e00-\u9fff]", rest) and "\n" not in rest:
        # C客户画像 repeats the option; 选甲 or A类客户 is a sentence of its own.
        return (tuple(sorted(set(re.sub(r"[^A-H]", "", match["letters"])))), rest)
    letters = tuple(sorted(set(re.sub(r"[^A-H]", "", match["letters"]))))
    return letters, rest.strip(" 。.，,；;：:\n")


def letters_only(text: str) -> tuple[str, ...]:
    """The letters of a text that is nothing but letters."""
    bare = re.sub(r"[\s,，、;；.。（()）]", "", letter(text))
    return tuple(sorted(set(bare))) if re.fullmatch(r"[A-H]{1,8}", bare) else ()


def read_truth(answer: str) -> tuple[bool | None, str]:
    """True or false at the beginning of an answer, and what stands behind it."""
    said = _STATEMENT.sub("", answer.strip(), count=1)
    match = _TRUTH.fullmatch(_WORD_OF.sub(r"\1", said) if said != answer.strip() else said)
    if match is None:
        return None, answer
    rest = match["rest"]
    if (
        rest
        and not match["gap"]
        and match["word"] not in "√×✓✗✔✘✕"
        and not re.match(r"[\s。.，,；;：:（(【\n]", rest)
    ):
        return None, answer
    word = match["word"]
    truth = _WORDS[word] if word in _WORDS else parse_truth(word)
    return truth, rest.strip(" 。.，,；;：:\n")


def pieces(answer: str, blanks: int) -> list[str]:
    """The answer cut into as many pieces as there are blanks, if any way of cutting gives them."""
    if blanks > 1 and (counted := _counted(answer)) and len(counted) == blanks:
        return counted
    counts = [int(found[1]) for found in _COUNTED_PIECE.finditer(answer)]
    if blanks > 1 and counts == list(range(1, blanks + 1)):
        answer = _COUNTED_PIECE.sub("；", answer)
    answer = _PIECE_MARK.sub("；", answer).strip("；;。 \n")
    if blanks == 1:
        return [" ".join(answer.split("\n"))]
    quoted = quoted_pieces(answer)
    if quoted:
        return quoted
    for separator in _SEPARATORS:
        found = [piece.strip() for piece in _cut(separator, answer) if piece.strip()]
        if len(found) == blanks:
            return found
    return [piece.strip() for piece in _cut(r"[；;、\n]", answer) if piece.strip()]


def _counted(answer: str) -> list[str]:
    """(1) 社会纽带；社交纽带 over (2) 结构纽带: a line for each blank, with all that it may hold."""
    lines = [line.strip() for line in answer.split("\n") if line.strip()]
    marks = [_PIECE_MARK.match(line) for line in lines]
    if not lines or not all(marks):
        return []
    return [
        line[mark.end() :].strip(" ；;。") for line, mark in zip(lines, marks, strict=True) if mark
    ]


def quoted_pieces(answer: str) -> list[str]:
    """“产品导向”到“客户导向”: words in quotation marks and nothing else but what joins them."""
    matches = list(_FROM_TO.finditer(answer))
    if len(matches) > 1 and sum(len(match[0]) for match in matches) == len(answer.strip()):
        return [match["a"].strip() for match in matches]
    return []


def guess_pieces(answer: str) -> list[str]:
    """The pieces of an answer whose blanks are not known yet."""
    quoted = quoted_pieces(answer)
    if quoted:
        return quoted
    for separator in (r"[；;]", r"[、]", r"[，,]"):
        found = [piece.strip() for piece in _cut(separator, answer) if piece.strip()]
        if len(found) > 1:
            return found
    return [answer.strip()]


def _cut(separator: str, answer: str) -> list[str]:
    """Split where a separator stands outside of brackets."""
    parts: list[str] = []
    start = depth = position = 0
    for match in re.finditer(rf"(?P<open>[（(])|(?P<close>[)）])|(?P<cut>{separator})", answer):
        position = match.start()
        if match["open"]:
            depth += 1
        elif match["close"]:
            depth = max(0, depth - 1)
        elif not depth:
            parts.append(answer[start:position])
            start = match.end()
    parts.append(answer[start:])
    return parts


def forms(piece: str) -> tuple[str, ...]:
    """Accepted forms of one blank; those in brackets behind another, 流失率（或：客户流失率）, are some too."""
    if also := _ALSO.fullmatch(piece.strip(" 。")):
        return tuple(dict.fromkeys((*forms(also["form"]), *forms(also["other"]))))
    if several := _SEVERAL_OR.fullmatch(piece.strip(" 。")):
        others = _OR.findall(several["others"])
        return tuple(dict.fromkeys((*forms(several["form"]), *map(str.strip, others))))
    match = _BRACKETED.fullmatch(piece.strip(" 。"))
    if match is not None and (match["or"] or _is_name(match["form"], match["other"])):
        whole = () if match["or"] else (match[0],)
        others = _FORMS.split(match["other"]) if match["or"] else (match["other"],)
        return tuple(dict.fromkeys((*whole, *forms(match["form"]), *filter(None, others))))
    if ("/" in piece or "／" in piece) and not _FRACTION.search(piece):
        piece = _SLASH.sub("|", piece)
    found = [form.strip(" 。") for form in _FORMS.split(piece) if form.strip(" 。")]
    return tuple(dict.fromkeys(found))


def _is_name(form: str, other: str) -> bool:
    """Whether words in brackets are another name and no unit or remark: 易逝性（不可储存性）, not 5（个）. A
    short name in letters, 计算机电话集成（CTI）, is a part of the word."""
    if form.strip().isdecimal() and _NUMERALS.fullmatch(other):
        return True  # 7（七）
    if len(other) < _SHORTEST_NAME or not (_HAN.search(form) and _HAN.search(other)):
        return False
    if _REMARK.search(other):
        return False
    return len(other) <= len(form) * 2 and not _FORMS.search(other)


def _wide(text: str) -> str:
    """Option letters of small type count only where the answer is letters alone."""
    return letter(text) if letters_only(text) else text
