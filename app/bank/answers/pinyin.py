"""Toneless syllables of the 汉字 of everyday use, for telling a slip of the input method."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "pinyin.txt"
# What many speakers, and their input methods, do not tell apart.
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"))


@cache
def syllables() -> dict[str, str]:
    """Syllable of each character: about 6,200; one with several readings has its first."""
    table: dict[str, str] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        syllable, _, characters = line.partition(" ")
        if not syllable.startswith("#"):
            table.update(dict.fromkeys(characters, _loose(syllable)))
    return table


def sound(text: str) -> str:
    """The syllables of a text, joined; characters without one stand for themselves."""
    table = syllables()
    return "'".join(table.get(char, char) for char in text)


def _loose(syllable: str) -> str:
    for strict, loose in _ALIKE:
        if syllable.startswith(strict):
            syllable = loose + syllable[len(strict) :]
    if syllable[:2] in ("lv", "lü", "nv", "nü"):
        syllable = syllable[0] + "u" + syllable[2:]
    return syllable[:-1] if syllable.endswith(("ing", "eng")) else syllable
