"""Training: repeatable bit by bit, whatever the order; the shipped weights name their bank."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from app.roleplay.domain.acts import Act
from app.roleplay.domain.bank import (
    BankError,
    Example,
    digest,
    parse_bank,
    refuse_repeated,
)
from app.roleplay.domain.training import train
from app.roleplay.domain.weights import (
    WeightsError,
    dump_weights,
    load_weights,
    read_cells,
    write_cells,
)
from app.roleplay.judging import WEIGHTS, read_parts, shipped_weights, write_parts
from tests.roleplay.conftest import SMALL

ROOT = Path(__file__).parents[3]
BANK = ROOT / "content" / "roleplay" / "acts"
# Of the weights of `lines.jsonl`. Changes with patterns, features and training, and with nothing else.
GOLDEN_OF_BOTH = "d2cdd671a2ad861c356159abf2c2ecce78a231dca1e6714c0cf245a926820f8f"
GOLDEN = "d415b8f58710514b1d50263a1647eb73d66e9d6dfbe4c08d9d6cba8a6dd404f7"


def test_training_is_repeatable_bit_by_bit(examples: list[Example]) -> None:
    text = dump_weights(train(examples, SMALL))
    assert hashlib.sha256(text.encode()).hexdigest() == GOLDEN


def test_training_of_the_second_pass_is_repeatable(examples: list[Example]) -> None:
    settings = replace(SMALL, second_least=0, second_rounds=4)
    text = dump_weights(train(examples, settings))
    assert hashlib.sha256(text.encode()).hexdigest() == GOLDEN_OF_BOTH


def test_the_order_of_examples_does_not_matter(examples: list[Example]) -> None:
    shuffled = Random(5).sample(examples, len(examples))
    assert train(shuffled, SMALL) == train(examples, SMALL)


def test_only_the_heaviest_weights_are_kept(examples: list[Example]) -> None:
    table = train(examples, replace(SMALL, room=50)).table
    assert sum(len(list(read_cells(row))) for row in table.values()) == 50


def test_weights_survive_the_way_through_a_file(examples: list[Example]) -> None:
    weights = train(examples, SMALL)
    assert load_weights(dump_weights(weights)) == weights


def test_cells_are_read_as_they_were_written() -> None:
    pairs = [(0, 1), (3, -1), (17, 42), (23, -130)]
    written = write_cells(pairs)
    assert written == "AdR42x130"
    assert [(label, weight) for _cell, label, weight in read_cells(written)] == pairs


def test_weights_are_written_in_parts(tmp_path: Path) -> None:
    (tmp_path / "acts-9.txt").write_text("old", encoding="utf-8")
    text = "".join(f"{n},\n" for n in range(100_000))
    write_parts(tmp_path, text)
    assert read_parts(tmp_path) == text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["acts-1.txt", "acts-2.txt"]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": 99}', "null"])
def test_other_files_are_no_weights(text: str) -> None:
    with pytest.raises(WeightsError):
        load_weights(text)


def test_shipped_weights_are_small_and_name_their_bank() -> None:
    weights = shipped_weights()
    text = read_parts(WEIGHTS)
    assert len(text.encode()) < 1_500_000
    assert dump_weights(weights) == text
    if not BANK.is_dir():
        pytest.skip("the example bank is not in this tree")
    known = [
        example
        for file in sorted(BANK.glob("*.jsonl"))
        for example in parse_bank(file.read_text(encoding="utf-8").splitlines(), file.name)
        if not example.is_held_back
    ]
    assert (weights.examples, weights.bank) == (len(known), digest(known))


def test_a_quarter_is_held_back_by_id_alone(examples: list[Example]) -> None:
    many = [replace(examples[0], id=f"x-{n}") for n in range(2000)]
    assert 0.2 < sum(example.is_held_back for example in many) / 2000 < 0.3
    assert replace(many[0], acts=frozenset({Act.ASK})).is_held_back == many[0].is_held_back


def test_the_digest_sees_labels_and_not_order(examples: list[Example]) -> None:
    assert digest(examples) == digest(reversed(examples))
    assert digest(examples) != digest([replace(examples[0], taboo=None, acts=frozenset())])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "b.jsonl 第 2 行"),
        ("[]", "应是一个 JSON 对象"),
        ('{"id": "a", "acts": []}', "缺少 'taboo'"),
        ('{"id": "a", "utterance": " ", "acts": [], "taboo": false}', "utterance 是空的"),
        ('{"id": "a", "utterance": "好", "acts": ["sing"], "taboo": false}', "sing"),
        ('{"id": "a", "utterance": "好", "acts": [], "taboo": "坏"}', "坏"),
    ],
)
def test_wrong_lines_are_named(line: str, reason: str) -> None:
    with pytest.raises(BankError, match="第 2 行") as caught:
        list(parse_bank(["", line], "b.jsonl"))
    assert reason in str(caught.value)


def test_repeated_lines_are_refused(examples: list[Example]) -> None:
    refuse_repeated(examples)
    with pytest.raises(BankError, match="编号重复"):
        refuse_repeated([examples[0], examples[0]])
    with pytest.raises(BankError, match="相同"):
        refuse_repeated([examples[0], replace(examples[0], id="other")])
