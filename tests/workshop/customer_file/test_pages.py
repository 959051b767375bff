"""The student's pages: saving by script and by form, two windows, nothing of what was planted before release."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.marking.rubrics import Judgement
from app.workshop.customer_file.domain.defects import Kind
from app.workshop.customer_file.domain.marks import PRIVATE
from app.workshop.customer_file.domain.tables import CONTACTS, PERSONS
from app.workshop.customer_file.grading import confirm_all, judge_file, release
from app.workshop.customer_file.loading import load
from app.workshop.customer_file.words import KINDS
from tests.workshop.customer_file.conftest import Desk

PAGES = [
    "", "/tables/persons", "/tables/firms", "/tables/contacts", "/tables/consents",
    "/tables/orders", "/tables/persons/rows/P001", "/tables/contacts/rows/L001",
    "/tables/contacts/add", "/own/abc", "/own/rfm", "/own/clv", "/own/texts", "/picture",
    "/upload", "/hand-in",
]  # fmt: skip


def address(file: Any, rest: str = "") -> str:
    return f"/customer-files/{file.public_id}{rest}"


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.get_data(as_text=True)


def post_op(client: Any, file: Any, **op: str) -> Any:
    return client.post(address(file, "/changes"), json={"ops": [{"do": "set", **op}]})


def test_a_student_begins_and_comes_back(desk: Desk, as_user: Any) -> None:
    client = as_user(desk.student)
    home = text_of(client.get(f"/classes/{desk.class_.public_id}/customer-file"))
    assert "领取档案" in home
    assert "虚构" in home
    begun = client.post(f"/customer-file-tasks/{desk.project.public_id}/begin")
    assert begun.status_code == 302
    assert text_of(client.get(begun.location))
    assert "接着做" in text_of(client.get(f"/classes/{desk.class_.public_id}/customer-file"))


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_with_a_constant_number_of_statements(
    desk: Desk, as_user: Any, count_sql: Any, page: str
) -> None:
    file = desk.begin()
    client = as_user(desk.student)
    with count_sql() as before:
        assert text_of(client.get(address(file, page)))
    desk.perfect(file)
    for place in range(20):
        was = load(file).state.value(PERSONS, "P001", "address")
        post_op(
            client, file, table=PERSONS, row="P001", field="address", value=f"路{place}", was=was
        )
    with count_sql() as after:
        assert client.get(address(file, page)).status_code in (200, 302)
    assert len(after) == len(before)
    assert len(after) <= 8


def test_saving_by_script_answers_after_the_row_is_there(desk: Desk, as_user: Any) -> None:
    file = desk.begin()
    client = as_user(desk.student)
    was = load(file).state.value(PERSONS, "P001", "phone")
    cell = {"table": PERSONS, "row": "P001", "field": "phone"}
    answer = post_op(client, file, **cell, value="15400000001", was=was)
    assert answer.status_code == 200
    assert answer.get_json()["number"] == 1
    assert re.fullmatch(r"\d\d:\d\d:\d\d", answer.get_json()["time"])
    assert load(file).state.value(PERSONS, "P001", "phone") == "15400000001"
    # The answer got lost and the same is sent again: nothing is stored twice.
    again = post_op(client, file, **cell, value="15400000001", was=was)
    assert (again.status_code, again.get_json()["number"]) == (200, None)
    other = post_op(client, file, **cell, value="15400000002", was=was)
    assert other.status_code == 409
    assert (other.get_json()["fault"], other.get_json()["now"]) == ("changed", "15400000001")
    assert load(file).seen == 1


@pytest.mark.parametrize("body", [None, [], {"ops": "x"}, {"ops": [[]]}, {"ops": [{"do": 5}]}])
def test_rubbish_is_refused(desk: Desk, as_user: Any, body: Any) -> None:
    file = desk.begin()
    answer = as_user(desk.student).post(address(file, "/changes"), json=body)
    assert answer.status_code == 400
    assert load(file).seen == 0


def test_arithmetic_is_worked_out_in_the_answer(desk: Desk, as_user: Any) -> None:
    file = desk.begin()
    answer = post_op(
        as_user(desk.student), file, table="clv", row="first", field="value", value="=300*0.8/0.3"
    )
    assert answer.get_json()["shown"][0]["shown"] == "800.00"


def test_a_record_is_changed_by_its_form(desk: Desk, as_user: Any) -> None:
    file = desk.begin()
    client = as_user(desk.student)
    row = load(file).state.tables[PERSONS]["P002"]
    form = {f"w:P002:{name}": value for name, value in row.items()}
    form |= {f"v:P002:{name}": value for name, value in row.items()}
    page = address(file, "/tables/persons/rows/P002")
    answer = client.post(page, data=form | {"v:P002:name": "新名", "v:P003:name": "别人的"})
    assert answer.status_code == 302
    assert load(file).state.value(PERSONS, "P002", "name") == "新名"
    # The same page, open in another window since before, does not overwrite.
    stale = client.post(page, data=form | {"v:P002:name": "旧窗口"})
    assert stale.status_code == 409
    assert "新名" in stale.get_data(as_text=True)
    assert load(file).state.value(PERSONS, "P002", "name") == "新名"


def test_merge_delete_drop_add_replace_undo_by_forms(desk: Desk, as_user: Any) -> None:
    file = desk.begin()
    client = as_user(desk.student)
    tables = address(file, "/tables")
    client.post(f"{tables}/persons/rows/P001/merge", data={"into": "P002"})
    assert load(file).state.follow(PERSONS, "P001") == "P002"
    moved = client.get(f"{tables}/persons/rows/P001")
    assert moved.location.endswith("/rows/P002")
    refused = client.post(f"{tables}/persons/rows/P003/remove", data={"reason": ""})
    assert refused.status_code == 409
    client.post(f"{tables}/persons/rows/P003/remove", data={"reason": "测试"})
    client.post(f"{tables}/persons/drop", data={"field": "health", "reason": "用不着"})
    page = text_of(client.get(f"{tables}/persons"))
    assert "健康状况" not in page
    assert 'data-row="P003"' not in page
    values = {
        "customer": "P002", "day": "2025-12-03", "channel": "电话", "purpose": "服务",
        "staff": "陈屿", "summary": "回访",
    }  # fmt: skip
    lacking = client.post(f"{tables}/contacts/add", data=values | {"summary": ""})
    assert lacking.status_code == 422
    assert "2025-12-03" in lacking.get_data(as_text=True)
    client.post(f"{tables}/contacts/add", data=values)
    assert load(file).state.value(CONTACTS, "L新01", "summary") == "回访"
    client.post(f"{tables}/firms/replace", data={"search": "民宿", "put": "客栈", "field": "name"})
    state = load(file).state
    assert not any("民宿" in row["name"] for row in state.alive("firms").values())
    seen = load(file).seen
    for number in range(seen, 2 * seen):
        client.post(address(file, "/undo"), data={"seen": str(number)})
    loaded = load(file)
    assert (loaded.state, loaded.undoable) == (loaded.files.start, 0)


def test_two_windows_do_not_undo_each_other(desk: Desk, as_user: Any) -> None:
    file = desk.begin()
    client = as_user(desk.student)
    was = load(file).state.value(PERSONS, "P001", "name")
    post_op(client, file, table=PERSONS, row="P001", field="name", value="甲", was=was)
    assert client.post(address(file, "/undo"), data={"seen": "0"}).status_code == 409
    assert load(file).seen == 1


def test_filters_show_what_a_check_finds(desk: Desk, as_user: Any) -> None:
    file = desk.begin()
    client = as_user(desk.student)
    page = text_of(client.get(address(file, "/tables/persons?find=digits")))
    broken = [d.row for d in load(file).files.defects if d.kind is Kind.IDENTITY]
    shown = set(re.findall(r'data-row="(P\d+)"', page))
    assert shown == set(broken)
    nobody = text_of(client.get(address(file, "/tables/persons?q=没有这个人")))
    assert "没有找到" in nobody


def test_work_is_saved_by_form_and_drawn(desk: Desk, as_user: Any) -> None:
    file = desk.begin()
    client = as_user(desk.student)
    customer = load(file).files.sales[0].customer
    form = {f"w:{customer}:cls": "", f"v:{customer}:cls": "A"}
    assert client.post(address(file, "/own/abc"), data=form).status_code == 302
    page = text_of(client.get(address(file, "/picture")))
    assert "你划出 A 类 1 位" in page
    assert "<svg" in page


def test_handing_in_by_form_gives_a_receipt(desk: Desk, as_user: Any) -> None:
    file = desk.begin()
    client = as_user(desk.student)
    client.post(address(file, "/hand-in"), data={"seen": "0"})
    assert load(file).file.handed_at is None
    client.post(address(file, "/hand-in"), data={"seen": "0", "sure": "1"})
    page = text_of(client.get(address(file, "/hand-in")))
    assert load(file).file.receipt in page
    refused = post_op(client, file, table=PERSONS, row="P001", field="name", value="晚了", was="")
    assert refused.status_code == 400
    assert "data-grid" not in text_of(client.get(address(file, "/tables/persons")))


def test_nothing_tells_what_was_planted_before_the_release(
    desk: Desk, as_user: Any, clock: Any
) -> None:
    """Words of kinds, numbers of right values that the forms do not hold, marks: in no page, no JSON, no file."""
    file = desk.begin()
    client = as_user(desk.student)
    files = load(file).files
    # What is right about these stands nowhere but in the truth: flags, states, computed values.
    labels = {str(KINDS[kind]) for kind in Kind}
    customers = [one.customer for one in files.sales]
    for stage in ("open", "handed"):
        pages = [address(file, page) for page in PAGES]
        pages += [
            address(file, f"/tables/persons/rows/{key}") for key in files.start.tables[PERSONS]
        ]
        for page in pages:
            html = text_of(client.get(page))
            for secret in ("defect", "planted", "埋下的问题", "应为：", "没改好", "expected"):
                assert secret not in html, (page, secret)
            assert not (labels & set(re.findall(r">([^<>]+)<", html))), page
        for customer in customers[:3]:
            page = text_of(client.get(address(file, "/own/abc")))
            row = page[page.index(f">{customer}</th>") :][:1500]
            assert "selected" not in row
        assert client.get(address(file, "/marks")).status_code == 404
        assert client.get(address(file, "/marking")).status_code in (403, 404)
        if stage == "open":
            assert client.get(address(file, "/file.xlsx")).status_code == 200
            desk.hand_in(file)
    confirm_all(desk.project, desk.teacher, clock())
    judge_file(file, [Judgement(number=PRIVATE, points="0")], desk.teacher, clock())
    assert client.get(address(file, "/marks")).status_code == 404
    release(desk.project, desk.teacher, clock())
    page = text_of(client.get(address(file, "/marks")))
    assert "埋下的问题" in page
    assert "应为" in page


def test_numbers_of_the_right_values_are_not_in_the_pages_of_the_work(
    desk: Desk, as_user: Any
) -> None:
    from app.workshop.customer_file.domain.cases import expected_abc, expected_clv, lifetime_task
    from app.workshop.customer_file.domain.clv import Convention
    from app.workshop.customer_file.domain.marks import shown

    file = desk.begin()
    client = as_user(desk.student)
    files = load(file).files
    pages = "".join(text_of(client.get(address(file, f"/own/{name}"))) for name in ("abc", "clv"))
    pages += text_of(client.get(address(file, "/picture")))
    for convention in Convention:
        for value in expected_clv(lifetime_task(files), convention).values():
            assert shown(value) not in pages
    shares = {
        shown(placed.cumulative * 100)
        for placed in expected_abc(files, desk.project.rules).values()
    }
    assert not any(f">{share}" in pages or f'"{share}"' in pages for share in shares)


def test_another_student_and_the_teacher_cannot_open_a_file(desk: Desk, as_user: Any) -> None:
    file = desk.begin()
    for person in (desk.make.student(desk.class_, "陈思远"), desk.teacher):
        assert as_user(person).get(address(file)).status_code in (403, 404)
        assert post_op(
            as_user(person), file, table=PERSONS, row="P001", field="name", value="x"
        ).status_code in (403, 404)
    assert load(file).seen == 0


def test_hostile_text_stays_text(desk: Desk, as_user: Any) -> None:
    file = desk.begin()
    client = as_user(desk.student)
    was = load(file).state.value(PERSONS, "P001", "name")
    post_op(
        client, file, table=PERSONS, row="P001", field="name", value="<script>1</script>", was=was
    )
    for page in ("/tables/persons", "/tables/persons/rows/P001"):
        assert "<script>1</script>" not in text_of(client.get(address(file, page)))
