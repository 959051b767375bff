"""A candidate at a browser, who writes down what the page has been told.

`Ledger` is the candidate's own book: every save that was sent, and every one that the server
acknowledged. What the database holds afterwards is compared with it by `check.py`.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from random import Random
from typing import Any

from tests.builders import PASSWORD
from tests.soak.wire import Browser, Lost, Reply
from tests.soak.world import Hall, Student

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_QUESTION = re.compile(r'data-question="([a-z_]+)"')
_SLOT = re.compile(r'name="s(\d+)["-]')
_OPTION = re.compile(r'value="(o[0-9a-f]+)"[^>]*data-answer>.*?题\d+选项([A-D])</span>')
_CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}\b")
# What a fill-in-the-blank is answered with: right, half right, wrong.
_BLANKS = (["客户", "80%"], ["客户", "20%"], ["商品", "20%"], ["", "80%"])


class Refused(Exception):
    """The server answered, and not with what was asked for."""

    def __init__(self, what: str, reply: Reply) -> None:
        super().__init__(f"{what}: {reply.status} {reply.text[:200]}")
        self.status = reply.status


@dataclass(frozen=True, slots=True)
class Sent:
    """One save as the page sent it; `answer` in the canonical words of the item."""

    client: str
    seq: int
    slot: int
    answer: Any
    flagged: bool


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What the server said of a save, and when (monotonic)."""

    number: int
    digest: str
    late: bool
    superseded: bool
    at: float


@dataclass(slots=True)
class Ledger:
    """One sitting's book."""

    user_id: int
    sitting: str | None = None
    sent: dict[tuple[str, int], Sent] = field(default_factory=dict)
    kept: dict[tuple[str, int], Acknowledged] = field(default_factory=dict)
    receipt: str | None = None
    tries: int = 0
    contradictions: list[str] = field(default_factory=list)

    def acknowledge(self, row: dict[str, Any], at: float) -> None:
        """Write an acknowledgement down; a second one of the same save must say the same."""
        name = (row["client"], row["seq"])
        said = Acknowledged(row["number"], row["digest"], row["late"], row["superseded"], at)
        before = self.kept.setdefault(name, said)
        if (before.number, before.digest) != (said.number, said.digest):
            self.contradictions.append(f"{name}: {before} then {said}")


@dataclass(slots=True)
class Figures:
    """What all candidates of a run count together; times in seconds."""

    statuses: dict[str, int] = field(default_factory=dict)
    times: dict[str, list[float]] = field(default_factory=dict)

    def note(self, what: str, status: int | str, seconds: float) -> None:
        name = f"{what} {status}"
        self.statuses[name] = self.statuses.get(name, 0) + 1
        if isinstance(status, int) and status < 400:
            self.times.setdefault(what, []).append(seconds)


class Candidate:
    """One person at one paper."""

    def __init__(
        self, student: Student, hall: Hall, port: int, chance: Random, figures: Figures
    ) -> None:
        self.student = student
        self.hall = hall
        self.chance = chance
        self.figures = figures
        room = student.user_id
        self.browser = Browser(port, address=f"10.{room // 6400 % 256}.{room // 25 % 256}.7")
        if student.cookie:
            self.browser.cookies["zhike_session"] = student.cookie
        self.ledger = Ledger(student.user_id)
        self.token = ""
        self.client = f"page-{chance.getrandbits(64):016x}"
        self.seq = 0
        self.slots: dict[int, tuple[str, dict[str, str]]] = {}
        self.questions = 0
        self.skew = 0

    def pretend(self, seconds: int) -> None:
        """Set this candidate's clock wrong: the page tells times that are so much off."""
        self.skew = seconds
        at = formatdate(time.time() + seconds, usegmt=True)
        self.browser.headers |= {"Date": at, "If-Modified-Since": at}

    # --- requests

    async def ask(self, what: str, call: Callable[[], Any]) -> Reply:
        """One request, with its time and outcome noted."""
        start = time.monotonic()
        try:
            reply: Reply = await call()
        except Lost:
            self.figures.note(what, "lost", time.monotonic() - start)
            raise
        self.figures.note(what, reply.status, time.monotonic() - start)
        return reply

    async def insist(
        self, what: str, call: Callable[[], Any], good: Callable[[Reply], bool], until: float
    ) -> Reply:
        """Ask again, ever more slowly, while the network or the server fails; until an instant.

        Raises Refused for an answer that trying again does not mend, TimeoutError at the end.
        """
        delay = 0.1
        while True:
            self.ledger.tries += 1
            try:
                reply = await self.ask(what, call)
                if good(reply):
                    return reply
                if reply.status < 500 and reply.status not in (408, 429):
                    raise Refused(what, reply)
            except Lost:
                pass
            if time.monotonic() > until:
                raise TimeoutError(f"{what}: no good answer in time")
            await asyncio.sleep(delay * self.chance.uniform(0.5, 1.5))
            delay = min(delay * 1.7, 2.0)

    # --- the way through an exam

    async def sign_in(self, until: float) -> None:
        """By name and password, as everybody does."""
        page = await self.insist(
            "sign-in page", lambda: self.browser.get("/sign-in"), is_page, until
        )
        token = find_token(page)

        def post() -> Any:
            return self.browser.post_form(
                "/sign-in", csrf_token=token, name=self.student.student_no, password=PASSWORD
            )

        await self.insist("sign-in", post, is_redirect, until)

    async def start(self, until: float) -> None:
        """From the page of the exam into the hall, and take the turn."""
        await self.arrive(until)
        await self.press_start(until)

    async def arrive(self, until: float) -> None:
        """Open the page of the exam, where candidates wait for the beginning."""
        path = f"/exams/{self.hall.exam}"
        page = await self.insist("intro", lambda: self.browser.get(path), is_page, until)
        self.token = find_token(page)

    async def press_start(self, until: float) -> None:
        """Press “start” on that page, read the paper and take the turn; notes when it was there."""
        path, pressed = f"/exams/{self.hall.exam}", time.monotonic()
        reply = await self.insist(
            "start",
            lambda: self.browser.post_form(f"{path}/start", csrf_token=self.token),
            lambda reply: reply.status == 302 and "/sittings/" in reply.headers["location"],
            until,
        )
        self.ledger.sitting = reply.headers["location"].rstrip("/").rsplit("/", 1)[1]
        await self.load(until)
        self.figures.note("paper ready", 200, time.monotonic() - pressed)
        await self.take_turn(until)

    async def open(self, until: float) -> None:
        """Load the paper and take it up."""
        await self.load(until)
        await self.take_turn(until)

    async def load(self, until: float) -> None:
        path = f"/sittings/{self.ledger.sitting}"
        page = await self.insist("paper", lambda: self.browser.get(path), is_page, until)
        self.read(page.text)
        self.token = find_token(page)

    async def take_turn(self, until: float) -> None:
        path, body = f"/sittings/{self.ledger.sitting}/turn", {"client": self.client}
        await self.insist(
            "turn", lambda: self.browser.post_json(path, body, self.token), is_page, until
        )

    def read(self, html: str) -> None:
        """Find the questions on the paper."""
        found = list(_QUESTION.finditer(html))
        ends = [match.start() for match in found[1:]] + [len(html)]
        for match, end in zip(found, ends, strict=True):
            block, kind = html[match.start() : end], match.group(1)
            slot = _SLOT.search(block)
            if slot is not None:
                names = {letter: name for name, letter in _OPTION.findall(block)}
                self.slots[int(slot.group(1))] = (kind, names)
        self.questions = len(self.slots)

    def compose(self, slot: int | None = None) -> Sent:
        """A new answer to some question, written into the book as sent."""
        slot = slot or self.chance.choice(list(self.slots))
        kind, _names = self.slots[slot]
        self.seq += 1
        sent = Sent(
            self.client, self.seq, slot, invent(kind, self.chance), self.chance.random() < 0.1
        )
        self.ledger.sent[(sent.client, sent.seq)] = sent
        return sent

    def body_of(self, saves: list[Sent]) -> dict[str, Any]:
        rows = [
            {
                "client": one.client,
                "seq": one.seq,
                "slot": one.slot,
                "response": self.shown(one),
                "flagged": one.flagged,
            }
            for one in saves
        ]
        at = int(1000 * (time.time() + self.skew))
        return {"client": self.client, "at": at, "saves": rows}

    def shown(self, sent: Sent) -> Any:
        """The answer in the page's own names."""
        _kind, names = self.slots[sent.slot]
        if not names:
            return sent.answer
        if isinstance(sent.answer, list):
            return [names[letter] for letter in sent.answer]
        return names[sent.answer] if sent.answer else sent.answer

    async def save(
        self, until: float, saves: list[Sent] | None = None, browser: Browser | None = None
    ) -> Reply:
        """Send saves until they are acknowledged. Raises Refused once the paper is closed."""
        saves = saves or [self.compose()]
        body, through = self.body_of(saves), browser or self.browser
        path = f"/sittings/{self.ledger.sitting}/answers"
        reply = await self.insist(
            "save", lambda: through.post_json(path, body, self.token), is_page, until
        )
        at = time.monotonic()
        for row in reply.json()["saves"]:
            self.ledger.acknowledge(row, at)
        return reply

    async def hand_in(self, until: float) -> None:
        """Hand in and read the receipt."""
        path = f"/sittings/{self.ledger.sitting}"
        await self.insist(
            "hand-in",
            lambda: self.browser.post_form(f"{path}/submit", csrf_token=self.token),
            is_redirect,
            until,
        )
        page = await self.insist(
            "receipt", lambda: self.browser.get(f"{path}/receipt"), is_page, until
        )
        code = _CODE.search(page.text)
        self.ledger.receipt = code.group() if code else None

    def second_window(self) -> Browser:
        """Another connection of the same sign-in."""
        first = self.browser
        return Browser(first.port, first.address, first.timeout, dict(first.cookies))

    async def close(self) -> None:
        await self.browser.close()


def invent(kind: str, chance: Random) -> Any:
    """An answer in the item's canonical words: right, partly right, wrong or empty."""
    if kind == "single_choice":
        return chance.choice(["A", "B", "C", "D", "A"])
    if kind == "multiple_response":
        return sorted(chance.choice([["A", "C"], ["A"], ["A", "B"], ["C"], [], ["A", "C", "D"]]))
    if kind == "true_false":
        return chance.choice([True, False])
    return list(chance.choice(_BLANKS))


def is_page(reply: Reply) -> bool:
    return reply.status == 200


def is_redirect(reply: Reply) -> bool:
    return reply.status in (302, 303)


def find_token(page: Reply) -> str:
    found = _TOKEN.search(page.text)
    if found is None:
        raise Refused("no token on the page", page)
    return found.group(1)
