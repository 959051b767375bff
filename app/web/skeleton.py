"""Templates rendered once and filled many times.

A template is rendered with marks where a value will stand; what comes out is cut at the marks into
a skeleton. Filling one is joining strings, some hundred times quicker than rendering. The template
stays the one place that knows the markup.

Marks stand between two characters of Unicode's private use area, which no escaping touches, and carry
a secret of this process: no text can hold one, neither by chance (fonts of pictures use these
characters) nor by intent.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

_OPEN, _CLOSE = "\ue0f0", "\ue0f1"
_SECRET = secrets.token_hex(8)
_MARK = re.compile(f"{_OPEN}{_SECRET}-([a-z0-9_]+){_CLOSE}")


def mark(name: str) -> Markup:
    """What stands in the template for the value `name`; it passes escaping unchanged."""
    return Markup(f"{_OPEN}{_SECRET}-{name}{_CLOSE}")  # noqa: S704 - signs around a name of our own


def joined(parts: Iterable[Markup]) -> Markup:
    """Filled pieces one after the other; `Markup.join` would look at each of them again."""
    return Markup("".join(parts))  # noqa: S704 - they are Markup already


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Literal pieces and, between each two of them, the name of a value."""

    pieces: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def cut(cls, html: str) -> Skeleton:
        """Cut what was rendered with marks."""
        parts = _MARK.split(html)
        return cls(tuple(parts[::2]), tuple(parts[1::2]))

    def fill(self, values: Mapping[str, str]) -> Markup:
        """Put the values in; texts are escaped, `Markup` is not. A value that is missing is an error."""
        # Most values stand in several places: each is escaped once.
        safe = {
            name: value if type(value) is Markup else escape(value)
            for name, value in values.items()
        }
        filled: list[str] = [""] * (2 * len(self.pieces) - 1)
        filled[::2] = self.pieces
        filled[1::2] = [safe[name] for name in self.names]
        return Markup("".join(filled))  # noqa: S704 - every value was escaped
