"""The papers tell the truth: settings, commands, links, folders, addresses, roles and words."""

from __future__ import annotations

import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
from babel.messages.catalog import Catalog
from flask import Flask
from flask.cli import FlaskGroup, ScriptInfo

import run
from app import BLUEPRINTS
from app.authz import policy
from app.authz.permissions import Permission, Role
from app.authz.policy import BY_ROLE
from app.config import SETTINGS
from tools import messages

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh-CN.md")
PAPERS = (
    *READMES,
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    *sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/*.md")),
)
MAX_PICTURES, MAX_PICTURE_BYTES = 10, 150_000
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")


@cache
def paper(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def prose(name: str) -> str:
    """The paper without its fences."""
    return FENCE.sub("", paper(name))


def links(name: str) -> list[str]:
    """Targets of links and pictures; what stands between backticks is an example."""
    return LINK.findall(re.sub(r"`[^`\n]*`", "", prose(name)))


def rows(name: str, title: str) -> list[list[str]]:
    """Cells of the table rows under the head whose first cell is `title`, of every such table."""
    found, inside = [], False
    for line in paper(name).splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif inside and not line.startswith("|---"):
            found.append(cells)
        elif cells[0] == title:
            inside = True
    return found


# --- settings


def test_every_setting_is_documented_with_its_default_and_nothing_else_is() -> None:
    told = {
        cells[0].strip("`"): cells[1].strip("`") for cells in rows("docs/settings.md", "variable")
    }
    assert told == {setting.variable: default_in_words(setting.default) for setting in SETTINGS}


def default_in_words(default: object) -> str:
    if isinstance(default, bool):
        return "yes" if default else "no"
    return str(default) or "none"


@pytest.mark.parametrize("name", PAPERS)
def test_variables_in_the_papers_exist(name: str) -> None:
    known = {setting.variable for setting in SETTINGS} | {"ZHIKE_TEST_ENGINE"}
    assert set(re.findall(r"\bZHIKE_[A-Z_]+", paper(name))) <= known


# --- commands


def commands(name: str) -> Iterator[str]:
    """Command lines of a paper: of its shell fences, and those in the text between backticks."""
    for language, body in FENCE.findall(paper(name)):
        if language in ("sh", "bash"):
            for line in body.splitlines():
                yield line.split("  #")[0].strip()
    starts = ("python3 run.py", "py run.py", "flask ", ".venv/bin/", ".ci/", "python tools/")
    for span in re.findall(r"`([^`\n]+)`", prose(name)):
        if span.startswith(starts):
            yield span


def all_commands() -> list[tuple[str, str]]:
    return [(name, line) for name in PAPERS for line in dict.fromkeys(commands(name)) if line]


@pytest.mark.parametrize(("name", "line"), all_commands())
def test_commands_exist(app: Flask, name: str, line: str) -> None:
    check_command(app, [word for word in shlex.split(line) if word != "…"])


def check_command(app: Flask, words: list[str]) -> None:
    if words[0] in ("python3", "py", "python", ".venv/bin/python"):
        if words[1:2] == ["run.py"]:
            own, tool, rest = run.split_arguments(words[2:])
            run.parse_options([word for word in own if word != "--help"])
            if tool == "flask" and rest:
                check_flask(app, rest)
        elif words[1:3] == ["-m", "flask"]:
            check_flask(app, words[3:])
        elif words[1].endswith(".py"):
            assert (ROOT / words[1]).is_file()
    elif words[0] in ("flask", ".venv/bin/flask"):
        check_flask(app, words[1:])
    elif words[0].startswith((".ci/", "tools/")):
        assert (ROOT / words[0]).is_file()


def check_flask(app: Flask, words: list[str]) -> None:
    """Walk down to the command and let it read its options; nothing is run."""
    if words[:1] == ["--app"]:
        words = words[2:]
    command: click.Command | None = FlaskGroup(create_app=lambda: app)
    # Leaving the context also ends the application context that Flask's group opens in it.
    with click.Context(command, obj=ScriptInfo(create_app=lambda: app)) as context:
        while words and isinstance(command, click.Group):
            command = command.get_command(context, words[0])
            assert command is not None, words
            words = words[1:]
        assert command is not None
        # A command named in passing need not have its arguments.
        if any(not word.isupper() for word in words):
            command.make_context(command.name, [*words], parent=context)


def test_the_check_sees_wrong_commands(app: Flask) -> None:
    with pytest.raises(AssertionError):
        check_command(app, ["flask", "--app", "run", "content", "chekc"])
    with pytest.raises(click.NoSuchOption):
        check_command(app, ["flask", "--app", "run", "content", "check", "--jsno"])
    with pytest.raises(SystemExit):
        check_command(app, ["python3", "run.py", "--dmeo"])


@pytest.mark.parametrize("name", READMES)
def test_the_readmes_begin_with_the_two_commands(name: str) -> None:
    told = [line for line in commands(name) if line.startswith("python3 run.py")]
    assert "python3 run.py" in told
    assert "python3 run.py test" in told


# --- links and pictures


@pytest.mark.parametrize("name", PAPERS)
def test_links_between_papers_resolve(name: str) -> None:
    broken = []
    for target in links(name):
        if "://" in target or target.startswith("mailto:"):
            continue
        path, _, anchor = target.partition("#")
        file = (ROOT / name).parent / path if path else ROOT / name
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)
    assert broken == []


def anchors(file: Path) -> set[str]:
    """The anchors that a Markdown viewer gives to headings."""
    titles = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_paper_is_reached_from_a_readme() -> None:
    reached: set[str] = set(READMES)
    todo: list[str] = list(READMES)
    while todo:
        name = todo.pop()
        for target in links(name):
            file = ((ROOT / name).parent / target.partition("#")[0]).resolve()
            found = file.relative_to(ROOT).as_posix() if file.is_relative_to(ROOT) else ""
            if found in PAPERS and found not in reached:
                reached.add(found)
                todo.append(found)
    assert reached == set(PAPERS)


def test_pictures_are_few_small_and_all_shown() -> None:
    shown = {target for name in READMES for target in links(name)}
    pictures = sorted(ROOT.glob("docs/pictures/*"))
    assert len(pictures) <= MAX_PICTURES
    assert [p.name for p in pictures if p.stat().st_size > MAX_PICTURE_BYTES] == []
    assert [p.name for p in pictures if p.relative_to(ROOT).as_posix() not in shown] == []


@pytest.mark.parametrize("name", READMES)
def test_every_picture_says_what_it_shows(name: str) -> None:
    pictures = re.findall(r"!\[([^\]]*)\]\(", paper(name))
    assert all(len(text) > 10 for text in pictures)


# --- the tree


def tracked() -> list[str]:
    if not (ROOT / ".git").exists():
        pytest.skip("the tree is compared with what git tracks")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, check=True)
    return listed.stdout.decode().splitlines()


def folders_told(block: str) -> set[str]:
    return set(re.findall(r"^([\w.]+)/ ", block, re.MULTILINE))


def test_the_architecture_names_every_folder_and_no_other() -> None:
    top, inside = (body for _, body in FENCE.findall(paper("docs/architecture.md"))[:2])
    names = tracked()
    assert folders_told(top) == {name.split("/")[0] for name in names if "/" in name}
    assert folders_told(inside) == {
        name.split("/")[1] for name in names if re.match(r"app/\w+/", name)
    } | {"translations"}


def test_the_architecture_draws_the_layers_that_are_held() -> None:
    (drawn,) = (
        body
        for _, body in FENCE.findall(paper("docs/architecture.md"))
        if body.startswith("app.cli\n")
    )
    project = tomllib.loads(paper("pyproject.toml"))
    held = project["tool"]["importlinter"]["contracts"][0]["layers"]
    assert [re.findall(r"[\w.]+", line) for line in drawn.splitlines()] == [
        re.findall(r"[\w.]+", line) for line in held
    ]
    planned = set(re.findall(r"\[app\.(\w+)\]", drawn))
    built = set(re.findall(r"app\.(\w+)", drawn)) - planned
    assert {name for name in planned if (ROOT / "app" / name).exists()} == set()
    assert {
        name
        for name in built
        if not (ROOT / "app" / name).exists() and not (ROOT / f"app/{name}.py").exists()
    } == set()


def test_the_architecture_lists_the_blueprints(app: Flask) -> None:
    told = {
        cells[0].strip("`"): cells[1].strip("`")
        for cells in rows("docs/architecture.md", "blueprint")
    }
    assert set(told.values()) == set(BLUEPRINTS)
    assert set(told) == set(app.blueprints) - {"bootstrap"}


def test_addresses_in_the_architecture_exist(app: Flask) -> None:
    rules = [rule.rule for rule in app.url_map.iter_rules()]
    missing = [
        (cells[0], address)
        for cells in rows("docs/architecture.md", "blueprint")
        for address in re.findall(r"`([^`]+)`", cells[2])
        if not any(matches(address, rule) for rule in rules)
    ]
    assert missing == []


def matches(address: str, rule: str) -> bool:
    pattern = "[^ ]*".join(re.escape(part) for part in address.split("…"))
    return re.search(f"(^|(?<=/)){pattern}(/|$)", rule) is not None


# --- roles


def test_every_permission_is_documented_with_its_roles() -> None:
    told = {
        cells[0].strip("`"): set(cells[1].split())
        for cells in rows("docs/security.md", "permission")
    }
    assert told == {str(permission): holders(permission) for permission in Permission}


def holders(permission: Permission) -> set[str]:
    sets = {
        "V": policy.VISITOR,
        "P": policy.SIGNED_IN,
        "S": BY_ROLE[Role.STUDENT],
        "A": BY_ROLE[Role.ASSISTANT],
        "I": BY_ROLE[Role.INSTRUCTOR],
        "T": policy.TEACHER,
        "M": policy.ADMINISTRATOR,
    }
    return {letter for letter, held in sets.items() if permission in held}


# --- words


@pytest.fixture(scope="module")
def interface() -> Catalog:
    return messages.collect_messages()


def glossary() -> list[list[str]]:
    return [cells for cells in rows("docs/glossary.md", "中文") if len(cells) >= 3]


def test_no_word_stands_for_two_things() -> None:
    words = [cells[0] for cells in glossary()]
    assert len(words) > 80
    assert sorted(words) == sorted(set(words))


def test_words_of_the_glossary_are_those_of_the_interface(interface: Catalog) -> None:
    texts = "\n".join(form for text in interface if text.id for form in messages.texts_of(text.id))
    assert [cells[0] for cells in glossary() if cells[0] not in texts] == []


def test_words_of_the_glossary_are_those_of_the_code() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("app/**/*.py"))
    words = [w for cells in glossary() for w in re.findall(r"`([\w.]+)`", cells[2])]
    assert [w for w in words if not re.search(rf"\b{w.rpartition('.')[2]}\b", code)] == []


def test_english_keeps_to_the_glossary() -> None:
    """Where a whole text of the interface is a word of the glossary, so is its translation."""
    catalogue = messages.read_catalogue("en")
    off = []
    for cells in glossary():
        entry = catalogue.get(cells[0])
        told = {form.strip().casefold() for form in cells[1].split(";")}
        if entry and entry.string and not told & plural_forms(entry.string):
            off.append((cells[0], entry.string))
    assert off == []


def plural_forms(text: object) -> set[str]:
    """A translation as it is and in the singular."""
    forms = {form.casefold() for form in messages.texts_of(text)}
    return forms | {re.sub(r"ies$", "y", f) for f in forms} | {f.removesuffix("s") for f in forms}
