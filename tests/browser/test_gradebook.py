"""The sheet by keyboard: move, type, paste from Excel, undo; and two who edit at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.database import writing
from app.extensions import db
from app.gradebook.editing import make_column
from app.gradebook.ledger import current_grades
from app.gradebook.models import GradeColumn, GradeEvent
from app.gradebook.service import get_scheme, post_grades
from tests.browser.conftest import Site, be

pytestmark = pytest.mark.browser

PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData('text/plain', text);
  document.querySelector('[data-gradebook]')
    .dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}"""


class Sheet:
    """A class of 60 with three columns, and the pages of its teacher."""

    def __init__(self, site: Site) -> None:
        self.site = site
        with site.database():
            make = site.make
            class_ = make.class_()
            teacher = make.instructor(class_)
            students = [
                make.student(class_, f"学生{n:03d}", student_no=f"0{n:04d}") for n in range(1, 61)
            ]
            category = get_scheme(class_.id).categories[0].id
            columns = [
                make_column(class_.id, {"title": t, "category_id": category, "max": Decimal(100)})
                for t in ("情景一", "情景二", "情景三")
            ]
            with writing():
                marks = {s.id: Decimal(60 + n % 40) for n, s in enumerate(students)}
                post_grades(columns[0], marks, "录入", site.clock())
            self.teacher = teacher
            self.url = f"/classes/{class_.public_id}/grades"
            self.people = [s.id for s in students]
            self.columns = [c.id for c in columns]

    def stands(self, person: int, column: int) -> Any:
        """The mark in a cell, as the database has it."""
        with self.site.database():
            place = self.columns[column], self.people[person]
            held = current_grades([place[0]], [place[1]]).get(place)
            return held and held.new


@pytest.fixture
def sheet(site: Site) -> Sheet:
    return Sheet(site)


@pytest.fixture
def page(sheet: Sheet, site: Site, open_page: Callable[..., Any]) -> Any:
    page = open_page()
    be(page, site, sheet.teacher)
    page.goto(sheet.url)
    page.locator("[data-gradebook]").focus()
    expect(page.locator("#g-0-0")).to_have_text("60")
    return page


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def saved(page: Any) -> None:
    expect(page.locator("[data-sheet-status]")).to_contain_text("存下")


def test_moving_typing_and_the_arithmetic(sheet: Sheet, page: Any) -> None:
    press(page, "ArrowDown", "ArrowRight")
    expect(page.locator("[data-fx] b")).to_have_text("学生002 · 情景二")
    page.keyboard.type("85.5")
    press(page, "Enter")
    saved(page)
    expect(page.locator("#g-1-1")).to_have_text("85.5")
    assert sheet.stands(1, 1) == Decimal("85.5")
    # Enter went down; F2 opens what is there, Esc leaves it.
    expect(page.locator("td.sel")).to_have_id("g-2-1")
    press(page, "ArrowUp", "F2")
    expect(page.locator(".zk-book__i")).to_have_value("85.5")
    page.keyboard.type("9")
    press(page, "Escape")
    expect(page.locator("#g-1-1")).to_have_text("85.5")
    press(page, "End", "ArrowLeft", "ArrowLeft")
    # (61 + 85.5) ÷ 2
    expect(page.locator("[data-fx] span")).to_have_text(
        "= 73.25 × 20% = 14.65 → ÷ 已有的 20% = 73.25 → 73.3"
    )
    press(page, "Control+End")
    expect(page.locator("th", has_text="学生060")).to_be_visible()


def test_the_grid_points_at_a_cell_only_while_it_is_there(sheet: Sheet, page: Any) -> None:
    grid = page.locator("[data-gradebook]")
    expect(grid).to_have_attribute("aria-activedescendant", "g-0-0")
    grid.evaluate("box => { box.scrollTop = box.scrollHeight; }")
    expect(page.locator("#g-0-0")).to_have_count(0)
    expect(grid).not_to_have_attribute("aria-activedescendant", re.compile("."))
    grid.evaluate("box => { box.scrollTop = 0; }")
    expect(grid).to_have_attribute("aria-activedescendant", "g-0-0")


def test_a_block_from_excel_and_its_undoing(sheet: Sheet, page: Any) -> None:
    press(page, "ArrowRight")
    page.evaluate(PASTE, "70\t80\r\n71\t81\r\n免\t82\r\n")
    saved(page)
    expect(page.locator("#g-1-2")).to_have_text("81")
    assert [sheet.stands(n, 1) for n in range(3)] == [70, 71, None]
    expect(page.locator("#g-2-1")).to_have_text("免")
    press(page, "Control+z")
    expect(page.locator("#g-1-2")).to_have_text("")
    assert [sheet.stands(n, 2) for n in range(3)] == [None, None, None]
    press(page, "Control+y")
    expect(page.locator("#g-1-2")).to_have_text("81")
    assert sheet.stands(1, 2) == 81
    with sheet.site.database():
        reasons = db.session.scalars(
            select(GradeEvent.reason).where(GradeEvent.column_id == sheet.columns[2])
        ).all()
    # Nothing is overwritten: the marks, their undoing, and the undoing of that.
    assert len(reasons) == 9


def test_a_wrong_mark_keeps_the_block_out_and_what_was_typed(sheet: Sheet, page: Any) -> None:
    press(page, "ArrowRight")
    page.evaluate(PASTE, "70\n七十\n72")
    expect(page.locator("[data-sheet-status]")).to_contain_text("一格都没有存下")
    expect(page.locator("#g-1-1")).to_have_text("七十")
    expect(page.locator("#g-1-1")).to_have_attribute("aria-invalid", "true")
    assert sheet.stands(0, 1) is None
    press(page, "ArrowUp")
    page.keyboard.type("71")
    press(page, "Enter")
    saved(page)
    assert [sheet.stands(n, 1) for n in range(3)] == [70, 71, 72]


def test_of_two_editors_the_second_is_told(sheet: Sheet, page: Any) -> None:
    with sheet.site.database(), writing():
        column = db.session.get_one(GradeColumn, sheet.columns[0])
        post_grades(column, {sheet.people[0]: Decimal(95)}, "别人", sheet.site.clock())
    page.keyboard.type("50")
    press(page, "Enter")
    expect(page.locator("[data-sheet-status]")).to_contain_text("别人刚刚改过")
    expect(page.locator("#g-0-0")).to_have_text(
        "5095"
    )  # one's own, and small below what stands there
    assert sheet.stands(0, 0) == 95
    press(page, "ArrowUp")
    expect(page.locator("[data-fx] span")).to_contain_text("别人刚刚改成了“95”")
    press(page, "Enter")
    saved(page)
    assert sheet.stands(0, 0) == 50


def test_what_is_cut_off_from_the_network_is_kept_and_sent_later(sheet: Sheet, page: Any) -> None:
    page.context.set_offline(True)
    page.keyboard.type("77")
    press(page, "Enter")
    expect(page.locator("[data-sheet-status]")).to_contain_text("没有存上")
    expect(page.locator("#g-0-0")).to_have_text("77")
    page.context.set_offline(False)
    saved(page)
    assert sheet.stands(0, 0) == 77


def test_a_range_is_filled_and_cleared(sheet: Sheet, page: Any) -> None:
    press(page, "ArrowRight", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowRight")
    expect(page.locator("[data-sheet-sums]")).to_contain_text("选中 6 格")
    page.evaluate(PASTE, "88")
    saved(page)
    assert [sheet.stands(n, k) for n in range(3) for k in (1, 2)] == [88] * 6
    press(page, "Delete")
    expect(page.locator("#g-2-2")).to_have_text("")
    expect(page.locator("td.is-queued")).to_have_count(0)
    assert sheet.stands(2, 2) is None


def test_without_a_script_the_sheet_is_a_table_in_pages(
    sheet: Sheet, site: Site, open_page: Callable[..., Any]
) -> None:
    page = open_page(java_script_enabled=False)
    be(page, site, sheet.teacher)
    page.goto(sheet.url)
    expect(page.locator("table.zk-book > tbody > tr")).to_have_count(50)
    page.get_by_role("link", name="下一页").click()
    expect(page.locator("th", has_text="学生051")).to_be_visible()
