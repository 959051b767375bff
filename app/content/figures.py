"""Figures: SVG drawn for the course, checked and made ready to stand inside a page.

A figure takes colour, stroke and font from the classes of the style sheet alone, so that it is
right in light, in dark and on paper. Whatever is not on the lists below is refused, not removed:
the author should know. Ids are prefixed by the figure's name, since many figures share a page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree

from app.content.problems import Problem, error
from app.content.specs import CHAPTER
from app.content.text import words

MAX_BYTES = 60_000
SVG = "http://www.w3.org/2000/svg"

_SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"}
_ELEMENTS = _SHAPES | {"svg", "title", "desc", "g", "defs", "marker"}
_GEOMETRY = words("x y dx dy x1 y1 x2 y2 cx cy r rx ry width height d points transform")
_MARKER = words("refX refY orient markerWidth markerHeight markerUnits viewBox")
_MARKED = {"marker-start", "marker-mid", "marker-end"}
_COMMON = {"id", "class", "text-anchor", "dominant-baseline", "aria-hidden"}
_ROOT = {"viewBox", "role", "aria-labelledby", "width", "height", "class"}
_CLASSES = words(
    "g-t g-t--b g-t--q g-t--w g-t--l g-t--on g-t--opt g-axis g-grid g-a g-b g-c g-wash g-gap g-sheet "
    "g-bar g-bar--bg g-bar--w g-dot g-dot--c g-dot--loss"
)
_TEXT_ANCHORS = {"start", "middle", "end"}
_NAME = re.compile(rf"{CHAPTER}/[a-z0-9]+(-[a-z0-9]+)*\Z")
_VIEW_BOX = re.compile(r"0 0 640 [1-9][0-9]{1,3}\Z")
_VALUE = re.compile(r"[-+.,%()\w\s#]*\Z", re.ASCII)
_REFERENCE = re.compile(r"url\(#([A-Za-z][\w-]*)\)\Z", re.ASCII)


@dataclass(frozen=True)
class Figure:
    """A checked figure. `svg` may stand in any page; `title` and `description` put it into words."""

    name: str
    title: str
    description: str
    svg: str

    def labelled(self, label: str) -> str:
        """Return the drawing named by `label` instead of its own title, without ids for it.

        Used where the same figure may stand several times in one page.
        """
        start = self.svg.index("</desc>") + len("</desc>")
        box = re.search(r'viewBox="([^"]*)"', self.svg)
        safe = label.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
        view = box.group(1) if box else ""
        return f'<svg viewBox="{view}" role="img" aria-label="{safe}">{self.svg[start:]}'


def is_figure_name(name: str) -> bool:
    return bool(_NAME.match(name))


def read_figure(name: str, source: str, path: str) -> tuple[Figure | None, list[Problem]]:
    """Check one SVG text; returns the figure unless something in it is refused."""
    if len(source.encode()) > MAX_BYTES:
        return None, [error(path, "", f"图超过 {MAX_BYTES // 1000} kB")]
    if re.search(r"<!DOCTYPE|<!ENTITY|<\?xml-stylesheet", source, re.IGNORECASE):
        return None, [error(path, "", "不能有 DOCTYPE、实体或样式表声明")]
    try:
        root = ElementTree.fromstring(source)  # noqa: S314 - no DOCTYPE gets here
    except (ElementTree.ParseError, ValueError) as failure:
        return None, [error(path, "", f"不是合法的 XML：{failure}")]
    problems = [error(path, field, message) for field, message in _Checker(root).findings()]
    if problems:
        return None, problems
    return _compose(name, root), []


class _Checker:
    """Walks a drawing and collects what is not allowed in it."""

    def __init__(self, root: ElementTree.Element) -> None:
        self.root = root
        self.ids = {value for node in root.iter() if (value := node.get("id"))}
        self.found: list[tuple[str, str]] = []

    def findings(self) -> list[tuple[str, str]]:
        if _local(self.root) != "svg":
            return [("", "最外层应是 <svg>")]
        if not _VIEW_BOX.match(self.root.get("viewBox", "")):
            self._note("svg", "viewBox 应写作 “0 0 640 高”")
        for name, label in (("title", "标题"), ("desc", "文字说明")):
            if not _own_text(self.root, name):
                self._note("svg", f"缺少<{name}>（{label}）")
        seen: set[str] = set()
        for node in self.root.iter():
            self._check(node)
            if identity := node.get("id"):
                if identity in seen:
                    self._note(_local(node), f"id“{identity}”重复")
                seen.add(identity)
        return self.found

    def _note(self, field: str, message: str) -> None:
        self.found.append((field, message))

    def _check(self, node: ElementTree.Element) -> None:
        tag = _local(node)
        if tag not in _ELEMENTS or not str(node.tag).startswith(f"{{{SVG}}}"):
            self._note(tag, f"不能用元素 <{tag}>（或缺少 SVG 的命名空间）")
            return
        allowed = _COMMON | _GEOMETRY | _MARKED
        allowed |= _MARKER if tag == "marker" else set()
        if node is self.root:
            allowed = _ROOT
        for key, value in node.attrib.items():
            if key not in allowed:
                self._note(tag, f"不能用属性 {key}，颜色、线条和字体只由 class 决定")
            else:
                self._check_value(tag, key, value)

    def _check_value(self, tag: str, key: str, value: str) -> None:
        if key == "class":
            if unknown := [name for name in value.split() if name not in _CLASSES]:
                self._note(tag, f"没有这样的 class：{' '.join(unknown)}")
        elif key == "text-anchor" and value not in _TEXT_ANCHORS:
            self._note(tag, "text-anchor 只能是 start、middle 或 end")
        elif key in _MARKED:
            match = _REFERENCE.match(value)
            if not match or match.group(1) not in self.ids:
                self._note(tag, f"{key} 应写作 url(#id)，指向本图中的 marker")
        elif not _VALUE.match(value):
            self._note(tag, f"属性 {key} 的值不合要求")


def _compose(name: str, root: ElementTree.Element) -> Figure:
    prefix = f"fig-{name.replace('/', '-')}"
    title, description = _own_text(root, "title"), _own_text(root, "desc")
    for node in root.iter():
        node.tag = _local(node)
        if identity := node.get("id"):
            node.set("id", f"{prefix}-{identity}")
        for key in _MARKED & set(node.attrib):
            if match := _REFERENCE.match(node.attrib[key]):
                node.set(key, f"url(#{prefix}-{match.group(1)})")
    for child in list(root):
        if child.tag in ("title", "desc"):
            root.remove(child)
    view = root.get("viewBox", "")
    root.attrib.clear()
    root.text = ""
    inner = ElementTree.tostring(root, encoding="unicode")
    body = inner[len("<svg>") : -len("</svg>")] if inner != "<svg />" else ""
    head = (
        f'<svg viewBox="{view}" role="img" aria-labelledby="{prefix}-t {prefix}-d">'
        f'<title id="{prefix}-t">{_escape(title)}</title>'
        f'<desc id="{prefix}-d">{_escape(description)}</desc>'
    )
    return Figure(name, title, description, f"{head}{body.strip()}</svg>")


def _own_text(root: ElementTree.Element, name: str) -> str:
    for child in root:
        if _local(child) == name:
            return " ".join("".join(child.itertext()).split())
    return ""


def _local(node: ElementTree.Element) -> str:
    # Comments and processing instructions are dropped by the parser, so a tag is always text.
    return str(node.tag).rpartition("}")[2]


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
