"""The gradebook's pages: by role, with bad input, and at any size."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts.models import Identifier, User
from app.authz.permissions import Role
from app.courses.models import Enrolment
from app.database import writing
from app.gradebook import editing
from app.gradebook.models import GradeColumn, GradeEvent, GradeScheme
from app.gradebook.service import current_grades, post_grades
from tests.gradebook.conftest import Book


def inputs(page: str) -> dict[str, str]:
    """Values by input name; of ticks and radios those that are on."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and ("radio" not in tag or " checked" in tag):
            found[name[1]] = unescape(value[1])
    return found


def marks(book: Book, *texts: str, was: Any = None) -> dict[str, str]:
    form = {}
    for student, text, before in zip(book.students, texts, was or [""] * 9, strict=False):
        form |= {f"m-{student.public_id}": text, f"w-{student.public_id}": before}
    return form


def urls(book: Book, column: GradeColumn) -> dict[str, str]:
    person = book.students[0].public_id
    return {
        "home": book.url,
        "export": f"{book.url}.xlsx",
        "person": f"{book.url}/people/{person}",
        "cell": f"/grade-columns/{column.public_id}/people/{person}",
        "column": f"/grade-columns/{column.public_id}",
        "settings": f"/grade-columns/{column.public_id}/settings",
        "new": f"{book.url}/columns/new",
        "scheme": f"{book.url}/scheme",
    }


READS = {"home", "export", "person", "cell"}


@pytest.mark.parametrize("who", ["visitor", "student", "assistant", "instructor", "admin"])
def test_pages_by_role(book: Book, make: Any, as_user: Any, who: str) -> None:
    assistant = make.user("助教")
    make.enrol(assistant, book.class_, Role.ASSISTANT)
    person = {
        "visitor": None,
        "student": book.students[0],
        "assistant": assistant,
        "instructor": book.teacher,
        "admin": make.admin(),
    }[who]
    client, column = as_user(person), book.column()
    for name, url in urls(book, column).items():
        expected = {"visitor": 302, "student": 403, "assistant": 200 if name in READS else 403}
        assert client.get(url).status_code == expected.get(who, 200), name
    posts = {
        f"/grade-columns/{column.public_id}": marks(book, "60"),
        f"{book.url}/preset": {"name": "two"},
        f"/grade-columns/{column.public_id}/remove": {},
    }
    if who not in ("instructor", "admin"):
        for url, data in posts.items():
            assert client.post(url, data=data).status_code == (401 if who == "visitor" else 403)
        assert current_grades([column.id]) == {}


def test_another_classs_gradebook_is_not_there(book: Book, make: Any, as_user: Any) -> None:
    elsewhere = make.class_("别的班")
    client, column = as_user(make.instructor(elsewhere)), book.column()
    for name, url in urls(book, column).items():
        assert client.get(url).status_code == 404, name
    assert (
        client.post(f"/grade-columns/{column.public_id}", data=marks(book, "1")).status_code == 404
    )
    stranger = book.students[0].public_id
    assert client.get(f"/classes/{elsewhere.public_id}/grades/people/{stranger}").status_code == 404
    assert current_grades([column.id]) == {}


def test_staff_are_no_rows_of_a_gradebook(book: Book, as_user: Any) -> None:
    page = as_user(book.teacher).get(f"{book.url}/people/{book.teacher.public_id}")
    assert page.status_code == 404


def test_the_sheet_shows_marks_and_arithmetic(book: Book, as_user: Any, clock: Any) -> None:
    column = book.column("情景一", due_at=clock())
    book.grade(column, clock(), 86, "免")
    book.grade(column, clock(), 88)
    page = as_user(book.teacher).get(book.url).text
    assert "技巧训练 20、建立客户档案 10、满意度调查 10、期末考试 60，合计 100。3 人" in page
    for text in ("0230101", "情景一", "88 × 20%", "17.6", "缺，计 0", "平时未到合格线", "改过分"):
        assert text in page
    assert page.count('aria-current="page"') >= 2  # the rail's entry and the view
    assert "还没有计分的列：建立客户档案、满意度调查、期末考试" in page


def test_two_views_of_the_same_marks(book: Book, as_user: Any, clock: Any) -> None:
    book.grade(book.column(), clock(), 90)
    page = as_user(book.teacher).get(f"{book.url}?view=two").text
    assert "满 40" in page
    assert "满 60" in page
    assert ">情景一<" not in page
    assert '18.0<small class="zk-muted"> / 20</small>' in page


def test_search_and_those_who_left(book: Book, as_user: Any, clock: Any) -> None:
    left = book.students[1]
    with writing():
        place = book.make.db.session.scalar(select(Enrolment).where(Enrolment.user_id == left.id))
        place.left_at = clock()
    book.grade(book.column(), clock(), 80, 81)
    client = as_user(book.teacher)
    page = client.get(book.url).text
    assert left.name not in page
    assert "看已离班的 1 人" in page
    assert left.name in client.get(f"{book.url}?left=1").text
    assert ">81<" in client.get(f"{book.url}?left=1").text
    found = client.get(f"{book.url}?q=0230118").text
    assert "罗文博" in found
    assert "陈思远" not in found
    assert "没有找到" in client.get(f"{book.url}?q=没有这个人").text


def test_names_are_shown_as_text(book: Book, as_user: Any, clock: Any) -> None:
    nasty = '<script>alert("x")</script>'
    with writing():
        book.students[0].name = nasty
        book.category("满意度调查").name = nasty[:40]
    column = book.column(nasty)
    book.grade(column, clock(), 60, reason=nasty)
    client = as_user(book.teacher)
    for name, url in urls(book, column).items():
        assert b"<script>alert" not in client.get(url).data, name
    assert b"<script>alert" not in as_user(book.students[0]).get("/grades").data


# Typed marks


def test_marks_are_typed_and_explained(book: Book, as_user: Any, clock: Any) -> None:
    column, client = book.column(), as_user(book.teacher)
    url = f"/grade-columns/{column.public_id}"
    answer = client.post(url, data=marks(book, "88", "免", "") | {"reason": "课堂展示"})
    assert (answer.status_code, answer.location) == (302, url)
    page = client.get(url).text
    assert "存下了 2 个成绩" in page
    shown = inputs(page)
    assert [shown[f"m-{s.public_id}"] for s in book.students] == ["88", "免", ""]
    assert [shown[f"w-{s.public_id}"] for s in book.students] == ["88", "免", ""]
    ledger = client.get(f"{url}/people/{book.students[0].public_id}").text
    assert f"{book.teacher.name}：课堂展示" in ledger
    assert "— → 88" in ledger
    again = client.post(url, data=marks(book, "88.0", "免", "", was=["88", "免", ""]))
    assert again.status_code == 302
    assert "没有改动" in client.get(url).text


def test_bad_marks_keep_all_that_was_typed(book: Book, as_user: Any) -> None:
    column = book.column()
    data = marks(book, "88", '"><b>', "101") | {"reason": "补交"}
    answer = as_user(book.teacher).post(f"/grade-columns/{column.public_id}", data=data)
    assert answer.status_code == 422
    assert "一个成绩都还没有存下" in answer.text
    assert answer.text.count('aria-invalid="true"') == 2
    assert {n: inputs(answer.text).get(n) for n in data} == data
    assert current_grades([column.id]) == {}


def test_a_clash_keeps_all_that_was_typed(book: Book, as_user: Any, clock: Any) -> None:
    column, client = book.column(), as_user(book.teacher)
    book.grade(column, clock(), 60, 60)
    book.grade(column, clock(), 95)
    url = f"/grade-columns/{column.public_id}"
    data = marks(book, "70", "61", "", was=["60", "60", ""])
    answer = client.post(url, data=data)
    assert answer.status_code == 409
    assert "别人刚刚改成了 95。" in answer.text
    shown = inputs(answer.text)
    assert [shown[f"m-{s.public_id}"] for s in book.students] == ["70", "61", ""]
    again = client.post(url, data=shown)
    assert again.status_code == 302
    assert [e.new for e in editing.history(column, book.students[0].id)] == [70, 95, 60]


def test_a_student_who_left_meanwhile_keeps_the_mark(book: Book, as_user: Any, clock: Any) -> None:
    column, leaver = book.column(), book.students[0]
    with writing():
        place = book.make.db.session.scalar(select(Enrolment).where(Enrolment.user_id == leaver.id))
        place.left_at = clock()
    as_user(book.teacher).post(f"/grade-columns/{column.public_id}", data=marks(book, "77"))
    assert current_grades([column.id])[column.id, leaver.id].new == 77


def test_a_stranger_in_the_form_is_left_out(book: Book, as_user: Any, make: Any) -> None:
    column, stranger = book.column(), make.student(make.class_("别的班"))
    data = {f"m-{stranger.public_id}": "100", f"m-{book.teacher.public_id}": "100"}
    as_user(book.teacher).post(f"/grade-columns/{column.public_id}", data=data)
    assert current_grades([column.id]) == {}


def test_late_joiners_are_pointed_out(book: Book, as_user: Any, clock: Any) -> None:
    column = book.column(due_at=clock())
    clock.move(days=3)
    book.make.student(book.class_, name="新来的")
    client = as_user(book.teacher)
    assert client.get(f"/grade-columns/{column.public_id}").text.count("入班前已截止") == 1
    assert client.get(book.url).text.count("入班前已截止，计 0") == 1


# Columns

NEW = {
    "title": "情景一", "max": "50", "weight": "2.5", "published": "y", "due_at": "",
    "late_per_day": "0", "late_cap": "100", "late_grace": "0", "retake": "best",
}  # fmt: skip


def test_a_column_is_made_and_changed(book: Book, as_user: Any) -> None:
    client, category = as_user(book.teacher), book.category("建立客户档案").id
    data = NEW | {"category": str(category), "due_at": "2026-12-01T08:30"}
    answer = client.post(f"{book.url}/columns/new", data=data)
    column = book.category("建立客户档案").columns[0]
    assert answer.location == f"/grade-columns/{column.public_id}"
    assert (column.title, column.max, column.weight) == ("情景一", 50, Decimal("2.5"))
    assert column.due_at == datetime(2026, 12, 1, 0, 30, tzinfo=UTC)
    url = f"/grade-columns/{column.public_id}/settings"
    page = client.get(url).text
    shown = inputs(page)
    assert (shown["due_at"], shown["max"], shown["weight"]) == ("2026-12-01T08:30", "50", "2.5")
    assert f'<option selected value="{category}">' in page
    moved = data | {"title": "情景一（补）", "category": str(book.category("技巧训练").id)}
    assert client.post(url, data=moved).status_code == 302
    assert book.category("技巧训练").columns[0].title == "情景一（补）"
    assert book.category("技巧训练").columns[0].due_at == column.due_at


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", "", "请填写"), ("title", "长" * 81, "最多 80"), ("max", "0", "请填 1 到 1000"),
        ("max", "abc", "请写数字"), ("max", "NaN", "请写数字"), ("max", "1e999999", "请写数字"),
        ("weight", "-1", "请写数字"), ("weight", "1.005", "请写数字"), ("weight", "101", "请填 0 到 100"),
        ("category", "999999", "请从列出的几项里选"), ("category", "x", "请从列出的几项里选"),
        ("late_per_day", "101", "请填 0 到 100"), ("late_grace", "1.5", "请写整数"),
        ("retake", "worst", "请从列出的几项里选"),
        ("due_at", "昨天", "没有读懂这个时间"), ("due_at", "0001-01-01T00:00", "没有读懂这个时间"),
    ],
)  # fmt: skip
def test_a_wrong_column_is_not_stored(
    book: Book, as_user: Any, db: Any, field: str, value: str, message: str
) -> None:
    data = NEW | {"category": str(book.category("技巧训练").id)} | {field: value}
    answer = as_user(book.teacher).post(f"{book.url}/columns/new", data=data)
    assert answer.status_code == 422
    assert message in answer.text
    # Each fault is told at the top and at its field, and once each.
    assert answer.text.count(message) == 2
    kept = {n: v for n, v in data.items() if n not in ("category", "retake")}
    assert {n: inputs(answer.text).get(n) for n in kept} == kept
    assert db.session.scalar(select(func.count()).select_from(GradeColumn)) == 0


def test_a_maximum_below_its_marks_is_refused(book: Book, as_user: Any, clock: Any) -> None:
    column = book.column()
    book.grade(column, clock(), 88, 60)
    data = NEW | {"category": str(column.category_id), "max": "80"}
    url = f"/grade-columns/{column.public_id}/settings"
    answer = as_user(book.teacher).post(url, data=data)
    assert answer.status_code == 422
    assert "这一列里有 88 分" in answer.text
    assert book.category("技巧训练").columns[0].max == 100


def test_an_exams_column_keeps_what_follows_the_exam(book: Book, as_user: Any, clock: Any) -> None:
    column = book.column("期中", source_kind="exam", source_id=4, due_at=clock())
    url = f"/grade-columns/{column.public_id}/settings"
    client = as_user(book.teacher)
    assert {"title", "max", "due_at"} & inputs(client.get(url).text).keys() == set()
    data = NEW | {"category": str(book.category("期末考试").id), "title": "改名"}
    assert client.post(url, data=data).status_code == 302
    changed = book.category("期末考试").columns[0]
    assert (changed.title, changed.max, changed.due_at) == ("期中", 100, clock())
    assert changed.weight == Decimal("2.5")
    assert client.post(f"/grade-columns/{column.public_id}/remove").status_code == 409


def test_an_empty_column_is_removed(book: Book, as_user: Any, db: Any) -> None:
    column = book.column()
    url = f"/grade-columns/{column.public_id}/remove"
    assert as_user(book.teacher).post(url).location == book.url
    assert db.session.get(GradeColumn, column.id) is None


# The scheme


def scheme_form(*parts: tuple[str, str], final: int = 0, **more: str) -> dict[str, str]:
    form = {"eligibility_line": "60", "pass_line": "60", "decimals": "1", "show_total": "y"} | more
    for n, (name, weight) in enumerate(parts, 1):
        form |= {f"name-{n}": name, f"weight-{n}": weight}
    return form | {"final": str(final or "")}


def test_the_scheme_page_stores_what_it_shows(book: Book, as_user: Any) -> None:
    client, url = as_user(book.teacher), f"{book.url}/scheme"
    shown = inputs(client.get(url).text)
    assert [shown[n] for n in ("name-1", "weight-4", "final")] == ["技巧训练", "60", "4"]
    shown |= {"weight-1": "30", "weight-4": "50", "decimals": "0"}
    assert client.post(url, data=shown).status_code == 302
    assert [c.weight for c in book.scheme.categories] == [30, 10, 10, 50]
    assert (book.scheme.decimals, book.scheme.categories[3].is_final) == (0, True)


def test_a_wrong_scheme_keeps_all_that_was_typed(book: Book, as_user: Any) -> None:
    client, url = as_user(book.teacher), f"{book.url}/scheme"
    data = scheme_form(("平时", "四十"), ("实验", ""), ("=期末", "60"), final=3)
    answer = client.post(url, data=data)
    assert answer.status_code == 422
    assert "“平时”的权重请填 0 到 100" in answer.text
    shown = inputs(answer.text)
    names = ("name-1", "weight-1", "name-2", "weight-2", "name-3", "weight-3", "final")
    assert {n: shown[n] for n in names} == {n: data[n] for n in names}
    assert len(book.scheme.categories) == 4
    worse = client.post(url, data=scheme_form(("全部", "100"), pass_line="不及格"))
    assert worse.status_code == 422
    assert inputs(worse.text)["pass_line"] == "不及格"
    assert len(book.scheme.categories) == 4


def test_the_name_of_a_category_can_be_seen(book: Book, as_user: Any) -> None:
    client, url = as_user(book.teacher), f"{book.url}/scheme"
    data = scheme_form(("平\u202e时", "100"))
    assert client.post(url, data=data).status_code == 302
    assert [c.name for c in book.scheme.categories] == ["平时"]
    assert client.post(url, data=scheme_form(("\u200b", "100"))).status_code == 422


def test_the_scheme_refuses_to_drop_columns_on_its_own_page(book: Book, as_user: Any) -> None:
    book.column()
    answer = as_user(book.teacher).post(f"{book.url}/scheme", data=scheme_form(("全部", "100")))
    assert answer.status_code == 422
    assert "“技巧训练”里有成绩列" in answer.text
    assert inputs(answer.text)["name-1"] == "全部"


def test_presets_by_button(book: Book, as_user: Any) -> None:
    client, url = as_user(book.teacher), f"{book.url}/preset"
    assert client.post(url, data={"name": "two"}).status_code == 302
    assert [c.name for c in book.scheme.categories] == ["平时成绩", "期末考试"]
    assert client.post(url, data={"name": "seven"}).status_code == 400
    book.column("测", "平时成绩")
    assert client.post(url, data={"name": "four"}).status_code == 409
    assert "已有成绩列，不能整套换" in client.get(f"{book.url}/scheme").text


# A student's own marks


def test_own_marks_are_ones_own_and_published(book: Book, as_user: Any, clock: Any) -> None:
    me, other = book.students[:2]
    open_, hidden = book.column("情景一"), book.column("还没公布", "期末考试", published=False)
    book.grade(open_, clock(), 91, 17)
    book.grade(hidden, clock(), 43, 44)
    page = as_user(me).get("/grades").text
    assert ">91<" in page
    assert "91 × 20%" in page
    for secret in ("还没公布", ">17<", ">43<", ">44<", other.name, other.student_no):
        assert secret not in page
    assert "暂计总评" in page


def test_the_total_can_be_kept_back(book: Book, as_user: Any, clock: Any) -> None:
    book.grade(book.column(), clock(), 31)
    with writing():
        book.scheme.show_total = False
    page = as_user(book.students[0]).get("/grades").text
    assert ">31<" in page
    for word in ("总评的算式", "暂计总评", "合格线"):
        assert word not in page


def test_own_marks_class_by_class(book: Book, as_user: Any, make: Any) -> None:
    me, second = book.students[0], make.class_("客服 2302 班")
    make.enrol(me, second)
    client = as_user(me)
    assert f'id="book">{second.name}' in client.get("/grades").text
    page = client.get(f"/grades?class={book.class_.public_id}")
    assert f'id="book">{book.class_.name}' in page.text
    strange = make.class_("别人的班")
    assert client.get(f"/grades?class={strange.public_id}").status_code == 404


def test_without_a_class_there_is_a_way_to_one(make: Any, as_user: Any) -> None:
    page = as_user(make.user()).get("/grades")
    assert page.status_code == 200
    assert "还没有成绩" in page.text
    assert as_user(None).get("/grades").status_code == 302


# Size


@pytest.fixture
def crowd(book: Book, db: Any, clock: Any) -> Any:
    """A class of n students with grades, made in bulk."""

    def make(n: int) -> Book:
        at = clock()
        users = [User(name=f"学生{i}", created_at=at, last_seen_at=at) for i in range(n)]
        db.session.add_all(users)
        db.session.flush()
        number = f"{book.class_.id}{n}"
        db.session.add_all(
            [Enrolment(user_id=u.id, class_id=book.class_.id, joined_at=at) for u in users]
        )
        db.session.add_all(
            [
                Identifier(
                    user_id=u.id, kind="student_no", value=f"{number}-{i}", display=f"{number}-{i}"
                )
                for i, u in enumerate(users)
            ]
        )
        with writing():
            for category in book.scheme.categories:
                column = GradeColumn(
                    class_id=book.class_.id, category_id=category.id, position=1,
                    title=category.name,
                )  # fmt: skip
                db.session.add(column)
                db.session.flush()
                post_grades(column, {u.id: Decimal(70) for u in users}, "录入", at)
        return book

    return make


def test_the_number_of_statements_does_not_grow(
    crowd: Any, make: Any, as_user: Any, count_sql: Any, book: Book, db: Any
) -> None:
    def statements(n: int) -> dict[str, int]:
        crowd(n)
        column = book.scheme.categories[0].columns[0]
        paths = [*urls(book, column).values(), "/grades"]
        found = {}
        for path in paths:
            client = as_user(book.students[0] if path == "/grades" else book.teacher)
            client.get("/grades")
            db.session.expunge_all()
            with count_sql() as seen:
                assert client.get(path).status_code == 200
            found[path] = len(seen)
        return found

    few = statements(30)
    assert statements(3000) == few
    assert max(few.values()) <= 16


def test_long_lists_are_paged(crowd: Any, book: Book, as_user: Any) -> None:
    crowd(230)
    client = as_user(book.teacher)
    column = book.scheme.categories[0].columns[0]
    for url, size in ((book.url, 50), (f"/grade-columns/{column.public_id}", 100)):
        sizes = [client.get(f"{url}?page={n}").text.count('scope="row"><a class="zk-book__n"')
                 + client.get(f"{url}?page={n}").text.count('scope="row"><label')
                 for n in range(1, 233 // size + 2)]  # fmt: skip
        assert sizes == [size] * (233 // size) + [33]


def test_reading_a_gradebook_keeps_it_as_it_is(book: Book, as_user: Any, db: Any) -> None:
    client = as_user(book.teacher)
    for url in urls(book, book.column()).values():
        client.get(url)
    assert db.session.scalar(select(func.count()).select_from(GradeEvent)) == 0
    assert db.session.scalar(select(func.count()).select_from(GradeScheme)) == 1
