"""Playing: one table of reactions, facts for questions, needs for remedies, and the same again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.roleplay.domain.acts import Act, Judgement, Taboo
from app.roleplay.domain.engine import (
    MOST_TURNS,
    NoSuchPersona,
    SceneOver,
    play,
    recompute,
    rewind,
    step,
)
from app.roleplay.domain.reactions import MOST_CALMED
from app.roleplay.domain.scenario import Band, Ending, Scenario, Slot
from app.roleplay.domain.scene import Move, Scene, begin, ending_now
from app.roleplay.domain.scripts import read_moves
from tests.roleplay.conftest import persona, scenario

Line = tuple[str, tuple[Act, ...]]
GOOD: list[Line] = [
    ("您好，换谁都急。", (Act.GREET, Act.EMPATHY)),
    ("哪里坏了？", (Act.ASK,)),
    ("扶手裂了，对吗？", (Act.RESTATE,)),
    ("抱歉，给您换一张。", (Act.APOLOGY, Act.OFFER)),
    ("明天送到。", (Act.COMMIT,)),
    ("再见。", (Act.CLOSE,)),
]


def told(played: Scenario, *lines: Line, seed: int = 1) -> Scene:
    scene = begin(played, seed)
    for text, acts in lines:
        scene = step(played, scene, Move(text), Judgement(acts))
    return scene


def rules(scene: Scene) -> list[str]:
    return [change.rule for change in scene.turns[-1].changes]


def test_a_good_conversation_ends_well() -> None:
    scene = told(scenario(), *GOOD)
    guest = scene.guests[0]
    assert (guest.told, guest.met, guest.ending) == (("where",), ("swap", "soon"), Ending.RESOLVED)
    assert scene.turns[-1].slot is Slot.HAPPY_END


def test_equal_input_gives_an_equal_scene() -> None:
    assert told(scenario(), *GOOD) == told(scenario(), *GOOD)


def test_the_seed_changes_words_and_nothing_else() -> None:
    one, other = told(scenario(), *GOOD, seed=1), told(scenario(), *GOOD, seed=8)
    assert [turn.after for turn in one.turns] == [turn.after for turn in other.turns]
    assert [turn.reply for turn in one.turns] != [turn.reply for turn in other.turns]


def test_a_second_reply_for_the_same_purpose_uses_another_line() -> None:
    scene = told(scenario(), *[("嗯。", ())] * 3)
    assert len({turn.reply for turn in scene.turns}) == 3


def test_words_to_a_customer_who_has_gone_are_said_to_nobody() -> None:
    both = scenario(persona(), persona("wang", "王先生"))
    moves = [Move("闭嘴！", "lin")] * 5 + [Move("您好。", "wang")]
    rude, kind = Judgement((Act.ARGUE,)), Judgement((Act.GREET,))
    scene = play(both, moves, lambda said, _context: rude if "闭嘴" in said else kind, 1)
    assert scene.guest("lin").ending is Ending.ESCALATED
    assert scene.turns[-1].to == "wang"
    assert len(scene.turns) < len(moves)


def test_a_space_stands_between_sentences_of_latin_text() -> None:
    english = replace(
        persona(),
        facts=(replace(persona().facts[0], say="The arm is cracked."),),
        lines={slot: dict.fromkeys(Band, ("Of course.",)) for slot in Slot},
    )
    scene = told(scenario(english), ("哪里坏了？", (Act.ASK,)))
    assert scene.turns[0].reply == "Of course. The arm is cracked."


def test_every_change_of_mood_is_in_the_log() -> None:
    for turn in told(scenario(), *GOOD).turns:
        total = max(-MOST_CALMED, sum(change.anger for change in turn.changes))
        assert turn.after.anger == max(0, min(100, round(turn.before.anger + total)))


def test_a_question_opens_one_fact_and_the_named_one_first() -> None:
    scene = told(scenario(), ("哪里坏了，有什么影响？", (Act.ASK,)))
    assert scene.guests[0].told == ("where",)
    assert scene.turns[0].reply.endswith("扶手裂了。")
    assert told(scenario(), ("还有呢？", (Act.ASK,))).guests[0].told == ("baby",)


def test_asking_again_costs_patience() -> None:
    scene = told(scenario(), ("哪里坏了？", (Act.ASK,)), ("坏的位置是哪里？", (Act.ASK,)))
    assert "repeat" in rules(scene)


def test_empathy_wears_off_and_apologies_turn_bad() -> None:
    empathy = told(scenario(), *[("急。", (Act.EMPATHY,))] * 3)
    assert [t.changes[1].anger for t in empathy.turns] == [-9, -4.5, -2.25]
    sorry = told(scenario(), *[("抱歉。", (Act.APOLOGY,))] * 3)
    assert [t.changes[1].anger for t in sorry.turns] == [-8, -1, 4]
    assert sorry.turns[-1].slot is Slot.TIRED


def test_remedies_do_not_sink_in_before_anything_is_known() -> None:
    early = told(scenario(), ("给您换一张。", (Act.OFFER,)))
    later = told(scenario(), ("哪里坏了？", (Act.ASK,)), ("给您换一张。", (Act.OFFER,)))
    assert early.turns[-1].changes[1].anger == pytest.approx(-5.6)
    assert later.turns[-1].changes[1].anger == -14


def test_misconduct_hurts_and_earns_nothing() -> None:
    scene = begin(scenario(), 1)
    judgement = Judgement((Act.OFFER, Act.ARGUE), Taboo.CHALLENGE)
    scene = step(scenario(), scene, Move("给您换一张，您自己没看清。"), judgement)
    assert {"argue", "taboo"} <= set(rules(scene))
    assert (scene.guests[0].met, scene.turns[0].slot) == ((), Slot.HURT)


def test_anger_escalates_and_nothing_follows() -> None:
    scene = told(scenario(), *[("您错了。", (Act.ARGUE, Act.BLAME))] * 2)
    assert scene.guests[0].ending is Ending.ESCALATED
    with pytest.raises(SceneOver):
        step(scenario(), scene, Move("抱歉。"), Judgement((Act.APOLOGY,)))


def test_patience_ends_every_conversation() -> None:
    scene = begin(scenario(), 1)
    for _ in range(MOST_TURNS):
        if scene.is_over:
            break
        scene = step(scenario(), scene, Move("😀"), Judgement((), unsure=True))
    assert scene.is_over


def test_too_much_at_once_is_not_taken_in() -> None:
    scene = told(scenario(), ("给您换一张。" + "好" * 200, (Act.OFFER,)))
    assert (scene.guests[0].met, scene.turns[0].heard) == ((), False)
    assert "flood" in rules(scene)


def test_promises_beyond_ones_powers_are_noticed() -> None:
    assert told(scenario(), ("全额赔给您。", (Act.OFFER,))).turns[0].limits == ("all",)
    assert told(scenario(), ("不能全额赔。", (Act.REFUSE,))).turns[0].limits == ()


def test_stopping_early_is_partial_or_lost() -> None:
    for lines, ending in ((GOOD[:1], Ending.LOST), (GOOD[:4], Ending.PARTIAL)):
        scene = told(scenario(), *lines)
        assert ending_now(persona(), scene.guests[0], scenario().sort) is ending


def test_a_corrected_label_is_recomputed_to_the_end() -> None:
    played = scenario()
    wrong = [(text, acts if n != 3 else ()) for n, (text, acts) in enumerate(GOOD)]
    scene = told(played, *wrong)
    assert scene.guests[0].ending is None
    fixed = recompute(played, scene, {4: Judgement((Act.APOLOGY, Act.OFFER))})
    assert [turn.corrected for turn in fixed.turns] == [False, False, False, True, False, False]
    assert fixed.guests == told(played, *GOOD).guests
    assert recompute(played, fixed, {}) == fixed


def test_a_scene_goes_back_to_before_any_turn() -> None:
    played = scenario()
    scene = told(played, *GOOD)
    for turn in range(1, len(GOOD) + 1):
        assert rewind(played, scene, turn) == told(played, *GOOD[: turn - 1])


def test_several_customers_have_a_mood_each() -> None:
    played = scenario(persona(), persona("he", "何先生"))
    scene = begin(played, 1)
    for move in read_moves(played, ["何先生：哪里坏了？", "", "那：好"]):
        scene = step(played, scene, move, Judgement((Act.ASK,)))
    assert [turn.to for turn in scene.turns] == ["he", "he"]
    assert scene.guest("lin").turns == 0
    assert scene.turns[1].text == "那：好"
    with pytest.raises(NoSuchPersona):
        step(played, scene, Move("好", "nobody"), Judgement(()))
