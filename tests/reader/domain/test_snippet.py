from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.reader.domain.snippet import make_snippet, mark_words


def test_the_stretch_holds_the_most_different_words() -> None:
    text = "客户" + "甲" * 200 + "客户的线索" + "乙" * 200
    pieces = make_snippet(text, ["客户", "线索"])
    assert ("客户", True) in pieces
    assert ("线索", True) in pieces
    assert pieces[0] == ("…", False)
    assert pieces[-1] == ("…", False)


def test_without_a_hit_it_is_the_beginning() -> None:
    assert make_snippet("很短", ["没有"]) == (("很短", False),)
    assert make_snippet("很短", []) == (("很短", False),)


def test_the_longer_word_wins_and_case_is_no_matter() -> None:
    assert mark_words("CRM 客户资产", ["客户", "客户资产", "crm"]) == (
        ("CRM", True),
        (" ", False),
        ("客户资产", True),
    )


def test_words_are_no_patterns() -> None:
    assert mark_words("a.c abc", ["a.c"]) == (("a.c", True), (" abc", False))


@given(st.text(max_size=300), st.lists(st.text(max_size=4), max_size=4))
def test_marking_never_changes_the_text(text: str, words: list[str]) -> None:
    assert "".join(piece for piece, _hit in mark_words(text, words)) == text


@given(st.text(max_size=300), st.lists(st.text(max_size=4), max_size=4))
def test_a_snippet_is_a_piece_of_the_text(text: str, words: list[str]) -> None:
    pieces = list(make_snippet(text, words))
    if pieces and pieces[0] == ("…", False) and not text.startswith("…"):
        pieces.pop(0)
    if pieces and pieces[-1] == ("…", False) and not text.endswith("…"):
        pieces.pop()
    assert "".join(piece for piece, _hit in pieces).strip("…") in text
