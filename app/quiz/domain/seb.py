"""Safe Exam Browser: its configuration file, and the keys by which it is known again.

The file is a property list in plain XML. Its *Config Key* is a SHA-256 over the settings written as
SEB-JSON: keys in alphabetical order whatever their case, at every depth; no white space; no escapes;
`originatorVersion` and empty dictionaries left out. With every request the browser sends the SHA-256
over address and key. See https://safeexambrowser.org/developer/seb-config-key.html.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import plistlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, cast
from urllib.parse import urldefrag, urlsplit

from app.quiz.domain.access import SebRules

CONFIG_KEY_HEADER = "X-SafeExamBrowser-ConfigKeyHash"
EXAM_KEY_HEADER = "X-SafeExamBrowser-RequestHash"
# Where a candidate has to come to sit an exam; the course itself lies outside.
ALLOWED_PATHS = ("/exams/*", "/sittings/*", "/sign-in*", "/me/password*", "/assets/*", "/static/*")


def settings_for(rules: SebRules, *, start_url: str, quit_url: str) -> dict[str, Any]:
    """The settings of an exam's configuration file.

    No two keys differ in case alone, and no text has a quotation mark or a backslash: these are
    where programs disagree about the Config Key.
    """
    settings: dict[str, Any] = {
        "originatorVersion": "Zhike",
        "sebConfigPurpose": 0,  # starts an exam, does not change the computer's own settings
        "startURL": start_url,
        "quitURL": quit_url,
        "quitURLConfirm": False,
        "sendBrowserExamKey": True,
        "allowQuit": True,
        "allowPreferencesWindow": False,
        "allowSpellCheck": False,
        "allowDictionaryLookup": False,
        "browserWindowAllowReload": True,
        "showReloadButton": True,
        "showTaskBar": True,
        "showTime": True,
        "showInputLanguage": True,
        "allowBrowsingBackForward": False,
        "examSessionClearCookiesOnStart": True,
        "examSessionClearCookiesOnEnd": True,
        "URLFilterEnable": rules.only_exam,
        "URLFilterEnableContentFilter": False,
    }
    if rules.quit_password:
        settings["hashedQuitPassword"] = _sha256(rules.quit_password)
    if rules.only_exam:
        host = urlsplit(start_url).netloc
        settings["URLFilterRules"] = [
            {"action": 1, "active": True, "expression": host + path, "regex": False}
            for path in ALLOWED_PATHS
        ]
    return settings


def to_plist(settings: Mapping[str, Any]) -> bytes:
    """The configuration file."""
    return plistlib.dumps(dict(settings), sort_keys=True)


def config_key(settings: Mapping[str, Any]) -> str:
    """The Config Key of settings: 64 hexadecimal digits."""
    counted = {name: value for name, value in settings.items() if name != "originatorVersion"}
    return _sha256(seb_json(counted))


def seb_json(value: Any) -> str:
    """Settings in the form over which the Config Key is taken; it need not be proper JSON."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value}"'
        case bytes():
            return f'"{base64.b64encode(value).decode()}"'
        case datetime():
            return f'"{value.astimezone(UTC).isoformat(timespec="seconds")}"'
        case dict():
            return _object(cast(dict[str, Any], value))
        case list():
            return "[" + ",".join(map(seb_json, cast(list[Any], value))) + "]"
        case _:
            return str(value)


def _object(value: dict[str, Any]) -> str:
    kept = [name for name, one in value.items() if one != {}]
    kept.sort(key=lambda name: (name.casefold(), name.swapcase()))
    return "{" + ",".join(f'"{name}":{seb_json(value[name])}' for name in kept) + "}"


def request_hash(url: str, key: str) -> str:
    """What the browser sends with a request for `url` under a key."""
    return _sha256(urldefrag(url).url + key)


def matches(url: str, keys: Iterable[str], sent: str) -> bool:
    """Whether the header's value proves one of the keys for this address."""
    given = sent.strip().lower().encode()
    found = [hmac.compare_digest(request_hash(url, key).encode(), given) for key in keys]
    return any(found)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
