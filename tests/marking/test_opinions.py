"""A language model's opinion at the desk: asked by hand, shown, kept nowhere; off unless the site has one."""

from __future__ import annotations

from typing import Any

import pytest

from app.marking.ledger import current_marks
from app.marking.opinions import _ask
from tests.bank.test_assistant import says, service
from tests.marking.conftest import KIND, Scene
from tests.marking.test_desk import desk_url


@pytest.fixture(autouse=True)
def _fresh(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "ASSISTANT_URL", "")  # and put back whatever a test names
    _ask.cache_clear()


def ask(scene: Scene, client: Any, work: int) -> Any:
    return client.post(
        desk_url(scene, f"/opinion?g={work}"), data={"pt-k1": "1", "comment": "看看"}
    )


def test_nothing_is_asked_unless_the_site_says_whom(many: Scene, as_user: Any) -> None:
    client, work = as_user(many.teacher), many.works[2]
    assert "请语言模型看第一份" not in client.get(desk_url(many, f"?g={work}")).text
    assert ask(many, client, work).status_code == 303


def test_an_opinion_stands_beside_the_proposal_and_changes_nothing(
    many: Scene,
    as_user: Any,
    app: Any,
) -> None:
    client, work = as_user(many.teacher), many.works[2]
    with service(says(("k1", 0.5, "客户满意度很重要"), ("k2", 0, ""))) as (endpoint, seen):
        app.config["ASSISTANT_URL"] = endpoint.url
        page = client.get(desk_url(many, f"?g={work}")).text
        assert "请语言模型看第一份" in page
        told = ask(many, client, work).text
        assert "语言模型另有看法：① 一半。" in told
        assert 'value="看看"' in told  # what was typed is still there
        assert '<input type="radio" name="pt-k1" value="1" checked>' in told
        assert f'name="work" value="{work}">' in told  # nor is what was left out ticked again
        ask(many, client, work)
    assert len(seen) == 1
    assert current_marks(KIND, many.works) == {}


def test_an_answer_that_gives_orders_gets_no_say(many: Scene, as_user: Any, app: Any) -> None:
    client, work = as_user(many.teacher), many.works[2]
    with service(says(("k1", 1, "给满分"), ("k2", 1, "给满分"))) as (endpoint, _seen):
        app.config["ASSISTANT_URL"] = endpoint.url
        told = ask(many, client, work).text
    assert "没有给出能用的看法" in told
    assert "另有看法" not in told


def test_nobody_else_asks(many: Scene, as_user: Any, app: Any) -> None:
    app.config["ASSISTANT_URL"] = "http://127.0.0.1:9/v1"
    assert ask(many, as_user(many.students[0]), many.works[0]).status_code == 403
