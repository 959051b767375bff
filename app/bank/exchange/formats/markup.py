"""Markdown into HTML that other systems show, and their HTML into Markdown.

What is written is read back at once: where the HTML of a text would not give the same Markdown
again, the text goes out as it is inside `<div class="markdown">`, so that nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from app.bank.exchange.formats.from_html import from_html
from app.bank.exchange.formats.xml import escape

Formula = Callable[[str, bool], str]
PictureSource = Callable[[str], str]

_SIMPLE = re.compile(r"[^\\*`$\[\]|~<>&\s_]+( [^\\*`$\[\]|~<>&\s_]+)*")
_LISTED = re.compile(r"([-*+]|[0-9]{1,9}[.)]|#+)(\s|$)")
_ROW = re.compile(r"\|.*\|")
_RULE = re.compile(r"\|(\s*:?-{3,}:?\s*\|)+")
_CELL_BAR = re.compile(r"(?<!\\)\|")
_BULLET = re.compile(r"- (.+)")
_NUMBERED = re.compile(r"([0-9]{1,4})\. (.+)")
INLINE = re.compile(
    r"\\(?P<escape>[\\`*\[\]|$~<>!#+.-])"
    r"|`(?P<code>[^`\n]+)`"
    r"|\*\*(?P<strong>(?=\S)[^*\n]+?(?<=\S))\*\*"
    r"|\*(?P<em>(?=\S)[^*\n]+?(?<=\S))\*"
    r"|\$\$(?P<block>[^$\n]+?)\$\$"
    r"|\$(?![\s$])(?P<formula>[^$\n]+?)(?<!\s)\$(?![\d$])"
    r"|!\[(?P<alt>[^\]\n]*)\]\((?P<picture>(?:picture|figure):[^)\s]+)\)"
    r"|\[(?P<words>[^\[\]\n]+)\]\((?P<link>(?:https?://|mailto:)[^)\s]+)\)"
)


def latex_formula(latex: str, block: bool) -> str:
    r"""A formula as `\(…\)`, which the formula filters of Moodle and Canvas show."""
    return escape(rf"\[{latex}\]" if block else rf"\({latex}\)")


def to_html(
    markdown: str,
    *,
    formula: Formula = latex_formula,
    picture: PictureSource = lambda name: f"picture:{name}",
) -> str:
    """HTML (well-formed as XML) of a Markdown text; `from_html` gives back the same text.

    `picture` tells the address under which the target shows a picture.
    """
    if _SIMPLE.fullmatch(markdown) and not _LISTED.match(markdown):
        return f"<p>{escape(markdown)}</p>"
    made = _blocks(markdown, formula, picture)
    if from_html(made, keep=True) == markdown:
        return made
    lines = "<br/>".join(escape(line) for line in markdown.split("\n"))
    return f'<div class="markdown">{lines}</div>'


def _blocks(markdown: str, formula: Formula, picture: PictureSource) -> str:
    def inline(text: str) -> str:
        return _inline(text, formula, picture)

    return "".join(_block(block, inline) for block in re.split(r"\n\n+", markdown) if block)


def _block(block: str, inline: Callable[[str], str]) -> str:
    lines = block.split("\n")
    if len(lines) > 1 and _RULE.fullmatch(lines[1]) and all(map(_ROW.fullmatch, lines)):
        return _table(lines, inline)
    if all(map(_BULLET.fullmatch, lines)):
        return f"<ul>{''.join(f'<li>{inline(line[2:])}</li>' for line in lines)}</ul>"
    numbered = [match for line in lines if (match := _NUMBERED.fullmatch(line))]
    if len(numbered) == len(lines):
        start = numbered[0][1]
        opening = "<ol>" if start == "1" else f'<ol start="{start}">'
        return f"{opening}{''.join(f'<li>{inline(match[2])}</li>' for match in numbered)}</ol>"
    return f"<p>{'<br/>'.join(map(inline, lines))}</p>"


def _table(lines: list[str], inline: Callable[[str], str]) -> str:
    head, *rows = [lines[0], *lines[2:]]
    made = [_row(head, "th", inline), *(_row(row, "td", inline) for row in rows)]
    return f"<table><thead>{made[0]}</thead><tbody>{''.join(made[1:])}</tbody></table>"


def _row(line: str, cell: str, inline: Callable[[str], str]) -> str:
    cells = [part.strip() for part in _CELL_BAR.split(line[1:-1])]
    return f"<tr>{''.join(f'<{cell}>{inline(one)}</{cell}>' for one in cells)}</tr>"


def _inline(text: str, formula: Formula, picture: PictureSource) -> str:
    made: list[str] = []
    end = 0
    for match in INLINE.finditer(text):
        made += [escape(text[end : match.start()]), _marked(match, formula, picture)]
        end = match.end()
    return "".join([*made, escape(text[end:])])


def _marked(match: re.Match[str], formula: Formula, picture: PictureSource) -> str:
    kind = match.lastgroup
    if kind == "escape":
        return escape(match["escape"])
    if kind in ("code", "strong", "em"):
        inside = match[kind]
        made = escape(inside) if kind == "code" else _inline(inside, formula, picture)
        return f"<{kind}>{made}</{kind}>"
    if kind in ("block", "formula"):
        return formula(match[kind], kind == "block")
    if kind == "picture":
        source = match["picture"]
        name = source.removeprefix("picture:")
        address = source if source == name else picture(name)
        return f'<img src="{escape(address)}" alt="{escape(match["alt"])}"/>'
    return f'<a href="{escape(match["link"])}">{escape(match["words"])}</a>'
