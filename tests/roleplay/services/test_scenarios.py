"""Scenarios of instructors: copies, versions, problems by place, sharing, the form view."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from app.content.yaml import load_yaml
from app.extensions import db as database
from app.roleplay import scenario_filling as filling
from app.roleplay import scenario_form as view
from app.roleplay.domain.graph import graph_of
from app.roleplay.models import OwnScenarioVersion
from app.roleplay.services import scenarios
from app.roleplay.services.debriefing import Debrief
from app.roleplay.services.scenarios import ScenarioRefused
from app.roleplay.services.scripts import shipped_specs
from app.roleplay.specs import ScenarioSpec
from tests.builders import Builders
from tests.conftest import Clock
from tests.roleplay.services.conftest import SLUG


@pytest.mark.both_engines
def test_a_copy_is_playable_at_once_and_seen_by_its_owner_alone(
    make: Builders, clock: Clock
) -> None:
    owner, other = make.teacher(), make.teacher()
    row = scenarios.duplicate(SLUG, owner.id, clock())
    assert row is not None
    assert (row.problems, row.number) == (0, 1)
    assert [one.key for one in scenarios.playable(owner.id) if one.own] == [row.public_id]
    assert not any(one.own for one in scenarios.playable(other.id))
    assert scenarios.script_of(row.public_id, other.id, clock()) is None
    scenarios.share(row.id, other, "see", clock())
    assert scenarios.script_of(row.public_id, other.id, clock()) is not None
    scenarios.unshare(row.id, other.id)
    assert scenarios.list_own(other.id) == []


@pytest.mark.both_engines
def test_versions_are_added_and_two_people_notice_each_other(make: Builders, clock: Clock) -> None:
    owner = make.teacher()
    row = scenarios.duplicate(SLUG, owner.id, clock())
    assert row is not None
    text, title = scenarios.get_version(row.id, 1).source, row.title
    scenarios.save(row.id, text, 1, owner.id, clock())
    assert row.number == 1
    scenarios.save(row.id, text.replace("\ntitle:", "\ntitle: 新版", 1), 1, owner.id, clock())
    assert (row.number, row.title) == (2, f"新版 {title}")
    with pytest.raises(ScenarioRefused, match="第 2 版"):
        scenarios.save(row.id, text, 1, owner.id, clock())
    database.session.rollback()
    assert [one.number for one in scenarios.list_versions(row.id)] == [2, 1]
    twice = OwnScenarioVersion(
        scenario_id=row.id, number=2, source="", problems=0, author_id=owner.id, created_at=clock()
    )
    database.session.add(twice)
    with pytest.raises(IntegrityError):
        database.session.flush()
    database.session.rollback()


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (r"question: .*", "question: 好的。", "personas[0].facts[0].question"),
        (r"anger: \d+", "anger: 266", "personas[0].mood.anger"),
        (r"(needs:\n +- id: .*\n +name: .*\n +act: )\[.*\]", r"\1[dance]", "personas[0].needs[0].act"),
        (r"\ntitle:", "\ntitel:", "titel"),
        (r"\nid: .*", "\nid: sc-play-loyalty", "id"),
    ],
)  # fmt: skip
def test_problems_are_told_by_place(old: str, new: str, place: str, app: Any) -> None:
    with app.app_context():
        text, count = re.subn(old, new, scenarios.source_of(SLUG) or "", count=1)
        assert count == 1
        found = scenarios.check(text).problems
    assert any(one.field.startswith(place) for one in found), found


@pytest.mark.parametrize("text", ["", "[", "a: &x [1]\nb: *x", "- 1", "id: 1", "好" * 100])
def test_rubbish_is_told_and_nothing_breaks(text: str, make: Builders, clock: Clock) -> None:
    row = scenarios.create(text, make.teacher().id, clock())
    assert row.problems >= 1
    assert row.script_id is None
    assert row.title


def test_the_form_gives_back_every_scenario_as_it_was(app: Any) -> None:
    """Own checks, several customers, lines to choose and bands of replies come through unchanged."""
    with app.test_request_context():
        specs = shipped_specs()
        assert len(specs) >= 20
        assert any(spec.rubric == "own" for spec in specs)
        assert any(len(spec.personas) > 1 for spec in specs)
        for spec in specs:
            document = load_yaml(scenarios.source_of(spec.id) or "").value
            again = load_yaml(filling.to_yaml(filling.fill_in(document, sent(document)))).value
            assert ScenarioSpec.model_validate(again) == spec, spec.id


def test_the_form_gives_back_what_it_was_given(spec: ScenarioSpec, app: Any) -> None:
    with app.test_request_context():
        document = load_yaml(scenarios.source_of(SLUG) or "").value
        form = sent(document)
        again = load_yaml(filling.to_yaml(filling.fill_in(document, form))).value
    assert ScenarioSpec.model_validate(again) == spec


def test_own_checks_are_written_in_the_form(make: Builders, clock: Clock, app: Any) -> None:
    row = scenarios.duplicate(SLUG, make.teacher().id, clock())
    assert row is not None
    with app.test_request_context():
        document = load_yaml(scenarios.get_version(row.id, 1).source).value
        need = document["personas"][0]["needs"][0]["id"]
        form = sent(document) | {"rubric": "own"}
        form |= _check(0, name="满足了最要紧的需要", points="60", condition="need", ref=need)
        document = filling.fill_in(document, form)
        form = sent(document) | _check(1, name="道了歉", points="40", condition="act", by="3")
        form["checks.1.act.apology"] = "1"
        document = filling.fill_in(document, form)
    assert document["checks"] == [
        {"id": "check-1", "name": "满足了最要紧的需要", "points": 60, "axis": "结果",
         "condition": "need", "ref": need},
        {"id": "check-2", "name": "道了歉", "points": 40, "axis": "结果", "condition": "act",
         "act": ["apology"], "by": 3},
    ]  # fmt: skip
    spec = ScenarioSpec.model_validate(document)
    assert [check.id for check in spec.checks] == ["check-1", "check-2"]
    form = sent(document) | {"checks.1.by": "", "checks.0.drop": "1"}
    (left,) = filling.fill_in(document, form)["checks"]
    assert left["id"] == "check-2"
    assert "by" not in left
    form = sent(document) | {"rubric": "complaint-v1", "checks.0.drop": "1", "checks.1.drop": "1"}
    again = filling.fill_in(document, form)
    assert "checks" not in again
    ScenarioSpec.model_validate(again)


def _check(at: int, **values: str) -> dict[str, str]:
    named = {"axis": "结果", "act": "", "any": "", "ref": "", "who": "", "by": "", "least": "",
             "most": "", **values}  # fmt: skip
    return {f"checks.{at}.{name}": value for name, value in named.items()}


def test_customers_are_added_and_taken_away_in_the_form(app: Any) -> None:
    with app.test_request_context():
        document = load_yaml(scenarios.source_of(SLUG) or "").value
        (first,) = document["personas"]
        two = filling.fill_in(document, sent(document) | {view.ADD_PERSON: "1"})
        assert two["personas"][0] == first
        second = two["personas"][1]
        assert (second["id"], second["name"]) == ("guest-1", f"{first['name']} 2")
        assert second["facts"] == first["facts"]
        problems = scenarios.check(filling.to_yaml(two)).problems
        assert all(one.field != "personas" for one in problems)
        assert view.form_of(two).people[1].drop == "personas.1.drop"
        left = filling.fill_in(two, sent(two) | {"personas.0.drop": "1"})
        assert [one["id"] for one in left["personas"]] == ["guest-1"]
        nobody = sent(two) | {"personas.0.drop": "1", "personas.1.drop": "1"}
        assert len(filling.fill_in(two, nobody)["personas"]) == 2


def test_what_is_wrong_is_told_beside_its_field(app: Any) -> None:
    with app.test_request_context():
        document = load_yaml(scenarios.source_of(SLUG) or "").value
        document = filling.fill_in(
            document, sent(document) | {"personas.0.mood.anger": "很生气", "minutes": ""}
        )
        problems = scenarios.check(filling.to_yaml(document)).problems
        form = view.form_of(document, problems)
        wrong = {one.path: one.errors for one in form.inputs() if one.errors}
        assert set(wrong) == {"personas.0.mood.anger", "minutes"}
        assert [one.path for one in view.placed(form, problems) if one] == [
            one.path for one in form.inputs() if one.errors
        ]


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"personas": "x", "checks": 3, "choices": [], "limits": {"a": 1}},
        {"personas": [{"replies": [], "needs": [{"act": "offer", "after": {}}]}, None, "x"]},
    ],
)
def test_a_text_of_any_shape_can_be_shown_and_filled_in(document: dict[str, Any], app: Any) -> None:
    with app.test_request_context():
        form = sent(document)
        form["personas.0.needs.0.act.<b>"] = "1"
        assert isinstance(filling.fill_in(document, form), dict)


def test_a_copy_has_an_id_and_a_title_of_its_own(make: Builders, clock: Clock) -> None:
    owner, other = make.teacher(), make.teacher()
    first = scenarios.duplicate(SLUG, owner.id, clock())
    assert first is not None
    assert first.title.endswith("（副本）")
    assert scenarios.duplicate(first.public_id, other.id, clock()) is None
    scenarios.share(first.id, other, "see", clock())
    second = scenarios.duplicate(first.public_id, other.id, clock())
    assert second is not None
    assert (second.owner_id, second.problems) == (other.id, 0)
    slugs = {row.script.slug for row in (first, second) if row.script}
    assert len(slugs) == 2
    assert SLUG not in slugs


def test_the_form_adds_changes_and_takes_away(app: Any) -> None:
    with app.test_request_context():
        document = load_yaml(scenarios.source_of(SLUG) or "").value
        form = sent(document)
    old = document["personas"][0]["facts"]
    ids, names = [one["id"] for one in old], {one["id"]: one["name"] for one in old}
    form["personas.0.facts.0.name"] = "改了名"
    for name in ("name", "ask", "say", "words", "question"):
        form[f"personas.0.facts.1.{name}"] = ""
        form[f"personas.0.facts.{len(ids)}.{name}"] = "新的"
    facts = filling.fill_in(document, form)["personas"][0]["facts"]
    assert [(one["id"], one["name"]) for one in facts] == [
        (ids[0], "改了名"), *((one, names[one]) for one in ids[2:]), ("fact-1", "新的"),
    ]  # fmt: skip
    assert facts[-1]["ask"] == ["新的"]


def test_trying_out_keeps_nothing(spec: ScenarioSpec, app: Any) -> None:
    with app.app_context():
        told = Debrief(scenarios.try_out(spec, spec.scripts.model))
        assert told.marks.points == 100
        assert scenarios.try_out(spec, []).lines == ()
        assert not database.session.new


def test_the_graph_shows_facts_needs_and_ends(spec: ScenarioSpec) -> None:
    graph = graph_of(spec.build().personas[0])
    persona = spec.personas[0]
    kinds = ["fact"] * len(persona.facts) + ["need"] * len(persona.needs) + ["end"] * 4
    assert [node.kind for node in graph.nodes] == kinds
    edges = {(edge.start, edge.end) for edge in graph.edges}
    for need in persona.needs:
        assert (f"need.{need.id}", "end.resolved") in edges
        assert all((f"fact.{fact}", f"need.{need.id}") in edges for fact in need.after)


def sent(document: dict[str, Any]) -> dict[str, str]:
    """What a browser would send of the form that shows a document."""
    fields: dict[str, str] = {}
    for one in view.form_of(document).inputs():
        fields[one.path] = one.value
        fields |= {tick.name: "1" for tick in one.ticks if tick.on}
    return fields
