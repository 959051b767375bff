"""Sending a survey out: ways in, one-time codes, opening, closing, made-up respondents."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import func, insert, select

from app.bank.content import get_library
from app.database import new_public_id, writing
from app.extensions import db
from app.workshop.survey.domain.simulating import MOST as MOST_SIMULATED
from app.workshop.survey.domain.simulating import simulate
from app.workshop.survey.models import Survey, SurveyDoor, SurveyResponse, SurveyToken
from app.workshop.survey.service import hold, note, questionnaire_of, refuse

MOST_AT_ONCE, MOST_UNUSED = 60, 300
MOST_PILOT = 5
CODE_SIGNS = "CDFGHJKMNPQRTVWXY34679"
CODE_LENGTH = 12


def digest_of(code: str) -> str:
    """What the database keeps of a code."""
    return hashlib.sha256(code.strip().upper().replace("-", "").encode()).hexdigest()


def find_door(survey: Survey, kind: str) -> SurveyDoor | None:
    query = select(SurveyDoor).where(SurveyDoor.survey_id == survey.id, SurveyDoor.kind == kind)
    return db.session.scalar(query)


def open_pilot(survey: Survey) -> SurveyDoor:
    """The way in for testers, made at first use."""
    found = find_door(survey, "pilot")
    if found is not None:
        return found
    with writing():
        hold(survey)
        return _door(survey, "pilot")


def _door(survey: Survey, kind: str) -> SurveyDoor:
    found = find_door(survey, kind)
    if found is None:
        found = SurveyDoor(survey_id=survey.id, kind=kind)
        db.session.add(found)
        db.session.flush()
    return found


def open_survey(survey: Survey, way: str, author_id: int, at: datetime) -> None:
    """Begin to collect, by slips with one-time codes or by one open link. From now on the design is fixed."""
    with writing():
        row = hold(survey)
        if row.state == "open":
            return
        if row.state != "draft":
            raise refuse(_("这份问卷已经回收过了。"))
        if not row.questions:
            raise refuse(_("问卷里还没有题目，先加几题再发出。"))
        _door(row, "collect")
        row.state, row.way, row.opened_at = "open", way, at
        note(row, "open", author_id, at, about=way)


def close_survey(survey: Survey, author_id: int, at: datetime) -> None:
    """Stop collecting; codes that nobody used are void from now on."""
    with writing():
        row = hold(survey)
        if row.state != "open":
            raise refuse(_("现在没有在回收。"))
        row.state, row.closed_at = "closed", at
        note(row, "close", author_id, at)


def issue_codes(survey: Survey, count: int, author_id: int, at: datetime) -> list[str]:
    """Make one-time codes and return them; this is the only time anybody sees them."""
    with writing():
        row = hold(survey)
        if row.state != "open" or row.way != "slips":
            raise refuse(_("现在不能印一次性码：问卷没有在用纸条回收。"))
        unused = count_unused(row)
        if not 1 <= count <= MOST_AT_ONCE or unused + count > MOST_UNUSED:
            raise refuse(
                _(
                    "一次可以印 1 到 %(once)s 张，没有用过的最多 %(all)s 张。现在还有 %(n)s 张没有用。",
                    once=MOST_AT_ONCE,
                    all=MOST_UNUSED,
                    n=unused,
                )
            )
        codes = [_code() for _n in range(count)]
        rows = [{"digest": digest_of(code), "survey_id": row.id} for code in codes]
        # In the order of the hashes, which says nothing about the order of the slips.
        db.session.execute(insert(SurveyToken), sorted(rows, key=lambda one: str(one["digest"])))
        row.issued += count
        note(row, "issue", author_id, at, about=str(count))
    return codes


def _code() -> str:
    return "".join(secrets.choice(CODE_SIGNS) for _n in range(CODE_LENGTH))


def count_unused(survey: Survey) -> int:
    """Codes that nobody has used yet."""
    query = select(func.count()).select_from(SurveyToken).where(SurveyToken.survey_id == survey.id)
    return int(db.session.scalar(query) or 0)


def add_simulated(survey: Survey, count: int, author_id: int, at: datetime, day: date) -> int:
    """Let customers of the fictional company answer; returns how many did. All are marked as made up."""
    company = get_library().company
    with writing():
        row = hold(survey)
        if row.state != "open":
            raise refuse(_("回收期间才能加入模拟答卷。"))
        if not row.task.simulated_allowed:
            raise refuse(_("老师没有允许用模拟答卷。"))
        if company is None:
            raise refuse(_("课程内容里没有虚构企业，做不出模拟答卷。"))
        there = _count_simulated(row)
        if not 1 <= count <= MOST_SIMULATED - there:
            raise refuse(
                _("模拟答卷一共最多 %(all)s 份，现在有 %(n)s 份。", all=MOST_SIMULATED, n=there)
            )
        made = simulate(questionnaire_of(row), company, 7919 * row.id + there, count)
        db.session.execute(
            insert(SurveyResponse),
            [
                {
                    "id": new_public_id(),
                    "survey_id": row.id,
                    "kind": "simulated",
                    "day": day,
                    "seconds": one.seconds,
                    "answers": dict(one.answers),
                    "comment": "",
                }
                for one in made
            ],
        )
        note(row, "simulate", author_id, at, about=str(len(made)))
    return len(made)


def _count_simulated(survey: Survey) -> int:
    query = (
        select(func.count())
        .select_from(SurveyResponse)
        .where(SurveyResponse.survey_id == survey.id, SurveyResponse.kind == "simulated")
    )
    return int(db.session.scalar(query) or 0)


def pilot_answers(survey: Survey) -> Sequence[SurveyResponse]:
    """What testers answered and said."""
    query = select(SurveyResponse).where(
        SurveyResponse.survey_id == survey.id, SurveyResponse.kind == "pilot"
    )
    return db.session.scalars(query.order_by(SurveyResponse.id)).all()


def clear_pilot(survey: Survey, author_id: int, at: datetime) -> None:
    """Throw the testers' answers away, to try again after a change. Their number stays in the steps."""
    with writing():
        row = hold(survey)
        if row.state != "draft":
            raise refuse(_("问卷已经发出，试填结束了。"))
        there = pilot_answers(row)
        for one in there:
            db.session.delete(one)
        note(row, "clear_pilot", author_id, at, about=str(len(there)))
