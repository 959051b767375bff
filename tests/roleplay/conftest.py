"""A small bank, a judge trained on it, and a scenario small enough to reckon by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.roleplay.domain.acts import Act
from app.roleplay.domain.bank import Example, parse_bank
from app.roleplay.domain.classifier import Judge
from app.roleplay.domain.scenario import (
    Band,
    Fact,
    Limit,
    Mood,
    Need,
    Persona,
    Scenario,
    Slot,
    Sort,
)
from app.roleplay.domain.training import Settings, train

LINES = Path(__file__).parent / "lines.jsonl"
SMALL = Settings(cost=0.06, strong=1.6, least=1, rounds=6, folds=2, room=20_000)


@pytest.fixture(scope="session")
def examples() -> list[Example]:
    with LINES.open(encoding="utf-8") as lines:
        return list(parse_bank(lines, LINES.name))


@pytest.fixture(scope="session")
def judge(examples: list[Example]) -> Judge:
    """A judge that knows the small bank and little else."""
    return Judge(train(examples, SMALL))


def persona(id_: str = "lin", name: str = "林女士") -> Persona:
    """A customer with two facts and two needs; her replies name slot and band."""
    bands = {
        slot: {band: tuple(f"{slot}-{band}-{n}。" for n in range(3)) for band in Band}
        for slot in Slot
    }
    return Persona(
        id=id_,
        name=name,
        profile="老客户",
        style="急躁",
        mood=Mood(anger=58, trust=30, patience=60),
        opening="沙发坏了！",
        facts=(
            Fact("where", "坏在哪里", ("哪里", "位置"), "扶手裂了。", ("扶手",), "哪里坏了？"),
            Fact("baby", "家里有孩子", (), "家里有三个月的孩子。", ("孩子",), "还有什么影响？"),
        ),
        needs=(
            Need("swap", "换新", (Act.OFFER,), ("换",), ("where",), "给您换一张。"),
            Need("soon", "快", (Act.COMMIT,), (), (), "明天送到。"),
        ),
        objections=(),
        lines=bands,
    )


def scenario(*personas: Persona, rubric: str = "complaint-v1") -> Scenario:
    return Scenario(
        id="sofa",
        title="沙发坏了",
        sort=Sort.COMPLAINT,
        personas=personas or (persona(),),
        limits=(Limit("all", "全额赔偿", ("全额赔",)),),
        rubric=rubric,
    )
