"""HTML of other systems into Markdown: what can be shown is kept, what could run is gone."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from app.bank.exchange.formats.xml import Node, parse_html
from app.content.text import words as word_set

_GONE = word_set(
    "script style head title iframe object embed form input button select textarea noscript "
    "template svg audio video link meta"
)
_BLOCKS = word_set(
    "p div ul ol li table blockquote h1 h2 h3 h4 h5 h6 pre section article header footer "
    "figure figcaption hr center dl dt dd"
)
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_SAFE_LINK = re.compile(r"(https?://|mailto:)[^\s)]+", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_BLOCK_MARK = re.compile(r"([-+*]|[0-9]{1,4}\.|#{1,6}|>)(?=\s)")
# What the text would be read as, were it written without an escape.
_MARKED = re.compile(
    r"\\(?=[\\`*\[\]|$~<>!#+.-])|`(?=[^`\n]+`)|\*(?=\*?\S[^*\n]*\*)"
    r"|\$(?=\$?\S[^$\n]*\$)|!?\[(?=[^\]\n]*\]\()"
)
_LATEX = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
_CELL_BAR = re.compile(r"(?<!\\)\|")
# One paragraph or none, with nothing in it but words: most texts, and no tree is needed for them.
_PARAGRAPH = re.compile(r"(?:<p>)?([^<&]*)(?:</p>)?\s*")
_PLUGIN_FILE = "@@PLUGINFILE@@/"

PictureName = Callable[[str], str]


def from_html(text: str, *, picture: PictureName | None = None, keep: bool = False) -> str:
    """Markdown of a piece of HTML.

    `picture` tells the name of a picture from its address, empty where there is none of it; `keep`
    leaves addresses as they stand.
    """
    if plain := _PARAGRAPH.fullmatch(text):
        return _tidy(_Writer(picture, keep).words(plain[1]))
    return markdown_of(parse_html(text), picture=picture, keep=keep)


def markdown_of(node: Node, *, picture: PictureName | None = None, keep: bool = False) -> str:
    """Markdown of what stands inside an element."""
    return _Writer(picture, keep).inside(node)


class _Writer:
    """Walks a tree and writes paragraphs."""

    def __init__(self, picture: PictureName | None, keep: bool) -> None:
        self.picture, self.keep = picture, keep

    def inside(self, node: Node) -> str:
        blocks: list[str] = []
        line: list[str] = [self.words(node.text)]

        def close() -> None:
            text = _tidy("".join(line))
            line.clear()
            if text:
                blocks.append(text)

        for child in node.children:
            if child.tag in _BLOCKS:
                close()
                blocks += [block for block in [self.block(child)] if block]
            else:
                line.append(self.inline(child))
            line.append(self.words(child.tail))
        close()
        return "\n\n".join(blocks)

    def block(self, node: Node) -> str:
        if node.get("class") == "markdown":
            return _verbatim(node)
        if node.tag == "table":
            return self.table(node)
        if node.tag in ("ul", "ol"):
            return self.listed(node)
        if node.tag == "pre":
            return "\n".join(f"`{line}`" for line in node.inner_text().split("\n") if line.strip())
        return self.inside(node)

    def listed(self, node: Node) -> str:
        start = node.get("start", "1")
        number = int(start) if start.isdecimal() and len(start) < 5 else 1
        lines: list[str] = []
        for item in node.all("li"):
            mark = "-" if node.tag == "ul" else f"{number}."
            body = re.sub(r"\n+", " ", self.inside(item))
            lines += [f"{mark} {body}"] if body else []
            number += 1
        return "\n".join(lines)

    def table(self, node: Node) -> str:
        rows = [
            [re.sub(r"\n+", " ", self.inside(cell)) for cell in row.all("td", "th")]
            for row in node.below("tr")
        ]
        rows = [row for row in rows if row]
        width = max(map(len, rows), default=0)
        lines = [_row_of([*row, *[""] * (width - len(row))]) for row in rows]
        return "\n".join([lines[0], "|" + "---|" * width, *lines[1:]]) if lines else ""

    def inline(self, node: Node) -> str:
        if node.tag in _GONE:
            return ""
        if node.tag == "br":
            return "\n"
        if node.tag == "img":
            return self.image(node)
        if node.tag == "math":
            sign = "$$" if node.get("display") == "block" else "$"
            return f"{sign}{mathml_to_latex(node)}{sign}"
        if node.tag == "code":
            return f"`{node.inner_text()}`"
        body = self.words(node.text) + "".join(
            self.inline(child) + self.words(child.tail) for child in node.children
        )
        if node.tag in _MARKS and body.strip() and "*" not in body:
            mark = _MARKS[node.tag]
            lead = body[: len(body) - len(body.lstrip())]
            return f"{lead}{mark}{body.strip()}{mark}{body[len(body.rstrip()) :]}"
        if node.tag == "a" and _SAFE_LINK.fullmatch(node.get("href")) and body.strip():
            return f"[{body.strip()}]({node.get('href')})"
        return body

    def image(self, node: Node) -> str:
        source, words = node.get("src"), _SPACES.sub(" ", node.get("alt")).strip()
        if self.keep:
            return f"![{words}]({source})"
        name = self.picture(source) if self.picture else ""
        if not name and source.startswith("figure:"):
            return f"![{words}]({source})"
        return f"![{words}](picture:{name})" if name else words

    def words(self, text: str) -> str:
        """Text as it stands in Markdown: runs of blanks as one, marks escaped, formulas kept."""
        text = _SPACES.sub(" ", text.replace("\xa0", " "))
        if "\\(" not in text and "\\[" not in text:
            return (
                _MARKED.sub(lambda match: "\\" + match[0], text) if _MARKED.search(text) else text
            )
        made, end = "", 0
        for match in _LATEX.finditer(text):
            made += _MARKED.sub(lambda m: "\\" + m[0], text[end : match.start()])
            made += f"${match[1].strip()}$" if match[1] else f"$${match[2].strip()}$$"
            end = match.end()
        return made + _MARKED.sub(lambda m: "\\" + m[0], text[end:])


def plugin_file(source: str) -> str:
    """The file name behind the address of an embedded file in Moodle, empty for any other."""
    return unquote(source.removeprefix(_PLUGIN_FILE)) if source.startswith(_PLUGIN_FILE) else ""


def mathml_to_latex(node: Node) -> str:
    """LaTeX of a formula in MathML: what its annotation says, else what simple parts make."""
    for note in node.below("annotation"):
        if note.get("encoding") == "application/x-tex":
            return note.inner_text().strip()
    return _latex(node).strip()


def _latex(node: Node) -> str:
    parts = [_latex(child) for child in node.children if child.tag != "annotation"]
    match node.tag, parts:
        case "mfrac", [above, below]:
            return rf"\frac{{{above}}}{{{below}}}"
        case "msup", [base, power]:
            return f"{base}^{{{power}}}"
        case "msub", [base, index]:
            return f"{base}_{{{index}}}"
        case "msubsup", [base, index, power]:
            return f"{base}_{{{index}}}^{{{power}}}"
        case "msqrt", _:
            return rf"\sqrt{{{''.join(parts)}}}"
        case "mtext", _:
            return rf"\text{{{node.inner_text().strip()}}}"
        case _:
            return "".join(parts) if parts else re.sub(r"([%#&_$])", r"\\\1", node.text.strip())


def _verbatim(node: Node) -> str:
    parts = [node.text]
    for child in node.children:
        parts += ["\n" if child.tag == "br" else child.inner_text(), child.tail]
    return "".join(parts)


def _row_of(cells: list[str]) -> str:
    whole = [_CELL_BAR.sub(lambda _: "\\|", cell) for cell in cells]
    return "|" + "|".join(f" {cell} " for cell in whole) + "|"


def _tidy(line: str) -> str:
    lines = [part.strip(" ") for part in line.strip().split("\n")]
    return "\n".join(
        _BLOCK_MARK.sub(_escaped_mark, one, count=1) if _starts(one) else one for one in lines
    )


def _starts(line: str) -> bool:
    return _BLOCK_MARK.match(line) is not None


def _escaped_mark(match: re.Match[str]) -> str:
    mark = match[1]
    return f"{mark[:-1]}\\." if mark.endswith(".") else f"\\{mark}"
