"""Pictures that nothing names go after a month; every other one stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.bank import picture_sweeping
from app.bank.import_models import ImportBatch, ImportQuestion, ItemPicture
from app.bank.models import Item, ItemKeyRow, ItemVersion, Stimulus
from app.bank.picture_sweeping import (
    SPARED,
    start_picture_sweeper,
    sweep_pictures,
    text_columns,
)
from app.bank.pictures import Encoded, encode, keep
from app.bank.team_models import Collection
from tests.bank.imports import picture

A_DAY = timedelta(days=1)


@pytest.fixture
def kept(db: Any, clock: Any) -> list[Encoded]:
    """Five pictures, all brought in at one time."""
    found = [made for n in range(5) if (made := encode(picture(20 + n))) is not None]
    keep(found, clock())
    db.session.commit()
    return found


def left(db: Any) -> set[str]:
    db.session.rollback()
    return set(db.session.scalars(select(ItemPicture.digest)))


def shown(one: Encoded) -> str:
    return f"看![图](picture:{one.digest})答"


@pytest.mark.both_engines
def test_what_no_text_names_goes_after_a_month(
    db: Any, clock: Any, loaded: Any, make: Any, kept: list[Encoded]
) -> None:
    version = db.session.scalars(select(ItemVersion).order_by(ItemVersion.id)).first()
    key = db.session.get(ItemKeyRow, version.id)
    version.face = version.face | {"stem": shown(kept[0])}
    key.key = key.key | {"explanation": shown(kept[1])}
    db.session.add(Stimulus(title="材料", text=shown(kept[2])))
    batch = ImportBatch(author_id=make.teacher().id, format="text", source=[], created_at=clock())
    db.session.add(batch)
    db.session.flush()
    db.session.add(
        ImportQuestion(
            batch_id=batch.id,
            position=0,
            data={"stem": shown(kept[3])},
            labels={},
            standing="draft",
        )
    )
    # An older version than the one in use counts as well.
    item = db.session.get(Item, version.item_id)
    item.current_version_id = None
    db.session.commit()
    assert sweep_pictures(clock() + SPARED - A_DAY) == 0
    assert len(left(db)) == 5
    assert sweep_pictures(clock() + SPARED + A_DAY) == 1
    assert left(db) == {one.digest for one in kept[:4]}
    assert sweep_pictures(clock() + SPARED + A_DAY) == 0


def test_a_text_that_is_no_item_keeps_a_picture(
    db: Any, clock: Any, make: Any, kept: list[Encoded]
) -> None:
    row = Collection(
        owner_id=make.teacher().id,
        title="题集",
        description=shown(kept[0]),
        created_at=clock(),
        updated_at=clock(),
    )
    db.session.add(row)
    db.session.commit()
    assert sweep_pictures(clock() + SPARED + A_DAY) == 4
    assert left(db) == {kept[0].digest}


def test_a_picture_that_is_brought_in_again_is_young_again(
    db: Any, clock: Any, kept: list[Encoded]
) -> None:
    late = clock() + SPARED + A_DAY
    keep([kept[0]], late)
    db.session.commit()
    assert sweep_pictures(late) == 4
    assert left(db) == {kept[0].digest}


def test_so_many_at_a_time(
    db: Any, clock: Any, kept: list[Encoded], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_sweeping, "MOST_AT_ONCE", 2)
    late = clock() + SPARED + A_DAY
    assert [sweep_pictures(late) for _ in range(4)] == [2, 2, 1, 0]


def test_a_site_without_old_pictures_is_asked_one_thing(
    db: Any, clock: Any, kept: list[Encoded], count_sql: Any
) -> None:
    with count_sql() as statements:
        assert sweep_pictures(clock()) == 0
    assert len(statements) == 1


def test_every_column_that_could_name_one_is_looked_at() -> None:
    looked_at = " ".join(str(column) for column in text_columns())
    for name in ("item_version.face", "item_key.key", "stimulus.text", "import_question.data"):
        assert name in looked_at
    for name in ("item_note.text", "exam.instructions", "case_text", "homework"):
        assert name in looked_at


def test_the_thread_is_off_where_sweeping_is(app: Any) -> None:
    app.config["SWEEP_SECONDS"] = 0
    assert start_picture_sweeper(app) is None


def test_the_thread_sweeps_once_a_day(
    app: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []
    swept: list[datetime] = []
    monkeypatch.setitem(app.config, "SWEEP_SECONDS", 15)
    monkeypatch.setattr(picture_sweeping, "start_ticker", lambda *all_: given.append(all_))
    monkeypatch.setattr(picture_sweeping, "sweep_pictures", lambda at: swept.append(at) or 0)
    start_picture_sweeper(app)
    work = given[0][2]
    work()
    work()
    clock.move(hours=24)
    work()
    assert len(swept) == 2
