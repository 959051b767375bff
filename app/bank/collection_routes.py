"""Pages of collections (题集): the list, one, its settings and whom it is shared with."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.bank import bulk, collections
from app.bank.bulk_routes import chosen_items
from app.bank.pages import author_id
from app.bank.team_models import Collection, CollectionMember
from app.courses import sharing
from app.extensions import db
from app.web.clock import now
from app.web.errors import DomainError
from app.web.numbers import read_int
from app.web.pages import paginate

PER_PAGE = 50
Page = Response | str | tuple[str, int]


def register(bp: Blueprint) -> None:
    """Put collections on the bank's blueprint."""
    post = ["POST"]
    bp.add_url_rule("/collections", "collections", shelf, methods=["GET", "POST"])
    bp.add_url_rule("/collections/<public_id>", "collection", show)
    bp.add_url_rule("/collections/<public_id>", "arrange_collection", arrange, methods=post)
    bp.add_url_rule(
        "/collections/<public_id>/settings",
        "collection_settings",
        settings,
        methods=["GET", "POST"],
    )
    bp.add_url_rule("/collections/<public_id>/people", "share_collection", share, methods=post)
    bp.add_url_rule("/collections/<public_id>/delete", "delete_collection", remove, methods=post)
    bp.add_url_rule("/collect", "collect", collect, methods=post)


@requires(Permission.COLLECTION_VIEW)
def shelf() -> Page:
    """The collections one sees; a POST makes a new one."""
    if request.method == "GET":
        return _shelf_page()
    title, text = request.form.get("title", ""), request.form.get("description", "")
    try:
        row = collections.create_collection(author_id(), title, text, now())
    except DomainError as error:
        return _shelf_page(error.message, error.status)
    flash(_("题集已建好，现在只有你看得到。"), "ok")
    return redirect(url_for("bank.collection", public_id=row.public_id))


@requires(Permission.COLLECTION_VIEW)
def show(public_id: str) -> str:
    """The items of a collection in its order."""
    row = _load(public_id)
    page = paginate(collections.contents(row), PER_PAGE)
    mine = author_id() == row.owner_id
    may_edit = sharing.may_edit(row, author_id())
    return render_template("bank/collection.html", row=row, page=page, may_edit=may_edit, mine=mine)


@requires(Permission.COLLECTION_EDIT)
def arrange(public_id: str) -> Response:
    """Move an item up or down, or take ticked ones out."""
    row = _load_to_change(public_id)
    do, _sep, named = request.form.get("do", "").partition(":")
    if do in ("up", "down"):
        for item_id in bulk.choose([named]):
            collections.move_item(row.id, item_id, -1 if do == "up" else 1)
    elif do == "drop":
        ids = bulk.choose([named] if named else request.form.getlist("item"))
        count = collections.remove_items(row.id, ids, now())
        told = ngettext("已移出 %(num)s 道题。", "已移出 %(num)s 道题。", count)
        flash(told if count else _("没有移出题目。请先勾选。"), "ok" if count else "warn")
    else:
        abort(400)
    page = read_int(request.args.get("page", "")) or None
    return redirect(url_for("bank.collection", public_id=public_id, page=page))


@requires(Permission.COLLECTION_MANAGE)
def settings(public_id: str) -> Page:
    """Title and description, and whom the collection is shared with."""
    row = _load(public_id)
    if request.method == "GET":
        return _settings_page(row)
    title, text = request.form.get("title", ""), request.form.get("description", "")
    try:
        collections.describe(row.id, title, text, now())
    except DomainError as error:
        return _settings_page(row, error.message, error.status)
    flash(_("题集的名称和说明已存下。"), "ok")
    return redirect(url_for("bank.collection", public_id=public_id))


@requires(Permission.COLLECTION_MANAGE)
def share(public_id: str) -> Page:
    """Share with a colleague, set what they may do, or share no more."""
    row = _load(public_id)
    try:
        told = sharing.take_form(
            request.form,
            lambda person, right: collections.share(row.id, person, right, now()),
            lambda user_id: collections.unshare(row.id, user_id),
        )
    except DomainError as error:
        return _settings_page(row, error.message, error.status, sharing_typed=request.form)
    flash(told, "ok")
    return redirect(url_for("bank.collection_settings", public_id=public_id))


@requires(Permission.COLLECTION_MANAGE)
def remove(public_id: str) -> Response:
    """Delete a collection; its items stay in the bank."""
    row = _load(public_id)
    collections.delete_collection(row.id)
    flash(_("题集已删除，里面的题都还在题库里。"), "ok")
    return redirect(url_for("bank.collections"))


@requires(Permission.COLLECTION_EDIT)
def collect() -> Response:
    """Put an item of the form, or the items that the address names, into a collection or take it out."""
    row = _load_to_change(request.values.get("into", ""))
    one = request.form.get("one", "")
    ids = bulk.choose([one]) if one else chosen_items()
    if request.form.get("do") == "drop":
        count = collections.remove_items(row.id, ids, now())
        told = ngettext(
            "已从“%(title)s”移出 %(num)s 道题。",
            "已从“%(title)s”移出 %(num)s 道题。",
            count,
            title=row.title,
        )
    else:
        count = collections.add_items(row.id, ids, author_id(), now())
        told = ngettext(
            "“%(title)s”新加入 %(num)s 道题。",
            "“%(title)s”新加入 %(num)s 道题。",
            count,
            title=row.title,
        )
    flash(told, "ok" if count else "warn")
    if one:
        return redirect(url_for("bank.item", public_id=one, _anchor="collections"))
    return redirect(url_for("bank.collection", public_id=row.public_id))


def _load_to_change(public_id: str) -> Collection:
    """The collection, if it may be changed. Its owner may have deleted it or taken the right back while the
    page was open: the words say so, and no more to a stranger than to whoever asks for what never was.
    """
    try:
        return _load(public_id)
    except NotFound:
        words = _("没有改：这个题集已经删除，或者不再共享给你改。题目都还在题库里。")
        raise DomainError(words, status=404) from None


def _load(public_id: str) -> Collection:
    return load_or_404(Collection, joinedload(Collection.owner), public_id=public_id)


def _shelf_page(problem: str = "", status: int = 200) -> Page:
    page = render_template(
        "bank/collections.html",
        shelves=collections.list_collections(author_id()),
        problem=problem,
        me=author_id(),
    )
    return page, status


def _settings_page(
    row: Collection,
    problem: str = "",
    status: int = 200,
    *,
    sharing_typed: Mapping[str, str] | None = None,
) -> Page:
    query = (
        select(CollectionMember)
        .where(CollectionMember.collection_id == row.id)
        .order_by(CollectionMember.user_id)
        .options(joinedload(CollectionMember.user))
    )
    page = render_template(
        "bank/collection_settings.html",
        row=row,
        members=db.session.scalars(query).all(),
        rights=sharing.RIGHTS,
        problem=problem,
        sharing_typed=sharing_typed,
    )
    return page, status
