"""Words of the grading desk: what the engine says of an answer and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.bank.answers.reasons import Reason
from app.bank.domain.items import KeyPoint
from app.marking.answers import Row
from app.marking.certainty import Certainty
from app.marking.desk import Group
from app.marking.domain.learning import Lesson
from app.marking.highlight import sign
from app.marking.proposals import Proposal
from app.web.i18n import pick_locale
from app.web.numbers import plain

CERTAINTY_LABELS: dict[Certainty, LazyString] = {
    "low": _l("把握低"),
    "middle": _l("把握中"),
    "high": _l("把握高"),
}
REASON_WORDS: dict[str, LazyString] = {
    Reason.STUFFED: _l("像是把关键词堆在一起，没有成句。"),
    Reason.COPIED: _l("像是把题目抄了一遍，或只重复了名词本身。"),
    Reason.DENIED: _l("有的采分点说反了，或被否定了。"),
    Reason.MISPLACED: _l("有的内容写到了别的名目下面。"),
    Reason.CROSSED: _l("有的关系两边可能颠倒了。"),
    Reason.MISTAKEN: _l("出现了出题人列明的错误说法。"),
    Reason.REQUIRED: _l("没有写到必须出现的词。"),
    Reason.TURNED: _l("次序与采分点的要求不同。"),
    Reason.MENDED: _l("有同音的错字，按本意读了。"),
    Reason.HALF: _l("有的采分点只写到一部分。"),
    Reason.NOTHING: _l("没有找到采分点，也可能是换了说法。"),
    Reason.UNALIGNED: _l("大部分文字对不上任何采分点。"),
    Reason.UNSURE: _l("这一份系统拿不准，请你定。"),
    Reason.HEDGED: _l("一个空写了不止一个答案。"),
    Reason.NEGATED: _l("把正确的答案否定了。"),
    Reason.NUMBER: _l("数值相等，写法不同。"),
    Reason.UNIT: _l("数对了，少了单位。"),
    Reason.SYNONYM: _l("换了说法，意思相同。"),
    Reason.PARTIAL: _l("只写出一部分。"),
    Reason.DOUBTFUL: _l("有错字，而且成了另一个词。"),
}
LONGEST_EXCERPT = 26


def effect_words(changed: int, waits: int) -> str:
    """What other lines of a rubric do to the marks that people gave."""
    if not changed and not waits:
        return _("已批的分数都不变。")
    told = []
    if changed:
        told.append(ngettext("%(num)s 份已批的分数会变", "%(num)s 份已批的分数会变", changed))
    if waits:
        told.append(
            ngettext("%(num)s 份有新的评分项，要重新批", "%(num)s 份有新的评分项，要重新批", waits)
        )
    return _("%(list)s。", list=_("，").join(told))


def reason_words(row: Row, numbers: Mapping[str, int]) -> list[str]:
    """Why the engine proposes what it does, a sentence each; key points by their numbers."""
    if row.proposal is None:
        return []
    halves = [sign(numbers[id_]) for id_ in row.proposal.points if id_ in row.proposal.halves]
    told = [_learned_words(row.proposal)] if row.proposal.learned else []
    # What stands beside single key points is not said again of the whole answer.
    beside = {str(one.why) for one in row.proposal.doubts}
    for reason in row.proposal.reasons:
        if reason in beside or (beside and reason == Reason.UNSURE):
            continue
        if reason == Reason.HALF and halves:
            told.append(_("%(points)s 只写到一部分。", points="".join(halves)))
        elif reason in REASON_WORDS:
            told.append(str(REASON_WORDS[reason]))
    return told


def one_text(sentences: Iterable[str]) -> str:
    """Sentences one behind the other; English has a space between them."""
    gap = " " if pick_locale() == "en" else ""
    return gap.join(told for one in sentences if (told := one.strip()))


def _learned_words(proposal: Proposal) -> str:
    learned = proposal.learned
    if learned is None:
        return ""
    numbers = _("、").join(map(str, learned.numbers))
    if learned.same:
        return _("与第 %(n)s 份用字相同，照老师给那一份的分。", n=numbers)
    return _(
        "参考了老师批过的相近的第 %(n)s 份；系统自己读是 %(mark)s 分。",
        n=numbers,
        mark=plain(proposal.engine),
    )


def lesson_words(lesson: Lesson) -> str:
    """Why proposals lean on marked answers, with what it is worth."""
    return _(
        "已批的够多了：拿不准的建议参考了相近答案的批改，逐份试算的平均误差由 %(before)s 降到 %(after)s。",
        before=f"{lesson.before:.1%}",
        after=f"{lesson.after:.1%}",
    )


def evidence_words(row: Row) -> dict[str, str]:
    """The words of an answer in which each key point was found, by key point id."""
    found: dict[str, str] = {}
    for id_, start, end in row.proposal.spans if row.proposal else ():
        words = " ".join(row.text[start:end].split())
        found.setdefault(id_, f"“{_cut(words)}”")
    return found


def own_words(row: Row, first: Row, key_points: Sequence[KeyPoint]) -> str:
    """The key points of this answer that are not as those of the first of its group, because its numbers
    are others; empty where all are the same."""
    told = [(number, row.point_text(point), point) for number, point in enumerate(key_points, 1)]
    return "；".join(
        f"{sign(number)}{text}" for number, text, point in told if text != first.point_text(point)
    )


def apart_words(group: Group, key_points: Sequence[KeyPoint]) -> list[str]:
    """What each of two markers gave who are apart, key point by key point."""
    told = []
    for number, reading in enumerate(group.readings, 1):
        points = "，".join(
            f"{sign(n)} {plain(reading.points[point.id])}"
            for n, point in enumerate(key_points, 1)
            if point.id in reading.points
        )
        mark = plain(reading.mark)
        told.append(
            _("第 %(n)s 位给 %(mark)s 分：%(points)s。", n=number, mark=mark, points=points)
            if points
            else _("第 %(n)s 位给 %(mark)s 分。", n=number, mark=mark)
        )
    return told


def excerpt(group: Group) -> str:
    """A few of the first answer's own words: those that earned the first key point, or its beginning."""
    row = group.first
    text = row.text
    if row.proposal and group.cluster.sure:
        if all(credit == 1 for credit in group.cluster.credits):
            return _("与参考答案基本一致")
        if not any(group.cluster.credits):
            return _("没有写到采分点")
    spans = row.proposal.spans if row.proposal else ()
    start, end = (spans[0][1], spans[0][2]) if spans else (0, len(text))
    return f"“{_cut(' '.join(text[start:end].split()))}”"


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST_EXCERPT else words[: LONGEST_EXCERPT - 1] + "…"
