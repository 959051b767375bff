"""The judge that is shipped, and judging of utterances that come as lines of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

from app.roleplay.domain.classifier import Judge
from app.roleplay.domain.debrief import tell_judgement
from app.roleplay.domain.weights import Weights, load_weights, split_text

# One JSON text in several parts, to be joined in the order of their names.
WEIGHTS = Path(__file__).parent / "weights"
_PARTS = "acts-*.txt"
_LARGEST_PART = 380_000
_LONGEST_LINE = 100_000


@cache
def shipped_weights() -> Weights:
    """The weights that come with the program, read once."""
    return load_weights(read_parts(WEIGHTS))


def read_parts(folder: Path) -> str:
    """The text of the weights in `folder`; empty if there are none."""
    return "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob(_PARTS)))


def write_parts(folder: Path, text: str) -> None:
    """Write the text of weights to `folder` in place of what was there."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob(_PARTS):
        path.unlink()
    for number, part in enumerate(split_text(text, _LARGEST_PART), 1):
        (folder / f"acts-{number}.txt").write_text(part, encoding="utf-8", newline="\n")


@cache
def shipped_judge() -> Judge:
    return Judge(shipped_weights())


def judge_lines(lines: Iterable[str], judge: Judge) -> Iterator[dict[str, Any]]:
    """Judge each line; blank lines are skipped.

    Yields `{"id", "acts", "taboo", "confidence", "why", "unsure"}`, or `{"line", "error"}` (with the id, if it
    has a usable one) for a line that is malformed, in the order of the lines.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        id_: str | int | None = None
        try:
            data = _parse(line)
            id_ = _id(data)
            utterance, context = _text(data, "utterance"), _text(data, "context", "")
            yield {"id": id_, **tell_judgement(judge.judge(utterance, context))}
        except ValueError as error:
            place = {} if id_ is None else {"id": id_}
            yield {**place, "line": number, "error": f"第 {number} 行：{error}"}


def _parse(line: str) -> dict[str, Any]:
    try:
        line.encode()
    except UnicodeEncodeError:
        raise ValueError("不是 UTF-8 文字") from None
    if len(line) > _LONGEST_LINE:
        raise ValueError("这一行太长")
    try:
        data: object = json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        raise ValueError("不是一行完整的 JSON") from None
    if not isinstance(data, dict):
        raise ValueError("这一行应是一个 JSON 对象")
    return cast("dict[str, Any]", data)


def _id(data: dict[str, Any]) -> str | int:
    id_ = data.get("id")
    if isinstance(id_, bool) or not isinstance(id_, str | int) or id_ == "":
        raise ValueError("缺少 id（文字或整数）")
    return id_


def _text(data: dict[str, Any], name: str, default: str | None = None) -> str:
    value = data.get(name, default)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise ValueError(f"{name} 应为文字" if name in data else f"缺少 {name}")
    return value
