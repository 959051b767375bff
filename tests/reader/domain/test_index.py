from __future__ import annotations

from app.reader.domain.index import Document, Index, read_query


def cut(text: str) -> list[str]:
    """Words parted by spaces, in lower case."""
    return text.casefold().split()


def find(documents: list[Document], text: str, *, loose: bool = False) -> list[int]:
    return Index(documents, cut).search(read_query(text, cut), loose=loose)


DOCUMENTS = [
    Document(10, ("alpha",), "beta beta gamma"),
    Document(11, ("beta",), "alpha"),
    Document(12, ("delta",), "alpha alpha alpha alpha epsilon"),
    Document(13, ("zeta",), "nothing of the kind"),
]


def test_a_title_that_is_the_query_comes_first() -> None:
    assert find(DOCUMENTS, "alpha")[0] == 10
    assert find(DOCUMENTS, "beta")[0] == 11
    assert set(find(DOCUMENTS, "alpha")) == {10, 11, 12}


def test_all_words_must_be_there() -> None:
    assert find(DOCUMENTS, "alpha gamma") == [10]
    assert find(DOCUMENTS, "gamma epsilon") == []


def test_loosely_half_of_the_words_will_do() -> None:
    assert set(find(DOCUMENTS, "gamma epsilon", loose=True)) == {10, 12}
    assert find(DOCUMENTS, "gamma x y", loose=True) == []


def test_what_the_dictionary_cut_badly_is_found_as_it_stands() -> None:
    documents = [Document(1, ("一",), "多获客，少留客"), Document(2, ("二",), "别的")]
    assert find(documents, "留客") == [1]


def test_nothing_is_found_for_nothing() -> None:
    assert find(DOCUMENTS, "") == []
    assert find(DOCUMENTS, "   ") == []
    assert find([], "alpha") == []


def test_rare_words_weigh_more_than_common_ones() -> None:
    documents = [
        Document(1, ("x",), "common common rare"),
        Document(2, ("y",), "common common common"),
        Document(3, ("z",), "common"),
    ]
    assert find(documents, "rare common", loose=True)[0] == 1


def test_no_more_than_sixteen_words_count() -> None:
    assert len(read_query(" ".join(f"w{n}" for n in range(40)), cut).words) == 16
