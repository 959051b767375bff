"""A whole exam sat by the client that knows nothing but the paper docs/exam-protocol.md."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.quiz.protocol.client import START, Candidate, Page, digest_of, link_of

Come = Callable[[int, str], Candidate]
TYPES = {
    "single_choice", "multiple_response", "true_false", "fill_blank", "term", "short_answer",
    "essay",
}  # fmt: skip


def answer(one: Any) -> Any:
    """Some answer to a question in its JSON form."""
    match one.type:
        case "single_choice":
            return one.values[1]
        case "multiple_response":
            return [one.values[0], one.values[2]]
        case "true_false":
            return True
        case "fill_blank":
            return [f"第{n}空" for n, _ in enumerate(one.inputs, 1)]
        case _:
            return f"{one.type} 的作答，\n第二行 <b>&amp;"


def shown(one: Any) -> Any:
    """The answer that the page shows, in its JSON form."""
    match one.type:
        case "single_choice":
            return one.held[0]
        case "true_false":
            return one.held == ["true"]
        case "multiple_response" | "fill_blank":
            return one.held
        case _:
            return one.held[0].removeprefix("\n")


def test_a_whole_exam(come: Come) -> None:
    me = come(1, "protocol-client-1")
    assert {one.type for one in me.questions.values()} == TYPES
    turn = me.take_turn()
    assert (turn.status, turn.json["state"], turn.json["epoch"]) == (200, "open", 1)
    # Single saves, each checked against what was sent; the chain is followed where it can be.
    last = START
    entries = [me.entry(one.slot, answer(one)) for one in me.questions.values()]
    for position, entry in enumerate(entries, 1):
        reply = me.save(entry)
        assert reply.status == 200
        (told,) = reply.json["saves"]
        assert (told["client"], told["seq"], told["slot"]) == (
            me.client,
            entry["seq"],
            entry["slot"],
        )
        assert (told["late"], told["superseded"], reply.json["superseded"]) == (False, False, False)
        assert told["digest"] == digest_of(entry)
        if me.questions[entry["slot"]].type not in ("single_choice", "multiple_response"):
            assert told["link"] == link_of(last, position, me.client, entry, told)
        last = told["link"]
    # The same again: the same words, nothing twice.
    again = me.save(entries[-1])
    assert again.status == 200
    assert again.json["saves"][0]["link"] == last
    # Another body under the same name is refused.
    refused = me.save(entries[-1] | {"response": "别的话"})
    assert (refused.status, refused.json["closed"], refused.json["place"]) == (409, False, 0)
    # Several at once: all or none.
    slots = list(me.questions)
    bad = me.save(me.entry(slots[-1], "到不了"), me.entry(10**6, "没有这题"))
    assert (bad.status, bad.json["place"]) == (422, 1)
    batch = [me.entry(slots[-1], "论述，改过"), me.entry(slots[-2], "简答，改过", flagged=True)]
    good = me.save(*batch)
    assert [told["digest"] for told in good.json["saves"]] == [digest_of(one) for one in batch]
    # The page shows it all again.
    for entry in [*entries[:-2], *batch]:
        me_again = {one.slot: one for one in me.read_paper().questions}
        one = me_again[entry["slot"]]
        assert (shown(one), one.flagged) == (entry["response"], entry["flagged"])
    state = me.state().json
    assert (state["state"], state["grace_ms"]) == ("open", 30_000)
    assert 0 < state["left_ms"] <= 3_600_000
    beat = me.beat({"kind": "leave"}, {"kind": "return", "seconds": 3.5, "at": state["now"]}).json
    assert (beat["state"], beat["writer_is_you"], beat["messages"]) == ("open", True, [])
    wrong = me.beat({"kind": "sneeze"})
    assert (wrong.status, wrong.json["field"]) == (422, "kind")
    # Hand in, twice: one receipt.
    handed = me.hand_in()
    assert (handed.status, handed.target) == (302, f"{me.paper}/receipt")
    receipts = {
        re.findall(
            r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b", me.browser.ask("GET", handed.target).text
        )[0]
        for _ in range(2)
    }
    assert len(receipts) == 1
    # Anybody may check its code, typed as people type.
    anybody = Candidate(me.browser.port, "", "", me.client).browser
    (code,) = receipts
    assert "属实" in anybody.ask("GET", f"/verify?code={code.lower().replace('-', '')}").text
    assert (
        "属实"
        not in anybody.ask("GET", f"/verify?code={code[:-1]}{'7' if code[-1] != '7' else '8'}").text
    )
    late = me.save(me.entry(slots[0], None))
    assert (late.status, late.json["closed"]) == (409, True)
    # A save from before whose reply was lost is acknowledged even now.
    assert me.save(batch[0]).json["saves"][0]["digest"] == digest_of(batch[0])


def test_a_lost_reply_and_a_second_client(come: Come) -> None:
    first = come(2, "protocol-client-1")
    first.take_turn()
    essay = next(one.slot for one in first.questions.values() if one.type == "essay")
    lost = first.entry(essay, "回执丢了")
    body = {"client": first.client, "saves": [lost]}
    first.browser.send_and_hang_up(first.form.action, first.token, body)
    told = first.save(lost).json["saves"]
    assert first.save(lost).json["saves"] == told
    # A second page takes the paper up; what the first still sends is kept and does not count.
    second = come(2, "protocol-client-2")
    assert second.take_turn().json["epoch"] == 2
    late = first.save(first.entry(essay, "太晚了")).json
    assert (late["superseded"], late["saves"][0]["superseded"]) == (True, True)
    # The same number under another client is another save, not a repetition.
    mine = second.save(second.entry(essay, "第二页")).json
    assert mine["saves"][0]["link"] not in (told[0]["link"], late["saves"][0]["link"])
    page = second.read_paper()
    assert shown(next(one for one in page.questions if one.slot == essay)) == "第二页"
    # Taking the turn again changes nothing; the first page may take it back.
    assert second.take_turn().json["epoch"] == 2
    assert (first.beat().json["writer_is_you"], second.beat().json["writer_is_you"]) == (
        False,
        True,
    )
    assert first.take_turn().json["epoch"] == 3
    assert first.save(first.entry(essay, "拿回来了")).json["superseded"] is False


def test_who_has_no_business_here(come: Come, site: dict[str, str]) -> None:
    one, other = come(3, "protocol-client-1"), come(5, "protocol-client-1")
    entry = one.entry(next(iter(one.questions)), None)
    body = {"client": one.client, "saves": [entry]}
    # Another's paper, and one that does not exist, look alike.
    absent = one.form.action.replace(one.paper.rsplit("/", 1)[1], "0" * 32)
    others = [
        other.browser.post_json(path, other.token, body) for path in (one.form.action, absent)
    ]
    assert [reply.status for reply in others] == [404, 404]
    assert others[0].body == others[1].body
    # A token that is not ours.
    foreign = one.browser.post_json(one.form.action, other.token, body)
    assert foreign.status == 400
    assert one.browser.post_json(one.form.action, one.token, body).status == 200
    # Nobody, with a good token of a visitor.
    nobody = Candidate(int(site["port"]), "", "", one.client)
    page = Page(nobody.browser.ask("GET", "/sign-in").text)
    assert nobody.browser.post_json(one.form.action, page.token, body).status == 401
    asked = nobody.browser.ask("GET", one.form.data["state"])
    assert (asked.status, asked.target.split("?")[0]) == (302, "/sign-in")
    # Signed out: 401, and after signing in again the same save goes through.
    token = one.token
    one.browser.post_form("/sign-out", {"csrf_token": token})
    assert one.browser.post_json(one.form.action, token, body).status in (400, 401)
    one.sign_in()
    one.read_paper()
    assert one.save(entry).status == 200


def test_what_is_too_much(come: Come) -> None:
    me = come(3, "protocol-client-9")
    me.take_turn()
    essay = next(one.slot for one in me.questions.values() if one.type == "essay")
    blanks = next(one.slot for one in me.questions.values() if one.type == "fill_blank")
    assert me.save(me.entry(essay, "字" * 20_000)).status == 200
    for entries, place in (
        ([me.entry(essay, "字" * 20_001)], 0),
        ([me.entry(essay, "一"), me.entry(blanks, ["a"] * 101)], 1),
        ([me.entry(blanks, ["一", "二", "三"])], 0),
        ([me.entry(essay, str(n)) for n in range(201)], None),
        ([me.entry(essay, "x") | {"seq": 2**31}], 0),
        ([me.entry(essay, "x") | {"flagged": 1}], 0),
        ([], None),
    ):
        refused = me.save(*entries)
        assert (refused.status, refused.json["place"]) == (422, place)
    # Brackets without end are rubbish like any other, in the lane and out of it.
    for body in (b"{", b"[" * 100_000, b'{"client":' * 20_000, b"\xff"):
        reply = me.browser.ask("POST", me.form.action, body, me.browser.json_headers(me.token))
        assert reply.status == 422
    huge = me.browser.post_json(me.form.action, me.token, {"x": "x" * (20 * 1024 * 1024)})
    assert (huge.status, huge.json) == (413, {"error": "413"})
