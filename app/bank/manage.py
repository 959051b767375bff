"""Pages of the item bank: the list, one item, its history, and the choice after an upgrade."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response

from app.authz.gate import load_or_404, may, requires
from app.authz.permissions import Permission
from app.bank import (
    bulk_routes,
    collection_routes,
    editor,
    filter_routes,
    filters,
    notes,
    returned,
    review_routes,
    reviewing,
    service,
    tree_routes,
)
from app.bank.alike import find_alike, text_of
from app.bank.changes import find_changes
from app.bank.collections import collection_options, list_collections
from app.bank.domain.types import Cognitive, Level, Use
from app.bank.excerpts import find_excerpts
from app.bank.finding import marked, read_needles
from app.bank.history import (
    author_names,
    compare_versions,
    draft_of,
    drafts_of,
    knowledge_titles,
    list_history,
)
from app.bank.labels import (
    COGNITIVE_LABELS,
    DIFFICULTY_LABELS,
    LEVEL_LABELS,
    TYPE_LABELS,
    USE_LABELS,
)
from app.bank.lint_answers import lint_item
from app.bank.listing import (
    ORIGIN_LABELS,
    SORT_LABELS,
    STATE_LABELS,
    count_pending,
    list_query,
    read_filter,
)
from app.bank.models import Item, ItemVersion
from app.bank.near import list_near
from app.bank.pages import PUBLIC_NOTE, author_id, bp, chapter_titles, knowledge_groups
from app.bank.queries import list_knowledge
from app.bank.remark_words import say_remark
from app.bank.usage import usage_of
from app.bank.views import preview_view, stimulus_view
from app.web.clock import now
from app.web.numbers import read_int
from app.web.pages import paginate

PER_PAGE = 30
WORDS = {
    "types": {type_.value: label for type_, label in TYPE_LABELS.items()},
    "levels": {level.value: LEVEL_LABELS[level] for level in Level},
    "cognitives": {word.value: COGNITIVE_LABELS[word] for word in Cognitive},
    "difficulties": DIFFICULTY_LABELS,
    "uses": {use.value: USE_LABELS[use] for use in Use},
    "states": STATE_LABELS,
    "origins": ORIGIN_LABELS,
    "sorts": SORT_LABELS,
}

for _pages in (
    editor,
    review_routes,
    bulk_routes,
    filter_routes,
    collection_routes,
    tree_routes,
):
    _pages.register(bp)


@bp.context_processor
def _words() -> dict[str, object]:
    return {
        "words": WORDS,
        "public_note": PUBLIC_NOTE,
        "collection_options": collection_options,
        **review_routes.words(),
    }


@bp.get("")
@requires(Permission.BANK_VIEW)
def home() -> Response | str:
    """The list; without any filter in the address, as one's default filter shows it."""
    default = None if set(request.args) - {"within"} else filters.find_default(author_id())
    if default is not None:
        return redirect(url_for("bank.use_filter", public_id=default.public_id))
    wanted = read_filter(request.args)
    page = paginate(list_query(wanted), PER_PAGE)
    needles = read_needles(wanted.q)
    return render_template(
        "bank/home.html",
        page=page,
        wanted=wanted,
        needles=needles,
        marked=marked,
        found=find_excerpts(page.items, needles),
        saved=filters.list_filters(author_id()),
        shelves=list_collections(author_id()),
        waiting=reviewing.count_waiting(),
        returned=returned.count_returned(author_id()),
        open_notes=notes.count_open([row.id for row in page.items]),
        pending=count_pending(),
        chapters=chapter_titles(),
        groups=knowledge_groups(list_knowledge()),
    )


@bp.get("/items/<public_id>")
@requires(Permission.BANK_VIEW)
def item(public_id: str) -> str:
    row = load_item(public_id)
    version = current_version(row)
    draft = draft_of(version)
    stimulus = version.stimulus
    stored_as = session.pop(editor.STORED, "")
    tried = may(Permission.BANK_EDIT) and (stored_as or not row.content_id)
    return render_template(
        "bank/item.html",
        item=row,
        edition=version,
        labels=draft.labels,
        author=author_names([version]).get(version.author_id or 0, ""),
        view=preview_view(draft.face, draft.key, key="item"),
        team=review_routes.team_of(row),
        stimulus=stimulus_view((stimulus.id, stimulus.title, stimulus.text)) if stimulus else None,
        chapters=chapter_titles(),
        titles={point.id: point.title for point in row.knowledge},
        usage=usage_of(row.id),
        alike=find_alike(text_of(draft.face, draft.labels.knowledge), row.id),
        points=knowledge_titles(),
        stored_as=stored_as,
        failed=[say_remark(one, "") for one in lint_item(draft.face, draft.key)] if tried else [],
    )


@bp.get("/items/<public_id>/alike")
@requires(Permission.BANK_VIEW)
def alike(public_id: str) -> str:
    """The items most like this one: a page of its own, which scripts lay beside the list as a drawer."""
    row = load_item(public_id)
    titles = knowledge_titles()
    near = list_near(draft_of(current_version(row)), row.id, titles)
    return render_template("bank/alike.html", item=row, near=near, titles=titles)


@bp.get("/items/<public_id>/history")
@requires(Permission.BANK_VIEW)
def history(public_id: str) -> str:
    """All versions with what each changed; `?old=1&new=3` lays any two side by side."""
    row = load_item(public_id)
    entries = list_history(row)
    numbers = [read_int(request.args.get(name, "")) for name in ("old", "new")]
    return render_template(
        "bank/history.html", item=row, entries=entries, pair=compare_versions(entries, *numbers)
    )


@bp.post("/items/<public_id>/copy")
@requires(Permission.BANK_EDIT)
def copy(public_id: str) -> Response:
    made = service.copy_item(load_item(public_id).id, author_id(), now())
    flash(_("已抄成你自己的一道题，现在是草稿。"), "ok")
    return redirect(url_for("bank.edit", public_id=made.public_id))


@bp.get("/items/<public_id>/pending")
@requires(Permission.BANK_VIEW)
def pending(public_id: str) -> Response | str:
    row = load_item(public_id)
    if row.pending_version_id is None:
        flash(_("这道题现在没有要选的版本。"))
        return redirect(url_for("bank.item", public_id=public_id))
    own, other = current_version(row), row.pending_version
    if other is None:
        abort(404)
    drafts = drafts_of([own, other])
    return render_template(
        "bank/pending.html",
        item=row,
        own=own,
        other=other,
        own_view=preview_view(drafts[own.id].face, drafts[own.id].key, key="own"),
        other_view=preview_view(drafts[other.id].face, drafts[other.id].key, key="other"),
        changes=find_changes(drafts[own.id], drafts[other.id], knowledge_titles()),
        author=author_names([own]).get(own.author_id or 0, ""),
    )


@bp.post("/items/<public_id>/pending")
@requires(Permission.BANK_EDIT)
def choose(public_id: str) -> Response:
    row = load_item(public_id)
    pending_id = read_int(request.form.get("pending", "")) or 0
    if request.form.get("take") == "course":
        service.accept_pending(row.id, pending_id, now())
        flash(_("已改用课程的新版。你的那一版还在历史里。"), "ok")
    else:
        service.keep_own(row.id, pending_id, now())
        flash(_("继续用你的版本。课程的新版留在历史里。"), "ok")
    return redirect(url_for("bank.item", public_id=public_id))


def load_item(public_id: str) -> Item:
    """The item of the address with its current version, or 404."""
    return load_or_404(
        Item,
        joinedload(Item.current_version).joinedload(ItemVersion.stimulus),
        joinedload(Item.pending_version).joinedload(ItemVersion.stimulus),
        selectinload(Item.knowledge),
        public_id=public_id,
    )


def current_version(row: Item) -> ItemVersion:
    if row.current_version is None:
        abort(404)
    return row.current_version
