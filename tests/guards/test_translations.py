"""The interface is complete in every language, and the guard that says so can be believed."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tools import messages

CODE = """
from flask_babel import gettext as _, lazy_gettext as _l, ngettext
A = _("学习")
B = _l("你好，%(name)s")
C = ngettext("%(num)s 题", "%(num)s 题", 2)
"""


@pytest.fixture(scope="module")
def texts() -> Catalog:
    return messages.collect_messages()


@pytest.fixture
def sample(tmp_path: Path) -> Catalog:
    (tmp_path / "code.py").write_text(CODE, encoding="utf-8")
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "page.html").write_text("<h1>{{ _('软件') }}</h1>", encoding="utf-8")
    return messages.collect_messages(tmp_path)


@pytest.mark.parametrize("locale", messages.LOCALES)
def test_every_text_is_translated(texts: Catalog, locale: str) -> None:
    assert len(texts) > 100
    assert list(messages.find_problems(texts, messages.read_catalogue(locale))) == []


def test_texts_are_found_in_code_and_templates(sample: Catalog) -> None:
    found = {messages.texts_of(text.id)[0] for text in sample if text.id}
    assert found == {"学习", "你好，%(name)s", "%(num)s 题", "软件"}


@pytest.mark.parametrize(
    ("text", "translation", "problem"),
    [
        ("学习", "", "not translated"),
        ("你好，%(name)s", "Hello", "loses a placeholder"),
        ("你好，%(name)s", "Hello %(name)s %(who)s", "does not have"),
        (("%(num)s 题", "%(num)s 题"), ("one item", ""), "not translated"),
        (("%(num)s 题", "%(num)s 题"), ("%(num)s item", "%(count)s items"), "does not have"),
        ("不在代码里", "not in the code", "no longer in the code"),
    ],
)
def test_a_faulty_translation_is_found(
    sample: Catalog, text: str | tuple[str, ...], translation: str | tuple[str, ...], problem: str
) -> None:
    catalogue = complete(sample)
    catalogue.add(text, translation)
    if messages.texts_of(catalogue[text].string) != messages.texts_of(translation):
        catalogue[text].string = translation
    (found,) = messages.find_problems(sample, catalogue)
    assert problem in found


def test_a_singular_may_leave_the_number_out(sample: Catalog) -> None:
    catalogue = complete(sample)
    catalogue["%(num)s 题"].string = ("one item", "%(num)s items")
    assert list(messages.find_problems(sample, catalogue)) == []


def test_a_text_that_begins_to_count_is_translated_anew(sample: Catalog) -> None:
    known = Catalog(locale="en")
    known.add("%(num)s 题", "%(num)s items")
    fresh = messages.update_catalogue(sample, known)
    assert messages.texts_of(fresh["%(num)s 题"].string) == ("", "")


def test_an_update_keeps_translations_and_drops_what_is_gone(
    sample: Catalog, tmp_path: Path
) -> None:
    known = Catalog(locale="en")
    known.add("学习", "Learn")
    known.add("旧的", "old")
    messages.write_catalogue("en", messages.update_catalogue(sample, known), tmp_path)
    catalogue = messages.read_catalogue("en", tmp_path)
    assert catalogue["学习"].string == "Learn"
    assert catalogue.get("旧的") is None
    assert catalogue.get("软件") is not None
    before = messages.catalogue_path("en", tmp_path).read_bytes()
    messages.write_catalogue("en", messages.update_catalogue(sample, catalogue), tmp_path)
    assert messages.catalogue_path("en", tmp_path).read_bytes() == before


def test_traditional_chinese_is_filled_in_but_never_overwritten(
    sample: Catalog, tmp_path: Path
) -> None:
    known = Catalog(locale="zh_Hant")
    known.add("学习", "研習")
    messages.write_catalogue("zh_Hant", messages.update_catalogue(sample, known), tmp_path)
    catalogue = messages.read_catalogue("zh_Hant", tmp_path)
    assert catalogue["学习"].string == "研習"
    assert catalogue["软件"].string == "軟體"
    assert list(messages.find_problems(sample, catalogue)) == []


def complete(texts: Catalog) -> Catalog:
    """A catalogue that translates each text by itself."""
    catalogue = Catalog(locale="en")
    for text in texts:
        if text.id:
            catalogue.add(text.id, text.id, context=text.context)
    return catalogue
