"""Take the pictures of the README's tour from a running demo class.

Start an empty demo with `python3 run.py --demo --reset --port 8190`, then run
`.venv/bin/python tools/pictures.py http://127.0.0.1:8190`. The pictures go to docs/pictures/, the
Chinese ones and those of the English interface. It needs an installed Chromium.
"""

from __future__ import annotations

import shutil
import struct
import sys
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
PASSWORD = "zhike-demo"  # noqa: S105 (printed by every demo)
DESK, PHONE = (1440, 900), (360, 800)
# Students in the middle of the running exam.
LEARNER, CANDIDATE = "0230102", "0230103"
Step = Callable[[Any], None]


def open_class(page: Any, place: str) -> None:
    page.goto("/classes")
    links = page.locator("main a[href^='/classes/']:not([href$='/new']):not([href$='/all'])")
    page.goto(links.first.get_attribute("href") + place)


def lesson(page: Any) -> None:
    page.goto("/learn/ch01/s1-1")
    scroll_to(page, "figure", 330)


def course_map(page: Any) -> None:
    page.goto("/learn")


def practice(page: Any) -> None:
    """One question, answered, with its explanation."""
    page.goto("/practice/choose?chapter=ch02")
    page.check("input[name=types][value=single_choice]")
    page.click("main form button[type=submit]")
    page.locator(".zk-opt").nth(1).click()
    page.click("#answer .zk-btn--main")
    scroll_to(page, "[data-question]", 70)


def mistakes(page: Any) -> None:
    page.goto("/mistakes")


def hall(page: Any) -> None:
    page.goto("/exams")
    page.locator("main a[href*='/sittings/']").first.click()
    page.wait_for_selector("[data-ready]")
    scroll_to(page, "#q9", 90)


def marking(page: Any) -> None:
    open_class(page, "/marking?show=all")
    page.locator("main a[href*='/marking/sitting/']").first.click()
    page.wait_for_load_state()


def gradebook(page: Any) -> None:
    open_class(page, "/grades")


# Name, language, window, who, and the way there.
SHOTS: tuple[tuple[str, str, tuple[int, int], str, Step], ...] = (
    ("zh-lesson", "zh_Hans", DESK, LEARNER, lesson),
    ("zh-practice", "zh_Hans", PHONE, LEARNER, practice),
    ("zh-hall", "zh_Hans", PHONE, CANDIDATE, hall),
    ("zh-marking", "zh_Hans", DESK, "zhou", marking),
    ("zh-gradebook", "zh_Hans", DESK, "zhou", gradebook),
    ("en-map", "en", DESK, LEARNER, course_map),
    ("en-practice", "en", PHONE, LEARNER, practice),
    ("en-mistakes", "en", PHONE, LEARNER, mistakes),
    ("en-hall", "en", DESK, CANDIDATE, hall),
    ("en-gradebook", "en", DESK, "zhou", gradebook),
)


def scroll_to(page: Any, selector: str, room: int) -> None:
    """Put the first such element `room` pixels below the top of the window."""
    top = page.locator(selector).first.evaluate("e => e.getBoundingClientRect().top + scrollY")
    page.evaluate("y => scrollTo({top: y, behavior: 'instant'})", top - room)
    page.wait_for_timeout(300)


def sign_in(page: Any, name: str, language: str) -> None:
    page.context.add_cookies([{"name": "zhike_locale", "value": language, "url": page.url}])
    page.goto("/sign-in")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)


def take_all(base: str) -> None:
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for name, language, (width, height), who, step in SHOTS:
            context = browser.new_context(
                base_url=base, viewport={"width": width, "height": height}, reduced_motion="reduce"
            )
            page = context.new_page()
            page.goto("/sign-in")
            sign_in(page, who, language)
            step(page)
            small = squeeze(page.screenshot())
            (PICTURES / f"{name}.png").write_bytes(small)
            print(f"{name}: {len(small) // 1000} kB")
            context.close()
        browser.close()


# --- PNG: from millions of colours to 256, which a page of text hardly needs


def squeeze(png: bytes) -> bytes:
    """Return the picture with a palette of its 256 commonest colours; the rest go to the nearest."""
    width, height, depth, rows = read_pixels(png)
    counts: Counter[bytes] = Counter()
    for row in rows:
        counts.update(row[i : i + 3] for i in range(0, width * depth, depth))
    palette = choose_palette(counts)
    index = {colour: nearest(colour, palette) for colour in counts}
    body = b"".join(
        b"\0" + bytes(index[row[i : i + 3]] for i in range(0, width * depth, depth)) for row in rows
    )
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(kind, data)
        for kind, data in (
            (b"IHDR", head),
            (b"PLTE", b"".join(palette)),
            (b"IDAT", zlib.compress(body, 9)),
            (b"IEND", b""),
        )
    )


def choose_palette(counts: Counter[bytes]) -> list[bytes]:
    """The commonest colours, of very similar ones only the commonest."""
    seen: dict[tuple[int, ...], bytes] = {}
    for colour, _count in counts.most_common():
        seen.setdefault(tuple(part >> 3 for part in colour), colour)
    return list(seen.values())[:256]


def nearest(colour: bytes, palette: list[bytes]) -> int:
    return min(
        range(len(palette)),
        key=lambda n: sum((a - b) ** 2 for a, b in zip(colour, palette[n], strict=True)),
    )


def read_pixels(png: bytes) -> tuple[int, int, int, list[bytes]]:
    """Width, height, bytes a pixel and rows of a picture of 8 bits a channel, not interlaced."""
    data, place = b"", 8
    width = height = depth = 0
    while place < len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        body = png[place + 8 : place + 8 + length]
        if kind == b"IHDR":
            width, height, _bits, colours = struct.unpack(">IIBB", body[:10])
            depth = {2: 3, 6: 4}[colours]
        elif kind == b"IDAT":
            data += body
        place += length + 12
    raw, step = zlib.decompress(data), width * depth + 1
    rows: list[bytes] = []
    above = bytes(step - 1)
    for start in range(0, len(raw), step):
        above = unfilter(raw[start], raw[start + 1 : start + step], above, depth)
        rows.append(above)
    return width, height, depth, rows


def unfilter(kind: int, line: bytes, above: bytes, depth: int) -> bytes:
    """Undo the PNG filter of one row."""
    if kind == 0:
        return line
    row = bytearray(line)
    for i, value in enumerate(line):
        left = row[i - depth] if i >= depth else 0
        corner = above[i - depth] if i >= depth else 0
        guess = (left, above[i], (left + above[i]) // 2, paeth(left, above[i], corner))[kind - 1]
        row[i] = (value + guess) & 255
    return bytes(row)


def paeth(left: int, above: int, corner: int) -> int:
    """Of the three neighbours the one nearest to left + above - corner."""
    guess = left + above - corner
    return min((left, above, corner), key=lambda near: abs(guess - near))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit((__doc__ or "").strip())
    PICTURES.mkdir(exist_ok=True)
    take_all(sys.argv[1].rstrip("/"))
