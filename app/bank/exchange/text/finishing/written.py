"""名词解释, 简答 and 论述: what is asked, the model answer, its points."""

from __future__ import annotations

import re
from decimal import Decimal

from app.bank.domain.items import KeyPoint
from app.bank.domain.normalise import normalise
from app.bank.domain.types import ItemType
from app.bank.exchange.questions import ProblemKind
from app.bank.exchange.text.cleaning.joining import join_lines
from app.bank.exchange.text.finishing.points import key_points, listed, marked_points, points_of
from app.bank.exchange.text.questions.unnumbered import TERM
from app.bank.exchange.text.sections.draft import Draft
from app.bank.exchange.text.words import marks
from app.bank.exchange.text.words.values import plain, says_nothing

_ENDS = re.compile(r"[。.？?！!：:）)]\s*$")
_ASKED_INLINE = re.compile(
    r"(?P<stem>[^？?。]{4,120}[？?。])\s*(?P<rest>(?:[（(]\s*1\s*[)）]|①|1\s*[.、．)）]).+)",
    re.DOTALL,
)
_TERM_LINE = re.compile(
    r"(?:[【“\"](?=[^】”\"]{2,30}[】”\"]))?(?P<term>[^。？?，,；;:：【】“”\"]{2,30}?)\s*(?:[-—–]{1,2}|是指|指的是|，是|,是|[=＝→】]|[”\"](?=.{6,})|[ \u3000\t]{2,}|。(?=.{8,}))\s*[:：]?\s*(?P<text>.{6,})",
    re.DOTALL,
)
# 客户忠诚（客户的偏爱和重复购买。）: a sentence in the brackets, and no other name.
_TERM_TOLD = re.compile(
    r"(?P<term>[^。？?，,；;:：（(]{2,24})\s*[（(](?P<text>(?:[^（()）]*[，,。；;][^（()）]*|[^（()）]{14,}))[)）]\s*[。.]?",
    re.DOTALL,
)
_MARKS_BEHIND = re.compile(r"\s{0,4}[（(]\s*\d{1,2}(?:\.\d{1,2})?\s*分\s*[)）]\s*$")
# 呼叫中心的作用: asked without a word that asks.
_TOPIC = re.compile(
    r"^.{3,40}(?:作用|意义|特点|特征|步骤|原则|内容|区别|关系|原因|对策|措施|方法|途径|类型|分类|因素|策略|含义|功能|流程|优点|缺点|要求|目的|影响)$"
)
# 每点2分，共6分: says how to mark, and names no point.
_ONLY_MARKS = re.compile(
    r"(?:(?:每|答对|答出|共|满分|按|酌情)[^。；;，,]{0,16}\d{1,2}(?:\.\d)?\s*分[，,。；;]?\s*){1,4}(?:.{0,12}酌情.{0,8})?[。]?"
)
_OPEN_END = re.compile(r"[，,、：:；;]\s*$")
_GOES_ON = re.compile(r"[的地得和与及或在对把被从向将使让为是于以而但若有，,、：:；;（(“]\s*$")
_SHORTEST_BROKEN = 20
_SHORT_NAME = 40
_SHOWN = ("|", "![](")  # a table or a picture that is asked about
_EMPTY = re.compile(r"[（(][\s\u3000]*[)）]$")


def read_written(
    draft: Draft, type_: ItemType, total: Decimal | None
) -> tuple[str, str | None, tuple[KeyPoint, ...]]:
    """Stem, model answer and key points of a written question."""
    lines = [plain(line).strip() for line in draft.parts["stem"]]
    answers = [line for part in draft.parts["answer"] for line in plain(part).split("\n")]
    if draft.listed_key and not answers:
        answers = [draft.listed_key]
    if not answers and not draft.parts["points"] and draft.parts["explanation"]:
        # 答案解析：… is all that some courses print of a written question.
        answers = [line for part in draft.parts["explanation"] for line in plain(part).split("\n")]
        draft.parts["explanation"] = []
    elif not answers and not draft.parts["points"] and not draft.whole:
        lines, answers = _split(lines, type_)
    stem = _EMPTY.sub("", join_lines(lines)).strip()
    if says_nothing("\n".join(answers)):
        answers = []
    if type_ is ItemType.TERM and answers:
        answers[0] = _without_term(answers[0], stem)
    answers = _without_question(answers, stem)
    given = [plain(line) for line in draft.parts["points"]]
    given = [line for line in given if not (answers and _ONLY_MARKS.fullmatch(line.strip()))]
    texts = [text for line in given for text in points_of(line)]
    texts = texts or listed(answers) or marked_points(answers)
    reference = _paragraphs(answers) or _paragraphs(given)
    if not reference.strip():
        draft.note(ProblemKind.NO_KEY)
        return stem, None, ()
    if not texts:
        draft.note(ProblemKind.WHOLE_AS_POINT, "answer")
        texts = [" ".join(reference.split())]
        reference = _MARKS_BEHIND.sub("", reference)
    points = key_points(texts, total or type_.default_points)
    named = sum((point.points for point in points), Decimal(0))
    if total is not None and named != total:
        draft.note(ProblemKind.POINTS_DIFFER, "answer", f"{named}/{total}")
    return stem, reference, points


def _without_term(answer: str, term: str) -> str:
    """交叉销售：向老客户… without the term that a list of keys says once more."""
    head, colon, rest = answer.replace(":", "：").partition("：")
    same = colon and rest.strip() and normalise(head) == normalise(term)
    return answer[len(head) + 1 :].strip() if same else answer


def _without_question(answers: list[str], stem: str) -> list[str]:
    """The answer without the question, which a part with the answers often asks once more."""
    first, *others = answers or [""]
    asked_again = any(map(str.strip, others)) and normalise(stem) == normalise(first) != ""
    return others if asked_again else answers


def _paragraphs(lines: list[str]) -> str:
    """Lines as paragraphs; rows of a table stay together."""
    text = ""
    for line in lines:
        row = line.startswith("|") and text.rsplit("\n", 1)[-1].startswith("|")
        text += ("\n" if row else "\n\n" if text else "") + line
    return text


def _split(lines: list[str], type_: ItemType) -> tuple[list[str], list[str]]:
    """Part question from answer where no 答： does: the question ends with its last question mark, a
    term with its line."""
    if not lines:
        return lines, []
    if type_ is ItemType.TERM:
        return _split_term(lines)
    if len(lines) == 1:
        match = _ASKED_INLINE.fullmatch(lines[0])
        return ([match["stem"]], [match["rest"]]) if match else (lines, [])
    if type_ is ItemType.ESSAY:
        asking = [n for n, line in enumerate(lines) if marks.asks(line)]
        cut = asking[-1] + 1 if asking else 0
        return (lines[:cut], lines[cut:]) if 0 < cut < len(lines) else (lines, [])
    cut = next((n for n, line in enumerate(lines, 1) if _ENDS.search(line)), None)
    asked = marks.seems_to_ask(lines[0]) or _TOPIC.search(lines[0])
    listed_below = marks.LIST_ITEM.fullmatch(lines[1]) and not marks.asks(lines[1])
    if listed_below and (asked or _only_named(lines)):
        cut = 1
    if cut is not None and cut > 1 and marks.asks(lines[0]) and not marks.asks(lines[1]):
        # 简述分级的意义 is too short a line to have been broken, and goes on nowhere.
        cut = 1 if len(lines[0]) < _SHORTEST_BROKEN and not _GOES_ON.search(lines[0]) else cut
    if cut is None:
        cut = 1 if asked or marks.LIST_ITEM.fullmatch(lines[1]) else len(lines)
    while cut < len(lines) and (lines[cut].endswith(("？", "?")) or lines[cut].startswith(_SHOWN)):
        cut += 1
    match = _ASKED_INLINE.fullmatch(lines[cut - 1])
    if match:
        return [*lines[: cut - 1], match["stem"]], [match["rest"], *lines[cut:]]
    return lines[:cut], lines[cut:]


def _only_named(lines: list[str]) -> bool:
    """Whether a short first line names what the list below it tells, and nothing asks any more: 客服应当
    具备的素质."""
    named = len(lines[0]) <= _SHORT_NAME and not _OPEN_END.search(lines[0])
    return named and not any(marks.asks(line) for line in lines[1:])


def _split_term(lines: list[str]) -> tuple[list[str], list[str]]:
    for pattern in (TERM, _TERM_TOLD, _TERM_LINE):
        match = pattern.fullmatch(lines[0])
        if match:
            return [match["term"].strip()], [match["text"].strip(), *lines[1:]]
    return lines[:1], lines[1:]
