"""Writing and editing one item. Every button of the form posts to the form's own address."""

from __future__ import annotations

from flask import (
    Blueprint,
    abort,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.bank import notes, service
from app.bank.beside import beside_of
from app.bank.changes import Change, find_changes
from app.bank.domain.types import ItemType
from app.bank.drafts import Draft
from app.bank.forms import FORMS, ItemForm
from app.bank.habits import list_misconceptions
from app.bank.history import author_names, draft_of, knowledge_titles
from app.bank.labels import SECTION_LABELS
from app.bank.models import Item, ItemVersion
from app.bank.pages import author_id, knowledge_groups
from app.bank.picture_adding import PictureRefused, add_picture
from app.bank.queries import chapters_of, list_knowledge
from app.bank.specs import ItemSpec
from app.extensions import db
from app.web.clock import now
from app.web.numbers import read_int

Page = Response | str | tuple[str, int]
# Which form was just stored: the page that follows lets the browser forget what it kept of it.
STORED = "bank-stored"


def register(bp: Blueprint) -> None:
    """Put the editor's pages on the bank's blueprint."""
    bp.add_url_rule("/new", "new", new, methods=["GET", "POST"])
    bp.add_url_rule("/items/<public_id>/edit", "edit", edit, methods=["GET", "POST"])
    bp.add_url_rule("/preview", "preview", preview, methods=["POST"])


@requires(Permission.BANK_EDIT)
def new() -> Page:
    """Write a new item; without `?type=` the type is asked first."""
    if "type" not in request.args:
        return render_template("bank/types.html", types=SECTION_LABELS)
    form = FORMS[_type_in(request.args.get("type"))]()
    if request.method == "GET":
        form.knowledge[0].data = request.args.get("knowledge", "")
        _label_like(form, request.args.get("like", ""))
        return _page(form)
    if _only_changes_the_page(form):
        return _page(form, status=200)
    spec = _read(form)
    if spec is None:
        return _page(form, status=422)
    state = "draft" if request.form.get("action") == "draft" else "published"
    draft = Draft.from_spec(spec, _home_of(spec))
    item = service.create_item(draft, author_id(), now(), state, form.note.data or "")
    session[STORED] = kept_as(form)
    flash(_("题目已存为草稿。") if state == "draft" else _("题目已存下并发布。"), "ok")
    return redirect(url_for("bank.item", public_id=item.public_id))


@requires(Permission.BANK_EDIT)
def edit(public_id: str) -> Page:
    """Make the next version of an item; the one on the screen is named in `based_on`."""
    item = load_or_404(
        Item,
        joinedload(Item.current_version).joinedload(ItemVersion.stimulus),
        public_id=public_id,
    )
    version = item.current_version
    if version is None:
        abort(404)
    current = draft_of(version)
    shape = FORMS[ItemType(item.type)]
    if request.method == "GET":
        form = shape(formdata=None, data=shape.fill(current) | {"based_on": str(version.id)})
        return _page(form, item, version)
    form = shape()
    if _only_changes_the_page(form):
        return _page(form, item, version, status=200)
    spec = _read(form, current.face.stimulus)
    if spec is None:
        return _page(form, item, version, status=422)
    chapter = current.labels.chapter if item.content_id else _home_of(spec)
    return _save(form, item, Draft.from_spec(spec, chapter))


def _save(form: ItemForm, item: Item, draft: Draft) -> Page:
    based_on = form.based_on.data or ""
    try:
        service.save_version(
            item.id,
            draft,
            read_int(based_on) or 0,
            author_id(),
            now(),
            form.note.data or "",
        )
    except service.EditConflict as conflict:
        version = db.session.get_one(ItemVersion, conflict.current_id)
        changes = find_changes(
            draft_of(version), _with_material(draft, version), knowledge_titles()
        )
        # Saving once more is a choice made with both versions on the screen.
        form.based_on.data = str(conflict.current_id)
        words = conflict.message
        if version.author_id == author_id():
            words = _("你在别的页面存了新的一版。这里写的都还在，请对照后再存。")
        return _page(form, item, version, words, changes, 409)
    session[STORED] = kept_as(form, item)
    flash(_("已存为新的一版。"), "ok")
    return redirect(url_for("bank.item", public_id=item.public_id))


@requires(Permission.BANK_EDIT)
def preview() -> str:
    """What is to be seen and said of the question as far as it is written, as pieces of a page."""
    form = FORMS[_type_in(request.args.get("type"))]()
    item = None
    if public_id := request.args.get("item"):
        item = load_or_404(
            Item,
            joinedload(Item.current_version).joinedload(ItemVersion.stimulus),
            public_id=public_id,
        )
    return render_template("bank/_preview.html", form=form, beside=beside_of(form, item))


def _label_like(form: ItemForm, public_id: str) -> None:
    """File a new question as another one is, for whoever writes several in a row."""
    other = db.session.scalar(select(Item).filter_by(public_id=public_id)) if public_id else None
    if other is None or other.current_version is None:
        return
    labels = draft_of(other.current_version).labels
    for field, point in zip(form.knowledge, labels.knowledge, strict=False):
        field.data = point
    for name in ("level", "cognitive", "use"):
        form[name].data = getattr(labels, name)
    form.difficulty.data = str(labels.difficulty)


def kept_as(form: ItemForm, item: Item | None = None) -> str:
    """Under what name the browser keeps what is typed: one for each person and each form."""
    return f"{author_id()}:{item.public_id if item else form.type.value}"


def _type_in(word: str | None) -> ItemType:
    try:
        return ItemType(word or "")
    except ValueError:
        abort(404)


def _only_changes_the_page(form: ItemForm) -> bool:
    """Whether the pressed button asks for other rows or the preview, and nothing to be stored."""
    if request.form.get("action") == "picture":
        _add_picture(form)
        return True
    return form.change(request.form.get("action", ""))


def _add_picture(form: ItemForm) -> None:
    """Put an uploaded picture behind the stem; the page that comes back shows it."""
    words = request.form.get("picture_words", "")
    try:
        markdown = add_picture(request.files.get("picture"), words, now())
    except PictureRefused as refused:
        flash(refused.message, "warn")
        return
    form.stem.data = f"{(form.stem.data or '').rstrip()}\n\n{markdown}\n"
    flash(_("图片放在题干末尾了，可以把那一行移到别处。"))


def _read(form: ItemForm, material: str | None = None) -> ItemSpec | None:
    """The spec; a knowledge point must also be one of the course's."""
    spec = form.read(material)
    if spec is None:
        return None
    known = {point.id for point in list_knowledge()}
    for index, point in enumerate(spec.knowledge):
        if point not in known:
            form.blame(form.knowledge[index], _("没有这个知识点。"))
    return None if form.found else spec


def _home_of(spec: ItemSpec) -> str:
    """The chapter of an item's main point, which `_read` has found in the course."""
    return chapters_of(spec.knowledge)[spec.knowledge[0]]


def _misconceptions(form: ItemForm) -> list[str]:
    """Confusions named before, to choose from; none for types that name none."""
    if "misconception" not in form and "options" not in form:
        return []
    main = form.knowledge[0].data or ""
    return list_misconceptions(chapters_of([main]).get(main, "") if main else "")


def _with_material(draft: Draft, version: ItemVersion) -> Draft:
    stimulus = version.stimulus
    return draft.with_stimulus(stimulus.title, stimulus.text) if stimulus else draft


def _page(
    form: ItemForm,
    item: Item | None = None,
    version: ItemVersion | None = None,
    conflict: str = "",
    changes: list[Change] | None = None,
    status: int = 200,
) -> Page:
    page = render_template(
        "bank/edit.html",
        form=form,
        item=item,
        kept_as=kept_as(form, item),
        said=notes.open_comments(item.id) if item else [],
        edition=version,
        section=SECTION_LABELS[form.type],
        groups=knowledge_groups(list_knowledge()),
        beside=beside_of(form, item),
        misconceptions=_misconceptions(form),
        conflict=conflict,
        changes=changes or [],
        editor=author_names([version]).get(version.author_id or 0, "") if version else "",
    )
    return page, status
