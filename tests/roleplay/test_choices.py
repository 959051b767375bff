"""Lines to choose from: what is offered when, and that only knowing tells which is good."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from app.roleplay.choice_proofs import SEEDS, Pick, choose_through, prove_choices, tell
from app.roleplay.domain.acts import Act, Judgement
from app.roleplay.domain.choices import Choice, choosing_judge, offer
from app.roleplay.domain.engine import say, step
from app.roleplay.domain.scenario import ChoiceLine, Moment, Scenario
from app.roleplay.domain.scene import Move, Scene, begin
from app.roleplay.judging import shipped_judge
from app.roleplay.specs import ScenarioSpec
from tests.roleplay.conftest import persona, scenario
from tests.roleplay.test_scenarios import FILES, value

GREETING = Judgement((Act.GREET,))
PICKS: dict[str, Pick] = {
    "good": lambda options: next(one for one in options if one.good),
    "wrong": lambda options: next(one for one in options if not one.good),
    "first": lambda options: options[0],
    "last": lambda options: options[-1],
}


def sofa(*more: str) -> Scenario:
    """The small scenario with choices; `more` are further personas."""
    lines = [
        ChoiceLine(Moment.OPENING, "您好，我姓林。", True, judgement=GREETING),
        ChoiceLine(
            Moment.FEELING, "新沙发就坏，真扫兴。", True, judgement=Judgement((Act.EMPATHY,))
        ),
        ChoiceLine(Moment.FEELING, "抱歉。", True, judgement=Judgement((Act.APOLOGY,))),
        ChoiceLine(Moment.FACT, "扶手裂了，对吗？", True, judgement=Judgement((Act.RESTATE,))),
        ChoiceLine(Moment.SOLVING, "今晚短信给您。", True, judgement=Judgement((Act.COMMIT,))),
        ChoiceLine(Moment.CLOSING, "再见。", True, judgement=Judgement((Act.CLOSE,))),
    ]
    for moment in Moment:
        for n in range(3):
            lines.append(
                ChoiceLine(moment, f"错{moment}{n}", False, "不好", judgement=Judgement(()))
            )
    people = (persona(), *(persona(name, name) for name in more))
    return replace(scenario(*people), choices=tuple(lines))


def after(built: Scenario, *moves: tuple[str, Judgement]) -> Scene:
    scene = begin(built, 1)
    for text, judgement in moves:
        scene = step(built, scene, Move(text), judgement)
    return scene


def good_at(built: Scenario, scene: Scene) -> set[str]:
    """The good lines offered over many seeds."""
    return {one.say for seed in range(12) for one in offer(built, scene, seed) if one.good}


def test_what_is_good_follows_the_conversation() -> None:
    built = sofa()
    opened = ("您好，我姓林。", GREETING)
    felt = ("新沙发就坏，真扫兴。", Judgement((Act.EMPATHY,)))
    sorry = ("抱歉。", Judgement((Act.APOLOGY,)))
    asked = ("哪里坏了？", Judgement((Act.ASK,)))
    assert good_at(built, begin(built, 1)) == {"您好，我姓林。"}
    assert good_at(built, after(built, opened)) == {"新沙发就坏，真扫兴。", "抱歉。"}
    assert "哪里坏了？" in good_at(built, after(built, opened, felt, sorry))
    told = after(built, opened, felt, sorry, asked)
    assert "扶手裂了，对吗？" in good_at(built, told)
    assert "给您换一张。" not in good_at(built, after(built, opened, felt, sorry))


def test_the_end_comes_when_all_is_done() -> None:
    built = sofa()
    scene, offers = choose_through(built, choosing_judge(built, never), 1, PICKS["good"])
    assert len(offers) == len(scene.turns)
    assert scene.turns[-1].text == "再见。"
    assert scene.is_over
    assert offer(built, scene, 1) == ()


def test_the_same_set_does_not_come_again_while_nothing_moves() -> None:
    built = sofa()
    for seed in range(20):
        scene, before = begin(built, seed), frozenset[str]()
        for _turn in range(6):
            lines = frozenset(one.say for one in offer(built, scene, seed))
            assert lines != before
            scene, before = step(built, scene, Move("哦。"), Judgement(())), lines


def test_wrong_turns_do_not_give_away_what_was_not_told() -> None:
    built = sofa()
    leak = ChoiceLine(Moment.OPENING, "扶手裂了不要紧。", False, "不好", judgement=Judgement(()))
    built = replace(built, choices=(*built.choices, leak))
    asked = after(built, ("您好，我姓林。", GREETING), ("哪里坏了？", Judgement((Act.ASK,))))
    assert asked.guest("lin").told == ("where",)
    for seed in range(20):
        assert leak.say not in {one.say for one in offer(built, begin(built, seed), seed)}


def never(said: str, context: str) -> Judgement:
    """Questions and remedies of the small scenario as a judge would see them."""
    del context
    acts = {"哪里坏了？": Act.ASK, "还有什么影响？": Act.ASK, "给您换一张。": Act.OFFER}
    return Judgement((acts.get(said, Act.COMMIT),))


def test_without_choices_nothing_is_offered() -> None:
    plain = scenario()
    assert offer(plain, begin(plain, 1), 1) == ()


def test_everybody_is_greeted_before_anybody_is_served() -> None:
    built = sofa("wang")
    scene = begin(built, 1)
    assert {one.to for one in offer(built, scene, 1)} == {"lin"}
    scene = step(built, scene, Move("您好，我姓林。", "lin"), GREETING)
    assert {one.to for one in offer(built, scene, 1)} == {"wang"}


@pytest.mark.parametrize("pick", PICKS.values(), ids=PICKS)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_offers_are_steady_and_never_twice_the_same(file: Any, pick: Pick) -> None:
    built = ScenarioSpec.model_validate(value(file.stem)).build()
    judge = choosing_judge(built, shipped_judge().judge)
    for seed in SEEDS:
        scene, before = begin(built, seed), frozenset[str]()
        while len(scene.turns) < 30 and (options := offer(built, scene, seed)):
            assert options == offer(built, scene, seed)
            assert 3 <= len(options) <= 4
            assert 1 <= sum(one.good for one in options) <= 2
            assert len({one.say for one in options}) == len(options)
            lines = frozenset(one.say for one in options)
            assert lines != before
            chosen = pick(options)
            scene, before = say(built, scene, Move(chosen.say, chosen.to), judge), lines
        assert len(scene.turns) > 1


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_choices_of_every_shipped_scenario_prove_themselves(file: Any) -> None:
    spec = ScenarioSpec.model_validate(value(file.stem))
    assert spec.choices is not None
    assert list(prove_choices(spec, shipped_judge().judge)) == []


def found(change: Callable[[Any], None]) -> list[str]:
    raw = copy.deepcopy(value())
    change(raw["choices"])
    spec = ScenarioSpec.model_validate(raw)
    return [message for _place, message in prove_choices(spec, shipped_judge().judge)]


def long_good(choices: Any) -> None:
    for one in choices["wrong"]:
        one["say"] = f"{one['say'][:4]}{choices['wrong'].index(one)}"


def polite_good(choices: Any) -> None:
    for one in choices["wrong"]:
        one["say"] = one["say"].replace("您", "你").replace("请", "").replace("麻烦", "")
    for one in choices["good"]:
        one["say"] += "谢谢您。"


def kind_wrong(choices: Any) -> None:
    """Every wrong turn does what a good agent does."""
    for at, one in enumerate(choices["wrong"]):
        one["say"] = f"有没有人通知您？对时间有什么影响？还是喜欢原来的教练？{at}"
        one.update(acts=["greet", "empathy", "ask", "commit"])
        one.pop("taboo", None)


def middling_good(choices: Any) -> None:
    for at, one in enumerate(choices["wrong"]):
        one["say"] = f"{one['say']}{'您看这样好不好' * 6}" if at % 2 else f"哦{at}"


def rude_good(choices: Any) -> None:
    for one in choices["good"]:
        one.update(acts=["argue"])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (long_good, "最长"),
        (polite_good, "客气字眼最多"),
        (middling_good, "不长不短"),
        (kind_wrong, "总选错的"),
        (rude_good, "总选好的"),
    ],
)
def test_choices_that_give_themselves_away_are_found(
    change: Callable[[Any], None], told: str
) -> None:
    assert any(told in message for message in found(change))


def test_equal_options_are_drawn_by_lot() -> None:
    good = Choice("甲", "lin", Moment.FACT, good=True)
    wrong = Choice("乙", "lin", Moment.FACT, good=False)
    assert tell([(good, wrong)], lambda options: [len(one.say) for one in options]) == 0.5
    assert tell([], lambda options: [0 for _one in options]) == 0.0


def test_the_author_decides_what_a_written_line_does() -> None:
    built = sofa()
    judge = choosing_judge(built, never)
    assert judge("您好，我姓林。", "") == GREETING
    assert judge("别的话", "").acts == (Act.COMMIT,)


def test_a_question_that_is_chosen_is_a_question() -> None:
    judge = choosing_judge(sofa(), lambda _said, _context: Judgement((Act.ARGUE,)))
    assert judge("哪里坏了？", "") == Judgement((Act.ASK,))
    assert judge("给您换一张。", "") == Judgement((Act.OFFER,))
    assert judge("别的话", "") == Judgement((Act.ARGUE,))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda c: c["wrong"].pop(), ""),
        (lambda c: c["good"][0].update(who="nobody"), "没有人物"),
        (lambda c: c["good"].append(dict(c["good"][0])), "写了两遍"),
        (lambda c: [one.update(when="fact") for one in c["wrong"]], "每个时机都要有"),
        (lambda c: c["wrong"][0].update(when="lunch"), "只能是"),
        (lambda c: c["wrong"][0].pop("why"), "Field required"),
    ],
)
def test_wrong_choices_are_refused(change: Callable[[Any], Any], told: str) -> None:
    raw = value()
    change(raw["choices"])
    if not told:
        assert ScenarioSpec.model_validate(raw).choices is not None
        return
    with pytest.raises(ValidationError) as caught:
        ScenarioSpec.model_validate(raw)
    assert any(told in error["msg"] for error in caught.value.errors())
