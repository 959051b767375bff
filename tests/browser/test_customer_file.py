"""A customer file in the browser: cleaned by keyboard, worked out, handed in, marked and released."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.extensions import db as database
from app.workshop.customer_file.domain.clv import Convention
from app.workshop.customer_file.domain.state import Op
from app.workshop.customer_file.domain.tables import CONVENTION, PERSONS
from app.workshop.customer_file.loading import load
from app.workshop.customer_file.models import CustomerFile
from app.workshop.customer_file.saving import save
from app.workshop.customer_file.service import begin, default_category, make_project
from tests.browser.conftest import Site, be
from tests.workshop.customer_file.perfect import cleaning, working

pytestmark = pytest.mark.browser
Open = Callable[..., Any]
SEED = 11
SAVED = "[data-save-line][data-state=saved]"


@pytest.fixture
def file(site: Site) -> dict[str, Any]:
    """A student with a file that is under way, and their teacher."""
    with site.database():
        class_ = site.make.class_()
        people = {"teacher": site.make.instructor(class_), "student": site.make.student(class_)}
        values = {
            "title": "建立客户档案",
            "category_id": default_category(class_.id),
            "due_at": site.clock() + timedelta(days=3),
        }
        project = make_project(class_, values, site.clock())
        row = begin(project, people["student"], site.clock())
        row.seed = SEED
        database.session.commit()
        for user in people.values():
            database.session.refresh(user)
            database.session.expunge(user)
        return people | {
            "url": f"/customer-files/{row.public_id}",
            "task": f"/customer-file-tasks/{project.public_id}",
            "id": row.id,
        }


def stored(site: Site, file: dict[str, Any]) -> Any:
    with site.database():
        row = database.session.scalars(
            select(CustomerFile).where(CustomerFile.id == file["id"])
        ).one()
        return load(row)


def put(site: Site, file: dict[str, Any], ops: list[Op]) -> None:
    """Do the rest of a long job as another request would."""
    with site.database():
        row = database.session.get_one(CustomerFile, file["id"])
        save(row, lambda _loaded: ops, site.clock())


def cell(page: Any, row: str, field: str) -> Any:
    return page.locator(f'tr[data-row="{row}"] [data-cell="{field}"]')


def test_the_grid_by_keyboard(site: Site, open_page: Open, file: dict[str, Any]) -> None:
    page = open_page()
    be(page, site, file["student"])
    page.goto(f"{file['url']}/tables/persons")
    cell(page, "P001", "name").click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(cell(page, "P002", "instalment")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("F2")
    page.keyboard.type("不要存")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.keyboard.type("王小明")
    page.keyboard.press("Enter")
    expect(page.locator(SAVED)).to_be_visible()
    expect(cell(page, "P003", "name")).to_be_focused()
    assert stored(site, file).state.value(PERSONS, "P002", "name") == "王小明"
    assert stored(site, file).seen == 1
    page.keyboard.press("Shift+Tab")
    expect(cell(page, "P002", "school")).to_be_focused()
    # The registration form of the row stands beside.
    expect(page.locator("[data-form=P002]")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.locator("[data-redo]")).to_be_enabled()
    expect(cell(page, "P002", "name")).not_to_contain_text("王小明")
    page.keyboard.press("Tab")


def test_two_windows_and_a_lost_network(site: Site, open_page: Open, file: dict[str, Any]) -> None:
    page = open_page()
    be(page, site, file["student"])
    page.goto(f"{file['url']}/tables/persons")
    was = stored(site, file).state.value(PERSONS, "P001", "name")
    put(
        site,
        file,
        [Op(do="set", table=PERSONS, row="P001", field="name", value="别处", was=was)],
    )
    cell(page, "P001", "name").click()
    page.keyboard.press("F2")
    page.keyboard.type("这里")
    page.keyboard.press("Enter")
    expect(page.locator("[data-refused]")).to_contain_text("别处")
    expect(cell(page, "P001", "name")).to_contain_text("别处")
    page.context.set_offline(True)
    cell(page, "P002", "name").click()
    page.keyboard.press("F2")
    page.keyboard.type("断网时")
    page.keyboard.press("Enter")
    expect(page.locator("[data-save-line][data-state=waiting]")).to_be_visible()
    assert stored(site, file).seen == 1
    page.context.set_offline(False)
    expect(page.locator(SAVED)).to_be_visible()
    assert stored(site, file).state.value(PERSONS, "P002", "name") == "断网时"


def test_without_script_a_record_and_an_entry_are_saved(
    site: Site, open_page: Open, file: dict[str, Any]
) -> None:
    page = open_page(java_script_enabled=False)
    be(page, site, file["student"])
    page.goto(f"{file['url']}/tables/persons")
    page.locator("tbody th a").first.click()
    page.locator('[name="v:P001:name"]').fill("表单里改的")
    page.get_by_role("button", name="存下").click()
    assert stored(site, file).state.value(PERSONS, "P001", "name") == "表单里改的"
    page.goto(f"{file['url']}/own/clv")
    page.locator("#conv-2").check()
    page.locator("#clv-first").fill("=300/(1+0.1-0.8)")
    page.get_by_role("button", name="存下").click()
    expect(page.locator("main")).to_contain_text("= 1000.00")
    assert stored(site, file).state.value("clv", CONVENTION, "value") == "2"


def test_a_project_from_the_first_cell_to_the_gradebook(
    site: Site, open_page: Open, file: dict[str, Any]
) -> None:
    page = open_page()
    be(page, site, file["student"])
    loaded = stored(site, file)
    ops = list(cleaning(loaded.files, loaded.files.start.copy()))
    typed = next(op for op in ops if op.do == "set" and op.field == "phone")
    page.goto(f"{file['url']}/tables/{typed.table}?find=form")
    cell(page, typed.row, typed.field).click()
    page.keyboard.press("F2")
    page.locator(".zk-grid__in").fill(typed.value)
    page.keyboard.press("Enter")
    expect(page.locator(SAVED)).to_be_visible()
    double = next(op for op in ops if op.do == "merge")
    page.goto(f"{file['url']}/tables/{double.table}/rows/{double.row}")
    page.get_by_text("标为重复，并入另一条").click()
    page.locator("select[name=into]").select_option(double.into)
    page.get_by_role("button", name="合并").click()
    expect(page.locator("main")).to_contain_text("可以撤销")
    put(site, file, [op for op in ops if op not in (typed, double)])
    put(site, file, list(working(loaded.files, stored_rules(site, file), Convention.IN_HAND)))
    page.goto(f"{file['url']}/picture")
    expect(page.locator("#abc-curve svg")).to_be_visible()
    page.goto(f"{file['url']}/hand-in")
    page.locator("#sure").check()
    page.locator("main form").get_by_role("button", name="上交").click()
    expect(page.locator(".zk-receipt")).to_contain_text(stored(site, file).file.receipt)

    staff = open_page()
    be(staff, site, file["teacher"])
    staff.goto(f"{file['url']}/marking")
    staff.locator("[name=points-5]").fill("1")
    staff.get_by_role("button", name="存下评分").click()
    staff.goto(file["task"])
    for name in ("确认全部系统评分", "公布成绩"):
        staff.get_by_role("button", name=name).click()
        staff.locator("dialog").get_by_role("button", name=name).click()
        expect(staff.locator(".zk-flashes")).to_be_visible()
    expect(staff.locator("main")).to_contain_text("进了成绩册")
    page.goto(f"{file['url']}/marks")
    expect(page.locator(".zk-stats")).to_contain_text("10 / 10")


def stored_rules(site: Site, file: dict[str, Any]) -> Any:
    with site.database():
        return database.session.get_one(CustomerFile, file["id"]).project.rules
