"""The marking pages: who may see them, what they never show, and that nothing typed is lost."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from app.authz.permissions import Role
from app.marking.ledger import current_marks, history
from tests.marking.conftest import KIND, POINTS, Scene, add_part, typed


def inputs(page: str) -> dict[str, str]:
    """Values by input name."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value:
            found[name[1]] = value[1]
    return found


@pytest.mark.parametrize(
    ("who", "expected"),
    [("visitor", 302), ("student", 403), ("assistant", 200), ("instructor", 200), ("admin", 200)],
)
def test_marking_is_for_those_who_teach(
    scene: Scene, make: Any, as_user: Any, who: str, expected: int
) -> None:
    assistant = make.user("助教")
    make.enrol(assistant, scene.class_, Role.ASSISTANT)
    people = {
        "visitor": None,
        "student": scene.students[0],
        "assistant": assistant,
        "instructor": scene.teacher,
        "admin": make.admin(),
    }
    client = as_user(people[who])
    home = f"/classes/{scene.class_.public_id}/marking"
    assert [client.get(url).status_code for url in (home, scene.url)] == [expected] * 2
    work = scene.works[0]
    posted = client.post(scene.url, data=typed(work, "1", "1"))
    assert posted.status_code == {200: 302, 302: 401}.get(expected, expected)
    assert bool(current_marks(KIND, [work])) is (expected == 200)


def test_other_classes_are_not_there(scene: Scene, make: Any, as_user: Any) -> None:
    elsewhere = make.class_("别的班")
    stranger = make.instructor(elsewhere)
    client = as_user(stranger)
    assert client.get(scene.url).status_code == 404
    # Nor does the own class lend its name to another's question.
    mixed = f"/classes/{elsewhere.public_id}/marking/{KIND}/7"
    assert client.get(mixed).status_code == 404
    assert client.post(mixed, data=typed(scene.works[0], "1", "1")).status_code == 404
    assert current_marks(KIND, scene.works) == {}


@pytest.mark.parametrize("place", ["other/7", f"{KIND}/8", f"{KIND}/99999999999999999999"])
def test_unknown_questions_are_not_found(scene: Scene, as_user: Any, place: str) -> None:
    url = f"/classes/{scene.class_.public_id}/marking/{place}"
    assert as_user(scene.teacher).get(url).status_code == 404


def test_no_page_says_who_wrote_an_answer(scene: Scene, as_user: Any) -> None:
    client = as_user(scene.teacher)
    work = scene.works[0]
    pages = [
        client.get(f"/classes/{scene.class_.public_id}/marking").data,
        client.get(scene.url).data,
        client.post(scene.url, data=typed(work, "9", "x")).data,
        client.post(scene.url, data=typed(work, "1", "1"), follow_redirects=True).data,
        client.post(scene.url, data=typed(work, "2", "2")).data,
    ]
    secrets = [
        text.encode()
        for student in scene.students
        for text in (
            student.name,
            student.student_no,
            student.public_id,
            student.identifier("username"),
        )
    ]
    assert [secret for page in pages for secret in secrets if secret in page] == []


def test_questions_are_listed_paper_by_paper(scene: Scene, as_user: Any, version: Any) -> None:
    client = as_user(scene.teacher)
    home = f"/classes/{scene.class_.public_id}/marking"
    assert 'name="paper"' not in client.get(home).text  # one paper has nothing to choose from
    answers = [(scene.students[0], "多数不满的客户沉默离开")]
    other = add_part(scene.essays, scene.class_, version, answers, part_id=8, title="别的一题")
    summary = replace(other.summary, work_title="期末考试")
    scene.essays.parts[8] = replace(other, summary=summary)
    page = client.get(home).text
    assert '<option value="期末考试">' in page
    assert "别的一题" in page
    page = client.get(home, query_string={"paper": "期末考试"}).text
    assert "别的一题" in page
    assert "投诉少" not in page
    assert '<option value="期末考试" selected>' in page
    page = client.get(home, query_string={"paper": "没有这场"}).text
    assert "投诉少" in page  # as if nothing was chosen
    page = client.get(home, query_string={"paper": "期末考试", "show": "all"}).text
    assert 'name="show" value="all"' in page
    assert "投诉少" not in page


def test_answers_are_shown_as_text(scene: Scene, as_user: Any) -> None:
    page = as_user(scene.teacher).get(scene.url).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; 沉默 3 年" in page
    assert "8 字" in page  # script, alert, x, script, 沉, 默, 3, 年
    assert page.count("zk-answer") == 3


def test_typed_text_comes_back_as_text(scene: Scene, as_user: Any) -> None:
    work = scene.works[0]
    nasty = '"><script>alert(1)</script>'
    page = as_user(scene.teacher).post(scene.url, data=typed(work, nasty, "1", comment=nasty)).text
    assert "<script>alert" not in page
    assert inputs(page)[f"c-{work}"] == "&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"


def test_saving_stores_and_leads_to_what_waits(scene: Scene, as_user: Any) -> None:
    client = as_user(scene.teacher)
    first, second, third = scene.works
    answer = client.post(scene.url, data=typed(first, "2", "1.5", comment="好"))
    assert (answer.status_code, answer.location) == (302, scene.url)
    page = client.get(scene.url).text
    assert "记下了 1 份答案的分数" in page
    names = list(inputs(page))
    order = [names.index(f"seen-{work}") for work in (second, third, first)]
    assert max(order[:2]) < order[2]
    assert inputs(page)[f"p-{first}-k2"] == "1.5"
    assert inputs(page)[f"seen-{first}"] == "1"


def test_bad_input_keeps_all_that_was_typed(scene: Scene, as_user: Any) -> None:
    first, second, _third = scene.works
    data = typed(first, "2", "4", comment="都写到了") | typed(second, "7", "很好", comment="？")
    answer = as_user(scene.teacher).post(scene.url, data=data)
    assert answer.status_code == 422
    assert "这一页的分数都还没有记下" in answer.text
    shown = inputs(answer.text)
    assert {name: shown.get(name) for name in data} == data
    assert answer.text.count('aria-invalid="true"') == 2
    assert current_marks(KIND, scene.works) == {}


def test_a_clash_keeps_all_that_was_typed(scene: Scene, as_user: Any, make: Any) -> None:
    first, second, _third = scene.works
    other = make.instructor(scene.class_)
    as_user(other).post(scene.url, data=typed(first, "1", "1"))
    data = typed(first, "2", "4", comment="我的评语") | typed(second, "1", "0")
    client = as_user(scene.teacher)
    answer = client.post(scene.url, data=data)
    assert answer.status_code == 409
    assert "别人刚刚批过这一份" in answer.text
    shown = inputs(answer.text)
    assert {n: shown[n] for n in data if not n.startswith("seen")} == {
        n: v for n, v in data.items() if not n.startswith("seen")
    }
    assert len(history(KIND, first)) == 1
    assert history(KIND, second) == []
    # The page knows of the other mark now; saving again is meant.
    assert (
        client.post(scene.url, data=data | {f"seen-{first}": shown[f"seen-{first}"]}).status_code
        == 302
    )
    assert [event.new for event in history(KIND, first)] == [2, 6]


def test_who_marked_when_is_kept_for_those_who_teach(
    scene: Scene, as_user: Any, clock: Any
) -> None:
    client = as_user(scene.teacher)
    work = scene.works[0]
    client.post(scene.url, data=typed(work, "2", "4"))
    clock.move(minutes=7)
    client.post(scene.url, data=typed(work, "2", "2", seen=1))
    page = client.get(scene.url).text
    assert "记录（2）" in page
    assert "6 → 4" in page
    assert "2026-11-23 09:07" in page
    assert page.count(f"{scene.teacher.name}：按采分点批改") == 2


def test_twenty_answers_to_a_page(scene: Scene, as_user: Any, make: Any, version: Any) -> None:
    answers: Any = [(make.student(scene.class_, name=f"生{n}"), f"答案{n}") for n in range(45)]
    add_part(scene.essays, scene.class_, version, answers, part_id=7)
    client = as_user(scene.teacher)
    seen: set[str] = set()
    sizes = []
    for number in (1, 2, 3):
        names = {
            n for n in inputs(client.get(f"{scene.url}?page={number}").text) if n.startswith("seen")
        }
        sizes.append(len(names))
        seen |= names
    assert sizes == [20, 20, 5]
    assert len(seen) == 45
    beyond = client.get(f"{scene.url}?page=99999999999999999999")
    assert beyond.status_code == 200
    assert "seen-" in beyond.text


def test_the_number_of_statements_does_not_grow(
    scene: Scene, as_user: Any, make: Any, version: Any, count_sql: Any, clock: Any
) -> None:
    client = as_user(scene.teacher)
    client.get(scene.url)
    learner = scene.students[0]

    def statements(n: int) -> int:
        answers: Any = [(learner, f"答案{i}") for i in range(n)]
        add_part(scene.essays, scene.class_, version, answers, part_id=7)
        with count_sql() as found:
            assert client.get(scene.url).status_code == 200
        return len(found)

    assert statements(30) == statements(3000)


def test_a_finished_question_says_so_and_offers_the_next(
    scene: Scene, as_user: Any, version: Any
) -> None:
    one: Any = [(scene.students[0], "")]
    add_part(scene.essays, scene.class_, version, one, part_id=8, title="第二题")
    client = as_user(scene.teacher)
    data: dict[str, str] = {}
    for work in scene.works:
        data |= typed(work, "1", "1")
    page = client.post(scene.url, data=data, follow_redirects=True).text
    assert "3 份都批完了" in page
    following = f"/classes/{scene.class_.public_id}/marking/{KIND}/8"
    assert f'href="{following}"' in page
    assert "没有作答" in client.get(following).text
    home = client.get(f"/classes/{scene.class_.public_id}/marking").text
    assert "第二题" in home
    assert scene.part.summary.title not in home
    assert (
        scene.part.summary.title
        in client.get(f"/classes/{scene.class_.public_id}/marking?show=all").text
    )


def test_a_class_with_nothing_to_mark_says_what_would_come(
    make: Any, essays: Any, as_user: Any
) -> None:
    class_ = make.class_()
    page = as_user(make.instructor(class_)).get(f"/classes/{class_.public_id}/marking")
    assert "没有要批的题" in page.text


def test_everybodys_own_numbers_stand_with_their_answer(
    scene: Scene, as_user: Any, version: Any
) -> None:
    answers: Any = [(learner, "600 元") for learner in scene.students[:2]]
    part = add_part(scene.essays, scene.class_, version, answers, part_id=8)
    for n, response in enumerate(part.responses):
        points = (replace(POINTS[0], text=f"列出 {n}77 元"), POINTS[1])
        own = replace(
            response,
            face=replace(part.face, stem=f"单价 {n}88 元的客户终身价值"),
            key=replace(part.key, key_points=points, model_answer=f"等于 {n}99 元"),
        )
        part.responses[n] = own  # type: ignore[index]
    scene.essays.parts[8] = replace(
        part, face=replace(part.face, seeded=True, stem="单价 {{p}} 元")
    )
    page = as_user(scene.teacher).get(scene.url.removesuffix("7") + "8").text
    for n in (0, 1):
        for text in (f"单价 {n}88 元", f"列出 {n}77 元", f"等于 {n}99 元"):
            assert text in page
    assert "{{" not in page
    assert "每人的数字不同" in page
