"""Making, checking and restoring: on both engines, with everything that may be in the way."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.backup import postgres, sqlite
from tests.backup.conftest import Site

pytestmark = pytest.mark.both_engines


@pytest.fixture
def file(site: Site, tmp_path: Path) -> Path:
    target = tmp_path / "one.zip"
    done = site.run("make", str(target))
    assert done.exit_code == 0, done.output
    return target


def rewritten(source: Path, target: Path, **changes: object) -> Path:
    """The same backup with other values in its manifest."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "manifest.json":
                body = json.dumps(json.loads(body) | changes).encode()
            new.writestr(name, body)
    return target


def test_a_backup_says_what_it_holds_and_only_its_owner_may_read_it(
    file: Path, engine: str
) -> None:
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        names = set(archive.namelist())
    assert manifest["engine"] == engine
    assert manifest["counts"]["response_log"] == 6
    assert [saves for _name, saves, _head in manifest["chains"]] == [3, 3]
    assert set(manifest["digests"]) == names - {"manifest.json"}
    assert "secret_key" in names
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_restoring_elsewhere_brings_everything_and_proves_it(
    site: Site, file: Path, make_site: Callable[..., Site]
) -> None:
    other = make_site()
    done = other.run("restore", str(file))
    assert done.exit_code == 0, done.output
    assert "全部核对一致：2 份答卷、6 次保存、1 张回执" in done.output
    assert "Everything holds: 2 papers, 6 saves, 1 receipts" in done.output
    assert other.scalar("SELECT count(*) FROM response_log") == 6
    key = (other.folder / "secret_key").read_text()
    assert key == (site.folder / "secret_key").read_text()
    # What was backed up can be backed up again, and is the same.
    assert other.run("make", str(file.with_name("two.zip"))).exit_code == 0


def test_a_site_with_data_is_left_alone_without_force(
    file: Path, make_site: Callable[..., Site]
) -> None:
    other = make_site(filled=True)
    before = other.scalar("SELECT min(public_id) FROM sitting")
    done = other.run("restore", str(file))
    assert done.exit_code == 1
    assert "--force" in done.output
    assert other.scalar("SELECT min(public_id) FROM sitting") == before


def test_force_keeps_the_old_data_aside(
    site: Site, file: Path, make_site: Callable[..., Site], engine: str
) -> None:
    other = make_site(filled=True)
    before = other.scalar("SELECT min(public_id) FROM sitting")
    done = other.run("restore", str(file), "--force")
    assert done.exit_code == 0, done.output
    mine = site.scalar("SELECT min(public_id) FROM sitting")
    assert other.scalar("SELECT min(public_id) FROM sitting") == mine
    if engine == "sqlite":
        (kept,) = (other.folder / "backups").glob("zhike-*.db")
        with closing(sqlite3.connect(kept)) as old:
            (found,) = old.execute("SELECT min(public_id) FROM sitting").fetchone()
    else:
        schema = other.scalar(
            "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before_restore_%'"
        )
        found = other.scalar(f"SELECT min(public_id) FROM {schema}.sitting")  # noqa: S608
    assert found == before
    # What lies aside is no part of the next backup.
    again = file.with_name("again.zip")
    assert other.run("make", str(again)).exit_code == 0
    assert other.run("verify", str(again)).exit_code == 0


def test_a_dump_that_breaks_off_leaves_the_old_data_in_their_place(
    file: Path, make_site: Callable[..., Site], tmp_path: Path, engine: str
) -> None:
    other = make_site(filled=True)
    before = other.scalar("SELECT min(public_id) FROM sitting")
    part = sqlite.MEMBER if engine == "sqlite" else postgres.MEMBER
    with zipfile.ZipFile(file) as archive:
        data = archive.read(part)
        rest = {name: archive.read(name) for name in archive.namelist() if name != part}
    # The list of what a dump holds stands at its beginning; a database file is one whole.
    short = data[: len(data) // 2 if engine == "sqlite" else len(data) - 4000]
    manifest = json.loads(rest.pop("manifest.json"))
    manifest["digests"][part] = hashlib.sha256(short).hexdigest()
    bad = tmp_path / "short.zip"
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
        for name, body in {part: short, **rest}.items():
            archive.writestr(name, body)
    done = other.run("restore", str(bad), "--force")
    assert done.exit_code == 1, done.output
    assert other.scalar("SELECT min(public_id) FROM sitting") == before
    if engine == "postgresql":
        query = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'before_restore_%'"
        assert other.scalar(query) == 0


def test_a_database_in_use_is_not_replaced(
    file: Path, make_site: Callable[..., Site], engine: str
) -> None:
    other = make_site(filled=True)
    before = other.scalar("SELECT min(public_id) FROM sitting")
    if engine == "sqlite":
        busy = sqlite3.connect(other.folder / "zhike.db")
        busy.execute("BEGIN")
        busy.execute("SELECT 1 FROM sitting").fetchone()
    else:
        import psycopg

        busy = psycopg.connect(other.app.config["DATABASE_URL"])
    with closing(busy):
        done = other.run("restore", str(file), "--force")
    assert done.exit_code == 1
    assert "先停止正在运行的知客" in done.output
    assert other.scalar("SELECT min(public_id) FROM sitting") == before
    assert not list(other.folder.glob("*.restoring"))


def test_a_sound_backup_verifies(file: Path, site: Site, engine: str) -> None:
    done = site.run("verify", str(file))
    assert done.exit_code == 0, done.output
    word = "Everything holds: 2 papers" if engine == "sqlite" else "The file is sound"
    assert word in done.output


def test_a_damaged_file_is_found_out(file: Path, site: Site, tmp_path: Path) -> None:
    body = file.read_bytes()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(tmp_path / "damaged.zip", "w") as new:
        for name in old.namelist():
            part = bytearray(old.read(name))
            part[-1] ^= name != "manifest.json"
            new.writestr(name, bytes(part))
    (tmp_path / "short.zip").write_bytes(body[: len(body) // 2])
    (tmp_path / "text.zip").write_text("no backup")
    for name in ("damaged.zip", "short.zip", "text.zip", "absent.zip"):
        done = site.run("verify", str(tmp_path / name))
        assert done.exit_code == 1, name
        assert name in done.output


def test_an_answer_changed_behind_the_chain_is_found_out(
    file: Path, make_site: Callable[..., Site], tmp_path: Path
) -> None:
    tampered = make_site(filled=True)
    with tampered.app.app_context():
        from app.extensions import db

        db.session.execute(db.text("UPDATE response_log SET flagged = NOT flagged WHERE id = 2"))
        db.session.commit()
        db.session.remove()
    bad = tmp_path / "tampered.zip"
    assert tampered.run("make", str(bad)).exit_code == 0
    done = make_site().run("restore", str(bad))
    assert done.exit_code == 1
    assert "The check failed" in done.output


def test_counts_that_differ_from_the_manifest_are_told(
    file: Path, make_site: Callable[..., Site], tmp_path: Path
) -> None:
    with zipfile.ZipFile(file) as archive:
        counts = json.loads(archive.read("manifest.json"))["counts"]
    wrong = rewritten(file, tmp_path / "wrong.zip", counts=counts | {"sitting": 7})
    done = make_site().run("restore", str(wrong))
    assert done.exit_code == 1
    assert "sitting: 7 → 2" in done.output


def test_a_backup_of_another_engine_or_of_a_newer_program_is_refused(
    file: Path, make_site: Callable[..., Site], tmp_path: Path, engine: str
) -> None:
    other = make_site()
    strange = "postgresql" if engine == "sqlite" else "sqlite"
    foreign = rewritten(file, tmp_path / "foreign.zip", engine=strange)
    newer = rewritten(file, tmp_path / "newer.zip", migrations=["9999"])
    later = rewritten(file, tmp_path / "later.zip", format=2)
    for bad, word in ((foreign, strange), (newer, "newer"), (later, "newer")):
        done = other.run("restore", str(bad))
        assert done.exit_code == 1
        assert word in done.output
    assert not (other.folder / "zhike.db").exists()


def test_a_file_that_exists_is_not_written_over(file: Path, site: Site, tmp_path: Path) -> None:
    before = file.read_bytes()
    assert site.run("make", str(file)).exit_code == 1
    assert file.read_bytes() == before
    assert site.run("make", str(tmp_path / "nowhere" / "x.zip")).exit_code == 1


def test_without_a_name_it_goes_into_the_folder_of_backups(site: Site) -> None:
    assert site.run("make").exit_code == 0
    assert len(list((site.folder / "backups").glob("zhike-*.zip"))) == 1


def test_a_key_from_the_environment_stays_out_and_that_is_said(
    make_site: Callable[..., Site], tmp_path: Path
) -> None:
    site = make_site(filled=True, SECRET_KEY="a key that an operator keeps elsewhere")
    target = tmp_path / "no-key.zip"
    done = site.run("make", str(target))
    assert "is not in the file: keep it apart" in done.output
    assert "secret_key" not in zipfile.ZipFile(target).namelist()


def test_missing_tools_are_named(
    site: Site, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine == "sqlite":
        pytest.skip("SQLite needs no tools")
    monkeypatch.setattr(postgres.shutil, "which", lambda _name: None)
    done = site.run("make", str(tmp_path / "x.zip"))
    assert done.exit_code == 1
    assert "pg_dump was not found" in done.output
    assert not (tmp_path / "x.zip").exists()
