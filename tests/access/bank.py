"""The bank: an item, imports, a picture, and what colleagues keep beside them."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import User
from app.bank.import_models import ImportBatch, ItemPicture
from app.bank.models import Item, KnowledgePoint
from app.bank.team_models import BankStep, Collection, CollectionMember, ItemNote, SavedFilter
from app.extensions import db as database
from tests.access.scene import Ids, Scene
from tests.conftest import START


def bank(scene: Scene) -> Ids:
    """The first item, texts and a sheet read for import, a picture."""
    session, owner = database.session, scene.people["instructor"].id
    item = session.scalars(select(Item).where(Item.chapter_id == "ch01")).first()
    assert item is not None
    batch = ImportBatch(author_id=owner, format="text", source=[], loose=[], created_at=START)
    sheet = ImportBatch(
        author_id=owner, format="sheet", source=['["题"]', '["一"]'], loose=[], created_at=START
    )
    shown = ItemPicture(
        digest="a" * 64, media_type="image/png", width=1, height=1, data=b"-", created_at=START
    )
    session.add_all([batch, sheet, shown])
    team = _team(scene.people, item)
    session.commit()
    everywhere = {"public_id": item.public_id, "version": "0", "point_id": "ch01.own-1"}
    return {
        "": everywhere,
        "imports": {"public_id": batch.public_id},
        "imports.columns": {"public_id": sheet.public_id},
        "pictures": {"digest": shown.digest},
        **team,
    }


def _team(people: dict[str, User], item: Item) -> Ids:
    """What the instructor keeps beside the bank: a filter, a collection that one colleague may change
    and another see, a comment, a step over no item, a knowledge point."""
    session = database.session
    owner = people["instructor"].id
    kept = SavedFilter(user_id=owner, name="难题", query={"difficulty": "5"}, created_at=START)
    shelf = Collection(
        public_id="c" * 32, owner_id=owner, title="期末", created_at=START, updated_at=START
    )
    step = BankStep(kind="bulk", change={"use": "exam"}, count=0, author_id=owner, created_at=START)
    said = ItemNote(
        item_id=item.id, number=1, act="say", text="？", version=1, author_id=owner,
        created_at=START,
    )  # fmt: skip
    point = KnowledgePoint(
        id="ch01.own-1", chapter_id="ch01", position=99, title="自己的", level="掌握",
        cognitive="理解", is_own=True,
    )  # fmt: skip
    session.add_all([kept, shelf, step, said, point])
    session.flush()
    for name, right in (("other_instructor", "edit"), ("teacher", "see")):
        session.add(CollectionMember(collection_id=shelf.id, user_id=people[name].id, right=right))
    session.flush()
    filters = {"public_id": kept.public_id}
    shelves = {"public_id": shelf.public_id}
    steps = {"public_id": step.public_id}
    return {
        "bank.use_filter": filters, "bank.change_filter": filters,
        "bank.collection": shelves, "bank.arrange_collection": shelves,
        "bank.collection_settings": shelves, "bank.share_collection": shelves,
        "bank.delete_collection": shelves,
        "bank.step": steps, "bank.undo_step": steps,
    }  # fmt: skip
