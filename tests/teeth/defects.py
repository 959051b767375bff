"""The defects: each has a name, the change that plants it, and the catcher that must notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError, OperationalError

import app as factory
from app import database
from app.authz import gate
from app.marking import ledger
from app.quiz.domain import chain, deadline, orders
from app.quiz.exams import (
    answers,
    closing,
    door,
    export,
    hall,
    hall_page,
    preparing,
    quick,
    replies,
    saving,
)
from app.web import clock, headers
from tests.teeth import catchers as must
from tests.teeth.patching import Plant, rebuilt, replace, rewrite, statements


@dataclass(frozen=True)
class Defect:
    """`own`: the catcher makes an application of its own while the defect is there. `breaks`: errors
    by which it shows besides assertions."""

    name: str
    plant: Plant
    catcher: Callable[[Any], None]
    own: bool = False
    breaks: tuple[type[Exception], ...] = ()

    def __str__(self) -> str:
        return self.name.replace(" ", "-")


def _counting(change: tuple[str, str]) -> Plant:
    """Other saves count."""
    return rebuilt(rewrite(answers.in_time, change), answers, "_OF_MANY", answers._of_many)


def without(piece: str) -> Plant:
    """The statement of the lane without a condition."""
    return replace(quick._SQL, "sqlite", lambda sql: sql.replace(piece, ""))


_KEYS = '__import__("app.bank.queries", fromlist=["load_keys"]).load_keys'
_ALL_KEYS = (
    'str([row.key for row in __import__("app.extensions", fromlist=["db"]).db.session.scalars('
    '__import__("sqlalchemy").select(__import__("app.bank.models", fromlist=["x"]).ItemKeyRow))])'
)
_POSTED = (
    '**{k: v for k, v in (__import__("flask").request.get_json(silent=True) or {}).items()'
    " if hasattr(Sitting, k)},"
)
_HINT = (
    '__import__("datetime").datetime.fromisoformat(__import__("flask").request.headers["X-Client-Now"])'
    ' if "X-Client-Now" in __import__("flask").request.headers else read_clock(current_app)'
)

_READ_TIME = (
    'values["deadline"] = values["started_at"] + __import__("datetime").timedelta(minutes='
    '__import__("app.extensions", fromlist=["db"]).db.session.scalar('
    'select(Exam.minutes).where(Exam.id == values["exam_id"])))\n    found = Admitted(**values)'
)
_OVERWRITE = (
    "[db.session.execute(MarkEvent.__table__.delete().where("
    'MarkEvent.work_id == row["work_id"], MarkEvent.part_id == row["part_id"]))'
    " for row in rows]; db.session.execute(insert(MarkEvent), rows)"
)

DEFECTS = (
    # starting
    Defect(
        "no unique index on attempts",
        statements("DROP INDEX uq_sitting_exam_id_user_id_number"),
        must.two_tabs_start_one_sitting,
    ),
    Defect(
        "a seed of 32 bits",
        rewrite(preparing.secret_seed, ("randbits(63)", "randbits(32)")),
        must.seeds_cannot_be_tried_out,
    ),
    Defect(
        "the deadline worked out at read time",
        rewrite(
            door.admit,
            ("found = Admitted(**values)", _READ_TIME),
        ),
        must.deadlines_are_those_of_the_start,
    ),
    # saving
    Defect(
        "acknowledged before the commit",
        rewrite(
            database.writing, ("yield\n        session.commit()", "yield\n        session.flush()")
        ),
        must.what_is_acknowledged_is_there,
        breaks=(OperationalError,),  # a transaction that stays open locks others out
    ),
    Defect(
        "BEGIN instead of BEGIN IMMEDIATE",
        rewrite(database.configure_engine, ('"BEGIN IMMEDIATE"', '"BEGIN"')),
        must.writers_queue,
        own=True,
    ),
    Defect(
        "the client's clock believed",
        rewrite(clock.now, ("g.now = read_clock(current_app)", f"g.now = {_HINT}")),
        must.only_the_server_knows_the_time,
    ),
    Defect(
        "grace forgotten",
        rewrite(deadline.is_over, ("deadline + GRACE", "deadline")),
        must.what_was_on_its_way_counts,
    ),
    Defect(
        "late saves count",
        _counting(("ResponseLog.late.is_(False) & ", "")),
        must.what_is_late_does_not_count,
    ),
    Defect(
        "superseded saves count",
        _counting((" & ResponseLog.superseded.is_(False)", "")),
        must.what_is_superseded_does_not_count,
    ),
    Defect(
        "the turn not asked for in the lane",
        without(" AND s.writer = :writer"),
        must.the_lane_asks_whose_turn_it_is,
    ),
    Defect(
        "an ended sign-in saves in the lane",
        without(" AND l.revoked_at IS NULL"),
        must.the_lane_asks_for_the_sign_in,
    ),
    Defect(
        "a deactivated person saves in the lane",
        without("u.is_active AND "),
        must.the_lane_asks_for_the_person,
    ),
    Defect(
        "who left the class saves in the lane",
        without(" AND e.left_at IS NULL"),
        must.the_lane_asks_for_the_class,
    ),
    Defect(
        "a closed paper takes saves in the lane",
        without(" AND s.state = 'open'"),
        must.the_lane_asks_for_the_state,
    ),
    Defect(
        "saves named by their number alone",
        statements(
            "DROP INDEX uq_response_log_save",
            "CREATE UNIQUE INDEX uq_response_log_save ON response_log (sitting_id, seq)",
        ),
        must.clients_do_not_swallow_each_other,
        breaks=(IntegrityError,),
    ),
    Defect(
        "another body under the same name swallowed",
        rewrite(
            saving._refuse_other_bodies,
            ("bodies.setdefault(_name(save), save.digest) != save.digest", "False"),
        ),
        must.one_name_is_one_save,
    ),
    Defect(
        "saves taken after the hand-in",
        rewrite(saving._Gate.takes_saves.fget, ('self.closed_by != "candidate"', "True")),
        must.after_the_hand_in_nothing_is_taken,
    ),
    Defect(
        "columns taken from the request",
        rewrite(saving.take_up, ("execute(_TURNED,", f"execute(_TURNED.values({_POSTED}),")),
        must.saving_takes_no_column,
    ),
    Defect(
        "saves limited like other requests",
        rewrite(
            factory._flask_settings,
            ('"RATELIMIT_ENABLED":', '"RATELIMIT_DEFAULT": "20 per minute", "RATELIMIT_ENABLED":'),
        ),
        must.saves_are_never_limited,
        own=True,
    ),
    # closing, marks, proof
    Defect(
        "the sweeper closes early",
        rewrite(deadline.last_over, ("now - GRACE", "now")),
        must.nobody_is_closed_early,
    ),
    Defect(
        "closed and marked twice",
        rebuilt(
            rewrite(closing._closing, ('_ROW.state == "open", ', "")),
            closing,
            "_CLOSING",
            lambda: {by: closing._closing(by) for by in closing._CLOSING},
        ),
        must.closing_twice_closes_once,
    ),
    Defect(
        "marks overwritten",
        rewrite(
            ledger.record_marks,
            ("db.session.execute(_EVENT, rows)", _OVERWRITE),
        ),
        must.marks_are_a_ledger,
    ),
    Defect(
        "links of the chain not checked",
        rewrite(chain.first_break, (" or record.seal(previous) != stored", "")),
        must.a_changed_save_breaks_the_proof,
    ),
    Defect(
        "a receipt over the first save alone",
        rebuilt(
            rewrite(closing._ends, ("func.max(", "func.min(")), closing, "_ENDS", closing._ends
        ),
        must.the_receipt_is_over_all_saves,
    ),
    # who may, and what is told
    Defect(
        "an address without a permission is open",
        rewrite(
            gate._check,
            (
                "if permission is None:\n        abort(403)",
                "if permission is None:\n        return None",
            ),
        ),
        must.what_declares_nothing_answers_nobody,
    ),
    Defect(
        "the policy is not asked for rows",
        rewrite(
            gate.found_or_404,
            (
                "if not decide(current_actor(), permission, cast(Guarded, row).authz_facts()):",
                "if False:",
            ),
        ),
        must.anothers_paper_is_closed,
    ),
    Defect(
        "another's paper answers 403",
        rewrite(
            gate.found_or_404,
            ("authz_facts()):\n        abort(404)", "authz_facts()):\n        abort(403)"),
        ),
        must.anothers_paper_looks_absent,
    ),
    Defect(
        "no token asked for on one address",
        rewrite(
            gate._check,
            (
                "not in SAFE_METHODS and",
                'not in SAFE_METHODS and request.endpoint != "exams.submit" and',
            ),
        ),
        must.every_change_needs_a_token,
    ),
    Defect(
        "the explanation on the candidate's page",
        rewrite(
            hall._question,
            (
                '"number": str(number),',
                f'"number": {_KEYS}([question.version_id])[question.version_id].explanation,',
            ),
        ),
        must.no_key_on_the_page,
    ),
    Defect(
        "the keys in a reply",
        rewrite(
            replies.saved_reply, ('"link": one.link,', f'"link": one.link, "keys": {_ALL_KEYS},')
        ),
        must.no_key_in_a_reply,
    ),
    Defect(
        "options under their authored names",
        rewrite(
            orders.opaque_names,
            ('f"o{name[:length]}"', "option"),
        ),
        must.names_of_options_tell_nothing,
    ),
    Defect(
        "the title not escaped",
        rewrite(
            hall_page._values,
            ('"title": found.title', '"title": __import__("markupsafe").Markup(found.title)'),
        ),
        must.a_title_is_a_text,
    ),
    Defect(
        "the first candidate's name kept in the frame",
        rewrite(
            hall_page._frame,
            (
                'page |= {"sitting"',
                'page |= {"person": __import__("flask").g.admitted.name}; page |= {"sitting"',
            ),
        ),
        must.everybody_has_their_own_page,
    ),
    Defect(
        "the first candidate's token kept in the frame",
        rewrite(hall_page._frame, ('.replace(generate_csrf(), mark("csrf"))', "")),
        must.everybody_has_their_own_token,
    ),
    Defect(
        "pages kept by the browser",
        rewrite(headers._add, ('"no-store"', '"private"')),
        must.browsers_keep_nothing,
    ),
    Defect(
        "a name that becomes a formula",
        rewrite(
            export._papers,
            ("sheet.write_string(y, 1, row.user.name)", "sheet.write_formula(y, 1, row.user.name)"),
        ),
        must.no_cell_is_a_formula,
    ),
)
