from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts.models import User
from app.content.library import Library
from app.learning.models import ReadingPosition
from app.reader import notes
from app.web import notices
from app.web.notices import Notice
from tests.builders import Builders

OPEN = ("/learn", "/learn/ch01", "/learn/ch01/s1-1", "/learn/ch01/print")
OPEN += ("/learn/ch01/print/summary", "/glossary", "/search", "/search?q=读者")
CLOSED = ("/learn/ch02", "/learn/ch02/s2-1", "/learn/ch02/print", "/learn/ch02/print/summary")
ABSENT = ("/learn/ch03", "/learn/ch03/s3-1", "/learn/ch99", "/learn/ch01/none")


@pytest.fixture
def no_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other features' notices are left out."""
    monkeypatch.setattr(notices, "_providers", {})


def clients(make: Builders, as_user: Callable[..., Any]) -> dict[str, Any]:
    class_ = make.class_()
    guest = as_user(None)
    guest.post("/learn/ch01/s1-1/position", data={"done": "1"})
    return {
        "visitor": as_user(None),
        "guest": guest,
        "student": as_user(make.student(class_)),
        "teacher": as_user(make.instructor(class_)),
    }


def test_who_may_read_what(loaded: Library, make: Builders, as_user: Callable[..., Any]) -> None:
    for role, client in clients(make, as_user).items():
        signed_in = role in ("student", "teacher")
        for url in OPEN:
            assert client.get(url).status_code == 200, (role, url)
        for url in CLOSED:
            answer = client.get(url)
            if signed_in:
                assert answer.status_code == 200, (role, url)
            else:
                assert answer.status_code == 302, (role, url)
                assert answer.location == f"/sign-in?next={url}", (role, url)
        for url in ABSENT:
            assert client.get(url).status_code == 404, (role, url)


def test_closed_chapters_take_nothing_from_visitors(
    db: Any, loaded: Library, as_user: Callable[..., Any]
) -> None:
    client = as_user(None)
    assert client.post("/learn/ch02/s2-1/position", data={"done": "1"}).status_code == 401
    assert db.session.scalar(select(func.count()).select_from(User)) == 0


def test_the_first_page_is_for_visitors(
    loaded: Library, make: Builders, as_user: Callable[..., Any]
) -> None:
    page = as_user(None).get("/").text
    assert "不必注册" in page
    assert "荐书" in page
    assert "课文还没写" in page
    assert 'href="/learn/ch03"' not in page
    for unbuilt in ("情景对话", "试卷分析", "复习计划"):
        assert unbuilt not in page
    answer = as_user(make.user()).get("/")
    assert (answer.status_code, answer.location) == (302, "/learn")


def test_the_map_shows_what_is_not_written_as_such(
    loaded: Library, make: Builders, as_user: Callable[..., Any]
) -> None:
    page = as_user(make.user()).get("/learn").text
    assert "开始学习" in page
    assert "课文还没写" in page
    assert 'href="/learn/ch02"' in page
    assert 'href="/learn/ch03"' not in page
    assert "荐书的时机" in page
    assert "登录后可读" in as_user(None).get("/learn").text


def test_a_heading_leads_to_its_section(loaded: Library, as_user: Callable[..., Any]) -> None:
    answer = as_user(None).get("/learn/ch01/count")
    assert (answer.status_code, answer.location) == (302, "/learn/ch01/s1-1#count")


def test_reading_is_kept_for_who_is_known(
    db: Any, loaded: Library, make: Builders, as_user: Callable[..., Any]
) -> None:
    url = "/learn/ch01/s1-1/position"
    visitor = as_user(None)
    assert visitor.post(url, data={"at": "count"}).status_code == 204
    assert db.session.scalars(select(ReadingPosition)).all() == []
    assert "data-keeps" not in visitor.get("/learn/ch01/s1-1").text
    student = as_user(make.user())
    assert "data-keeps" in student.get("/learn/ch01/s1-1").text
    assert student.post(url, data={"at": "count"}).status_code == 204
    assert 'href="/learn/ch01/s1-1#count"' in student.get("/learn").text


def test_finishing_a_section_goes_on_to_the_next(
    loaded: Library, make: Builders, as_user: Callable[..., Any]
) -> None:
    student = as_user(make.user())
    answer = student.post("/learn/ch02/s2-1/position", data={"done": "1"})
    assert (answer.status_code, answer.location) == (303, "/learn/ch02/s2-2")
    assert "读完了" in student.get("/learn/ch02").text
    answer = student.post("/learn/ch02/s2-2/position", data={"done": "1"})
    assert answer.location == "/learn/ch02"
    visitor = as_user(None)
    answer = visitor.post("/learn/ch01/s1-1/position", data={"done": "1"})
    assert answer.location == "/learn/ch01"
    assert "读完了" in visitor.get("/learn").text


def test_terms_stand_once_in_the_page_and_lead_to_the_glossary(
    loaded: Library, as_user: Callable[..., Any]
) -> None:
    client = as_user(None)
    page = client.get("/learn/ch01/s1-1").text
    assert page.count('id="term-reader-card"') == 1
    assert page.count('href="/glossary#reader-card"') >= 2
    glossary = client.get("/glossary").text
    assert 'id="reader-card"' in glossary
    assert 'href="/learn/ch01/s1-1#remember"' in glossary
    assert "借书证" in glossary
    assert "没有含“大象”的术语" in client.get("/glossary?q=大象").text
    assert 'id="reader-card"' in client.get("/glossary?q=CARD").text


def test_search_marks_what_visitors_cannot_open(
    loaded: Library, make: Builders, as_user: Callable[..., Any]
) -> None:
    page = as_user(None).get("/search?q=线索").text
    assert "登录后可读" in page
    assert '<mark class="zk-mark">线索</mark>' in page
    assert 'href="/learn/ch02/s2-1"' in page
    assert "登录后可读" not in as_user(make.user()).get("/search?q=线索").text


def test_search_says_what_to_do_where_it_finds_nothing(
    loaded: Library, as_user: Callable[..., Any]
) -> None:
    client = as_user(None)
    assert "想查什么" in client.get("/search").text
    assert "没有找到“zzzz”" in client.get("/search?q=zzzz").text
    assert client.get("/search?q=读者&page=99").status_code == 200
    assert client.get("/search?q=读者&page=x").status_code == 200


def test_what_is_searched_for_cannot_run(loaded: Library, as_user: Callable[..., Any]) -> None:
    evil = '"><script>alert(1)</script>'
    for url in ("/search", "/glossary"):
        page = as_user(None).get(url, query_string={"q": evil}).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page
    assert as_user(None).get("/search", query_string={"q": "长" * 5000}).status_code == 200


def test_print_pages_hold_the_lesson(loaded: Library, as_user: Callable[..., Any]) -> None:
    client = as_user(None)
    whole = client.get("/learn/ch01/print").text
    assert "zk-q--paper" in whole
    assert "店主比较过" in whole or "店主拿它比较过" in whole
    summary = client.get("/learn/ch01/print/summary").text
    assert "认得读者，靠的是卡片与账本" in summary
    assert "能说明书店为什么记得读者" in summary


def test_notices_come_from_who_has_them(
    loaded: Library,
    make: Builders,
    as_user: Callable[..., Any],
    no_notices: None,
) -> None:
    user = make.user()

    def provider(user_id: int, at: datetime) -> list[Notice]:
        assert user_id == user.id
        later, sooner = at + timedelta(days=2), at + timedelta(days=1)
        return [
            Notice(heading="下一场考试", title="后考的", url="/b", at=later),
            Notice(
                heading="下一场考试", title="先考的", url="/a", at=sooner, facts=[("地点", "402")]
            ),
        ]

    notices.register(provider)
    notices.register(provider)
    page = as_user(user).get("/learn").text
    assert page.index("先考的") < page.index("后考的")
    assert page.count("先考的") == 1
    assert "402" in page
    assert "先考的" not in as_user(None).get("/learn").text


def test_pages_cost_the_same_whatever_was_done(
    loaded: Library,
    make: Builders,
    as_user: Callable[..., Any],
    clock: Any,
    count_sql: Callable[..., Any],
    no_notices: None,
) -> None:
    urls = ("/learn", "/learn/ch01", "/learn/ch01/s1-1", "/glossary", "/search?q=读者")
    user = make.user()
    client = as_user(user)
    client.post("/learn/ch01/checks/ch01-sc-001", data={"answer": "A"})
    client.post("/learn/ch01/s1-1/position", data={"at": "count"})
    counts = []
    for _round in range(2):
        for url in urls:
            with count_sql() as statements:
                client.get(url)
            counts.append((url, len(statements)))
        for n in range(30):
            notes.add_note(user.id, "ch01", "s1-1", "先记住", f"笔记 {n}", clock())
        for url in ("/learn/ch01/s1-1", "/learn/ch02/s2-1", "/learn/ch02/s2-2"):
            client.post(f"{url}/position", data={"done": "1"})
    assert counts[: len(urls)] == counts[len(urls) :]
    assert max(count for _url, count in counts) <= 12


def test_a_section_is_light(loaded: Library, make: Builders, as_user: Callable[..., Any]) -> None:
    """The page with all it loads stays below 120 kB and 15 requests."""
    client = as_user(make.user())
    page = client.get("/learn/ch01/s1-1")
    needed = set(re.findall(r'(?:href|src)="(/assets/[^"#]+)', page.text))
    sizes = [len(client.get(url, headers={"Accept-Encoding": "gzip"}).data) for url in needed]
    assert len(needed) + 1 <= 15
    assert sum(sizes) + len(gzip.compress(page.data)) <= 120_000


def test_headings_are_in_order(
    loaded: Library, make: Builders, as_user: Callable[..., Any]
) -> None:
    client = as_user(make.user())
    for url in (*OPEN, *CLOSED):
        levels = [int(n) for n in re.findall(r"<h([1-6])\b", client.get(url).text)]
        assert levels.count(1) == 1, url
        assert levels[0] == 1, url
        steps = pairwise(levels)
        assert all(after <= before + 1 for before, after in steps), (url, levels)
