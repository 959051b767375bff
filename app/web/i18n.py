"""Languages: Simplified Chinese is the source, English and Traditional Chinese are catalogues."""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations
from flask import Flask, current_app, g, request
from flask_babel import format_datetime, get_locale, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from app.extensions import babel

LOCALES = {"zh_Hans": "简体中文", "zh_Hant": "繁體中文", "en": "English"}
HTML_LANG = {"zh_Hans": "zh-CN", "zh_Hant": "zh-TW", "en": "en"}
COOKIE = "zhike_locale"
# A stretch of Chinese: from a Han sign or Chinese mark on, with the figures and spaces inside it.
_CHINESE = re.compile(
    r"[\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
    r"(?:[\w\s“”‘’·…—-]*[\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff])*"
)
TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"


def init_app(app: Flask) -> None:
    compile_catalogues(TRANSLATIONS)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    app.config["BABEL_DEFAULT_LOCALE"] = "zh_Hans"
    app.config["BABEL_DEFAULT_TIMEZONE"] = app.config["TIME_ZONE"]
    babel.init_app(app, locale_selector=pick_locale, timezone_selector=time_zone)
    # flask_babel looks the catalogue up for every message, a page has a hundred of them.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: _catalogue().ugettext(text),
        ngettext=lambda one, many, n: _catalogue().ungettext(one, many, n),
        pgettext=lambda context, text: _catalogue().upgettext(context, text),
        npgettext=lambda context, one, many, n: _catalogue().unpgettext(context, one, many, n),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"] = _message
    app.jinja_env.globals["format_time"] = format_time
    app.jinja_env.filters["tagged"] = tag_chinese
    app.jinja_env.globals["html_lang"] = lambda: HTML_LANG[pick_locale()]


@pass_eval_context
def _message(place: EvalContext, text: str, /, **values: object) -> str:
    """`_()` of the templates: as Jinja's own does it, with two calls less for each message."""
    found = _catalogue().ugettext(text)
    if place.autoescape:
        found = Markup(found)  # noqa: S704 - a text of the interface
    # As with Jinja's own, a sign of per cent is always written twice.
    return found % values if values or "%" in found else found


def _catalogue() -> NullTranslations:
    """The catalogue of this moment's language, kept for the request as long as that stays."""
    locale = get_locale()
    kept = g.get("catalogue") if locale else None
    if kept is None or kept[0] is not locale:
        kept = locale, get_translations()
        if locale:
            g.catalogue = kept
    return kept[1]


def pick_locale() -> str:
    """The language of this request: chosen by hand, else by the browser, else Chinese."""
    chosen = request.cookies.get(COOKIE) if request else None
    if chosen in LOCALES:
        return str(chosen)
    for wanted, _quality in request.accept_languages if request else ():
        tag = wanted.lower()
        if tag.startswith(("zh-hant", "zh-tw", "zh-hk", "zh-mo")):
            return "zh_Hant"
        if tag.startswith("zh"):
            return "zh_Hans"
        if tag.startswith("en"):
            return "en"
    return "zh_Hans"


def time_zone() -> str:
    return str(current_app.config["TIME_ZONE"])


def local_zone() -> ZoneInfo:
    """The zone in which times are shown and typed."""
    return ZoneInfo(time_zone())


def format_time(value: datetime | None, pattern: str = "yyyy-MM-dd HH:mm") -> str:
    """`value` in the site's time zone; a dash where there is none."""
    return "—" if value is None else format_datetime(value, pattern)


def window_words(start: datetime, end: datetime) -> str:
    """From when to when, short: 11-28 14:00–16:00; the day is said once where it is the same."""
    zone = local_zone()
    same = start.astimezone(zone).date() == end.astimezone(zone).date()
    until = format_time(end, "HH:mm" if same else "MM-dd HH:mm")
    return f"{format_time(start, 'MM-dd HH:mm')}–{until}"


def clock_time(value: datetime) -> str:
    """The time of day in the site's time zone, 10:32:05: the same in every language, and quick."""
    return value.astimezone(local_zone()).strftime("%H:%M:%S")


def tag_chinese(text: object) -> object:
    """`text` for an English page: what is Chinese in it (names, titles) says so, to be read and set right.

    Whatever the interface itself says there is English; `Markup` has its own tags already.
    """
    if isinstance(text, Markup) or text is None or pick_locale() != "en":
        return text
    whole = str(text)
    parts, at = Markup(), 0
    for found in _CHINESE.finditer(whole):
        parts += escape(whole[at : found.start()])
        parts += Markup('<span lang="zh-Hans">{}</span>').format(found[0])
        at = found.end()
    return parts + escape(whole[at:])


def compile_catalogues(folder: Path) -> None:
    """Compile each .po whose .mo is missing or older, so that a fresh clone needs no extra step."""
    for po in folder.glob("*/LC_MESSAGES/messages.po"):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parent.parent.name)
        # Several processes may start together: each writes its own file, the last one wins.
        fresh = mo.with_suffix(f".{os.getpid()}.tmp")
        with fresh.open("wb") as target:
            write_mo(target, catalogue)
        fresh.replace(mo)
