"""The text of a case as it is being written: checked like a file of the course, told place by place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import yaml
from pydantic import ValidationError

from app.bank.content import get_library
from app.cases.content import NAME, check
from app.cases.domain.case import Case
from app.cases.specs import CaseSpec
from app.content.kinds import SourceFile
from app.content.problems import Problem, from_validation_error, from_yaml_error
from app.content.yaml import YamlError, load_yaml

PATH = ""
LONGEST_TEXT = 200_000

# A case to begin with: every field once, and sound.
BLANK = """\
id: case-mine
title: 新的案例
kind: story
chapters: [ch01]
knowledge: [ch01.rm-process]
minutes: 45
summary: 一句话说明这个案例讲什么。
status: composite
facts:
  - {label: 时间, value: 写一件事实}
sources: [自己编写]
invented: [人物和对白是编的。]
parts:
  - id: a
    title: 起因
    text: |
      故事从这里开始。写到需要判断的地方停下来。
    questions:
      - id: a1
        type: decision
        prompt: 你会怎样做？选一项，写出理由。
        points: 4
        options:
          - {id: one, text: 第一种做法}
          - {id: two, text: 第二种做法}
        model_answer: 选哪一项都可以，理由要用到上面的事实。
        rubric:
          - name: 理由
            points: 4
            levels:
              - {points: 4, text: 用到事实，也想到代价}
              - {points: 2, text: 只说了一面}
              - {points: 0, text: 没有理由}
  - id: b
    title: 后来
    text: |
      写后来发生了什么。学生交了第一部分才看得到这里。
    questions:
      - id: b1
        type: text
        prompt: 和你原来的判断比，差在哪里？
        points: 2
        model_answer: 指出一处差别，并说明原因。
        key_points:
          - {text: 指出一处差别, points: 1}
          - {text: 说明原因, points: 1}
teaching_note: |
  怎样上这个案例，学生常见的答案，怎样追问。
discussion: [还有别的做法吗？]
"""


@dataclass(frozen=True, slots=True)
class Checked:
    """A text that was looked at. `case` None: it cannot be used; `problems` say why, in order."""

    case: Case | None
    problems: tuple[Problem, ...] = ()

    @property
    def sound(self) -> bool:
        return self.case is not None


def check_text(text: str) -> Checked:
    """Read a text by the same rules as the course's own files."""
    try:
        document = load_yaml(text)
    except YamlError as failure:
        return Checked(None, (from_yaml_error(PATH, failure),))
    try:
        spec = CaseSpec.model_validate(document.value)
    except ValidationError as failure:
        return Checked(None, tuple(from_validation_error(PATH, failure, document)))
    file = SourceFile(PATH, spec, document)
    course = get_library()
    library = replace(course, files=MappingProxyType({**course.files, NAME: (file,)}))
    problems = tuple(check(library))
    return Checked(None if any(one.is_error for one in problems) else spec.build(), problems)


def read_data(text: str) -> dict[str, Any] | None:
    """The plain values of a text; None where it is no YAML, or no mapping."""
    try:
        value = load_yaml(text).value
    except YamlError:
        return None
    return value if isinstance(value, dict) else None


def write_data(data: Mapping[str, Any]) -> str:
    """Plain values as a text that people can read: long texts in blocks, no keys sorted."""
    return yaml.dump(
        dict(data), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110, indent=2
    )


def title_of(text: str) -> str:
    """What a text calls itself, as far as it can be read."""
    data = read_data(text) or {}
    title = data.get("title")
    return title[:80] if isinstance(title, str) and title.strip() else ""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        del indentless
        return super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, value: str) -> Any:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)
