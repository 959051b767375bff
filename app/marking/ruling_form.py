"""The form of a new step: what was typed becomes a proposal, or findings by field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.bank.domain.items import ItemKey
from app.bank.domain.quantities import read_answer
from app.bank.domain.types import ItemType
from app.bank.fixing import list_later
from app.marking.domain.question import Misfit, MisfitError
from app.marking.domain.rulings import Kind, RulingError
from app.marking.regrade import Part, Proposal, explain, propose
from app.web.numbers import plain, read_int, read_number

LONGEST_REASON = 500
LONGEST_TEXT = 20_000
LONGEST_FORM = 200
MOST_FORMS = 40
MOST_POINTS = 1000


@dataclass(slots=True)
class Typed:
    """What a person typed. `proposal` is None while anything is wrong."""

    kind: Kind
    values: MultiDict[str, str]
    errors: dict[str, str] = field(default_factory=dict[str, str])
    proposal: Proposal | None = None

    def text(self, name: str, default: str = "") -> str:
        """What stands in a field; `default` where the form was not sent."""
        return self.values.get(name, default) if self.values else default

    def ticked(self, name: str, value: str = "1", default: bool = False) -> bool:
        return value in self.values.getlist(name) if self.values else default


def empty_form(kind: Kind, undoes: str = "") -> Typed:
    """The form as it is first shown."""
    return Typed(kind, MultiDict({"undoes": undoes}) if undoes else MultiDict())


def read_kind(word: str | None) -> Kind:
    """The kind that an address or a form names; 改答案 for anything else."""
    try:
        return Kind(word or "")
    except ValueError:
        return Kind.KEY


def read_form(part: Part, values: MultiDict[str, str]) -> Typed:
    """Read a form that was sent; three SQL statements at most."""
    typed = Typed(read_kind(values.get("kind")), values)
    reason = typed.text("reason").strip()
    if not reason:
        typed.errors["reason"] = _("请写明原因，学生会看到。")
    elif len(reason) > LONGEST_REASON:
        typed.errors["reason"] = _("原因最多 %(n)s 个字。", n=LONGEST_REASON)
    proposal = Proposal(
        kind=typed.kind,
        reason=reason,
        named=typed.ticked("named"),
        never_lower=typed.ticked("never_lower") and _may_hold_down(part, typed),
        hand_too=typed.ticked("hand_too") and typed.kind.spares_hand_marks,
    )
    proposal = READERS[typed.kind](part, typed, proposal)
    if proposal.never_lower and proposal.hand_too and not part.question.is_objective:
        typed.errors["never_lower"] = _("人工重批的分数还不知道，不能同时保证不降。请只选一项。")
    if not typed.errors:
        _try(part, typed, proposal)
    return typed


def _may_hold_down(part: Part, typed: Typed) -> bool:
    """Whether “never lower” means anything: a question worth less cannot keep higher marks."""
    if typed.kind is Kind.POINTS:
        points = read_number(typed.text("points"))
        return points is not None and points > part.question.worth
    return typed.kind.spares_hand_marks


def _try(part: Part, typed: Typed, proposal: Proposal) -> None:
    """Let the rules have their say."""
    try:
        propose(part, proposal)
    except RulingError as error:
        typed.errors["form"] = explain(error)
    except MisfitError as error:
        typed.errors["version" if proposal.version_id else "form"] = misfit_words(error.misfit)
    else:
        typed.proposal = proposal


def misfit_words(misfit: Misfit) -> str:
    """Why a version's key cannot mark this paper."""
    return {
        Misfit.TYPE: _("那一版换了题型，不能用来批这份试卷。"),
        Misfit.BLANKS: _("那一版的空数和试卷上的不同，不能用来批这份试卷。"),
        Misfit.UNREACHABLE: _(
            "那一版的正确项都不在试卷上，没有人能选到。请改用“作废”或“人人满分”。"
        ),
    }[misfit]


def _read_key(part: Part, typed: Typed, proposal: Proposal) -> Proposal:
    chosen = read_int(typed.text("version"))
    if chosen:
        if chosen not in {version.id for version in list_later(part.sheet.frozen.version_id)}:
            typed.errors["version"] = _("题库里没有这一版。")
        return replace(proposal, version_id=chosen)
    key = _edited(part, typed)
    if not typed.errors and key == part.question.key:
        typed.errors["form"] = _("答案和解析都没有改动。")
    return replace(proposal, key=key)


def _edited(part: Part, typed: Typed) -> ItemKey:
    """The key with what was typed; what is wrong goes to `typed.errors`."""
    face, key = part.question.face, part.question.key
    key = replace(key, explanation=typed.text("explanation").strip()[:LONGEST_TEXT])
    match face.type:
        case ItemType.SINGLE_CHOICE | ItemType.MULTIPLE_RESPONSE:
            ticked = typed.values.getlist("correct")
            correct = tuple(id_ for id_ in face.option_ids() if id_ in ticked)
            several = face.type is ItemType.MULTIPLE_RESPONSE
            if not several and len(correct) != 1:
                typed.errors["correct"] = _("请选一个正确项。另有一项也对时，用“也算对”。")
            elif several and not 2 <= len(correct) < len(face.options):
                typed.errors["correct"] = _("多选题要有两个以上正确项，也不能全是正确项。")
            return replace(key, correct=correct)
        case ItemType.TRUE_FALSE:
            if typed.text("truth") not in ("true", "false"):
                typed.errors["truth"] = _("请选一项。")
            return replace(key, truth=typed.text("truth") == "true")
        case ItemType.FILL_BLANK:
            blanks = tuple(_forms(typed, f"blank-{n}") for n in range(1, face.blanks + 1))
            for number, forms in enumerate(blanks, 1):
                if not forms:
                    typed.errors[f"blank-{number}"] = _("每个空至少写一种答案。")
            return replace(key, blanks=blanks)
        case _:
            model = typed.text("model_answer").strip()[:LONGEST_TEXT]
            if not model:
                typed.errors["model_answer"] = _("请写参考答案。")
            return replace(key, model_answer=model)


def _read_accept(part: Part, typed: Typed, proposal: Proposal) -> Proposal:
    face, keys = part.question.face, part.question.keys
    match face.type:
        case ItemType.SINGLE_CHOICE:
            right = {option for key in keys for option in key.correct}
            ticked = [o for o in typed.values.getlist("also") if o in face.option_ids()]
            more = [option for option in ticked if option not in right]
            if not more:
                typed.errors["also"] = _("请选至少一个还不算对的选项。")
            return replace(proposal, accept={"options": more})
        case ItemType.MULTIPLE_RESPONSE:
            ticked = [o for o in face.option_ids() if o in typed.values.getlist("also")]
            if not ticked or any(set(ticked) == set(key.correct) for key in keys):
                typed.errors["also"] = _("请勾选另一组也算全对的选项。")
            return replace(proposal, accept={"options": ticked})
        case ItemType.TRUE_FALSE:
            truths = {key.truth for key in keys}
            if len(truths) > 1:
                typed.errors["form"] = _("两种判断都已经算对了。")
            return replace(proposal, accept={"truth": not part.question.key.truth})
        case ItemType.FILL_BLANK:
            forms = [list(_forms(typed, f"also-{n}")) for n in range(1, face.blanks + 1)]
            if not any(forms):
                typed.errors["also-1"] = _("请至少给一个空写一种也算对的答案。")
            return replace(proposal, accept={"forms": forms})
        case _:
            points = part.question.key.key_points
            variants = {p.id: list(_forms(typed, f"also-{p.id}")) for p in points}
            if not any(variants.values()):
                name = f"also-{points[0].id}" if points else "form"
                typed.errors[name] = _("请至少给一个采分点写一种也算写到的说法。")
            return replace(proposal, accept={"variants": variants})


def _read_points(part: Part, typed: Typed, proposal: Proposal) -> Proposal:
    points = read_number(typed.text("points"))
    if points is None or not 0 < points <= MOST_POINTS:
        typed.errors["points"] = _(
            "请填大于 0、不超过 %(most)s 的数字，最多两位小数。", most=MOST_POINTS
        )
    elif points == part.question.worth:
        typed.errors["points"] = _("现在就是 %(n)s 分。", n=plain(points))
    return replace(proposal, points=points)


def _read_undo(_part: Part, typed: Typed, proposal: Proposal) -> Proposal:
    return replace(proposal, undoes=read_int(typed.text("undoes")) or 0)


def _read_nothing(_part: Part, _typed: Typed, proposal: Proposal) -> Proposal:
    return proposal


READERS: dict[Kind, Callable[[Part, Typed, Proposal], Proposal]] = {
    Kind.KEY: _read_key,
    Kind.ACCEPT: _read_accept,
    Kind.POINTS: _read_points,
    Kind.VOID: _read_nothing,
    Kind.FULL: _read_nothing,
    Kind.UNDO: _read_undo,
}


def _forms(typed: Typed, name: str) -> tuple[str, ...]:
    """The lines of a field that can be answers, each once."""
    lines = [line.strip()[:LONGEST_FORM] for line in typed.text(name).splitlines()]
    written = [line for line in lines if line and read_answer(line).text]
    return tuple(dict.fromkeys(written))[:MOST_FORMS]
