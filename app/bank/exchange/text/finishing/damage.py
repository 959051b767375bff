"""What shows only beside the other questions of a text: one that breaks off where all others end, an
option without words, a picture that is spoken of and not there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence, Set
from dataclasses import replace

from app.bank.domain.types import ItemType
from app.bank.exchange.questions import Problem, ProblemKind, Question
from app.bank.exchange.text.sections.draft import Draft
from app.bank.exchange.text.words.marks import seems_to_ask

_ENDED = re.compile(
    r"(?:[。．.？?！!；;：:…”\"'’》）)】\]]|_{2,}|[（(][\s\u3000]*[)）]|!\[[^\]]*\]\([^)]*\)|\|)\s*$"
)
# 客户细分的依据有: the options are what ends such a stem.
_LEADS_ON = re.compile(
    r"[是有为即指叫作做在于成到用以会能应当属含括被由从向对与和及取选靠看需按给表示称：:]\s*$"
)
_VERBS = (
    r"多少|属于|包[含括]|代表|反映|体现|说明|看重|强调|看出|得出|表明|采[用取]|运用|使用|利用|借助|依[靠据]|关注|取决|来[自源]|导致|造成|引起|带来|产生|提[高升]|增[加强]"
    r"|降低|减少|避免|防止|收集|记录|衡量|影响|实现|建立|选[择用]|考虑|注意|遵循|符合|满足|构成|解决|处理|给予|提供|对应|相当|等于|除了|通过|进行|围绕|区分|划分|[缩简]写|简称|全称|名称|译名|英文|数量|[个人次]数|顺序|排序|流程"
)
# …，用于反映: a verb that the options complete.
_VERB_LAST = re.compile(rf"(?:{_VERBS})\s*$")
# …的境界是客户: somewhere among the last words.
_LEADS_IN = re.compile(rf"[是有为指即叫称作应会能宜可需要哪何谁几取归]|{_VERBS}")
_LAST_WORDS = 12
_GOES_ON = re.compile(r"[的地得和与及或在把被对从向将使让为是于以而但若，,、（(“]\s*$")
_OPEN_LIST = re.compile(
    r"(?:^|[\s；;。，,、])(?:[①-⑳]|[（(]\s*\d{1,2}\s*[)）]|\d{1,2}\s*[.．、])\s*$|[，,、]\s*$"
)
# [图片加载失败] where a site had a picture.
_FAILED = re.compile(
    r"\s*[\[【（(]\s*(?:此处|原)?(?:图片?|图像|照片|image|img)\s*(?:加载失败|无法(?:显示|加载|查看)|(?:已)?(?:丢失|缺失|失效|损坏)|未(?:显示|加载)|略|error|missing)\s*[\]】)）]"
)
# （题干缺失）, where whoever typed the question could not read it.
_NO_STEM = re.compile(
    r"[（(【\[]?\s*(?:此处|原文|题干|题目|内容|本题|原题)*(?:缺失|残缺|丢失|缺|看不清|不清楚?|模糊|无法辨认|待补充?)(?:内容|题干|题目)?\s*[)）】\]]?[。.]?"
)
_SHORTEST_TRUTH = 5
_SHOWN = re.compile(
    r"(?:[如见按据看]|根据)?[上下右左]图(?:所示|中|为|是|的|，|,)|如图(?:\s*\d|所示|，|,)|图中所示"
)
_GAP = re.compile(r"_{2,}|[（(][\s\u3000]*[)）]")
_FEWEST, _MOST_OPEN = 6, 0.1
_GROUPS = {
    ItemType.SINGLE_CHOICE: "choice",
    ItemType.MULTIPLE_RESPONSE: "choice",
    ItemType.TRUE_FALSE: "truth",
    ItemType.FILL_BLANK: "blank",
    ItemType.SHORT_ANSWER: "written",
    ItemType.ESSAY: "written",
}
_ANSWERED = {ItemType.TERM: "term", ItemType.SHORT_ANSWER: "answer", ItemType.ESSAY: "answer"}


def tell_damage(questions: Sequence[Question]) -> tuple[Question, ...]:
    """The questions, with what is missing in them told."""
    questions = [_without_pictures(_without_stem(one)) for one in questions]
    broken = _standing_out(questions, _stem_ends)
    broken |= _standing_out(questions, _reference_ends)
    broken |= _short_of_options(questions)
    for n, one in enumerate(questions):
        if _open_list(one) or _empty_option(one) or _no_sentence(one):
            broken.add(n)
    return tuple(
        _told(one, ProblemKind.CUT_OFF, "") if n in broken else one
        for n, one in enumerate(questions)
    )


def _standing_out(
    questions: Sequence[Question], ends: Callable[[Question], tuple[str, bool] | None]
) -> set[int]:
    """The few whose text has no end where nearly all of their kind have one."""
    groups: dict[str, list[tuple[int, bool]]] = {}
    for n, question in enumerate(questions):
        told = ends(question)
        if told is not None:
            groups.setdefault(told[0], []).append((n, told[1]))
    found: set[int] = set()
    for group in groups.values():
        still_open = {n for n, ended in group if not ended}
        if len(group) >= _FEWEST and len(still_open) <= max(1, len(group) * _MOST_OPEN):
            found |= still_open
    return found


def _stem_ends(question: Question) -> tuple[str, bool] | None:
    if question.type is None or question.type not in _GROUPS or not question.stem:
        return None
    group = _GROUPS[question.type]
    ended = bool(_ENDED.search(question.stem))
    if group == "truth":
        # A statement may do without its full stop; it does not end with a word that goes on.
        return group, ended or not _GOES_ON.search(question.stem)
    if group == "written":
        named = seems_to_ask(question.stem) and not _GOES_ON.search(question.stem)
        return group, ended or named
    if group in ("choice", "blank"):
        # What breaks off has lost its gap.
        ended = ended or bool(_GAP.search(question.stem) or _leads_on(question.stem))
    return group, ended


def _leads_on(stem: str) -> bool:
    return bool(_LEADS_ON.search(stem) or _VERB_LAST.search(stem))


def ends_at_page(draft: Draft, pages: Set[int]) -> bool:
    """Whether a page ended behind the stem of a choice, which says nothing yet that options complete."""
    stem = draft.text("stem")
    below = draft.part_lines.get("options", 0)
    if not draft.options or below - 1 not in pages or below - 1 < draft.first:
        return False
    leads = _leads_on(stem) or _LEADS_IN.search(stem[-_LAST_WORDS:])
    return not (_ENDED.search(stem) or _GAP.search(stem) or leads)


def _reference_ends(question: Question) -> tuple[str, bool] | None:
    if question.type is None or question.type not in _ANSWERED or not question.reference:
        return None
    return _ANSWERED[question.type], bool(_ENDED.search(question.reference))


def _open_list(question: Question) -> bool:
    """Whether an answer ends with the number of a point that is not there."""
    return bool(question.reference) and bool(_OPEN_LIST.search(question.reference or ""))


def _short_of_options(questions: Sequence[Question]) -> set[int]:
    """The few choices with fewer options than nearly all of their type have."""
    found: set[int] = set()
    for type_ in (ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE):
        counts = [(n, len(one.options)) for n, one in enumerate(questions) if one.type is type_]
        if len(counts) < _FEWEST:
            continue
        usual, share = Counter(count for _n, count in counts).most_common(1)[0]
        if len(counts) - share <= max(1, len(counts) * _MOST_OPEN):
            found |= {n for n, count in counts if 0 < count < usual}
    return found


def _no_sentence(question: Question) -> bool:
    """Whether a 判断 states nothing: 客户."""
    stem = question.stem or ""
    short = 0 < len(stem) < _SHORTEST_TRUTH and not _ENDED.search(stem)
    return question.type is ItemType.TRUE_FALSE and short


def _without_stem(question: Question) -> Question:
    """The question without words that only say that there is no stem."""
    if question.stem is None or not _NO_STEM.fullmatch(question.stem):
        return question
    return _told(replace(question, stem=None), ProblemKind.NO_STEM, "")


def _empty_option(question: Question) -> bool:
    texts = [one.text.strip() for one in question.options]
    return any(texts) and not all(texts)


def _without_pictures(question: Question) -> Question:
    """The question without the words that stand where a picture was, which is told as lost."""
    stem = question.stem or ""
    if failed := _FAILED.search(stem):
        stem = _FAILED.sub("", stem).strip()
        question = replace(question, stem=stem or None)
        return _told(question, ProblemKind.LOST_PICTURE, failed[0].strip())
    shown = _SHOWN.search(stem)
    texts = (stem, *(question.material or ()), *(one.text for one in question.options))
    if shown and not any("![" in text for text in texts):
        return _told(question, ProblemKind.LOST_PICTURE, shown[0].strip("，,"))
    return question


def _told(question: Question, kind: ProblemKind, detail: str) -> Question:
    if any(one.kind is kind for one in question.problems):
        return question
    return question.with_problems(Problem(kind, question.source.first, detail))
