"""An answer that stands once for several questions: 问题（1）…（2）… 答：（1）…（2）…"""

from __future__ import annotations

from collections.abc import Sequence

from app.bank.domain.types import ItemType
from app.bank.exchange.text.keys.keylist import listed_in_order, split_numbered
from app.bank.exchange.text.questions.cases import counted
from app.bank.exchange.text.questions.evidence import KEY_INSIDE
from app.bank.exchange.text.sections.breaking import Piece
from app.bank.exchange.text.sections.draft import Draft
from app.bank.exchange.text.words.marks import Start, family_of, find_start
from app.bank.exchange.text.words.values import letters_only


def share_answers(drafts: Sequence[Draft], type_: ItemType | None) -> None:
    """Give each question of a run its own part of the answer behind the last of them."""
    _share_letters(drafts, type_)
    run: list[Draft] = []
    for draft in drafts:
        goes_on = bool(run) and draft.style == run[-1].style and draft.number == run[-1].number + 1
        run = [*run, draft] if goes_on else [draft]
        if draft.has_answer:
            if len(run) > 1:
                _share(run, type_)
            run = []


def _share_letters(drafts: Sequence[Draft], type_: ItemType | None) -> None:
    """答案：BBA behind the last of three questions is a letter for each, unless it may be three right
    options of that one."""
    if len(drafts) < 2 or any(draft.has_answer for draft in drafts[:-1]):
        return
    answer = drafts[-1].text("answer")
    keys = listed_in_order(answer)
    if len(keys) != len(drafts) or (len(keys) > 1 and KEY_INSIDE.search(drafts[0].text("stem"))):
        return
    together = letters_only(answer)
    if len(together) == len(keys) and type_ not in (ItemType.SINGLE_CHOICE, ItemType.TRUE_FALSE):
        return
    drafts[-1].parts["answer"] = []
    line = drafts[-1].part_lines.get("answer", drafts[-1].last)
    for draft, key in zip(drafts, keys, strict=True):
        draft.listed_key, draft.key_line = key, line


def _share(run: Sequence[Draft], type_: ItemType | None) -> None:
    """Divide the last answer where it counts exactly the questions of the run."""
    lines = run[-1].parts["answer"]
    if run[0].number > 1 or type_ is ItemType.FILL_BLANK:
        # 【答案】7. 旅程；时间　8. 净推荐值: on one line, and no points of one answer.
        lines = [part.text for line in lines for part in split_numbered(Piece(0, line))]
    elif run[0].style == "round" and run[0].material is not None:
        lines = [part for line in lines for part in counted(line)]
    starts = [find_start(line) for line in lines]
    # 1）…____ over 答案：1.客户 2.忠诚: words of blanks have no points that are counted so.
    alike = family_of if type_ is ItemType.FILL_BLANK else str
    numbered = [
        one for one in starts if one is not None and alike(one.style) == alike(run[0].style)
    ]
    if [one.number for one in numbered] != [draft.number for draft in run]:
        return
    place = run[-1].part_lines.get("answer", run[-1].last)
    run[-1].parts["answer"] = []
    draft: Draft | None = None
    for line, start in zip(lines, starts, strict=True):
        text = line
        if isinstance(start, Start) and start in numbered:
            draft = run[start.number - run[0].number]
            draft.part_lines.setdefault("answer", place)
            text = start.text
        if draft is not None and text.strip():
            draft.parts["answer"].append(text.strip())
