"""`run.py` before its environment exists: what it asks of the machine and how it explains a lack."""

from __future__ import annotations

import ast
import socket
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest

import run


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks like a clone with an environment in which nothing is installed."""
    for lock in (run.RUN_LOCK, run.TEST_LOCK):
        (tmp_path / lock).write_text(f"# {lock}\n", encoding="utf-8")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("", encoding="utf-8")
    monkeypatch.setattr(run, "ROOT", str(tmp_path))
    monkeypatch.setattr(run, "VENV", str(tmp_path / ".venv"))
    monkeypatch.setattr(run, "VENV_PYTHON", str(python))
    return tmp_path


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str | None]]:
    """The installations that would have been run, as (lock, folder of wheels)."""
    calls: list[tuple[str, str | None]] = []
    monkeypatch.setattr(run, "make_environment", lambda: None)
    monkeypatch.setattr(run, "install", lambda lock, wheels: calls.append((lock, wheels)))
    return calls


def test_an_old_python_can_read_the_file(root: Path) -> None:
    source = (root / "run.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 6))
    imported = {
        name.name.partition(".")[0]
        for node in tree.body
        if isinstance(node, ast.Import)
        for name in node.names
    }
    assert imported <= sys.stdlib_module_names
    assert not any(isinstance(node, ast.ImportFrom) for node in tree.body)


def test_an_old_python_is_told_what_to_install() -> None:
    with pytest.raises(run.Failure) as failure:
        run.check_python((3, 10, 13))
    chinese, english = failure.value.lines
    assert "3.10" in chinese
    assert "Python 3.11" in english


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 2), (4, 0, 0)])
def test_a_recent_python_is_accepted(version: tuple[int, int, int]) -> None:
    assert run.check_python(version) is None


def test_help_names_every_option_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        run.main(["--help"])
    assert end.value.code == 0
    shown = capsys.readouterr().out
    for word in (
        "--host",
        "--port",
        "--demo",
        "--reset",
        "--wheels",
        "flask",
        "test",
        "端口",
        "port",
    ):
        assert word in shown


@pytest.mark.parametrize(
    ("arguments", "split"),
    [
        ([], ([], None, [])),
        (["--port", "81"], (["--port", "81"], None, [])),
        (["flask", "--help"], ([], "flask", ["--help"])),
        (["test", "-k", "flask"], ([], "test", ["-k", "flask"])),
        (["--wheels", "test", "flask", "run"], (["--wheels", "test"], "flask", ["run"])),
    ],
)
def test_what_follows_a_tool_belongs_to_it(
    arguments: list[str], split: tuple[list[str], str | None, list[str]]
) -> None:
    assert run.split_arguments(arguments) == split


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_is_a_number_in_range(port: str) -> None:
    with pytest.raises(SystemExit) as end:
        run.main(["--port", port])
    assert end.value.code == 2


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.20", "example.org"])  # noqa: S104
def test_the_demo_class_stays_on_this_computer(
    host: str, installed: list[tuple[str, str | None]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.main(["--demo", "--host", host]) == 1
    chinese, english = capsys.readouterr().err.splitlines()
    assert "演示班" in chinese
    assert host in english
    assert installed == []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost", "::1", "[::1]"])
def test_the_demo_class_may_use_loopback(host: str) -> None:
    assert run.is_loopback(host)


def test_packages_are_installed_once(clone: Path, installed: list[tuple[str, str | None]]) -> None:
    run.ensure_environment(run.RUN_LOCK)
    run.ensure_environment(run.RUN_LOCK)
    assert installed == [(run.RUN_LOCK, None)]


def test_a_changed_lock_is_installed_again(
    clone: Path, installed: list[tuple[str, str | None]]
) -> None:
    run.ensure_environment(run.RUN_LOCK)
    (clone / run.RUN_LOCK).write_text("# another\n", encoding="utf-8")
    run.ensure_environment(run.RUN_LOCK)
    assert len(installed) == 2


def test_another_python_in_the_environment_is_noticed(
    clone: Path, installed: list[tuple[str, str | None]]
) -> None:
    run.ensure_environment(run.RUN_LOCK)
    newer = clone / "python-newer"
    newer.write_text("", encoding="utf-8")
    Path(run.VENV_PYTHON).unlink()
    assert not run.is_stamped(run.RUN_LOCK)
    Path(run.VENV_PYTHON).symlink_to(newer)
    run.ensure_environment(run.RUN_LOCK)
    assert len(installed) == 2


def test_the_test_packages_contain_the_running_ones(
    clone: Path, installed: list[tuple[str, str | None]]
) -> None:
    run.ensure_environment(run.TEST_LOCK)
    run.ensure_environment(run.RUN_LOCK)
    assert installed == [(run.TEST_LOCK, None)]


def test_an_interrupted_installation_is_repeated(
    clone: Path, installed: list[tuple[str, str | None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(lock: str, wheels: str | None) -> None:
        raise run.Failure("断了", "broken off")

    run.ensure_environment(run.RUN_LOCK)
    before = (clone / run.RUN_LOCK).read_bytes()
    (clone / run.RUN_LOCK).write_text("# another\n", encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(run, "install", broken)
        with pytest.raises(run.Failure):
            run.ensure_environment(run.RUN_LOCK)
    (clone / run.RUN_LOCK).write_bytes(before)
    run.ensure_environment(run.RUN_LOCK)
    assert installed == [(run.RUN_LOCK, None)] * 2


def test_a_missing_venv_module_is_explained(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path(run.VENV_PYTHON).unlink()
    monkeypatch.setattr(run.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(run.Failure) as failure:
        run.make_environment()
    assert all("apt install python3-venv" in line for line in failure.value.lines)


@pytest.mark.parametrize(
    ("wheels", "wanted", "unwanted"),
    [
        (None, "--require-hashes", "--no-index"),
        ("wheels", "--no-index", "--index-url"),
    ],
)
def test_pip_is_called_with_hashes_and_the_users_own_index(
    clone: Path,
    monkeypatch: pytest.MonkeyPatch,
    wheels: str | None,
    wanted: str,
    unwanted: str,
) -> None:
    commands: list[list[str]] = []

    def popen(command: list[str], **_settings: object) -> Namespace:
        commands.append(command)
        return Namespace(stdout=[b"Collecting flask==3\n"], wait=lambda: 0)

    monkeypatch.setattr(run.subprocess, "Popen", popen)
    run.install(run.RUN_LOCK, wheels)
    (command,) = commands
    assert wanted in command
    assert unwanted not in command
    assert (str(Path.cwd() / "wheels") in command) is bool(wheels)


@pytest.mark.parametrize(
    ("output", "wheels", "says"),
    [
        (
            "WARNING: Retrying: Temporary failure in name resolution\nERROR: Could not find alembic",
            None,
            "--wheels",
        ),
        ("ERROR: No matching distribution found for nh3==0.3.8", "wheels", "nh3==0.3.8"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE …", None, "locked"),
        ("ERROR: [Errno 28] No space left on device", None, "No space left"),
        ("", None, "could not be installed"),
    ],
)
def test_a_failed_installation_is_explained(output: str, wheels: str | None, says: str) -> None:
    chinese, english = run.explain_failed_install(output, run.RUN_LOCK, wheels).lines
    assert says in english
    assert "\n" not in chinese + english


def test_a_missing_folder_of_wheels_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["--wheels", "no-such-folder"]) == 1
    assert "no-such-folder" in capsys.readouterr().err


def test_nothing_is_installed_for_an_address_that_is_taken(
    clone: Path, installed: list[tuple[str, str | None]], capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert run.main(["--port", port]) == 1
    assert f"127.0.0.1:{port}" in capsys.readouterr().err
    assert installed == []


@pytest.mark.parametrize(
    "arguments", [["--host", "256.1.1.1.invalid"], ["--wheels", "no-such-folder"]]
)
def test_nothing_is_installed_for_a_mistyped_option(
    clone: Path, installed: list[tuple[str, str | None]], arguments: list[str]
) -> None:
    assert run.main(arguments) == 1
    assert installed == []


@pytest.mark.parametrize(
    ("arguments", "lock", "command"),
    [
        (["test"], run.TEST_LOCK, ["-m", "pytest", "-n", "auto", "--dist", "worksteal"]),
        (["test", "-x"], run.TEST_LOCK, ["-m", "pytest", "-x"]),
        (["flask", "routes"], run.RUN_LOCK, ["-m", "flask", "--app", "run.py", "routes"]),
        (["--port", "0"], run.RUN_LOCK, ["run.py", "--port", "0"]),
    ],
)
def test_the_environments_python_takes_over(
    clone: Path,
    installed: list[tuple[str, str | None]],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    lock: str,
    command: list[str],
) -> None:
    taken_over: list[list[str]] = []
    monkeypatch.setattr(run, "hand_over", lambda words: taken_over.append(words) or 0)
    monkeypatch.chdir(clone)
    assert run.main(arguments) == 0
    assert installed == [(lock, None)]
    assert [[Path(word).name if "run.py" in word else word for word in taken_over[0]]] == [command]


def test_a_machine_without_packages_can_show_the_help(root: Path) -> None:
    """Isolated mode without site-packages: only the standard library is there."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(root / "run.py"), "--help"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert b"127.0.0.1:8000" in done.stdout


def test_importing_the_file_starts_nothing(root: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            f"import sys; sys.path[:0] = [{str(root)!r}]; import run",
        ],
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_flask_finds_the_factory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.create_app", lambda: "the application")
    assert run.create_app() == "the application"
