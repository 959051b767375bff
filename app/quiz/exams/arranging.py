"""Sections of a paper's own, and pools of which each candidate gets some."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from flask_babel import gettext as _

from app.quiz.domain.pools import Pool, PoolFault
from app.quiz.exams.draft_paper import as_paper
from app.quiz.exams.drafting import FIRST, editing_draft, editing_form, load_drafts, section_order
from app.quiz.models import DraftItem, Exam
from app.web.errors import DomainError

MOST_SECTIONS = 20
LONGEST_TITLE = 60
LONGEST_NAME = 20


class ArrangeError(DomainError):
    """The paper cannot be arranged like this; nothing was changed."""

    status = 422


def add_section(exam: Exam, title: str) -> None:
    """Add a section of the paper's own at the end. Raises ArrangeError."""
    with _sections(exam) as titles:
        if len(titles) > MOST_SECTIONS:
            raise ArrangeError(_("一份试卷最多 %(n)s 个自定大题。试卷没有变。", n=MOST_SECTIONS))
        titles.append(_fresh_title(title, titles))


def rename_section(exam: Exam, old: str, new: str) -> None:
    """Give a section another title, on every form. Raises ArrangeError."""
    with editing_draft(exam.id) as row:
        titles = section_order(row)
        if not old or old not in titles or new.strip() == old:
            return
        others = [title for title in titles if title != old]
        fresh = _fresh_title(new, others)
        row.sections = [fresh if title == old else title for title in titles]
        for draft in load_drafts(exam):
            if draft.section == old:
                draft.section = fresh


def remove_section(exam: Exam, title: str) -> None:
    """Dissolve a section: its questions stand by their types again."""
    with editing_draft(exam.id) as row:
        if not title:
            return
        for draft in load_drafts(row):
            if draft.section == title:
                draft.section = ""
        row.sections = [one for one in section_order(row) if one != title]


def move_section(exam: Exam, title: str, by: int) -> None:
    """Move a section `by` places (-1: up); "" moves all questions that stand by type."""
    with _sections(exam) as titles:
        if title not in titles:
            return
        place = titles.index(title)
        if 0 <= place + by < len(titles):
            titles[place], titles[place + by] = titles[place + by], titles[place]


def put_in_section(exam: Exam, public_ids: Collection[str], title: str, label: str = FIRST) -> int:
    """Move questions to the end of a section ("": by type); returns how many moved."""
    with editing_draft(exam.id) as row:
        if title not in section_order(row):
            raise ArrangeError(
                _("没有“%(title)s”这个大题。试卷没有变，请刷新后再选。", title=title)
            )
        drafts = [draft for draft in load_drafts(row) if draft.form == label]
        last = max((draft.position for draft in drafts), default=0)
        chosen = _chosen(drafts, public_ids)
        for offset, draft in enumerate(chosen, 1):
            draft.section, draft.position = title, last + offset
    return len(chosen)


def put_in_pool(
    exam: Exam, public_ids: Collection[str], name: str, take: int, label: str = FIRST
) -> str:
    """Put questions into a pool of which each candidate gets `take`; returns the pool's name.

    Without a name a new pool is numbered. All questions of the pool must be worth the same and
    stand in the same section; else ArrangeError, and nothing changes.
    """
    name = name.strip()
    if len(name) > LONGEST_NAME:
        raise ArrangeError(_("题池的名字最多 %(n)s 个字。试卷没有变。", n=LONGEST_NAME))
    with editing_form(exam.id, label) as drafts:
        name = name or _next_name(drafts)
        for draft in _chosen(drafts, public_ids):
            draft.pool = name
        for draft in drafts:
            if draft.pool == name:
                draft.take = take
        for pool in as_paper(label, drafts).pools:
            if pool.name == name and pool.faults:
                raise ArrangeError(_("%(why)s试卷没有变。", why=pool_words(pool)))
    return name


def take_out_of_pool(exam: Exam, public_ids: Collection[str], label: str = FIRST) -> int:
    """Let questions be on everybody's paper again; returns how many were in a pool."""
    with editing_form(exam.id, label) as drafts:
        chosen = [draft for draft in _chosen(drafts, public_ids) if draft.pool]
        for draft in chosen:
            draft.pool, draft.take = "", 0
    return len(chosen)


def pool_words(pool: Pool) -> str:
    """Why a pool is not fair, in sentences; empty where it is."""
    told = {
        PoolFault.POINTS: _("题池“%(name)s”里各题的分值要一样。", name=pool.name),
        PoolFault.HEADING: _("题池“%(name)s”里的题要同一题型、在同一大题。", name=pool.name),
        PoolFault.TAKE: _(
            "题池“%(name)s”有 %(n)s 题，每人抽的题数要在 1 到 %(n)s 之间。",
            name=pool.name,
            n=len(pool.slots),
        ),
    }
    return "".join(told[fault] for fault in pool.faults)


@contextmanager
def _sections(exam: Exam) -> Iterator[list[str]]:
    """The order of sections as a list to change; stored at the end."""
    with editing_draft(exam.id) as row:
        titles = section_order(row)
        yield titles
        row.sections = titles


def _fresh_title(title: str, others: Collection[str]) -> str:
    title = _without_ordinal(" ".join(title.split()))
    if not title:
        raise ArrangeError(_("请填大题的标题，例如“案例分析”。"))
    if len(title) > LONGEST_TITLE:
        raise ArrangeError(_("大题的标题最多 %(n)s 个字。", n=LONGEST_TITLE))
    if title in others:
        raise ArrangeError(_("已经有叫“%(title)s”的大题了，请换个标题。", title=title))
    return title


def _without_ordinal(title: str) -> str:
    """The title without a number before it: the paper numbers its sections itself."""
    return _ORDINAL.sub("", title) or title


_ORDINAL = re.compile(r"^(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})、\s*")


def _chosen(drafts: Collection[DraftItem], public_ids: Collection[str]) -> list[DraftItem]:
    return [draft for draft in drafts if draft.item.public_id in public_ids]


def _next_name(drafts: Collection[DraftItem]) -> str:
    """The first free number."""
    known = {draft.pool for draft in drafts}
    return next(name for n in range(1, len(drafts) + 2) if (name := str(n)) not in known)
