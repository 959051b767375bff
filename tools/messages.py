"""The interface's texts: gathered from the code, kept in one catalogue for each language.

The texts in code and templates are Simplified Chinese. `python tools/messages.py` brings the
catalogues in app/translations up to date: new texts are added, vanished ones removed, and
Traditional Chinese is filled in by OpenCC, to be read through afterwards; English is for a person to
write. `--check` changes nothing and prints what is missing or wrong.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

APP = Path(__file__).resolve().parent.parent / "app"
TRANSLATIONS = APP / "translations"
LOCALES = ("en", "zh_Hant")
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
}
HEADER = """\
# {locale}: brought up to date by tools/messages.py
msgid ""
msgstr ""
"Language: {locale}\\n"
"Plural-Forms: {plural_forms}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
# What the reading of OpenCC's Traditional texts put right: Taiwan's quotation marks, and words that
# were cut in the wrong place.
REVIEWED = (
    ("“", "「"),
    ("”", "」"),
    ("‘", "『"),
    ("’", "』"),
    ("併發布", "並發布"),
    ("賬號", "帳號"),
    ("瞭解", "了解"),
    ("釋出", "發布"),
    ("專案", "項目"),
)
PLACEHOLDER = re.compile(r"%\((\w+)\)")


def collect_messages(folder: Path = APP) -> Catalog:
    """Return all marked texts of code and templates with the files they stand in."""
    catalogue = Catalog()
    found = extract_from_dir(
        folder, METHODS, keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    )
    for name, _line, text, comments, context in found:
        catalogue.add(text, None, [(name, 0)], auto_comments=comments, context=context)
    return catalogue


def read_catalogue(locale: str, folder: Path = TRANSLATIONS) -> Catalog:
    """Return the catalogue of `locale`, empty if there is none yet."""
    path = catalogue_path(locale, folder)
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def catalogue_path(locale: str, folder: Path = TRANSLATIONS) -> Path:
    return folder / locale / "LC_MESSAGES" / "messages.po"


def find_problems(texts: Catalog, catalogue: Catalog) -> Iterator[str]:
    """Tell what keeps `catalogue` from being a complete translation of `texts`."""
    for text in texts:
        if not text.id:
            continue
        name = texts_of(text.id)[0]
        translated = catalogue.get(text.id, text.context)
        if translated is None or not all(texts_of(translated.string)):
            yield f"not translated: {name}"
            continue
        if translated.fuzzy:
            yield f"marked fuzzy: {name}"
        wanted = placeholders(text.id)
        if any(set(PLACEHOLDER.findall(form)) - wanted for form in texts_of(translated.string)):
            yield f"names a placeholder that the text does not have: {name}"
        if wanted - placeholders(translated.string):
            yield f"loses a placeholder of the text: {name}"
    for message in catalogue:
        if message.id and texts.get(message.id, message.context) is None:
            yield f"no longer in the code: {texts_of(message.id)[0]}"


def texts_of(text: object) -> tuple[str, ...]:
    """The forms of a message: one, or singular and plural."""
    return (
        (text,)
        if isinstance(text, str)
        else tuple(text)
        if isinstance(text, tuple | list)
        else ("",)
    )


def placeholders(text: object) -> set[str]:
    return {name for form in texts_of(text) for name in PLACEHOLDER.findall(form)}


def update_catalogue(texts: Catalog, catalogue: Catalog) -> Catalog:
    """Return `catalogue` with exactly the messages of `texts`, its translations kept."""
    fresh = Catalog(locale=catalogue.locale)
    for text in texts:
        if not text.id:
            continue
        known = catalogue.get(text.id, text.context)
        if known and isinstance(known.id, str) != isinstance(text.id, str):
            known = None  # it became one that counts, or no longer is: to be translated anew
        fresh.add(
            text.id,
            known.string if known else text.string,
            sorted(set(text.locations)),
            auto_comments=text.auto_comments,
            user_comments=known.user_comments if known else (),
            context=text.context,
        )
    if str(catalogue.locale) == "zh_Hant":
        fill_traditional(fresh)
    return fresh


def fill_traditional(catalogue: Catalog) -> None:
    """Give each message without a translation the one that OpenCC makes of it (Taiwan's words)."""
    from opencc import OpenCC

    convert = OpenCC("s2twp").convert
    for message in catalogue:
        if message.id and not all(texts_of(message.string)):
            # Chinese has one form for every number: it is the plural of the source.
            text = convert(texts_of(message.id)[-1])
            for found, better in REVIEWED:
                text = text.replace(found, better)
            message.string = (text,) if message.pluralizable else text


def write_catalogue(locale: str, catalogue: Catalog, folder: Path = TRANSLATIONS) -> None:
    path = catalogue_path(locale, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Babel's own header holds dates and versions, which would change with every run.
    header = HEADER.format(locale=locale, plural_forms=catalogue.plural_forms)
    body = io.BytesIO()
    write_po(body, catalogue, width=100, sort_output=True, include_lineno=False, omit_header=True)
    path.write_bytes(header.encode() + body.getvalue())


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 on problems")
    options = parser.parse_args()
    texts = collect_messages()
    wrong = False
    for locale in LOCALES:
        if not options.check:
            write_catalogue(locale, update_catalogue(texts, read_catalogue(locale)))
        problems = list(find_problems(texts, read_catalogue(locale)))
        wrong = wrong or bool(problems)
        for problem in problems:
            print(f"{locale}: {problem}")
        print(f"{locale}: {len(texts)} texts, {len(problems)} problems")
    return 1 if options.check and wrong else 0


if __name__ == "__main__":
    sys.exit(main())
