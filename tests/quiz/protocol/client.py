"""A candidate's client, written from docs/exam-protocol.md and nothing else.

Standard library only, and nothing of the site's own code: what is not in the paper and not on the
page is not known here.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urlsplit

START = "0" * 64


@dataclass
class Reply:
    """A reply: status, headers by lower-case name, the body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def target(self) -> str:
        """The path (with query) of a redirect."""
        parts = urlsplit(self.headers["location"])
        return parts.path + (f"?{parts.query}" if parts.query else "")


class Browser:
    """One connection's worth of a browser: cookies, forms, JSON."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self.host, self.port = host, port
        self.cookies: dict[str, str] = {}
        self.heard: list[tuple[str, str, dict[str, str], bytes, Reply]] = []

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Reply:
        """One request, and its reply; redirects are not followed."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=20)
        try:
            sent = self._headers() | (headers or {})
            connection.request(method, path, body or None, sent)
            found = connection.getresponse()
            names = {name.lower(): value for name, value in found.getheaders()}
            reply = Reply(found.status, names, found.read())
            for name, value in found.getheaders():
                if name.lower() == "set-cookie":
                    key, _, rest = value.partition("=")
                    self.cookies[key] = rest.split(";")[0]
        finally:
            connection.close()
        self.heard.append((method, path, sent, body, reply))
        return reply

    def post_form(self, path: str, fields: dict[str, str]) -> Reply:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, urlencode(fields).encode(), kind)

    def post_json(self, path: str, token: str, data: Any) -> Reply:
        return self.ask("POST", path, json.dumps(data).encode(), self.json_headers(token))

    def send_and_hang_up(self, path: str, token: str, data: Any) -> None:
        """Send a whole request and go away before the reply: the line broke just then."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=20)
        body = json.dumps(data).encode()
        connection.request("POST", path, body, self._headers() | self.json_headers(token))
        connection.close()

    @staticmethod
    def json_headers(token: str) -> dict[str, str]:
        return {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "X-CSRFToken": token,
        }

    def _headers(self) -> dict[str, str]:
        if not self.cookies:
            return {}
        return {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}


@dataclass
class Form:
    """A form of a page: where it posts to, and the hidden values it sends."""

    action: str
    hidden: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)


@dataclass
class Asked:
    """A question as the page shows it."""

    type: str
    slot: int = 0
    flagged: bool = False
    values: list[str] = field(default_factory=list)  # of its radio buttons or boxes
    letters: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)  # the words of its options
    inputs: list[str] = field(default_factory=list)  # names of its inputs, each once
    held: Any = None  # what the page shows as answered: values, or texts


class Page(HTMLParser):
    """What a client needs of a page: forms, links, the token, questions."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.token = ""
        self.questions: list[Asked] = []
        self.text = ""
        self._form: Form | None = None
        self._area: Asked | None = None
        self._words: list[str] | None = None
        self.feed(html)

    def form(self, ending: str) -> Form:
        return next(form for form in self.forms if form.action.endswith(ending))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "meta" and at.get("name") == "csrf-token":
            self.token = at["content"]
        elif tag == "a" and "href" in at:
            self.links.append(at["href"])
        elif tag == "form":
            data = {name[5:]: value for name, value in at.items() if name.startswith("data-")}
            self._form = Form(at.get("action", ""), data=data)
            self.forms.append(self._form)
        elif "data-question" in at:
            self.questions.append(Asked(at["data-question"]))
        elif tag == "input":
            self._input(at)
        elif tag == "textarea" and "data-answer" in at:
            self._area = self.questions[-1]
            self._area.inputs.append(at["name"])
            self._area.held = [""]
        elif tag == "span" and at.get("class") in ("zk-opt__k", "zk-opt__t"):
            one = self.questions[-1]
            self._words = one.letters if at["class"] == "zk-opt__k" else one.texts
            self._words.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = None
        elif tag == "span":
            self._words = None

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._area is not None:
            self._area.held[-1] += data
        if self._words is not None:
            self._words[-1] += data

    def _input(self, at: dict[str, str]) -> None:
        if at.get("type") == "hidden" and self._form is not None:
            self._form.hidden[at["name"]] = at.get("value", "")
        elif "data-flag" in at:
            one = self.questions[-1]
            one.slot, one.flagged = int(at["value"][1:]), "checked" in at
        elif "data-answer" in at:
            one = self.questions[-1]
            if at["name"] not in one.inputs:
                one.inputs.append(at["name"])
            one.held = one.held or []
            if at["type"] in ("radio", "checkbox"):
                one.values.append(at["value"])
                if "checked" in at:
                    one.held.append(at["value"])
            else:
                one.held.append(at.get("value", ""))


class Candidate:
    """A person at an exam. `name` and `password` are on the slip, `exam` is the exam's address."""

    def __init__(self, port: int, name: str, password: str, client: str) -> None:
        self.browser = Browser(port)
        self.name, self.password, self.client = name, password, client
        self.seq = 0
        self.paper = ""
        self.token = ""
        self.form = Form("")
        self.questions: dict[int, Asked] = {}

    def sign_in(self) -> Reply:
        page = Page(self.browser.ask("GET", "/sign-in").text)
        hidden = next(form.hidden for form in page.forms if form.action == "")
        fields = hidden | {"name": self.name, "password": self.password, "next": "/exams"}
        return self.browser.post_form("/sign-in", fields)

    def start(self, exam: str) -> str:
        """Start, or go on with what is open; returns the paper's path."""
        page = Page(self.browser.ask("GET", exam).text)
        going = [link for link in page.links if re.fullmatch(r"/sittings/[0-9a-f]{32}", link)]
        if going:
            self.paper = going[0]
            return self.paper
        form = page.form("/start")
        self.paper = self.browser.post_form(form.action, form.hidden).target
        return self.paper

    def read_paper(self) -> Page:
        page = Page(self.browser.ask("GET", self.paper).text)
        self.form = page.form("/answers")
        self.token = page.token
        self.questions = {one.slot: one for one in page.questions}
        return page

    def take_turn(self) -> Reply:
        return self.browser.post_json(self.form.data["turn"], self.token, {"client": self.client})

    def entry(self, slot: int, response: Any, *, flagged: bool = False) -> dict[str, Any]:
        """A save, numbered."""
        self.seq += 1
        return {"seq": self.seq, "slot": slot, "response": response, "flagged": flagged}

    def save(self, *entries: dict[str, Any]) -> Reply:
        body = {"client": self.client, "saves": list(entries)}
        return self.browser.post_json(self.form.action, self.token, body)

    def state(self) -> Reply:
        headers = {"Accept": "application/json"}
        reply = self.browser.ask("GET", self.form.data["state"], headers=headers)
        if reply.status == 200:
            self.token = reply.json["csrf"]
        return reply

    def beat(self, *events: dict[str, Any], seen: int = 0) -> Reply:
        body = {"client": self.client, "seen": seen, "events": list(events)}
        reply = self.browser.post_json(self.form.data["pulse"], self.token, body)
        if reply.status == 200:
            self.token = reply.json["csrf"]
        return reply

    def hand_in(self) -> Reply:
        page = Page(self.browser.ask("GET", self.form.data["check"]).text)
        form = page.form("/submit")
        return self.browser.post_form(form.action, form.hidden)


def digest_of(entry: dict[str, Any]) -> str:
    """The digest a reply carries of a save, worked out by the client from what it sent."""
    body = json.dumps([entry["slot"], entry["response"], entry["flagged"]], separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def link_of(
    previous: str, position: int, client: str, entry: dict[str, Any], told: dict[str, Any]
) -> str:
    """The link of a save whose canonical answer is what was sent (texts, blanks, true or false)."""
    at = told["at"].removesuffix("+00:00")
    at = f"{at}Z" if "." in at else f"{at}.000000Z"
    record = {
        "position": position,
        "client": client,
        "seq": entry["seq"],
        "slot": entry["slot"],
        "response": entry["response"],
        "flagged": entry["flagged"],
        "digest": told["digest"],
        "late": told["late"],
        "superseded": told["superseded"],
        "at": at,
    }
    body = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()
