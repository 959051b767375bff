"""Names and passwords: what is a valid one (pure).

Password rules follow NIST SP 800-63B-4: a minimum length, a list of what everybody tries, no rules of
composition and no expiry.
"""

from __future__ import annotations

import re
import unicodedata

MIN_PASSWORD = 8
MAX_PASSWORD = 128
KINDS = ("student_no", "username", "email")

_USERNAME = re.compile(r"[\w.\-]{2,32}")
_STUDENT_NO = re.compile(r"[0-9A-Za-z\-]{2,32}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,}")
# What is tried first everywhere, and what a Chinese class would try first here.
_TRIED_FIRST = (
    "12345678 123456789 1234567890 11111111 88888888 00000000 66666666 87654321 password "
    "password1 qwertyui qwerty123 asdfghjk iloveyou abc12345 abcd1234 a1234567 a12345678 "
    "woaini520 woaini1314 5201314520 zhike123 zhike2026 crm12345 student1 teacher1 admin123 "
    "admin888 letmein1 welcome1 sunshine princess football baseball 1q2w3e4r qazwsxedc"
)
COMMON = frozenset(_TRIED_FIRST.split())


def normalise_name(text: str) -> str:
    """The form in which sign-in names are compared: NFKC, no outer spaces, lower case."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def is_valid_name(kind: str, text: str) -> bool:
    """Whether `text` can be a sign-in name of `kind`; leading zeros are signs like any other."""
    name = normalise_name(text)
    pattern = {"student_no": _STUDENT_NO, "username": _USERNAME, "email": _EMAIL}[kind]
    return len(name) <= 160 and pattern.fullmatch(name) is not None


def weakness(password: str, names: tuple[str, ...] = ()) -> str | None:
    """Why a password is refused: "short", "long", "common" or "name"; None when it may stand.

    `names` are the person's own sign-in names, none of which may be the password.
    """
    if len(password) < MIN_PASSWORD:
        return "short"
    if len(password) > MAX_PASSWORD:
        return "long"
    lowered = normalise_name(password)
    if lowered in COMMON or len(set(lowered)) == 1:
        return "common"
    if lowered in {normalise_name(n) for n in names if n}:
        return "name"
    return None


def device_name(agent: str) -> str:
    """Browser and system out of a User-Agent, such as "Edge，Windows"; "" where neither shows.

    Later names win over those they imitate: Edge calls itself Chrome, Chrome calls itself Safari.
    """
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return "，".join(part for part in (browser, system) if part)


_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("OpenHarmony", "HarmonyOS"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
