"""Whether what stands in a blank is one of its accepted forms, in other words or with a slip."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from app.bank.answers.blank_meaning import abbreviates, means, spells_out
from app.bank.answers.blank_numbers import compare_numbers, is_range
from app.bank.answers.blank_parts import PARTIES, TAILS, is_part
from app.bank.answers.blank_slips import shares_sense, slip_of
from app.bank.answers.blank_verdict import Setting, Verdict
from app.bank.answers.lexicon import Words
from app.bank.answers.reasons import Reason
from app.bank.answers.text import REGIONAL, Clause, normalise
from app.bank.answers.units import units_of
from app.bank.answers.words import word_set
from app.bank.domain.quantities import read_answer as read_form
from app.bank.domain.quantities import same
from app.content import cutting

_ABOUT = re.compile(
    r"^(?:大?约(?:为|是)?|大概(?:是)?|差不多|应该是|应当是|可能是|答案?[是为:：]*|即|就是|是|为|等于|叫做?|称为|我觉得是?|我认为是?|一般是|分别是?)+"
)
_ABOUT_END = re.compile(r"(?:左右|上下|吧|呢|的|了|嘛|哦|[?？!！。.])+$")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_JOINTS = re.compile(r"[\s的与和及、,，;；·・\-—()（）]")
# Who does it is what was asked: 推荐 does not say 推荐者.
_LEFT_OUT = TAILS - {"者"}
_EMPTY_TAILS = word_set("技术 系统 方法 方式 模式 平台 体系")
_DEGREE = re.compile("(.{2,}?)的?(?:程度|水平|高低|度)")
_SHORTER = (
    ("以后", "后"),
    ("之后", "后"),
    ("以前", "前"),
    ("之前", "前"),
    ("可以", "可"),
    ("能够", "可"),
    ("能", "可"),
)
_DOER = re.compile(
    "(?:[愿乐]意|会|肯|喜欢|主动|常常?)*([^不没未被非受让]{2,4}?)(?:给?(?:别人|他人|朋友|大家))?"
    "(?:者|型?(?:客户|顾客|的人)|(?:那些|那种|这些|这类)?人)"
)
_REFUSAL = re.compile(
    r"(?:我|真的)?(?:不会|不知道|忘了|忘记|没背|不清楚|不记得|记不得|没学|不懂|(?:略|无|空)$)"
)
# Shorter words of the lexicon share a sense in some places and not in others: 关键 and 重要.
_ONE_SENSE = 4
_AGREEING = 2
_GENERIC = 2


def is_empty(piece: str) -> bool:
    """Nothing, only punctuation, or a refusal."""
    text = "".join(char for char in piece if char.isalnum())
    return not text or (bool(_REFUSAL.match(text)) and len(text) <= 8)


def is_accepted(piece: str, accepted: Sequence[str]) -> bool:
    """By the strict rule of practice and automatic marking."""
    answer = read_form(piece)
    return any(same(answer, read_form(form)) for form in accepted)


def is_number(form: str) -> bool:
    """Whether an accepted form is a number."""
    return read_form(form).quantity is not None


def is_proportion(piece: str) -> bool:
    """80/20 and 1/3 are not two answers."""
    return re.fullmatch(r"\s*[0-9]+\s*/\s*[0-9]+\s*", piece) is not None


def compare(
    piece: str,
    accepted: Sequence[str],
    others: Sequence[str],
    setting: Setting,
    lexicon: Words,
) -> Verdict:
    """Compare leniently; what is a form of another blank is wrong here."""
    text = _bare(piece)
    if not text:
        return Verdict(0.0, 0.95, Reason.BLANK)
    if is_accepted(text, accepted):
        return Verdict(1.0, 0.95)
    # A bracket explains what stands before it: 客户数据平台（CDP）.
    outside = _bare(_BRACKETS.sub("", piece))
    if outside and outside != text and is_accepted(outside, accepted):
        return Verdict(1.0, 0.92)
    quantities = [q for form in accepted if (q := read_form(form).quantity) is not None]
    if quantities or any(is_range(form) for form in accepted):
        return compare_numbers(text, accepted, quantities, setting.stem, setting.unit)
    if is_accepted(text, others) or is_accepted(_without_tail(text), others):
        return Verdict(0.0, 0.95)
    words = [normalise(form).norm for form in accepted]
    if _in_one_group(text, words, lexicon):
        return Verdict(1.0, 0.78, Reason.SYNONYM)
    verdicts = [_compare_words(text, form, setting, lexicon) for form in words]
    return max(verdicts, key=lambda verdict: (verdict.credit, verdict.sure))


def _in_one_group(text: str, words: Sequence[str], lexicon: Words) -> bool:
    """频度 where 频率 and 频次 are accepted: the author's forms are those of a group of the lexicon."""
    if any(text in word for word in words):
        return False
    return sum(shares_sense(text, word, lexicon) for word in words) >= _AGREEING


def _bare(piece: str) -> str:
    text = piece.strip().strip("“”\"'「」《》")
    if "=" in text:
        text = text.rsplit("=", 1)[1]
    return _ABOUT_END.sub("", _ABOUT.sub("", text.strip())).strip()


def _without_tail(text: str) -> str:
    """营销 of 营销观念."""
    return next((text[:-n] for n in range(1, min(4, len(text) - 1)) if text[-n:] in TAILS), text)


# ── words ───────────────────────────────────────────────────────────────────────────────────────


def _compare_words(text: str, form: str, setting: Setting, lexicon: Words) -> Verdict:
    a, b = _plain(text), _plain(form)
    if not a or not b:
        return Verdict(0.0, 0.9)
    if a == b or _same_parts(a, b):
        return Verdict(1.0, 0.92)
    if b in a and all(_harmless(rest, setting) for rest in a.split(b, 1)):
        return Verdict(1.0, 0.85)
    if b.startswith(a) and b[len(a) :] in _LEFT_OUT and a not in PARTIES:
        return Verdict(1.0, 0.85)
    if _degree(a) and _degree(a) == _degree(b):
        return Verdict(1.0, 0.85)
    unit = setting.unit
    if unit and a.endswith(unit[0]) and not b.endswith(unit[0]):
        a = a[:-1]
    slip = next((s for word in (b, *_regional(b)) if (s := slip_of(a, word, lexicon))), None)
    if slip is not None:
        return slip
    if _same_meaning(a, b, lexicon) or (text.isascii() and _translates(text, form, unit, lexicon)):
        return Verdict(1.0, 0.8, Reason.SYNONYM)
    if (doer := _doer(a)) and doer == _doer(b):
        return Verdict(1.0, 0.78, Reason.SYNONYM)
    if means(a, b, setting, lexicon) or _shortened(a, b, lexicon):
        return Verdict(1.0, 0.75, Reason.SYNONYM)
    if len(a) <= _GENERIC and a in setting.norm:
        # 服务 for 服务补救 repeats a word of the question.
        return Verdict(0.0, 0.8)
    part = is_part(a, b) or (a[-2:] in _EMPTY_TAILS and is_part(a[:-2], b))
    return Verdict(0.5, 0.65, Reason.PARTIAL) if part else Verdict(0.0, 0.9)


def _doer(text: str) -> str:
    """推荐 of 推荐者, 推荐型客户 and 愿意推荐的那些人; nothing where it is done to them or not done."""
    match = _DOER.fullmatch(text)
    return match[1] if match else ""


def _shortened(a: str, b: str, lexicon: Words) -> bool:
    """获客 for 获取客户, or at full length where a form is short."""
    return spells_out(a, b) or any(
        abbreviates(x, y) and (not lexicon.senses(x) or shares_sense(x, y, lexicon))
        for x, y in ((a, b), (b, a))
    )


def _degree(text: str) -> str:
    """满意 of 满意度, 满意程度 and 满意水平."""
    match = _DEGREE.fullmatch(text)
    return match[1] if match else ""


def _translates(text: str, form: str, unit: str, lexicon: Words) -> bool:
    """perceived quality is 感知质量, and moment of truth 关键 in front of 时刻."""
    text = text.replace("-", " ")
    longer = [form + unit[:length] for length in range(len(unit) + 1)]
    if any(shares_sense(text, word, lexicon) for word in longer):
        return True
    return " " in text and _same_meaning(text, form, lexicon)


def _harmless(rest: str, setting: Setting) -> bool:
    """Whether what an answer has more than a form is a generic ending or stands in the question."""
    if rest in TAILS or not rest or setting.unit.startswith(rest):
        return True
    return len(rest) >= 2 and rest in setting.norm


def _plain(text: str) -> str:
    """Without joints; 以后 as 后, 能接受 as 可接受."""
    text = _JOINTS.sub("", text)
    for longer, shorter in _SHORTER:
        text = text.replace(longer, shorter)
    return text


def _regional(word: str) -> list[str]:
    """A form in the words that normalising takes for its own: 顾客 for 客户, so that 故客 is a slip."""
    return [word.replace(here, there) for there, here in REGIONAL if here in word]


def _same_parts(a: str, b: str) -> bool:
    """The same words in another order: 电话与计算机集成."""
    if len(a) != len(b) or len(a) < 4 or sorted(a) != sorted(b):
        return False
    left, right = cutting.cut(a, False), cutting.cut(b, False)
    # The last word says what kind of thing it is: 电话集成计算机 is a computer.
    return len(left) > 1 and left[-1] == right[-1] and Counter(left) == Counter(right)


def _same_meaning(a: str, b: str, lexicon: Words) -> bool:
    """Word by word the same or a synonym; Chinese words need one in common, for 关键 is not 重要."""
    if _middle_means_same(a, b, lexicon) or _one_word(a, b, lexicon):
        return True
    left, right = _senses(a, lexicon), _senses(b, lexicon)
    if not left or not right or len(left) != len(right):
        return False
    common = sum(x[0] == y[0] for x, y in zip(left, right, strict=True))
    if not a.isascii() and not b.isascii() and not common:
        return False
    return all(x[0] == y[0] or x[1] & y[1] for x, y in zip(left, right, strict=True))


def _one_word(a: str, b: str, lexicon: Words) -> bool:
    """买得勤不勤 for 购买频率: long enough to mean only that, and no part of it."""
    long = min(len(a), len(b)) >= _ONE_SENSE
    return long and a not in b and b not in a and shares_sense(a, b, lexicon)


def _middle_means_same(a: str, b: str, lexicon: Words) -> bool:
    """客户资料平台 and 客户数据平台 differ by one word and its synonym."""
    left, right = cutting.cut(a, False), cutting.cut(b, False)
    if len(left) == len(right) > 1:
        differ = [(x, y) for x, y in zip(left, right, strict=True) if x != y]
        if len(differ) < len(left) and all(shares_sense(x, y, lexicon) for x, y in differ):
            return True
    start = _common(a, b)
    end = _common(a[start:][::-1], b[start:][::-1])
    middle_a, middle_b = a[start : len(a) - end], b[start : len(b) - end]
    if start + end < 2 or min(len(middle_a), len(middle_b)) < 2:
        return False
    return shares_sense(middle_a, middle_b, lexicon)


def _common(a: str, b: str) -> int:
    """How many characters two texts begin with alike."""
    return next(
        (n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )


def _senses(text: str, lexicon: Words) -> list[tuple[str, frozenset[tuple[str, int]]]]:
    """Words with what they mean; empty if some part of the text is no known word."""
    found: list[tuple[str, frozenset[tuple[str, int]]]] = []
    place = 0
    for unit in units_of(text, Clause(0, len(text)), lexicon):
        if unit.part or unit.quality < 1:
            continue
        if unit.start < place:
            word, senses = found[-1]
            found[-1] = (word, senses | {(unit.base, unit.sign)})
            continue
        if unit.start > place:
            gap = text[place : unit.start]
            if not gap.isspace():
                found.append((gap, frozenset({(gap, 1)})))
        found.append((unit.word, frozenset({(unit.base, unit.sign)})))
        place = unit.end
    if place < len(text):
        found.append((text[place:], frozenset({(text[place:], 1)})))
    return found
