"""Every address, tried as everybody.

One world (the demo class and a second one beside it), eleven kinds of people, every endpoint and
method of the site. `ALLOWED` says who is let in; everybody else is refused with a redirect to the
sign-in, 401, 403 or 404. An endpoint that is missing from the table fails the test. And a refusal says
nothing: what is not yours looks, byte for byte, like what does not exist.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.access.world import World, build_world
from tests.conftest import START, rolled_back
from tests.security.world import plain

OPEN = {"visitor", "guest"}
PEOPLE = {
    "learner", "student", "classmate", "other_student", "assistant", "instructor",
    "other_instructor", "teacher", "admin",
}  # fmt: skip
ALL = OPEN | PEOPLE
MEMBERS = {"student", "classmate", "assistant", "instructor", "admin"}
STAFF = {"assistant", "instructor", "admin"}
LEADS = {"instructor", "admin"}
TEACHING = {"instructor", "other_instructor", "teacher", "admin"}
OWNER = {"student"}
STUDENTS = {"student", "classmate"}
# Who is an instructor anywhere; a right to open classes is none to see how cases are marked.
WRITE_CASES = {"instructor", "other_instructor", "admin"}

ALLOWED: dict[str, set[str]] = {
    "accounts.display": ALL, "accounts.sign_in": ALL, "accounts.sign_out": ALL,
    "accounts.sign_up": ALL, "accounts.first_admin": set(),  # there is an administrator already
    "accounts.profile": PEOPLE, "accounts.new_password": PEOPLE, "accounts.end_session": OWNER,
    "admin.home": {"admin"}, "admin.new_person": {"admin"}, "admin.person": {"admin"},
    "admin.reset_password": {"admin"},
    "assets.send": ALL,
    "bank.home": TEACHING, "bank.item": TEACHING, "bank.history": TEACHING,
    "bank.alike": TEACHING,
    "bank.pending": TEACHING, "bank.new": TEACHING, "bank.edit": TEACHING,
    "bank.copy": TEACHING, "bank.choose": TEACHING, "bank.preview": TEACHING,
    "bank.set_state": TEACHING, "bank.reviews": TEACHING, "bank.say": TEACHING,
    "bank.settle": TEACHING, "bank.bulk": TEACHING, "bank.steps": TEACHING,
    "bank.step": TEACHING, "bank.undo_step": TEACHING,
    "bank.filters": TEACHING, "bank.use_filter": {"instructor"},
    "bank.change_filter": {"instructor"},
    # The instructor's collection, which the other instructor may change and the teacher may see.
    "bank.collections": TEACHING, "bank.collection": TEACHING - {"admin"},
    "bank.arrange_collection": {"instructor", "other_instructor"},
    "bank.collect": {"instructor", "other_instructor"},
    "bank.collection_settings": {"instructor"}, "bank.share_collection": {"instructor"},
    "bank.delete_collection": {"instructor"},
    "bank.tree": TEACHING, "bank.tree_chapter": TEACHING, "bank.new_point": TEACHING,
    "bank.point": TEACHING, "bank.change_point": TEACHING, "bank.merge_point": TEACHING,
    "bank.retire_point": TEACHING,
    "cases.home": ALL, "cases.case": ALL, "cases.answer": ALL, "cases.draft": ALL, "cases.again": ALL,
    "cases.class_case": STUDENTS, "cases.class_answer": STUDENTS, "cases.class_draft": STUDENTS,
    "cases.talk": STUDENTS, "cases.notes": STUDENTS, "cases.post": STUDENTS,
    "cases.team": OWNER, "cases.share": OWNER, "cases.reviews": STUDENTS,
    "cases.review": OWNER, "cases.write_review": OWNER,
    "cases_manage.home": STAFF, "cases_manage.new": LEADS, "cases_manage.opening": STAFF,
    "cases_manage.settings": LEADS, "cases_manage.open_part": LEADS, "cases_manage.withdraw": LEADS,
    "cases_manage.release": LEADS, "cases_manage.work": STAFF, "cases_manage.mark": STAFF,
    "cases_manage.screen": STAFF, "cases_manage.screen_counts": STAFF,
    "cases_manage.opened_full": LEADS, "cases_manage.full": WRITE_CASES,
    "cases_manage.talk": STAFF, "cases_manage.say": STAFF, "cases_manage.talk_state": STAFF,
    "cases_manage.moderate": STAFF, "cases_manage.teams_page": STAFF, "cases_manage.set_teams": LEADS,
    "cases_manage.reviews": STAFF, "cases_manage.set_round": LEADS, "cases_manage.allot": LEADS,
    "cases_manage.decide": LEADS,
    "case_editor.home": WRITE_CASES, "case_editor.new": WRITE_CASES,
    "case_editor.edit": {"instructor"}, "case_editor.store": {"instructor"},
    "case_editor.preview": {"instructor"}, "case_editor.versions": {"instructor"},
    "case_editor.copy": {"instructor"}, "case_editor.put_away": {"instructor"},
    "classes.home": PEOPLE, "classes.create": TEACHING - {"instructor"},  # a role is no right to open classes
    "classes.everywhere": {"admin"},
    "classes.overview": STAFF, "classes.poster": STAFF, "classes.roster": STAFF,
    "classes.add_student": LEADS, "classes.archive": LEADS, "classes.import_again": LEADS,
    "classes.import_people": LEADS, "classes.import_rows": LEADS, "classes.import_upload": LEADS,
    "classes.new_code": LEADS, "classes.passwords": LEADS, "classes.person": LEADS,
    "classes.remove": LEADS, "classes.reset_all": LEADS, "classes.reset_password": LEADS,
    "classes.restore": LEADS, "classes.settings": LEADS, "classes.staff_add": LEADS,
    "classes.staff_remove": LEADS, "classes.staff_role": LEADS,
    "courses.join": PEOPLE, "courses.do_join": PEOPLE, "courses.leave": MEMBERS - {"admin"},
    "exams.home": PEOPLE, "exams.intro": {"student", "classmate", "admin"},
    "exams.start": {"student", "classmate", "admin"},  # told there that they are no student
    "exams.hall": OWNER, "exams.save": OWNER, "exams.state": OWNER, "exams.check": OWNER,
    "exams.turn": OWNER,
    "exams.submit": OWNER, "exams.receipt": OWNER, "exams.review": OWNER,
    "exams_manage.home": STAFF, "exams_manage.board": STAFF, "exams_manage.board_rows": STAFF,
    "exams_manage.results": STAFF, "exams_manage.export": STAFF, "exams_manage.archive": LEADS,
    "exams_manage.act": LEADS, "exams_manage.change_paper": LEADS,
    "exams_manage.change_forms": LEADS, "exams_manage.change_sections": LEADS,
    "exams_manage.clear": LEADS, "exams_manage.delete": LEADS,
    "exams_manage.draw": LEADS, "exams_manage.edit": LEADS, "exams_manage.new": LEADS,
    "exams_manage.paper": LEADS, "exams_manage.pick": LEADS, "exams_manage.preview": LEADS,
    "exams_manage.print_paper": LEADS, "exams_manage.publish": LEADS,
    "exams_manage.ready_papers": LEADS, "exams_manage.start_from_paper": LEADS,
    "exams_manage.release": LEADS, "exams_manage.unpublish": LEADS,
    "exams_manage.arranged": LEADS, "exams_manage.arrangement": LEADS,
    "exams_manage.withdraw": LEADS, "exams_manage.share": LEADS, "exams_manage.place": LEADS,
    "exams_manage.seat_list": STAFF, "exams_manage.seat_plan": STAFF,
    "exams_manage.seat_slips": STAFF, "exams_manage.seb_file": STAFF,
    "exam_entry.seb_file": {"student", "classmate", "admin"},
    "exam_entry.left": {"student", "classmate", "admin"},
    "gradebook.home": STAFF, "gradebook.export": STAFF, "gradebook.cell": STAFF,
    "gradebook.person": STAFF,
    "gradebook.column": LEADS, "gradebook.save_column": LEADS, "gradebook.edit_column": LEADS,
    "gradebook.new_column": LEADS, "gradebook.preset": LEADS, "gradebook.remove_column": LEADS,
    "gradebook.scheme": LEADS,
    "grades.home": PEOPLE,
    "exam_answers.show": set(), "exam_answers.lock": OWNER,  # no exam here lets answers be looked up
    "exam_marks.account": OWNER,
    "desk.grade": STAFF, "desk.give": STAFF, "desk.undo": STAFF, "desk.claim": STAFF,
    "desk.opinion": STAFF,
    "desk_changes.rubric": LEADS, "desk_changes.save_rubric": LEADS,
    "desk_changes.weigh_phrase": LEADS, "desk_changes.take_phrase": LEADS,
    "desk_changes.phrases_taken": LEADS, "desk_changes.keep_phrase": LEADS,
    "class_words.home": STAFF, "class_words.preview": LEADS, "class_words.take": LEADS,
    "marking.home": STAFF, "marking.question": STAFF, "marking.mark": STAFF,
    "look_desk.home": STAFF, "look_desk.one": STAFF, "look_desk.say": STAFF,
    "look_desk.decide": STAFF, "look_desk.reopen": STAFF,
    "looks.one": OWNER, "looks.say": OWNER, "looks.withdraw": OWNER,
    "exam_looks.form": OWNER, "exam_looks.ask": OWNER,
    "regrade.question": LEADS, "regrade.progress": LEADS,
    "regrade.preview": LEADS, "regrade.take": LEADS, "regrade.resume": LEADS,
    "notes.create": PEOPLE, "notes.change": OWNER, "notes.delete": OWNER,
    "imports.new": TEACHING, "imports.preview": {"instructor"}, "imports.confirm": {"instructor"},
    "imports.columns": {"instructor"}, "imports.done": {"instructor"}, "imports.undo": {"instructor"},
    "imports.discard": {"instructor"}, "pictures.show": ALL, "pictures.add": TEACHING, "imports.remap": {"instructor"},
    "imports.template": TEACHING,
    "imports.look_after_confirm": {"instructor"}, "imports.look_after_undo": {"instructor"},
    "exports.choose": TEACHING, "exports.file": TEACHING,
    "plays.home": ALL, "plays.brief": ALL, "plays.start": ALL,
    "plays.run": OWNER, "plays.say": OWNER, "plays.end": OWNER, "plays.debrief": OWNER,
    "plays.compare": OWNER, "plays.again": OWNER, "plays.label": OWNER, "plays.ask_label": OWNER,
    "plays.work": {"student", "classmate"}, "plays.start_work": {"student", "classmate"},
    # A room of the class: the student sits in it, its staff may look in.
    "plays.rooms": PEOPLE, "plays.open_room": PEOPLE, "plays.enter_room": PEOPLE,
    "plays.room": OWNER | STAFF, "plays.send": OWNER | STAFF, "plays.events": OWNER | STAFF,
    "plays_manage.home": STAFF, "plays_manage.choose": LEADS, "plays_manage.new": LEADS,
    "plays_manage.edit": LEADS, "plays_manage.delete": LEADS, "plays_manage.assignment": STAFF,
    "plays_manage.run": STAFF, "plays_manage.accept": LEADS, "plays_manage.accept_all": LEADS,
    "plays_manage.lines": STAFF, "plays_manage.line": STAFF, "plays_manage.decide": LEADS,
    "plays_manage.export_lines": LEADS,
    # The instructor's scenario, which the other instructor may change and the teacher may see.
    "plays_manage.scenarios": TEACHING, "plays_manage.copy_scenario": TEACHING,
    "plays_manage.scenario": TEACHING - {"admin"}, "plays_manage.scenario_form": TEACHING - {"admin"},
    "plays_manage.scenario_graph": TEACHING - {"admin"},
    "plays_manage.try_scenario": TEACHING - {"admin"},
    "plays_manage.play_scenario": TEACHING - {"admin"},
    "plays_manage.scenario_versions": TEACHING - {"admin"},
    "plays_manage.save_scenario": {"instructor", "other_instructor"},
    "plays_manage.save_form": {"instructor", "other_instructor"},
    "plays_manage.restore_scenario": {"instructor", "other_instructor"},
    "plays_manage.scenario_people": {"instructor"}, "plays_manage.share_scenario": {"instructor"},
    "plays_manage.delete_scenario": {"instructor"},
    "practice.home": ALL, "practice.choose": ALL, "practice.start": ALL,
    "practice.run": OWNER, "practice.answer": OWNER, "practice.ending": OWNER,
    "practice.finish": OWNER, "practice.result": OWNER,
    "reader.home": ALL, "reader.course_map": ALL, "reader.glossary": ALL, "reader.search": ALL,
    "reader.lesson": ALL, "reader.section": ALL, "reader.lesson_print": ALL,
    "reader.summary_print": ALL, "reader.position": ALL, "reader.check": ALL,
    "reader.check_again": ALL,
    "review.mistakes": ALL, "review.favourites": ALL, "review.progress": ALL,
    "review.favourite": ALL, "review.note": ALL,
    "room.pulse": OWNER, "room.verify": ALL, "room.report": OWNER, "room.rehearsed": OWNER,
    "exams_manage.rehearse": LEADS, "exams_manage.rehearsal": STAFF,
    "exams_manage.candidate": STAFF, "exams_manage.chains": STAFF, "exams_manage.record": STAFF,
    "exams_manage.record_print": STAFF, "exams_manage.say": STAFF,
    "exams_manage.marked": STAFF, "exams_manage.marked_account": STAFF,
    "workshop.home": PEOPLE, "workshop_manage.home": STAFF,
    "gradebook.rows": STAFF, "gradebook.edit": LEADS, "gradebook.undo": LEADS,
    "gradebook.publish": LEADS, "gradebook.change_cell": LEADS, "gradebook.export_registry": STAFF,
    "gradebook.import_new": LEADS, "gradebook.import_upload": LEADS,
    "gradebook.import_preview": LEADS, "gradebook.import_confirm": LEADS,
    "attendance.home": STAFF, "attendance.new_session": LEADS, "attendance.session": STAFF,
    "attendance.mark": LEADS, "attendance.remove": LEADS, "attendance.code": LEADS,
    "attendance.projector": STAFF, "attendance.worth": LEADS,
    "attend.home": PEOPLE, "attend.sign_in": PEOPLE,
    "goals.home": STAFF, "goals.new": LEADS, "goals.post": LEADS,
    "goals.own": MEMBERS - {"assistant", "instructor"},
    "homework.home": {"student", "classmate"}, "homework.assignment": {"student", "classmate"},
    "homework.hand_in": {"student", "classmate"}, "homework.own_file": OWNER,
    "homework_manage.home": STAFF, "homework_manage.new": LEADS, "homework_manage.edit": LEADS,
    "homework_manage.works": STAFF, "homework_manage.alike": STAFF, "homework_manage.work": STAFF,
    "homework_manage.judge": STAFF, "homework_manage.release": LEADS,
    "homework_manage.file": STAFF,
    "customer_file.home": STUDENTS, "customer_file.start": STUDENTS,
    "customer_file.overview": OWNER, "customer_file.sheet": OWNER, "customer_file.change": OWNER,
    "customer_file.row": OWNER, "customer_file.remove": OWNER, "customer_file.merge": OWNER,
    "customer_file.drop": OWNER, "customer_file.add": OWNER, "customer_file.replace": OWNER,
    "customer_file.undo": OWNER, "customer_file.redo": OWNER, "customer_file.work": OWNER,
    "customer_file.save_work": OWNER, "customer_file.picture": OWNER,
    "customer_file.export": OWNER, "customer_file.upload": OWNER, "customer_file.compare": OWNER,
    "customer_file.store": OWNER, "customer_file.check": OWNER, "customer_file.submit": OWNER,
    "customer_file.marks": OWNER,
    "customer_file_manage.home": STAFF, "customer_file_manage.new": LEADS,
    "customer_file_manage.edit": LEADS, "customer_file_manage.project": STAFF,
    "customer_file_manage.file": STAFF, "customer_file_manage.judge": LEADS,
    "customer_file_manage.confirm_one": LEADS,
    "customer_file_manage.confirm_everything": LEADS, "customer_file_manage.publish": LEADS,
    "survey.home": {"student", "classmate"}, "survey.start": {"student", "classmate"},
    "survey.show": OWNER, "survey.design": OWNER, "survey.texts": OWNER, "survey.weights": OWNER,
    "survey.from_bank": OWNER, "survey.new_question": OWNER, "survey.edit_question": OWNER,
    "survey.check": OWNER, "survey.move": OWNER, "survey.remove": OWNER, "survey.preview": OWNER,
    "survey.pilot": OWNER, "survey.clear_pilot": OWNER, "survey.collect": OWNER,
    "survey.open_": OWNER, "survey.slips": OWNER, "survey.simulate": OWNER, "survey.close": OWNER,
    "survey.data": OWNER, "survey.decide": OWNER, "survey.answers": OWNER,
    "survey.analysis": OWNER, "survey.claim": OWNER, "survey.report": OWNER, "survey.write": OWNER,
    "survey.report_print": OWNER, "survey.report_word": OWNER, "survey.hand_in": OWNER,
    "survey_answer.form": ALL, "survey_answer.form_by_code": ALL, "survey_answer.send": ALL,
    "survey_answer.send_by_code": ALL, "survey_answer.thanks": ALL,
    "survey_manage.home": STAFF, "survey_manage.set_task": LEADS, "survey_manage.release": LEADS,
    "survey_manage.review": STAFF, "survey_manage.judge": LEADS, "survey_manage.confirm": LEADS,
    "survey_manage.return_": LEADS,
    "exams_manage.admit": LEADS, "exams_manage.rescue": LEADS, "exams_manage.take_rescue": LEADS,
}  # fmt: skip
# Files of the packages and what a load balancer asks, which hold nothing of ours and need no actor.
FILES = {"static", "bootstrap.static", "health.live", "health.ready"}
# Ids of things that are not there.
ABSENT: dict[str, Any] = {
    "class_id": "0" * 32, "exam_id": "0" * 32, "sitting_id": "0" * 32, "place_id": "0" * 32,
    "column_id": "0" * 32, "user_id": "0" * 32, "public_id": "0" * 32, "part_id": 999_999,
    "session_id": 999_999, "person": "0" * 32, "digest": "0" * 64,
    "point_id": "ch01.none", "batch_id": "0" * 32, "import_id": "0" * 32,
    "assignment_id": "0" * 32, "submission_id": "0" * 32, "file_id": "0" * 32,
    "project_id": "0" * 32,
    "survey_id": "0" * 32,
    "opening_id": "0" * 32, "work_id": "0" * 32, "post_id": "0" * 32,
    "review_id": "0" * 32,
    "run_id": "0" * 32, "room_id": "0" * 32,
    "slug": "none", "scenario": "none", "line_id": 999_999,
}  # fmt: skip
# What must be asked for an endpoint to look at anything.
QUERY = {
    "bank.preview": {"type": "single_choice"},
    "exports.file": {"format": "gift", "chapter": "ch01"},
    "bank.collect": {"into": "c" * 32},
}


@pytest.fixture(scope="module")
def world(make_app: Callable[..., Flask], demo: str) -> World:
    app = make_app(like=demo)
    app.config["CLOCK"] = lambda: START
    return build_world(app)


def _endpoints() -> list[tuple[str, str]]:
    return sorted((name, method) for name in ALLOWED for method in ("GET", "POST"))


def _address(world: World, endpoint: str, method: str) -> str | None:
    """The endpoint's address in this world; None where it does not know the method."""
    rules = [r for r in world.app.url_map.iter_rules(endpoint) if r.methods and method in r.methods]
    if not rules:
        return None
    values = world.ids[""] | world.ids.get(endpoint.split(".")[0], {}) | world.ids.get(endpoint, {})
    rule = min(rules, key=lambda r: len(r.arguments))
    with world.app.test_request_context():
        return world.app.url_for(
            endpoint, _external=False, **{name: values[name] for name in rule.arguments}
        )


def _try(world: World, actor: str, endpoint: str, method: str, address: str) -> Any:
    client = world.app.test_client()
    if actor in world.tokens:
        with client.session_transaction() as session:
            session["_user_id"] = world.tokens[actor]
            session["_fresh"] = True
    return client.open(address, method=method, query_string=QUERY.get(endpoint))


def _is_refused(answer: Any) -> bool:
    if answer.status_code == 302:
        return "/sign-in" in answer.headers["Location"] and "next=" in answer.headers["Location"]
    return answer.status_code in (401, 403, 404)


def test_the_table_names_every_endpoint(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} - FILES == set(ALLOWED)


@pytest.mark.parametrize(("endpoint", "method"), _endpoints())
def test_everybody_at(world: World, endpoint: str, method: str) -> None:
    address = _address(world, endpoint, method)
    if address is None:
        return
    wrong = {}
    # Those who are refused go first: what the others may do could change the world.
    for actor in sorted(ALL, key=lambda name: (name in ALLOWED[endpoint], name)):
        with rolled_back(world.app):
            answer = _try(world, actor, endpoint, method, address)
        if _is_refused(answer) == (actor in ALLOWED[endpoint]) or answer.status_code >= 500:
            wrong[actor] = answer.status_code
    assert wrong == {}, f"{method} {address}"


def _pair(world: World, endpoint: str, rule: Any) -> list[str] | None:
    """Two addresses of an endpoint: of a thing that is there, and of one that is not."""
    named = {name: ABSENT[name] for name in rule.arguments if name in ABSENT}
    if not named:
        return None
    real = world.ids[""] | world.ids.get(endpoint.split(".")[0], {}) | world.ids.get(endpoint, {})
    real = {name: real[name] for name in rule.arguments}
    with world.app.test_request_context():
        return [
            world.app.url_for(endpoint, _external=False, **values)
            for values in (real, real | named)
        ]


def _told(answer: Any, address: str) -> tuple[int, bytes, dict[str, str]]:
    """What a refusal tells, without what differs from request to request and the address itself."""
    body = plain(answer.data.replace(address.encode(), b"(address)"))
    heads = dict(answer.headers)
    for name in ("Content-Security-Policy", "Set-Cookie", "Content-Length"):
        heads.pop(name, None)
    if "Location" in heads:
        heads["Location"] = heads["Location"].split("next=")[0]
    return answer.status_code, body, heads


@pytest.mark.parametrize("endpoint", sorted(name for name, who in ALLOWED.items() if ALL - who))
def test_what_is_not_yours_looks_like_what_does_not_exist(world: World, endpoint: str) -> None:
    different = []
    for rule in world.app.url_map.iter_rules(endpoint):
        pair = _pair(world, endpoint, rule)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}) if pair else ():
            for actor in sorted(ALL - ALLOWED[endpoint]):
                told = []
                for address in pair or ():
                    with rolled_back(world.app):
                        told.append(_told(_try(world, actor, endpoint, method, address), address))
                if told[0] != told[1]:
                    different.append((method, actor, told[0][0], told[1][0]))
    assert different == []


def test_an_endpoint_that_declares_nothing_answers_nobody(make_app: Callable[..., Flask]) -> None:
    """Silence means refusal, before anything runs."""
    app, ran = make_app(), []
    methods = ["GET", "POST"]
    app.add_url_rule(
        "/undeclared", "undeclared", lambda: ran.append("ran") or "ran", methods=methods
    )
    assert app.test_client().get("/undeclared").status_code == 403
    assert app.test_client().post("/undeclared").status_code == 403
    assert ran == []
