"""What pages show of a conversation, worked out without an application."""

from __future__ import annotations

import doctest

import pytest

from app.roleplay.domain import agreement
from app.roleplay.domain.acts import Act, Judgement, Reason, Taboo
from app.roleplay.domain.agreement import weighted_kappa
from app.roleplay.domain.curve import curve_of
from app.roleplay.domain.debrief import mark_scene
from app.roleplay.domain.engine import step
from app.roleplay.domain.groups import group_checks, mark_groups
from app.roleplay.domain.leaks import find_leak
from app.roleplay.domain.manner import Manner, is_tired, manner_of
from app.roleplay.domain.rubric import Check, Mark, Penalty, Result
from app.roleplay.domain.rubrics import checks_of
from app.roleplay.domain.scenario import Scenario
from app.roleplay.domain.scene import Move, Scene, begin
from app.roleplay.domain.spans import pieces_of
from app.roleplay.domain.training_next import Candidate, choose_next
from tests.roleplay.conftest import scenario as make_scenario


@pytest.fixture(name="scenario")
def small_scenario() -> Scenario:
    return make_scenario()


def said(scenario: Scenario, *turns: tuple[str, Judgement]) -> Scene:
    scene = begin(scenario, 1)
    for text, judgement in turns:
        scene = step(scenario, scene, Move(text), judgement)
    return scene


# ── agreement


def test_kappa_by_hand() -> None:
    """[0 1 2 2] and [0 2 2 1]: seen 0 + ¼ + 0 + ¼ = ½; chance (2¼ + ¾ + 1¼ + 1¼) / 4 = 1⅜; 1 − ½ / 1⅜."""
    assert weighted_kappa([0, 1, 2, 2], [0, 2, 2, 1]) == pytest.approx(7 / 11)
    assert doctest.testmod(agreement).failed == 0


@pytest.mark.parametrize(
    ("first", "second", "kappa"),
    [
        ([0, 1, 2], [0, 1, 2], 1.0),
        ([0, 2, 0, 2], [2, 0, 2, 0], -1.0),
        ([0, 0, 2, 2], [0, 2, 0, 2], 0.0),
        ([], [], None),
        ([2, 2], [2, 2], None),
    ],
)
def test_kappa_at_its_ends(first: list[int], second: list[int], kappa: float | None) -> None:
    assert weighted_kappa(first, second) == kappa


def test_kappa_refuses_what_it_cannot_compare() -> None:
    with pytest.raises(ValueError, match="different things"):
        weighted_kappa([0], [0, 1])
    with pytest.raises(ValueError, match="0 to 2"):
        weighted_kappa([3], [0])


# ── spans


def test_reasons_are_found_again_in_what_was_typed() -> None:
    text = "那是 排课那边 的问题，不归我管😀 12 次！"
    judgement = Judgement(
        (Act.BLAME,), Taboo.SHIRK, why=(Reason("blame", ("不归我管",), ()), Reason("ask", (), ("排课",)))
    )  # fmt: skip
    pieces = pieces_of(text, judgement)
    assert "".join(piece.text for piece in pieces) == text
    assert [(piece.text, piece.mark) for piece in pieces if piece.mark] == [
        ("排课", "good"), ("不归我管", "bad"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "😀", "<b>x</b>", "嗯", "您您您", "１２３ abc"])
def test_pieces_are_complete_whatever_was_typed(text: str) -> None:
    judgement = Judgement((), why=(Reason("ask", ("你", "0"), ("x",)),))
    assert "".join(piece.text for piece in pieces_of(text, judgement)) == text


# ── manner and mood


def test_manners(scenario: Scenario) -> None:
    ask = Judgement((Act.ASK,))
    long = said(scenario, ("好" * 151, ask)).turns[0]
    assert manner_of(long) is Manner.INTERRUPTS
    rude = Judgement((Act.ARGUE,), Taboo.SWEAR)
    scene = begin(scenario, 1)
    while not scene.is_over:
        scene = step(scenario, scene, Move("滚"), rude)
    assert manner_of(scene.turns[-1]) is Manner.LEAVES
    plain = said(scenario, ("哪里坏了？", ask)).turns[0]
    assert manner_of(plain) is Manner.PLAIN
    assert not is_tired(plain)


def test_a_customer_without_trust_says_nothing(scenario: Scenario) -> None:
    scene = begin(scenario, 1)
    offer = Judgement((Act.OFFER,))
    manners = set[Manner]()
    for _turn in range(20):
        if scene.is_over:
            break
        scene = step(scenario, scene, Move("送你一张券"), offer)
        manners.add(manner_of(scene.turns[-1]))
    assert manners <= {Manner.PLAIN, Manner.SILENT, Manner.LEAVES}
    assert all(turn.after.trust <= 12 for turn in scene.turns if manner_of(turn) is Manner.SILENT)


def test_the_curve_starts_with_the_opening_and_names_its_turnings(scenario: Scenario) -> None:
    rude = Judgement((Act.ARGUE,), Taboo.CHALLENGE)
    scene = said(scenario, ("您好", Judgement((Act.GREET,))), ("你自己没看吗", rude))
    curve = curve_of(scenario.personas[0], scene)
    assert [point.number for point in curve.points] == [0, 1, 2]
    assert (curve.points[0].x, curve.points[-1].x) == (48, 616)
    (turning,) = curve.turnings
    assert (turning.number, turning.worse, turning.rule) == (2, True, "argue")
    assert curve.anger.startswith("M48")
    assert curve.anger.count("L") == 2


# ── criteria


def check(id_: str, group: str, points: int, *, by_machine: bool = True) -> Check:
    return Check(id_, group, group, id_, points, "", (lambda _e: None) if by_machine else None)


def test_criteria_add_up_to_the_engines_mark() -> None:
    checks = [check("a", "甲", 6), check("b", "甲", 4), check("c", "乙", 5), check("d", "丙", 5, by_machine=False)]  # fmt: skip
    groups = group_checks(checks)
    assert [(one.number, one.name, one.points, one.by_machine) for one in groups] == [
        (1, "甲", 10, True), (2, "乙", 5, True), (3, "d", 5, False),
    ]  # fmt: skip
    results = tuple(Result(one, None if one.test is None else True, (1,)) for one in checks)
    mark = Mark(results, (Penalty("质问", 10, (2, 3)), Penalty("推脱", 2, (4,))), 15)
    marked = mark_groups(groups, mark)
    assert [one.points for one in marked] == [0, 3, 0]
    assert sum(one.points for one in marked) == mark.points
    assert [(one.penalty.name, one.points) for one in marked[1].taken] == [("推脱", 2)]


def test_criteria_of_a_played_scene_add_up(scenario: Scenario) -> None:
    rude = Judgement((Act.ARGUE, Act.APOLOGY), Taboo.SWEAR)
    scene = said(scenario, ("您好", Judgement((Act.GREET, Act.LISTEN, Act.EMPATHY))), ("滚", rude))
    mark = mark_scene(scenario, scene)
    marked = mark_groups(group_checks(checks_of(scenario)), mark)
    assert sum(one.points for one in marked) == mark.points


# ── what to train next


def test_the_next_scenario_trains_what_was_weak() -> None:
    shelf = [
        Candidate("a", 0, {"结果公平": 30}), Candidate("b", 1, {"需求": 60}),
        Candidate("c", 2, {"结果公平": 40}),
    ]  # fmt: skip
    assert choose_next(shelf, ["结果公平"], {}) == "c"
    assert choose_next(shelf, ["结果公平"], {"c": 90}) == "a"
    assert choose_next(shelf, [], {"a": 50}) == "b"
    assert choose_next(shelf, [], {"a": 90, "b": 90}, but="c") is None


# ── leaks


def test_what_nobody_said_must_not_be_said(scenario: Scenario) -> None:
    persona = scenario.personas[0]
    guest = begin(scenario, 1).guest(persona.id)
    hidden = ["她其实想要上门道歉和一张新沙发"]

    def leak(text: str, *said: str) -> str:
        return find_leak(scenario, persona, guest, hidden, [persona.opening, *said], text)

    assert leak("沙发坏了，你看着办。") == ""
    assert leak("扶手都裂了。") == "fact"
    assert leak("扶手都裂了。", "是扶手吗？") == ""
    assert leak("我就想要上门道歉。") == "hidden"
    assert leak("满分多少？") == "rubric"
    assert leak("ok") == "form"
