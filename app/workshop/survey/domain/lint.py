"""What is wrong with a questionnaire's design, each fault with its place (pure).

The rules are those of chapter 6 (样本偏差 apart, which no text shows): leading questions, two questions in
one, an unbalanced scale, nothing overall, nothing open, too long, and more. They read words, not
meanings, and so can be wrong: a finding is advice, and the student may keep the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from app.workshop.survey.domain.questionnaire import (
    CHOSEN,
    RATED,
    Kind,
    Measures,
    Question,
    Questionnaire,
)


class Rule(StrEnum):
    """What can be wrong. The words for each, and how to mend it, are in `app.workshop.survey.words`."""

    EMPTY = "empty"
    DOUBLE = "double"
    LEADING = "leading"
    NEGATION = "negation"
    JARGON = "jargon"
    UNBALANCED = "unbalanced"
    NO_ENDS = "no_ends"
    NOT_APPLICABLE = "not_applicable"
    NO_DIMENSION = "no_dimension"
    PERSONAL = "personal"
    LONG_TEXT = "long_text"
    REPEATED = "repeated"
    FEW_OPTIONS = "few_options"
    BIG_MATRIX = "big_matrix"
    MIXED_SCALES = "mixed_scales"
    NO_OVERALL = "no_overall"
    NO_NPS = "no_nps"
    NO_OPEN = "no_open"
    FEW_ITEMS = "few_items"
    NO_IMPORTANCE = "no_importance"
    NO_PRIVACY = "no_privacy"
    TOO_LONG = "too_long"


# What spoils the answers or the people's trust; the others are weaknesses.
GRAVE = frozenset(
    {
        Rule.EMPTY, Rule.DOUBLE, Rule.LEADING, Rule.UNBALANCED, Rule.PERSONAL, Rule.NO_OVERALL,
        Rule.NO_PRIVACY, Rule.TOO_LONG, Rule.REPEATED, Rule.FEW_OPTIONS,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fault. `question` and `part` say where ("" for the whole); `words` what was found there."""

    rule: Rule
    question: str = ""
    part: str = ""
    number: int = 0
    words: str = ""
    values: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def grave(self) -> bool:
        return self.rule in GRAVE


MOST_MINUTES = 8.0
LONGEST_TEXT = 60
BIGGEST_MATRIX = 8
FEWEST_ITEMS = 3  # of a dimension, for α

_JOINS = re.compile(r"并且|而且|以及|及其|同时|[和与及并且、]")
# Words that hold such a sign without joining two things.
_WHOLE = re.compile(
    r"和气|和善|和蔼|温和|缓和|平和|柔和|暖和|和谐|及时|以及时|普及|涉及|触及|来得及|与否|参与|给与|并不|并非|"
    r"一并|合并|亲和|和平|饱和|总和|之和|(?:亲友|朋友|家人|亲戚)[和或与](?:同事|朋友|家人)|您和|与您|和您|您与|与我们|和我们"
)
_LEADING = re.compile(
    r"热情周到|优质的?服务|优秀|一流|领先|卓越|贴心|精心|无微不至|物美价廉|众所周知|大家都|显然|毫无疑问|"
    r"难道|是不是很|是否也|难以忍受|糟糕的|恶劣的|令人愤怒|深受.{0,4}(?:喜爱|好评)|广受好评|"
    r"您(?:一定|肯定|应该)|还满意吗|相信您|作为.{0,8}(?:优质|忠实)客户|好评如潮"
)
_NEGATION = re.compile(r"不|没有|没|未|无法|并非|从未|毫无|别")
_NOT_NEGATED = re.compile(
    r"不同|不锈|不仅|不但|不论|不管|是不是|有没有|会不会|能不能|愿不愿|要不要|对不对|不满意|不适用|不清楚|不便|"
    r"差不多|了不起|未来|没收|特别|别家|别处|分别|类别|性别|别人|别的|区别|识别|级别|不足|不到|不超过"
)
_JARGON = re.compile(
    r"[A-Za-z]{2,}|触点|闭环|赋能|颗粒度|心智|链路|抓手|客诉|客单价|转化率|复购率|留存|私域|痛点|场景化|全渠道|"
    r"SKU|售后闭环|工单|履约|前置仓|数字化|一站式|生态|信效度|感知质量|差异化"
)
_PERSONAL = re.compile(
    r"姓名|真名|名字|手机号|电话号码|联系电话|联系方式|身份证|证件号|银行卡|卡号|家庭住址|详细地址|门牌|邮箱|"
    r"微信号|QQ|出生日期|生日|工作单位|车牌|学号|工号|会员号|订单号"
)
_PRIVACY = re.compile(
    r"匿名|不记名|不收集.{0,8}(?:个人|身份)|不会?(?:记录|留下).{0,8}(?:身份|姓名)"
)
_NONE_FITS = re.compile(r"以上都|都没有|没有|其他|其它|不愿|不便|不清楚|从不|无$")
_POSITIVE = re.compile(r"满意|好|同意|愿意|容易|快|便宜|合理|高")
_NEGATIVE = re.compile(r"不满|不好|不同意|不愿|不容易|不快|不合理|不高|差|慢|贵|难|低|坏")

# Seconds to answer, besides reading; about what panels report for closed questions on a phone.
_SECONDS = {
    Kind.SCALE: 4.0, Kind.MATRIX: 3.0, Kind.NPS: 5.0, Kind.SINGLE: 5.0,
    Kind.MULTIPLE: 8.0, Kind.OPEN: 30.0, Kind.DEMOGRAPHIC: 4.0,
}  # fmt: skip
_SIGNS_A_SECOND = 6.0


def estimate_minutes(questionnaire: Questionnaire) -> float:
    """How long answering takes: reading six signs a second, and a time per answer by kind.

    A rule of thumb; the pilot's median is the measurement.
    """
    seconds = len(questionnaire.intro) / _SIGNS_A_SECOND
    for one in questionnaire.questions:
        words = one.text + one.hint + "".join(one.options) + "".join(row.text for row in one.rows)
        seconds += len(words) / _SIGNS_A_SECOND + _SECONDS[one.kind] * max(1, len(one.rows))
    return seconds / 60


def find_faults(questionnaire: Questionnaire) -> list[Finding]:
    """Everything that the rules find: question by question, then of the whole."""
    found: list[Finding] = []
    for number, question in enumerate(questionnaire.questions, 1):
        found += check_question(question, number)
    return [*found, *_repeated(questionnaire), *_of_the_whole(questionnaire)]


def check_question(question: Question, number: int = 0) -> list[Finding]:
    """The faults of one question."""
    made: list[Finding] = []

    def add(rule: Rule, part: str = "", words: str = "") -> None:
        made.append(Finding(rule=rule, question=question.id, part=part, number=number, words=words))

    texts = [("", question.text), *((row.id, row.text) for row in question.rows)]
    for part, text in texts:
        if not text.strip():
            add(Rule.EMPTY, part)
        for rule, words in _of_text(question, text, is_stem=not part):
            add(rule, part, words)
    for rule, words in _of_answers(question):
        add(rule, "", words)
    return made


def _of_text(question: Question, text: str, *, is_stem: bool) -> Iterator[tuple[Rule, str]]:
    # The head of a matrix and what asks for words or a choice may name several things.
    rates = question.kind in RATED and not (is_stem and question.kind is Kind.MATRIX)
    if rates and (hit := _JOINS.search(_WHOLE.sub("＊＊", text))):
        yield Rule.DOUBLE, hit[0]
    if hit := _LEADING.search(text):
        yield Rule.LEADING, hit[0]
    negated = _NEGATION.search(_NOT_NEGATED.sub("＊＊", text))
    if rates and negated and not question.reverse:
        yield Rule.NEGATION, negated[0]
    if hit := _JARGON.search(text):
        yield Rule.JARGON, hit[0]
    if hit := _PERSONAL.search(text):
        yield Rule.PERSONAL, hit[0]
    if len(text) > LONGEST_TEXT:
        yield Rule.LONG_TEXT, str(len(text))


def _of_answers(question: Question) -> Iterator[tuple[Rule, str]]:
    if question.kind in RATED:
        if not question.low.strip() or not question.high.strip():
            yield Rule.NO_ENDS, ""
        elif _leans(question.low, question.high):
            yield Rule.UNBALANCED, f"{question.low}…{question.high}"
        if not question.not_applicable and question.measures is Measures.PERFORMANCE:
            yield Rule.NOT_APPLICABLE, ""
        if question.measures is not Measures.OVERALL and any(
            not item.dimension for item in question.items
        ):
            yield Rule.NO_DIMENSION, ""
        if len(question.rows) > BIGGEST_MATRIX:
            yield Rule.BIG_MATRIX, str(len(question.rows))
        if question.kind is Kind.MATRIX and not question.rows:
            yield Rule.EMPTY, ""
    if question.kind in CHOSEN:
        if len(question.options) < 2 or len(set(question.options)) < len(question.options):
            yield Rule.FEW_OPTIONS, ""
        if words := _unbalanced_options(question.options):
            yield Rule.UNBALANCED, words
        if question.kind is Kind.MULTIPLE and not any(map(_NONE_FITS.search, question.options)):
            yield Rule.NOT_APPLICABLE, ""


def _leans(low: str, high: str) -> bool:
    """Whether both ends of a scale speak the same way: “一般”…“非常满意” leaves no room for the unhappy."""
    low_bad = bool(_NEGATIVE.search(low))
    low_good = bool(_POSITIVE.search(low)) and not low_bad
    high_bad = bool(_NEGATIVE.search(high))
    high_good = bool(_POSITIVE.search(high)) and not high_bad
    return (
        (low_good and high_good)
        or (low_bad and high_bad)
        or (not low_bad and high_good and "一般" in low)
    )


def _unbalanced_options(options: tuple[str, ...]) -> str:
    """The options if they rate, and more of them praise than blame or the other way round."""
    rated = [one for one in options if re.search(r"满意|同意", one)]
    bad = sum(1 for one in rated if _NEGATIVE.search(one))
    good = len(rated) - bad
    return "、".join(options) if len(rated) >= 2 and good != bad else ""


def _repeated(questionnaire: Questionnaire) -> Iterator[Finding]:
    seen: dict[tuple[str, str], int] = {}
    for number, question in enumerate(questionnaire.questions, 1):
        parts = [(row.id, row.text) for row in question.rows] or [("", question.text)]
        for part, text in parts:
            key = (re.sub(r"\W", "", text), str(question.measures))
            if key[0] and key in seen:
                yield Finding(
                    rule=Rule.REPEATED,
                    question=question.id,
                    part=part,
                    number=number,
                    words=str(seen[key]),
                )
            seen.setdefault(key, number)


def _of_the_whole(questionnaire: Questionnaire) -> Iterator[Finding]:
    rated = [item for one in questionnaire.questions for item in one.items]
    if not questionnaire.items(Measures.OVERALL):
        yield Finding(rule=Rule.NO_OVERALL)
    if not questionnaire.of_kind(Kind.NPS):
        yield Finding(rule=Rule.NO_NPS)
    if not questionnaire.of_kind(Kind.OPEN):
        yield Finding(rule=Rule.NO_OPEN)
    if len(questionnaire.items(Measures.PERFORMANCE)) < FEWEST_ITEMS:
        yield Finding(rule=Rule.FEW_ITEMS)
    if questionnaire.dimensions and not questionnaire.items(Measures.IMPORTANCE):
        yield Finding(rule=Rule.NO_IMPORTANCE)
    if len({item.points for item in rated}) > 1:
        points = sorted({item.points for item in rated})
        yield Finding(rule=Rule.MIXED_SCALES, words="、".join(map(str, points)))
    if not _PRIVACY.search(questionnaire.intro):
        yield Finding(rule=Rule.NO_PRIVACY)
    if (minutes := estimate_minutes(questionnaire)) > MOST_MINUTES:
        yield Finding(rule=Rule.TOO_LONG, words=f"{minutes:.0f}")
