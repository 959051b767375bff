"""The default rubrics, `complaint-v1` and `acquisition-v1`, and those made of a scenario's own checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from app.roleplay.domain.acts import Act
from app.roleplay.domain.own_checks import own_checks
from app.roleplay.domain.rubric import Check, Evidence, Test, spread
from app.roleplay.domain.scenario import Ending, Need, Scenario
from app.roleplay.domain.scene import Turn

DISTRIBUTIVE, PROCEDURAL, INTERACTIONAL = "结果公平", "程序公平", "互动公平"
_CALMER = 20


def checks_of(scenario: Scenario) -> tuple[Check, ...]:
    """The checks of a scenario, 100 points in all."""
    if scenario.rubric == "complaint-v1":
        return tuple(_complaint(scenario))
    if scenario.rubric == "acquisition-v1":
        return tuple(_acquisition(scenario))
    return tuple(own_checks(scenario.checks))


# ── complaint-v1


def _complaint(scenario: Scenario) -> Iterator[Check]:
    hear, know, fit, respect = "倾听共情", "了解事实", "方案合需", INTERACTIONAL
    yield Check(
        "hear.early", hear, respect, "头两轮就让客户说话或说到了他的感受", 6,
        "先接住情绪，再谈事情。", _early(2, Act.LISTEN, Act.EMPATHY),
    )  # fmt: skip
    yield Check(
        "hear.empathy", hear, respect, "说到了客户的感受或处境", 7,
        "说出客户为什么难受，不只说“理解”。", _did(Act.EMPATHY),
    )  # fmt: skip
    yield Check(
        "hear.restate", hear, respect, "把客户说的复述清楚并核对", 7,
        "问清以后用一句话说回去，请客户确认。", _restated,
    )  # fmt: skip
    yield from _facts(scenario, know, PROCEDURAL, 14)
    yield Check(
        "know.first", know, PROCEDURAL, "先了解情况，再提办法", 6,
        "提办法以前至少问出一件事。", _informed_offer,
    )  # fmt: skip
    yield from _needs(scenario, fit, DISTRIBUTIVE, 19)
    yield Check(
        "fit.honest", fit, DISTRIBUTIVE, "提了办法，没有许诺权限以外的事", 6,
        "只答应做得到的，做不到的说明怎样去争取。", _honest(Act.OFFER, Act.COMMIT),
    )  # fmt: skip
    yield Check(
        "sorry.once", "致歉", respect, "为客户受的影响道了歉", 5,
        "为具体的事道歉，一次说到位。", _did(Act.APOLOGY),
    )  # fmt: skip
    yield Check(
        "sorry.deed", "致歉", respect, "道歉最多两次，并跟上了办法", 5,
        "道歉以后马上说要做什么；反复道歉会让客户更烦。", _sorry_then_deed,
    )  # fmt: skip
    yield Check(
        "time.told", "时限", PROCEDURAL, "给了明确的时间", 5,
        "把“尽快”换成几点以前。", _did(Act.COMMIT),
    )  # fmt: skip
    yield Check(
        "time.grounded", "时限", PROCEDURAL, "了解情况以后才给时间", 5,
        "先问清再承诺，免得落空。", _grounded_commit,
    )  # fmt: skip
    yield Check(
        "polite.open", "礼貌起止", respect, "开口有问候或自报身份", 2,
        "第一句问候并说明自己是谁。", _early(1, Act.GREET),
    )  # fmt: skip
    yield Check(
        "polite.close", "礼貌起止", respect, "事情有着落以后礼貌收尾", 3,
        "结束前问还有没有别的事，并道别。", _closed,
    )  # fmt: skip
    yield from _outcome()


def _outcome() -> Iterator[Check]:
    yield Check(
        "end.calmer", "结果", DISTRIBUTIVE, "客户的怒气比开口时低 20 分以上", 4,
        "怒气没降，先回到感受和事实。", _calmer,
    )  # fmt: skip
    yield Check(
        "end.resolved", "结果", DISTRIBUTIVE, "需要都有了着落，客户平静收场", 6,
        "看看哪项需要没有谈到。", _resolved,
    )  # fmt: skip


# ── acquisition-v1


def _acquisition(scenario: Scenario) -> Iterator[Check]:
    ask, fit = "提问", "利益对需求"
    yield Check(
        "open.greet", "开场", "开场", "第一句有问候并说明自己是谁", 5,
        "先让对方知道你是谁。", _early(1, Act.GREET),
    )  # fmt: skip
    yield Check(
        "open.no-pitch", "开场", "开场", "头两轮先问、先听，没有急着推销", 5,
        "开场先请教，产品放在后面。", _asked_before_pitch,
    )  # fmt: skip
    yield from _facts(scenario, ask, "需求", 20)
    yield Check(
        "ask.thrice", ask, "需求", "至少在三轮里提了问题", 5,
        "从现状问到困难，再问到影响和期望。", _asked_in(3),
    )  # fmt: skip
    yield Check(
        "ask.first", ask, "需求", "讲好处以前已经问出了情况", 5,
        "问出一件事，再讲与它有关的好处。", _informed_benefit,
    )  # fmt: skip
    yield Check(
        "restate", "复述", "需求", "把对方的需要复述清楚并核对", 10,
        "用对方的话说回去，请他确认。", _restated,
    )  # fmt: skip
    yield from _needs(scenario, fit, "方案", 20)
    yield from _objections(scenario)
    yield Check(
        "advance.asked", "推进", "推进", "谈到需要以后提了下一步", 5,
        "约一个小而具体的下一步。", _advanced,
    )  # fmt: skip
    yield Check(
        "advance.won", "推进", "推进", "对方愿意走下一步", 5,
        "看看还有哪个需要或顾虑没有谈到。", _resolved,
    )  # fmt: skip
    yield Check(
        "honest", "诚信", "诚信", "介绍或提议时没有夸大，也没有许做不到的诺", 5,
        "讲得出依据的好处才讲。", _honest(Act.BENEFIT, Act.OFFER, Act.ADVANCE),
    )  # fmt: skip


def _objections(scenario: Scenario) -> Iterator[Check]:
    raised = [(persona, one) for persona in scenario.personas for one in persona.objections]
    for (persona, one), points in zip(raised, spread(15, max(1, len(raised))), strict=False):
        yield Check(
            f"objection.{persona.id}.{one.id}", "异议", "异议",
            f"回应了顾虑：{one.say}", points, f"可以说：{one.model}", _answered(persona.id, one.id),
        )  # fmt: skip
    if not raised:
        yield Check(
            "objection.none", "异议", "异议", "没有与客户争辩", 15,
            "先认同顾虑，再补充。", _never_argued,
        )  # fmt: skip


# ── shared by both


def _facts(scenario: Scenario, group: str, axis: str, points: int) -> Iterator[Check]:
    facts = [(persona, fact) for persona in scenario.personas for fact in persona.facts]
    for (persona, fact), each in zip(facts, spread(points, len(facts)), strict=True):
        yield Check(
            f"fact.{persona.id}.{fact.id}", group, axis, f"问出了{fact.name}", each,
            f"可以问：{fact.question}", _told(persona.id, fact.id),
        )  # fmt: skip


def _needs(scenario: Scenario, group: str, axis: str, points: int) -> Iterator[Check]:
    needs = [(persona, need) for persona in scenario.personas for need in persona.needs]
    for (persona, need), each in zip(needs, spread(points, len(needs)), strict=True):
        yield Check(
            f"need.{persona.id}.{need.id}", group, axis, f"了解情况后满足了“{need.name}”", each,
            f"可以说：{need.model}", _met(persona.id, need),
        )  # fmt: skip


def _turns(choose: Callable[[Evidence, Turn], bool]) -> Test:
    """A test met by any fair turn that `choose` likes."""

    def test(evidence: Evidence) -> Sequence[int] | None:
        return [turn.number for turn in evidence.fair if choose(evidence, turn)] or None

    return test


def _did(*acts: Act) -> Test:
    return _turns(lambda _evidence, turn: turn.judgement.has(*acts))


def _early(by: int, *acts: Act) -> Test:
    return _turns(lambda _evidence, turn: turn.number <= by and turn.judgement.has(*acts))


def _told(who: str, fact: str) -> Test:
    return _turns(lambda _evidence, turn: turn.to == who and turn.told == fact)


def _met(who: str, need: Need) -> Test:
    """Met by somebody who knew what it takes, not by a lucky guess."""

    def knew(_evidence: Evidence, turn: Turn) -> bool:
        known = set(turn.known)
        ready = known.issuperset(need.after) if need.after else bool(known)
        return turn.to == who and need.id in turn.met and ready

    return _turns(knew)


def _answered(who: str, objection: str) -> Test:
    return _turns(lambda _evidence, turn: turn.to == who and objection in turn.answered)


_restated: Test = _turns(lambda _evidence, turn: bool(turn.restated))


def _first_is_informed(*acts: Act) -> Test:
    """The first fair turn with one of `acts` comes after something was told."""

    def test(evidence: Evidence) -> Sequence[int] | None:
        first = evidence.first(*acts)
        turn = next((turn for turn in evidence.fair if turn.number == first), None)
        return [first] if turn and turn.known else None

    return test


def _informed_offer(evidence: Evidence) -> Sequence[int] | None:
    """A remedy was given, and the first that met a need came after something was told."""
    met = [turn for turn in evidence.fair if turn.met]
    return [met[0].number] if met and met[0].known else None


_informed_benefit: Test = _first_is_informed(Act.BENEFIT)
_grounded_commit: Test = _turns(
    lambda _evidence, turn: turn.judgement.has(Act.COMMIT) and bool(turn.known)
)


def _honest(*acts: Act) -> Test:
    def test(evidence: Evidence) -> Sequence[int] | None:
        turns = evidence.scene.turns
        if any(turn.limits or turn.judgement.taboo for turn in turns):
            return None
        return [
            turn.number for turn in evidence.fair if turn.judgement.has(*acts) and turn.met
        ] or None

    return test


def _sorry_then_deed(evidence: Evidence) -> Sequence[int] | None:
    sorry = evidence.did(Act.APOLOGY)
    deeds = [n for n in evidence.did(Act.OFFER, Act.COMMIT) if sorry and n >= sorry[0]]
    return [sorry[0], deeds[0]] if deeds and len(sorry) <= 2 else None


def _closed(evidence: Evidence) -> Sequence[int] | None:
    closes = evidence.did(Act.CLOSE)
    met = [turn.number for turn in evidence.scene.turns if turn.met]
    return closes[-1:] if closes and met and closes[-1] > met[0] else None


def _calmer(evidence: Evidence) -> Sequence[int] | None:
    calmed = all(
        persona.mood.anger - guest.mood.anger >= _CALMER for persona, guest in evidence.pairs
    )
    return [] if calmed else None


def _resolved(evidence: Evidence) -> Sequence[int] | None:
    ends = [evidence.ending(persona) for persona, _guest in evidence.pairs]
    return [] if all(end is Ending.RESOLVED for end in ends) else None


def _asked_before_pitch(evidence: Evidence) -> Sequence[int] | None:
    asked = [n for n in evidence.did(Act.ASK, Act.LISTEN) if n <= 2]
    early = [n for n in evidence.did(Act.BENEFIT, Act.ADVANCE) if n <= 2]
    return asked if asked and not early else None


def _asked_in(least: int) -> Test:
    def test(evidence: Evidence) -> Sequence[int] | None:
        asked = evidence.did(Act.ASK)
        return asked if len(asked) >= least else None

    return test


def _advanced(evidence: Evidence) -> Sequence[int] | None:
    known = [
        turn.number for turn in evidence.fair if turn.judgement.has(Act.ADVANCE) and turn.known
    ]
    return known or None


def _never_argued(evidence: Evidence) -> Sequence[int] | None:
    return [] if evidence.fair == evidence.scene.turns and evidence.did(Act.ASK) else None
