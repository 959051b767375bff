"""Two teachers on one bank: sent to review, returned, passed; many items set at once and set back; a
collection shared. Also by keys alone where a list is ticked."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.bank.content import get_library
from app.bank.loading import load_content
from app.bank.models import Item
from tests.browser.conftest import Site, be
from tests.conftest import START

pytestmark = pytest.mark.browser


def keep(page: Any, name: str) -> None:
    """A picture for people, where `ZHIKE_PICTURES` names a folder."""
    if folder := os.environ.get("ZHIKE_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.fixture
def teachers(site: Site) -> tuple[Any, Any]:
    with site.app.test_request_context():
        load_content(get_library(), START)
    with site.database():
        author = site.make.user("周老师", can_teach=True, username="zhou")
        colleague = site.make.user("林老师", can_teach=True, username="lin")
        return author, colleague


def state_of(site: Site, public_id: str) -> str:
    with site.database() as db:
        return db.session.scalars(select(Item.state).where(Item.public_id == public_id)).one()


@pytest.mark.parametrize("width", [360, 1440])
def test_two_teachers_on_one_bank(
    site: Site, teachers: tuple[Any, Any], open_page: Callable[..., Any], width: int
) -> None:
    author, colleague = teachers
    with site.database() as db:
        for user in teachers:
            db.session.add(user)
        be_page = open_page(width=width)
        be(be_page, site, author)
        other = open_page(width=width)
        be(other, site, colleague)
    page = be_page
    # An own copy, sent to review.
    page.goto("/bank?chapter=ch02&type=single_choice&sort=chapter")
    keep(page, f"list-{width}")
    page.locator("a.zk-item__t").first.click()
    page.get_by_role("button", name="抄一份").click()
    page.wait_for_url("**/edit")
    public_id = page.url.split("/items/")[1].split("/")[0]
    item = f"/bank/items/{public_id}"
    page.goto(item)
    page.get_by_role("button", name="送审").click()
    page.locator("text=题目已送审").wait_for()
    # The colleague returns it, with a reason that is asked for.
    other.goto("/bank/review")
    keep(other, f"reviews-{width}")
    other.locator("a.zk-item__t").first.click()
    other.get_by_role("button", name="退回修改").click()
    other.locator("text=退回时请写明要改什么").wait_for()
    keep(other, f"say-{width}")
    other.locator("textarea[name=text]").fill("选项 B 和 C 意思一样，请改一个。")
    other.get_by_role("button", name="退回修改").click()
    other.locator("text=已退回").wait_for()
    # The author settles it and sends it again; it is passed.
    page.goto(item)
    page.get_by_role("button", name="标为已解决").click()
    page.locator("#thread >> text=已解决").first.wait_for()
    page.get_by_role("button", name="送审").click()
    other.goto(item)
    keep(other, f"item-{width}")
    other.get_by_role("button", name="通过并发布").click()
    other.locator("text=已通过").wait_for()
    assert state_of(site, public_id) == "published"
    # Two items ticked by keys, seen before, set, and set back as one.
    page.goto("/bank?chapter=ch03&sort=chapter")
    for tick in page.locator("input[name=item]").all()[:2]:
        tick.focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="处理勾选的").press("Enter")
    page.locator("h1", has_text="批量修改").wait_for()
    page.locator("select[name=use]").select_option("reserved")
    page.locator("section").get_by_role("button", name="预览").click()
    page.locator("text=会改 2 道题").wait_for()
    keep(page, f"bulk-{width}")
    page.get_by_role("button", name="就这样改 2 道").click()
    page.wait_for_url("**/bank/steps/**")
    keep(page, f"step-{width}")
    assert reserved(site) == 2
    page.get_by_role("button", name="撤销这一步").click()
    page.locator("dialog button", has_text="撤销").last.click()
    page.locator("text=这一步已撤销").first.wait_for()
    assert reserved(site) == 0
    # A collection, filled from the list and shared.
    page.goto("/bank/collections")
    page.locator("input[name=title]").fill("期末备用")
    page.get_by_role("button", name="建题集").click()
    page.goto("/bank/bulk?scope=all&chapter=ch03&type=essay")
    page.get_by_role("button", name="加入").click()
    page.wait_for_url("**/bank/collections/**")
    keep(page, f"collection-{width}")
    page.get_by_role("link", name="共享与设置").click()
    page.locator("input[name=who]").fill("lin")
    page.get_by_role("button", name="共享", exact=True).click()
    page.locator("text=已共享给").wait_for()
    keep(page, f"sharing-{width}")
    other.goto("/bank/collections")
    other.locator("a.zk-item__t", has_text="期末备用").click()
    assert other.locator("a.zk-item__t").count() > 0
    assert other.locator("text=移出勾选的").count() == 0
    # What is searched for is marked; the filter gets a name.
    page.goto("/bank?q=客户 线索")
    assert page.locator("mark").count() > 0
    keep(page, f"search-{width}")
    page.locator("summary", has_text="把这些条件存成筛选").click()
    page.locator("input[name=name]").fill("线索题")
    page.get_by_role("button", name="存下").click()
    page.locator('a[aria-current="true"]', has_text="线索题").wait_for()
    for path, name in (
        ("/bank/filters", "filters"),
        ("/bank/tree", "tree"),
        ("/bank/tree/ch02", "chapter"),
        ("/bank/steps", "steps"),
        ("/bank/collections", "collections"),
    ):
        page.goto(path)
        keep(page, f"{name}-{width}")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, path


def reserved(site: Site) -> int:
    with site.database() as db:
        query = select(Item.id).where(Item.use == "reserved", Item.chapter_id == "ch03")
        return len(db.session.scalars(query).all())
