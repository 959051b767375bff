from __future__ import annotations

from app.content.library import Library
from app.reader.search import search


def titles(library: Library, text: str) -> list[str]:
    found = search(library, text)
    return [hit.spot.label for hit in found.show_spots(0, 20)]


def test_two_character_words_are_found(library: Library) -> None:
    assert titles(library, "线索") == ["2.1 催还"]
    assert titles(library, "读者")[0] == "1.1 认得读者"


def test_terms_are_found_by_every_name(library: Library) -> None:
    for name in ("读者卡", "借书证", "reader card", "ＲＥＡＤＥＲ"):
        hits = search(library, name).show_terms(5)
        assert [hit.term.id for hit in hits] == ["reader-card"], name


def test_traditional_characters_find_the_same(library: Library) -> None:
    assert titles(library, "線索") == titles(library, "线索")


def test_questions_are_not_searched(library: Library) -> None:
    """Neither a check's stem nor its key stands in the index."""
    found = search(library, "给店里凑数")
    assert found.partly or not found.spot_keys
    assert "凑数" not in "".join(found.searcher.texts)


def test_a_stretch_is_found_at_its_heading(library: Library) -> None:
    spot = search(library, "侦探").show_spots(0, 1)[0].spot
    assert (spot.section.anchor, spot.anchor) == ("s1-1", "remember")


def test_what_holds_only_some_of_the_words_is_said_to(library: Library) -> None:
    found = search(library, "线索 侦探")
    assert found.partly
    assert set(titles(library, "线索 侦探")) == {"2.1 催还", "1.1.1 记得住"}


def test_nonsense_and_nothing_find_nothing(library: Library) -> None:
    for text in ("", "   ", "zzzz", "。。。", "<script>"):
        found = search(library, text)
        assert not found.term_keys, text
        assert not found.spot_keys, text


def test_a_changed_content_is_searched_anew(library: Library) -> None:
    assert search(library, "线索").searcher is search(library, "读者").searcher
