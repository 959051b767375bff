"""Questions without numbers: where one ends and the next begins is told by what they hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.bank.domain.types import ItemType
from app.bank.exchange.questions import ProblemKind
from app.bank.exchange.text.questions.evidence import KEY_INSIDE
from app.bank.exchange.text.sections.draft import Draft, Section
from app.bank.exchange.text.words import marks
from app.bank.exchange.text.words.options import opens_options, split_options

TERM = re.compile(
    r"(?P<term>[^:：。？?，,；;\s]{2,24}(?:[（(][^（()）]{1,40}[)）])?)\s*[:：]\s*(?P<text>.{4,})",
    re.DOTALL,
)
_TRUTH_AT_END = re.compile(
    r"(?:[（(]\s*(?:√|×|✓|✗|✔|✘|对|错|正确|错误|T|F|X)?\s*[)）]\s*[。.]?|[。.！!]|(?:(?<=[。.！!])|\s)\s*(?:√|×|对|错|正确|错误|T|F))$"
)
_TRUTH_KEY = re.compile(r"[（(]\s*(?:√|×|✓|✗|✔|✘|对|错|正确|错误|T|F)\s*[)）]\s*[。.]?$")
_FILLED = re.compile(
    r"_{2,}|[（(][\s\u3000]*[)）]|[（(][^（()）]{1,60}[)）]?[)）]\s*[。.]?$|\ue012"
)
_SENTENCE = re.compile(r"[。.！!？?]\s*(?:[（(][^（()）]*[)）])?$")
_CLAUSES = re.compile(r"[，,；;]")
_INLINE_ANSWER = re.compile(r"[?？。]\s*答\s*[:：]")
_SHORT_LINE = 24
_SHORT_DEFINITION = 8


def begins_question(
    text: str,
    ahead: Sequence[str],
    draft: Draft | None,
    type_: ItemType | None,
    *,
    numbered: bool,
) -> bool:
    """Whether a line without number begins a question.

    `ahead` are the next lines, `draft` the question before; `numbered` says that the section counts
    its questions, so that only a line before the first number may be one that lost its own.
    """
    if marks.find_answer(text) is not None or marks.find_explanation(text) is not None:
        return False
    if marks.find_points(text) is not None:
        return False
    if opens_options(text) and (draft is None or len(split_options(text)[1]) > 1):
        return draft is None or bool(len(draft.options) > 1) or _is_over(draft)
    if draft is not None and _continues_options(text, draft):
        return False
    if draft is not None and type_ is ItemType.TRUE_FALSE and len(draft.options) > 1:
        return not split_options(text, len(draft.options))[1]
    if draft is not None and type_ is ItemType.TERM and draft.style and _defined(draft):
        return TERM.fullmatch(text) is not None
    if numbered:
        return False
    if type_ is None:
        return _untyped(text, ahead, draft)
    if type_.is_choice:
        return draft is None and not marks.cut_remarks(text)[1] and _leads_to_options(text, ahead)
    return _BY_TYPE[type_](text, ahead, draft)


def _continues_options(text: str, draft: Draft) -> bool:
    """Whether a line holds the first option of a question that has none yet, or its next one."""
    head, pairs = split_options(text, len(draft.options))
    due = chr(ord("A") + len(draft.options))
    open_ = bool(draft.parts["stem"]) and not draft.has_answer
    return open_ and not head and bool(pairs) and pairs[0][0] == due


def ends_with_truth(line: str) -> bool:
    """Whether a line ends with the key of a 判断: （√）."""
    return _TRUTH_KEY.search(line.rstrip()) is not None


def _is_over(draft: Draft) -> bool:
    return draft.has_answer and bool(draft.parts["stem"]) and not draft.awaits_options


def _last(draft: Draft) -> str:
    return draft.parts["stem"][-1] if draft.parts["stem"] else ""


def _leads_to_options(text: str, ahead: Sequence[str]) -> bool:
    return any(opens_options(line) for line in ahead) or len(split_options(text)[1]) > 1


def _untyped(text: str, ahead: Sequence[str], draft: Draft | None) -> bool:
    if draft is not None and not (
        draft.has_answer or draft.options or _TRUTH_KEY.search(_last(draft))
    ):
        return False
    if ahead and opens_options(ahead[0]) and not split_options(text)[1]:
        return True
    if _TRUTH_KEY.search(text) or _INLINE_ANSWER.search(text):
        return True
    head, pairs = split_options(text)
    if (
        bool(head)
        and len(pairs) > 1
        and pairs[0][0] == "A"
        and bool(KEY_INSIDE.search(head) or len(pairs) > 2)
    ):
        return True
    return marks.asks(text) and bool(ahead) and marks.find_answer(ahead[0]) is not None


def _truth(text: str, _ahead: Sequence[str], draft: Draft | None) -> bool:
    if draft is None:
        return bool(_TRUTH_AT_END.search(text))
    return draft.has_answer or bool(draft.options) or bool(_TRUTH_AT_END.search(_last(draft)))


def _fill(text: str, ahead: Sequence[str], draft: Draft | None) -> bool:
    if not _FILLED.search(text) and not (ahead and _FILLED.search(ahead[0])):
        return False
    return draft is None or draft.has_answer or bool(_SENTENCE.search(_last(draft)))


def _term(text: str, ahead: Sequence[str], draft: Draft | None) -> bool:
    if TERM.fullmatch(text):
        return True
    # 重复购买，藉以维系顾客的安排 is the rest of a definition: no term has a comma.
    short = len(text) <= _SHORT_LINE and not _SENTENCE.search(text) and not _CLAUSES.search(text)
    if draft is None:
        return short
    return short and (
        draft.has_answer or len(draft.parts["stem"]) > 1 or _defined(draft) or bool(ahead)
    )


def _defined(draft: Draft) -> bool:
    return len(draft.parts["stem"]) == 1 and bool(TERM.fullmatch(draft.parts["stem"][0]))


def _written(text: str, ahead: Sequence[str], draft: Draft | None) -> bool:
    asks = marks.asks(text) or bool(_INLINE_ANSWER.search(text))
    if draft is None:
        return asks or (bool(ahead) and marks.find_answer(ahead[0]) is not None)
    if asks and not marks.LIST_ITEM.fullmatch(text):
        return True
    return draft.has_answer and bool(ahead) and marks.find_answer(ahead[0]) is not None


def _essay(text: str, ahead: Sequence[str], draft: Draft | None) -> bool:
    return draft is None or (draft.has_answer and _written(text, ahead, draft))


def last_resort(section: Section, row: tuple[int, str]) -> bool:
    """Take a line of a very short text without other questions as one: a question mark, a definition."""
    line, text = row
    draft = Draft(line, last=line, sure=False, heading=section.heading)
    definition = TERM.fullmatch(text)
    if text.endswith(("？", "?")):
        draft.parts["stem"].append(text)
    elif definition and len(definition["text"]) > _SHORT_DEFINITION:
        draft.parts["stem"].append(definition["term"])
        draft.parts["answer"].append(definition["text"])
        draft.labels["type"] = "名词解释"
        draft.note(ProblemKind.GUESSED_TYPE)
    else:
        return False
    section.drafts.append(draft)
    return True


_BY_TYPE = {
    ItemType.TRUE_FALSE: _truth,
    ItemType.FILL_BLANK: _fill,
    ItemType.TERM: _term,
    ItemType.SHORT_ANSWER: _written,
    ItemType.ESSAY: _essay,
}
