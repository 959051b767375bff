"""Review: acts on states, who may do them, comments, and that nothing unreviewed is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from app.bank import notes, returned, reviewing, service
from app.bank.domain.states import Act, State
from app.bank.history import draft_of
from app.bank.models import Item
from app.bank.queries import ItemFilter, count_pool, draw_items
from app.bank.team_models import ItemNote
from app.learning.service import OPEN_TO_PRACTICE
from app.web.errors import DomainError
from tests.bank.conftest import version_of

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture
def author(make: Any) -> Any:
    return make.teacher()


@pytest.fixture
def colleague(make: Any) -> Any:
    return make.user("林老师", can_teach=True)


@pytest.fixture
def required(app: Any) -> Iterator[None]:
    app.config["BANK_REVIEW"] = "required"
    yield
    app.config["BANK_REVIEW"] = "optional"


def own_item(db: Any, author: Any, at: Any, state: str = "draft") -> Item:
    item = db.session.scalars(select(Item).where(Item.content_id == "ch01-sc-001")).one()
    draft = draft_of(version_of(item))
    return service.create_item(draft, author.id, at, state)


def do(item: Item, act: Act, user: Any, at: Any, text: str = "") -> Item:
    return reviewing.do_act(
        item.id, act, (item.state, item.current_version_id or 0), user.id, at, text
    )


def acts(db: Any, item: Item) -> list[tuple[str, int]]:
    query = select(ItemNote).where(ItemNote.item_id == item.id).order_by(ItemNote.number)
    return [(note.act, note.author_id) for note in db.session.scalars(query)]


@pytest.mark.both_engines
def test_to_review_back_and_through(db: Any, author: Any, colleague: Any, clock: Any) -> None:
    item = own_item(db, author, clock())
    do(item, Act.SUBMIT, author, clock())
    assert item.state == "in_review"
    with pytest.raises(DomainError) as refused:
        do(item, Act.RETURN, colleague, clock())
    assert (refused.value.status, item.state) == (422, "in_review")
    do(item, Act.RETURN, colleague, clock(), "选项太短")
    assert item.state == "draft"
    do(item, Act.SUBMIT, author, clock())
    do(item, Act.APPROVE, colleague, clock())
    assert item.state == "published"
    assert acts(db, item) == [
        ("submit", author.id),
        ("return", colleague.id),
        ("submit", author.id),
        ("approve", colleague.id),
    ]


@pytest.mark.usefixtures("required")
def test_nobody_publishes_their_own_where_reviews_are_demanded(
    db: Any, author: Any, colleague: Any, clock: Any
) -> None:
    item = own_item(db, author, clock(), "published")
    assert item.state == "in_review"  # stored for review, whatever the button said
    for act in (Act.APPROVE, Act.PUBLISH):
        with pytest.raises(DomainError) as refused:
            do(item, act, author, clock())
        assert refused.value.status == 403
    do(item, Act.APPROVE, colleague, clock())
    assert item.state == "published"


@pytest.mark.usefixtures("required")
def test_who_sent_anothers_item_to_review_does_not_pass_it(
    db: Any, author: Any, colleague: Any, clock: Any
) -> None:
    item = own_item(db, author, clock())
    do(item, Act.SUBMIT, colleague, clock())
    with pytest.raises(DomainError):
        do(item, Act.APPROVE, colleague, clock())
    with pytest.raises(DomainError):
        do(item, Act.APPROVE, author, clock())


@pytest.mark.usefixtures("required")
def test_an_edited_published_item_goes_back_to_review(
    db: Any, author: Any, colleague: Any, clock: Any
) -> None:
    item = own_item(db, author, clock())
    do(item, Act.SUBMIT, author, clock())
    do(item, Act.APPROVE, colleague, clock())
    draft = draft_of(version_of(item))
    changed = replace(draft, face=replace(draft.face, stem="换了一个题干（　）。"))
    service.save_version(item.id, changed, item.current_version_id or 0, colleague.id, clock())
    assert item.state == "in_review"
    assert acts(db, item)[-1] == ("recheck", colleague.id)
    # Whoever changed it last does not pass it.
    with pytest.raises(DomainError):
        do(item, Act.APPROVE, colleague, clock())


def test_a_state_that_moved_on_is_not_overwritten(
    db: Any, author: Any, colleague: Any, clock: Any
) -> None:
    item = own_item(db, author, clock())
    do(item, Act.SUBMIT, author, clock())
    seen = (item.state, item.current_version_id or 0)
    draft = draft_of(version_of(item))
    changed = replace(draft, face=replace(draft.face, stem="送审后又改（　）。"))
    service.save_version(item.id, changed, seen[1], author.id, clock())
    with pytest.raises(reviewing.StaleStateError):
        reviewing.do_act(item.id, Act.APPROVE, seen, colleague.id, clock())
    assert db.session.get_one(Item, item.id).state == "in_review"


@pytest.mark.parametrize("state", ["draft", "in_review", "retired"])
def test_only_published_items_are_drawn(db: Any, state: str) -> None:
    for item in db.session.scalars(select(Item)):
        item.state = state
    db.session.commit()
    assert draw_items(ItemFilter(), 10, Random(1)) == []
    assert count_pool(ItemFilter()) == {}
    assert db.session.scalars(select(Item).where(*OPEN_TO_PRACTICE)).all() == []


def test_comments_are_settled_and_opened_by_new_rows(
    db: Any, author: Any, colleague: Any, clock: Any
) -> None:
    item = own_item(db, author, clock())
    reviewing.say(item.id, "  选项 C 太像了 ", colleague.id, clock())
    assert notes.count_open([item.id]) == {item.id: 1}
    assert reviewing.settle(item.id, 1, True, author.id, clock())
    assert reviewing.settle(item.id, 1, True, author.id, clock())  # a second press adds nothing
    assert notes.count_open([item.id]) == {}
    (entry,) = notes.thread_of(item.id)
    assert entry.note.text == "选项 C 太像了"
    assert isinstance(entry.settled, ItemNote)
    reviewing.settle(item.id, 1, False, author.id, clock())
    assert notes.count_open([item.id]) == {item.id: 1}
    assert [act for act, _who in acts(db, item)] == ["say", "settle", "unsettle"]
    assert not reviewing.settle(item.id, 9, True, author.id, clock())


def test_the_queue_and_the_page_of_an_item(
    db: Any, author: Any, colleague: Any, as_user: Callable[..., Any], clock: Any
) -> None:
    item = own_item(db, author, clock())
    do(item, Act.SUBMIT, author, clock())
    reviewing.say(item.id, "<b>看这里</b>", author.id, clock())
    client = as_user(colleague)
    queue = client.get("/bank/review").text
    assert "周老师 送审" in queue
    assert "1 条待解决" in queue
    page = client.get(f"/bank/items/{item.public_id}").text
    assert "&lt;b&gt;看这里" in page
    assert "通过并发布" in page
    data = {"state": "in_review", "version": item.current_version_id}
    address = f"/bank/items/{item.public_id}/state"
    answer = client.post(address, data=data | {"act": "return", "text": ""})
    assert answer.status_code == 422
    assert "退回时请写明要改什么" in answer.text
    stale = data | {"version": 1, "act": "return", "text": "改选项 B"}
    answer = client.post(address, data=stale)
    assert answer.status_code == 409
    assert "改选项 B" in answer.text  # what was typed is kept
    assert "题目现在是这样" in answer.text  # nothing unseen is passed
    assert draft_of(version_of(item)).face.stem[:6] in answer.text.split("题目现在是这样")[1]
    answer = client.post(address, data=data | {"act": "return", "text": "改选项 B"})
    assert answer.status_code == 302
    assert db.session.get_one(Item, item.id).state == "draft"
    assert client.post(address, data=data | {"act": "explode"}).status_code == 400


def test_what_came_back_is_told_to_its_author(
    db: Any, author: Any, colleague: Any, as_user: Callable[..., Any], clock: Any
) -> None:
    item = own_item(db, author, clock())
    do(item, Act.SUBMIT, author, clock())
    do(item, Act.RETURN, colleague, clock(), "选项 <b>C</b> 太短")
    reviewing.say(item.id, "另外，题干再短些", colleague.id, clock())
    theirs, mine = as_user(colleague), as_user(author)
    assert "退回给你" not in theirs.get("/bank").text
    assert "退回给你的" not in theirs.get("/bank/review").text
    assert "有 1 道题退回给你" in mine.get("/bank").text
    assert "2 条待解决" in mine.get("/bank").text
    assert "选项 &lt;b&gt;C&lt;/b&gt; 太短" in mine.get("/bank/review").text
    # While mending it, what was asked for stands above the form, until it is settled.
    form = mine.get(f"/bank/items/{item.public_id}/edit").text
    assert "选项 &lt;b&gt;C&lt;/b&gt; 太短" in form
    assert "另外，题干再短些" in form
    for entry in notes.thread_of(item.id):
        reviewing.settle(item.id, entry.note.number, True, author.id, clock())
    assert "还没有解决的意见" not in mine.get(f"/bank/items/{item.public_id}/edit").text
    do(item, Act.SUBMIT, author, clock())
    assert "退回给你" not in mine.get("/bank").text


def test_what_somebody_else_sent_comes_back_to_both(
    db: Any, author: Any, colleague: Any, make: Any, clock: Any
) -> None:
    item, third = own_item(db, author, clock()), make.user("陈老师", can_teach=True)
    do(item, Act.SUBMIT, colleague, clock())
    do(item, Act.RETURN, third, clock(), "请改")
    counts = [returned.count_returned(user.id) for user in (author, colleague, third)]
    assert counts == [1, 1, 0]
    do(item, Act.PUBLISH, author, clock())
    do(item, Act.REOPEN, author, clock())
    # A draft again, but not because somebody asked for it.
    assert returned.list_returned(author.id) == []


def test_the_queue_costs_the_same_however_long_it_is(
    db: Any, author: Any, as_user: Callable[..., Any], clock: Any, count_sql: Any
) -> None:
    client = as_user(author)
    found = []
    for more in (2, 20):
        for _n in range(more):
            do(own_item(db, author, clock()), Act.SUBMIT, author, clock())
        client.get("/bank/review")
        db.session.expunge_all()
        with count_sql() as statements:
            assert client.get("/bank/review").status_code == 200
        found.append(len(statements))
    assert found[0] == found[1]


def test_moving_to_a_state_by_name(db: Any, author: Any, clock: Any) -> None:
    item = own_item(db, author, clock(), "published")
    assert reviewing.move_to(item.id, State.RETIRED, author.id, clock()).state == "retired"
    assert reviewing.move_to(item.id, State.RETIRED, author.id, clock()).state == "retired"
    assert acts(db, item) == [("retire", author.id)]
    with pytest.raises(DomainError):
        reviewing.move_to(
            own_item(db, author, clock(), "published").id, State.IN_REVIEW, author.id, clock()
        )
