"""Scenario files: strict shapes, and proofs that find what cannot be played."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from app.bank.content import content_kinds, register_kind
from app.content.library import load_library
from app.content.yaml import load_yaml
from app.roleplay.content import ScenarioProblem, find_scenario, scenario_kind
from app.roleplay.domain.acts import Act
from app.roleplay.judging import shipped_judge
from app.roleplay.proofs import prove, run, share
from app.roleplay.specs import ScenarioSpec

CONTENT = Path(__file__).parents[2] / "content"
FILES = sorted(CONTENT.glob("scenarios/*.yml"))
Value = dict[str, Any]


def value(name: str = "sc-play-complaint") -> Value:
    text = (CONTENT / "scenarios" / f"{name}.yml").read_text(encoding="utf-8")
    return copy.deepcopy(load_yaml(text).value)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_shipped_scenario_proves_itself(file: Path) -> None:
    spec = ScenarioSpec.model_validate(value(file.stem))
    assert spec.id == file.stem
    assert list(prove(spec, shipped_judge().judge)) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_marks_are_in_order(file: Path) -> None:
    spec = ScenarioSpec.model_validate(value(file.stem))
    built, judge = spec.build(), shipped_judge().judge
    marks = [
        share(built, run(built, script, judge))
        for script in (spec.scripts.model, spec.scripts.average, spec.scripts.taboo)
    ]
    assert marks == sorted(marks, reverse=True)
    assert len(set(marks)) == 3


def broken(change: Callable[[Value], Any]) -> list[str]:
    raw = value()
    change(raw)
    with pytest.raises(ValidationError) as caught:
        ScenarioSpec.model_validate(raw)
    return [error["msg"] for error in caught.value.errors()]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda v: v.update(colour="red"), "Extra inputs"),
        (lambda v: v["personas"][0]["facts"].append(v["personas"][0]["facts"][0]), "编号重复"),
        (lambda v: v["personas"][0]["needs"][0].update(after=["moon"]), "没有这样的事实"),
        (lambda v: v["personas"][0]["needs"][0].update(act=["sing"]), "只能是"),
        (lambda v: v["personas"][0]["replies"]["press"].update(hot=["嗯？"]), "at least 3"),
        (lambda v: v["personas"].append(v["personas"][0]), "人物重复"),
        (lambda v: v.update(rubric="own"), "rubric: own"),
        (lambda v: [fact.pop("ask") for fact in v["personas"][0]["facts"]], "不写 ask"),
    ],
)
def test_wrong_files_are_refused(change: Callable[[Value], Any], told: str) -> None:
    assert any(told in message for message in broken(change))


def with_check(**fields: Any) -> Callable[[Value], Any]:
    def change(raw: Value) -> None:
        check = {"id": "c", "name": "名", "points": 100, "axis": "轴", **fields}
        raw.update(rubric="own", checks=[check])

    return change


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"condition": "act"}, "要写明哪些行为"),
        ({"condition": "fact"}, "要用 ref"),
        ({"condition": "fact", "ref": "moon"}, "没有“moon”"),
        ({"condition": "ending", "ref": "happy"}, "结局只能是"),
        ({"condition": "restated", "points": 99}, "合计应为 100"),
        ({"condition": "restated", "who": "moon"}, "没有人物"),
    ],
)
def test_wrong_checks_are_refused(fields: Value, told: str) -> None:
    assert any(told in message for message in broken(with_check(**fields)))


def unproved(change: Callable[[Value], Any]) -> list[str]:
    raw = value()
    change(raw)
    return [
        message for _at, message in prove(ScenarioSpec.model_validate(raw), shipped_judge().judge)
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda v: v["personas"][0]["facts"][0].update(question="您好。"), "什么也没问出来"),
        (lambda v: v["personas"][0]["facts"][0].update(question="您喜欢哪位教练？"), "问出的是"),
        (lambda v: v["personas"][0]["needs"][0].update(model="您好。"), "没有满足"),
        (lambda v: v["scripts"].update(model=["您好。"]), "示范应不低于"),
        (lambda v: v["scripts"].update(taboo=v["scripts"]["model"]), "禁忌脚本应不高于"),
        (lambda v: v["scripts"].update(average=v["scripts"]["taboo"]), "得分应是"),
        (
            lambda v: v["scripts"]["exploits"].update(cheap=v["scripts"]["model"]),
            "取巧的说法“cheap”",
        ),
    ],
)
def test_what_cannot_be_played_is_found(change: Callable[[Value], Any], told: str) -> None:
    assert any(told in message for message in unproved(change))


def test_the_loader_reads_scenarios_and_checks_their_points(tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    text = (CONTENT / "scenarios" / "sc-play-complaint.yml").read_text(encoding="utf-8")
    (tmp_path / "scenarios" / "one.yml").write_text(
        text.replace("ch08.complaint-value", "ch08.moon"), encoding="utf-8"
    )
    (tmp_path / "course.yml").write_text((CONTENT / "course.yml").read_text(), encoding="utf-8")
    register_kind(scenario_kind())
    library = load_library(tmp_path, content_kinds())
    found = [
        str(one) for one in library.problems if one.path == "scenarios/one.yml" and one.is_error
    ]
    assert any("没有知识点“ch08.moon”" in message for message in found)
    assert library.specs("scenarios")[0].personas[0].facts[0].id == "surprise"


def test_a_scenario_is_found_by_its_id(tmp_path: Path) -> None:
    spec = find_scenario(CONTENT, "sc-play-loyalty")
    assert Act.ADVANCE in spec.personas[0].needs[0].act
    with pytest.raises(ScenarioProblem, match="还没有任何情景"):
        find_scenario(tmp_path, "sc-play-loyalty")
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "bad.yml").write_text("id: bad\n", encoding="utf-8")
    with pytest.raises(ScenarioProblem, match="缺少这一项"):
        find_scenario(tmp_path, "bad")
    (tmp_path / "scenarios" / "worse.yml").write_text("a: [", encoding="utf-8")
    with pytest.raises(ScenarioProblem, match="YAML"):
        find_scenario(tmp_path, "worse")
