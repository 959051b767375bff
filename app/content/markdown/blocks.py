"""The blocks of a lesson: scene, key point, mistake, example, figure, think, summary.

`check` is not among them: the outline takes it out before, since a question is a component of the
page and not text.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from typing import Any, ClassVar

from markdown.util import AtomicString
from pymdownx.blocks import BlocksExtension  # pyright: ignore[reportMissingTypeStubs]
from pymdownx.blocks.block import (  # pyright: ignore[reportMissingTypeStubs]
    Block,
    type_string,
)

from app.content.figures import is_figure_name

FIGURE_CAPTION = re.compile(r"图\s?(拓?\d+-\d+)[\s\u3000]+(\S.*)")


def figure_anchor(number: str) -> str:
    """The anchor of figure 1-1 is `fig-1-1`; that of figure 拓1-1 is `fig-ex1-1`."""
    return f"fig-{number.replace('拓', 'ex')}"


class _Box(Block):
    """A framed box with a label; the argument is its title."""

    ARGUMENT = None
    LABEL: ClassVar[str] = ""
    CLASSES: ClassVar[str] = "zk-box"

    def on_create(self, parent: etree.Element) -> etree.Element:
        box = etree.SubElement(parent, "div", {"class": self.CLASSES})
        head = etree.SubElement(box, "p", {"class": "zk-box__h"})
        head.text = self.heading()
        return box

    def heading(self) -> str:
        # A title that only repeats the label is written once.
        return "\u3000".join(dict.fromkeys(filter(None, (self.LABEL, self.argument))))


class Scene(_Box):
    NAME = "scene"
    ARGUMENT = True
    LABEL = "情景"
    CLASSES = "zk-box zk-box--scene"


class Key(_Box):
    NAME = "key"
    LABEL = "要点"


class Example(_Box):
    NAME = "example"
    ARGUMENT = True
    LABEL = "例题"
    CLASSES = "zk-box zk-box--example"


class Think(_Box):
    NAME = "think"
    LABEL = "想一想"
    CLASSES = "zk-box zk-box--think"


class Summary(_Box):
    """Its own title takes the label's place: an extension lesson is no 本章."""

    NAME = "summary"
    LABEL = "本章小结"
    CLASSES = "zk-box zk-box--summary"

    def heading(self) -> str:
        return str(self.argument or self.LABEL)


class Mistake(Block):
    """A common mistake: the mistaken sentence in quotes, then why it is wrong."""

    NAME = "mistake"
    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        box = etree.SubElement(parent, "div", {"class": "zk-box zk-box--warn"})
        etree.SubElement(box, "p", {"class": "zk-box__h"}).text = "常见误解"
        said = etree.SubElement(etree.SubElement(box, "p"), "b")
        said.text = f"“{str(self.argument).strip('“”')}”"
        return box


class FigureBlock(Block):
    """A numbered figure: the drawing, then the caption with the explanation as its second sentence."""

    NAME = "figure"
    ARGUMENT = True
    OPTIONS = {"src": ("", type_string)}  # noqa: RUF012 - the library's own way of declaring

    def on_create(self, parent: etree.Element) -> etree.Element:
        match = FIGURE_CAPTION.match(str(self.argument))
        number = match.group(1) if match else ""
        figure = etree.SubElement(
            parent, "figure", {"class": "zk-fig", "id": figure_anchor(number)}
        )
        run = self.config["run"]
        source = self.options["src"]
        # What is no name of a figure the outline has told already, with its line.
        drawing = run.find_figure(source) if is_figure_name(source) else None
        if drawing is not None:
            # Too wide for a phone, the drawing scrolls in a box of its own, as a table does.
            box = etree.SubElement(figure, "div", {"class": "zk-scrollx"})
            box.append(run.stash("zk-svg", drawing.svg))
        etree.SubElement(figure, "figcaption")
        return figure

    def on_add(self, block: etree.Element) -> etree.Element:
        return block[-1]

    def on_markdown(self) -> str:
        return "block"

    def on_end(self, block: etree.Element) -> None:
        """Let number and title open the first paragraph, as captions do in print."""
        match = FIGURE_CAPTION.match(str(self.argument))
        number, title = (match.group(1), match.group(2)) if match else ("", str(self.argument))
        caption = block[-1]
        if len(caption) and caption[0].tag == "p":
            first = caption[0]
        else:
            first = etree.Element("p")
            caption.insert(0, first)
        label = etree.Element("b")
        label.text = AtomicString(f"图 {number}")
        label.tail = f"\u3000{title.rstrip('。')}。{first.text or ''}"
        first.text = None
        first.insert(0, label)


class LessonBlocks(BlocksExtension):
    """Registers the blocks for one run."""

    def extendMarkdownBlocks(self, md: Any, block_mgr: Any) -> None:
        for block in (Scene, Key, Mistake, Example, FigureBlock, Think, Summary):
            block_mgr.register(block, {"run": self.getConfig("run")})

    def __init__(self, run: Any) -> None:
        self.config = {"run": [run, "the run that is being rendered"]}
        super().__init__()


NAMES = frozenset({"scene", "key", "mistake", "example", "figure", "check", "think", "summary"})
TITLED = frozenset({"scene", "mistake", "example", "figure", "check"})
