"""The pages of learners, surveys, cases and customer files."""

from __future__ import annotations

from collections.abc import Iterator

from tests.browser.places import Place, answer_check


def learner_places(at: dict[str, str]) -> Iterator[Place]:
    """What learners see; these keep to the budget of a first load."""
    lesson, section = "/learn/ch01", f"/learn/ch01/{at['section']}"
    yield from (
        Place("reader.home", "visitor", "/"),
        Place("accounts.sign_in", "visitor", "/sign-in"),
        Place("accounts.sign_up", "visitor", "/sign-up"),
        Place("reader.course_map", "visitor", "/learn"),
        Place("reader.course_map", "student", "/learn"),
        Place("reader.lesson", "student", lesson),
        Place("reader.section", "student", section),
        Place("reader.section", "visitor", section, answer_check),
        Place("reader.lesson_print", "student", f"{lesson}/print"),
        Place("reader.summary_print", "student", f"{lesson}/print/summary"),
        Place("reader.glossary", "student", "/glossary"),
        Place("reader.search", "student", "/search?q=客户"),
        Place("practice.home", "student", "/practice"),
        Place("practice.choose", "student", "/practice/choose?chapter=ch01"),
        Place("practice.run", "student", f"{at['run']}?n=1"),
        Place("practice.run", "student", f"{at['run']}?n=2"),
        Place("practice.ending", "student", f"{at['unfinished']}/end"),
        Place("practice.result", "student", f"{at['mock']}/result"),
        Place("review.mistakes", "student", "/mistakes"),
        Place("review.progress", "student", "/progress"),
        Place("review.favourites", "student", "/favourites"),
        Place("courses.join", "fresh", "/join"),
        Place("exams.home", "fresh", "/exams"),
        Place("grades.home", "fresh", "/grades"),
        Place("no such page", "visitor", "/nothing-here", status=404),
    )


def survey_places(at: dict[str, str], class_: str) -> Iterator[Place]:
    done, draft = f"/surveys/{at['asked_done']}", f"/surveys/{at['asked_draft']}"
    collecting = f"/surveys/{at['asked_open']}"
    yield from (
        Place("workshop.home", "student", "/projects"),
        Place("workshop_manage.home", "teacher", f"{class_}/projects"),
        Place("survey.home", "waiting", f"{class_}/projects/survey"),
        Place("survey.design", "designer", f"{draft}/design"),
        Place("survey.new_question", "designer", f"{draft}/questions/new"),
        Place("survey.edit_question", "designer", f"{draft}/questions/q1"),
        Place("survey.preview", "designer", f"{draft}/preview"),
        Place("survey.pilot", "waiting", f"{done}/pilot"),
        Place("survey.collect", "designer", f"{draft}/collect"),
        Place("survey.collect", "student", f"{collecting}/collect"),
        Place("survey.data", "waiting", f"{done}/data"),
        Place("survey.analysis", "waiting", f"{done}/analysis?row=q16"),
        Place("survey.report", "waiting", f"{done}/report"),
        Place("survey.report_print", "waiting", f"{done}/report/print"),
        Place("survey_manage.home", "teacher", f"{class_}/surveys"),
        Place("survey_manage.review", "teacher", f"{done}/review"),
        Place("survey_answer.form", "visitor", f"/s/{at['try']}"),
        Place("survey_answer.form", "visitor", f"/s/{at['answer']}"),
        Place("survey_answer.form_by_code", "visitor", f"/s/{at['answer']}/CDFG", status=410),
        Place("survey_answer.thanks", "visitor", f"/s/{at['answer']}/-/thanks"),
    )


def case_places(at: dict[str, str]) -> Iterator[Place]:
    class_, done, now = f"/classes/{at['class']}/cases", at["case_released"], at["case_running"]
    teams, own, sound = at["case_teams"], at["own_case"], at["sound_case"]
    yield from (
        Place("cases.home", "visitor", "/cases"),
        Place("cases.home", "student", "/cases?chapter=ch01"),
        Place("cases.case", "visitor", "/cases/case-minghua"),
        Place("cases.case", "visitor", "/cases/case-desk-blame"),
        Place("cases.class_case", "student", f"/class-cases/{now}"),
        Place("cases.class_case", "student", f"/class-cases/{done}"),
        Place("cases.talk", "student", f"/class-cases/{done}/talk"),
        Place("cases.notes", "student", f"/class-cases/{done}/notes"),
        Place("cases.team", "student", f"/class-cases/{teams}/team"),
        Place("cases.reviews", "student", f"/class-cases/{done}/reviews"),
        Place("cases.review", "student", f"/class-cases/{done}/reviews/{at['case_sample']}"),
        Place("cases.review", "student", f"/class-cases/{done}/reviews/{at['case_review']}"),
        Place("cases_manage.home", "teacher", class_),
        Place("cases_manage.new", "teacher", f"{class_}/new"),
        Place("cases_manage.new", "teacher", f"{class_}/new?case=case-minghua"),
        Place("cases_manage.opening", "teacher", f"/class-cases/{now}/manage"),
        Place("cases_manage.settings", "teacher", f"/class-cases/{now}/settings"),
        Place("cases_manage.work", "teacher", f"/case-works/{at['case_work']}"),
        Place("cases_manage.screen", "teacher", f"/class-cases/{done}/screen"),
        Place("cases_manage.talk", "teacher", f"/class-cases/{done}/talk/manage"),
        Place("cases_manage.reviews", "teacher", f"/class-cases/{done}/reviews/manage"),
        Place("cases_manage.reviews", "teacher", f"/class-cases/{now}/reviews/manage"),
        Place("cases_manage.teams_page", "teacher", f"/class-cases/{teams}/teams"),
        Place("cases_manage.opened_full", "teacher", f"/class-cases/{done}/full"),
        Place("cases_manage.full", "teacher", "/cases/case-desk-blame/teacher"),
        Place("case_editor.home", "teacher", "/my-cases"),
        Place("case_editor.edit", "teacher", f"/my-cases/{own}"),
        Place("case_editor.edit", "teacher", f"/my-cases/{own}?view=text"),
        Place("case_editor.preview", "teacher", f"/my-cases/{sound}/preview?parts=1"),
        Place("case_editor.versions", "teacher", f"/my-cases/{own}/versions"),
    )


def customer_file_places(at: dict[str, str]) -> Iterator[Place]:
    class_, file, done = (
        f"/classes/{at['class']}", f"/customer-files/{at['file']}", f"/customer-files/{at['file_done']}",
    )  # fmt: skip
    task = f"/customer-file-tasks/{at['file_task']}"
    yield from (
        Place("customer_file.home", "student", f"{class_}/customer-file"),
        Place("customer_file.overview", "student", file),
        Place("customer_file.sheet", "student", f"{file}/tables/persons?find=alike"),
        Place("customer_file.sheet", "student", f"{file}/tables/contacts"),
        Place("customer_file.sheet", "student", f"{file}/tables/orders"),
        Place("customer_file.row", "student", f"{file}/tables/persons/rows/P001"),
        Place("customer_file.add", "student", f"{file}/tables/contacts/add"),
        Place("customer_file.work", "student", f"{file}/own/abc"),
        Place("customer_file.work", "student", f"{file}/own/rfm"),
        Place("customer_file.work", "student", f"{file}/own/clv"),
        Place("customer_file.work", "student", f"{file}/own/texts"),
        Place("customer_file.picture", "student", f"{file}/picture"),
        Place("customer_file.upload", "student", f"{file}/upload"),
        Place("customer_file.check", "student", f"{file}/hand-in"),
        Place("customer_file.check", "student", f"{done}/hand-in"),
        Place("customer_file.work", "student", f"{done}/own/clv"),
        Place("customer_file.marks", "student", f"{done}/marks"),
        Place("customer_file_manage.home", "teacher", f"{class_}/projects/customer-file"),
        Place("customer_file_manage.new", "teacher", f"{class_}/projects/customer-file/new"),
        Place("customer_file_manage.edit", "teacher", f"{task}/settings"),
        Place("customer_file_manage.project", "teacher", task),
        Place("customer_file_manage.file", "teacher", f"{done}/marking"),
    )
