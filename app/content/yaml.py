"""YAML as content files may use it: the plain subset, with every surprise refused.

PyYAML keeps the last of two equal keys, which could swap an answer key without a word; it also
reads `no` as False, `012` as ten and `1:30` as ninety. Here a repeated key is an error, only
`true`/`false`, plain decimal numbers and `null` are anything but text, and anchors with aliases
are refused, since a few lines of them can grow without bound.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, cast

import yaml
from yaml import CSafeLoader
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

MAX_BYTES = 1_000_000
MAX_DEPTH = 30
MAX_NODES = 200_000

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+\Z")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_TAG = "tag:yaml.org,2002:"
_STRUCTURES = (f"{_TAG}map", f"{_TAG}seq")
_SCALARS = frozenset({"str", "int", "float", "bool", "null", "timestamp", "value"})

FieldPath = tuple[str | int, ...]


class YamlError(ValueError):
    """A text that is not acceptable YAML; `line` counts from one."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True)
class Document:
    """The value of a file, and the line on which each of its parts begins."""

    value: Any
    lines: dict[FieldPath, int] = field(default_factory=dict[FieldPath, int], compare=False)

    def line_of(self, path: FieldPath) -> int | None:
        """Return the line of the part at `path`, or of the nearest part around it."""
        for end in range(len(path), -1, -1):
            if (line := self.lines.get(path[:end])) is not None:
                return line
        return None


def load_yaml(text: str) -> Document:
    """Parse one YAML document strictly; raise `YamlError` at the first thing wrong."""
    if len(text.encode()) > MAX_BYTES:
        raise YamlError(f"文件超过 {MAX_BYTES // 1000} kB，请拆成几个文件")
    try:
        root = cast("Node | None", yaml.compose(text, Loader=CSafeLoader))  # pyright: ignore[reportUnknownMemberType]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(
            f"YAML 写法有误：{error.problem}", mark.line + 1 if mark else None
        ) from error
    except yaml.YAMLError as error:
        raise YamlError(f"YAML 写法有误：{error}") from error
    except RecursionError as error:
        raise YamlError("嵌套太深") from error
    if root is None:
        return Document(None)
    builder = _Builder()
    return Document(builder.build(root, ()), builder.lines)


class _Builder:
    """Turns YAML nodes into plain values and remembers where each stood."""

    def __init__(self) -> None:
        self.lines: dict[FieldPath, int] = {}
        self._seen: set[int] = set()

    def build(self, node: Node, path: FieldPath) -> Any:
        line = node.start_mark.line + 1
        if id(node) in self._seen:
            raise YamlError("不能使用锚点与别名（& 与 *）", line)
        self._seen.add(id(node))
        if len(self._seen) > MAX_NODES:
            raise YamlError("内容太多，请拆成几个文件", line)
        if len(path) > MAX_DEPTH:
            raise YamlError("嵌套太深", line)
        self.lines[path] = line
        if isinstance(node, ScalarNode):
            return _scalar(node)
        if node.tag not in _STRUCTURES:
            raise YamlError(f"不能使用标签 {node.tag}", line)
        if isinstance(node, SequenceNode):
            return [self.build(child, (*path, i)) for i, child in enumerate(node.value)]
        return self._mapping(cast("MappingNode", node), path)

    def _mapping(self, node: MappingNode, path: FieldPath) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                raise YamlError("键必须是文字", line)
            key = key_node.value
            if key in result:
                raise YamlError(f"键“{key}”重复出现", line)
            if key == "<<":
                raise YamlError("不能使用合并键 <<", line)
            result[key] = self.build(value_node, (*path, key))
            self.lines[(*path, key)] = line
        return result


def _scalar(node: ScalarNode) -> Any:
    text: str = node.value
    if node.tag.removeprefix(_TAG) not in _SCALARS:
        raise YamlError(f"不能使用标签 {node.tag}", node.start_mark.line + 1)
    # Quoted, literal and folded text, and what YAML itself calls text, is text.
    if node.style or node.tag == f"{_TAG}str":
        return text
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _INTEGER.match(text) and len(text) < 19:
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    return text
