#!/usr/bin/env python3
"""知客 Zhike: start the site, or test it, on a machine with Python 3.11 and nothing else.

Until its environment (the folder .venv) exists, this file has only the standard library. It keeps
to syntax that Python 3.6 can read, so that a Python too old for the site can at least say so.
What happens once the environment stands is in `app/cli/serve.py`.
"""

import argparse
import hashlib
import importlib.util
import ipaddress
import os
import re
import socket
import subprocess
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
WINDOWS = os.name == "nt"
VENV_PYTHON = os.path.join(VENV, *(("Scripts", "python.exe") if WINDOWS else ("bin", "python")))
OLDEST_PYTHON = (3, 11)
RUN_LOCK, TEST_LOCK = "requirements.txt", "requirements-dev.txt"
TOOLS = ("flask", "test", "soak")
ON_EVERY_CORE = ["-n", "auto", "--dist", "worksteal"]  # the whole suite; one test is quicker alone

USAGE = "python3 run.py [options] [flask … | test … | soak …]"
EPILOG = """\
命令 commands:
  flask …          网站的命令行，其后的内容交给 flask / the command line: what follows goes to flask
  test …           运行测试，其后的内容交给 pytest / run the tests: what follows goes to pytest
  soak …           考场长测（--help 看选项）/ the soak programme of the exam hall (--help: its options)

例 examples:
  python3 run.py                      http://127.0.0.1:8000/
  python3 run.py --demo               先看看演示班 / look around in a demo class
  python3 run.py --host 0.0.0.0       让同一网络的学生访问 / let students on the same network in
  python3 run.py flask content check  检查课程内容 / check the course's text
"""


class Failure(Exception):
    """Something the person at the keyboard can mend, said in Chinese and in English."""

    def __init__(self, chinese, english):
        super().__init__(english)
        self.lines = (chinese, english)


def create_app():
    """Make the application for `flask --app run …`, which looks for this name."""
    from app import create_app as make_application

    return make_application()


def main(arguments):
    """Do what the command line asks and return the exit status."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")  # a console without Chinese must not stop the site
    try:
        check_python(sys.version_info)
        own, tool, rest = split_arguments(arguments)
        options = parse_options(own)
        check_options(options)
        if tool is None and not is_stamped(RUN_LOCK):
            check_address(options.host, options.port)  # before minutes of installing, not after
        ensure_environment(RUN_LOCK if tool in (None, "flask") else TEST_LOCK, options.wheels)
        if tool == "flask":
            return hand_over(["-m", "flask", "--app", os.path.join(ROOT, "run.py"), *rest])
        if tool == "test":
            os.chdir(ROOT)
            return hand_over(["-m", "pytest", *(rest or ON_EVERY_CORE)])
        if tool == "soak":
            os.chdir(ROOT)
            return hand_over(["-m", "tests.soak", *rest])
        if not runs_in_environment():
            return hand_over([os.path.join(ROOT, "run.py"), *arguments])
        return start_site(options)
    except Failure as failure:
        for line in failure.lines:
            print(line, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


# --- the command line


def split_arguments(arguments):
    """Split into our own options, the tool's name (or None) and the tool's arguments."""
    for place, word in enumerate(arguments):
        takes_value = place and arguments[place - 1] in ("--host", "--port", "--wheels", "--server")
        if word in TOOLS and not takes_value:
            return arguments[:place], word, arguments[place + 1 :]
    return arguments, None, []


def parse_options(arguments):
    parser = argparse.ArgumentParser(
        prog="run.py",
        usage=USAGE,
        description="启动知客网站 / Start the site 知客 Zhike.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="监听地址 / address to listen on (127.0.0.1)")
    add("--port", type=port_number, default=8000, help="端口 / port (8000)")
    add(
        "--demo", action="store_true", help="带演示班启动，数据另存 / with a demo class, kept apart"
    )
    add(
        "--reset",
        action="store_true",
        help="从空数据库开始，旧的移作备份 / start empty, keep a backup",
    )
    add("--yes", action="store_true", help="--reset 时不再询问 / do not ask before --reset")
    add(
        "--wheels", metavar="DIR", help="不联网，从此文件夹安装 / install from this folder, offline"
    )
    add(
        "--server",
        choices=("gunicorn", "waitress"),
        default="waitress" if WINDOWS else "gunicorn",
        help="服务器程序 / which server program (%(default)s)",
    )
    return parser.parse_args(arguments)


def port_number(text):
    number = int(text) if text.isdigit() else -1
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError("0–65535")
    return number


def check_options(options):
    if options.demo and not is_loopback(options.host):
        raise Failure(
            "演示班的密码是公开的，只能在本机使用：去掉 --host {0}，或去掉 --demo。".format(
                options.host
            ),
            "The demo class has well-known passwords and stays on this computer: "
            "leave out --host {0} or --demo.".format(options.host),
        )
    if options.wheels and not os.path.isdir(options.wheels):
        raise Failure(
            "找不到安装包文件夹：{0}".format(options.wheels),
            "There is no such folder of wheels: {0}".format(options.wheels),
        )


def check_address(host, port):
    """Try the address out; the site itself takes it once its environment stands."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as listener:
            # On Windows the same option would let two programs share a port.
            option = "SO_EXCLUSIVEADDRUSE" if WINDOWS else "SO_REUSEADDR"
            listener.setsockopt(socket.SOL_SOCKET, getattr(socket, option), 1)
            listener.bind(address)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Failure(
            "不能使用地址 {0}:{1}（{2}）：用 --port 换一个端口，或改 --host。".format(
                host, port, reason
            ),
            "Cannot use the address {0}:{1} ({2}): choose another --port, or another --host.".format(
                host, port, reason
            ),
        ) from None


def is_loopback(host):
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


# --- the environment


def check_python(version):
    if tuple(version[:2]) < OLDEST_PYTHON:
        raise Failure(
            "知客需要 Python 3.11 或更新的版本，这里是 {0}.{1}：请安装后用 python3.11 run.py 启动。".format(
                *version
            ),
            "Zhike needs Python 3.11 or newer and this is {0}.{1}: "
            "install it, then start with python3.11 run.py.".format(*version),
        )


def runs_in_environment():
    return os.path.realpath(sys.prefix) == os.path.realpath(VENV)


def ensure_environment(lock, wheels=None):
    """Make .venv hold what the file `lock` lists; returns at once when it already does."""
    if not is_stamped(lock):
        make_environment()
        remove_stamps()  # an installation that breaks off leaves none behind
        install(lock, wheels)
        stamp(lock)
        if lock == TEST_LOCK:  # it contains the running set at the same versions
            stamp(RUN_LOCK)


def stamp_path(lock):
    return os.path.join(VENV, "installed-" + lock)


def fingerprint(lock):
    """Name the lock's contents and the Python that the packages were installed for."""
    with open(os.path.join(ROOT, lock), "rb") as file:
        contents = hashlib.sha256(file.read()).hexdigest()
    return "{0} {1}".format(contents, os.path.realpath(VENV_PYTHON))


def is_stamped(lock):
    try:
        with open(stamp_path(lock), encoding="utf-8") as file:
            return os.path.exists(VENV_PYTHON) and file.read() == fingerprint(lock)
    except OSError:
        return False


def stamp(lock):
    with open(stamp_path(lock), "w", encoding="utf-8") as file:
        file.write(fingerprint(lock))


def remove_stamps():
    for path in (stamp_path(RUN_LOCK), stamp_path(TEST_LOCK)):
        if os.path.exists(path):
            os.remove(path)


def make_environment():
    """Make .venv, or make it anew when its Python is gone or too old; leave a good one alone."""
    probe = "import sys; sys.exit(sys.version_info[:2] < {0})".format(OLDEST_PYTHON)
    if os.path.exists(VENV_PYTHON) and succeeds([VENV_PYTHON, "-c", probe]):
        if succeeds([VENV_PYTHON, "-m", "pip", "--version"]):
            return
        if succeeds([VENV_PYTHON, "-m", "ensurepip"]):
            return
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        raise Failure(
            "这个 Python 缺少 venv 模块。Debian、Ubuntu：sudo apt install python3-venv，然后再运行一次。",
            "This Python lacks its venv module. On Debian and Ubuntu: "
            "sudo apt install python3-venv, then run this again.",
        )
    say("正在建立运行环境 .venv …", "Making the environment .venv …")
    made = run_quietly([sys.executable, "-m", "venv", "--clear", VENV])
    if made.returncode:
        raise Failure(
            "无法建立运行环境 .venv：{0}".format(last_line(made.stdout)),
            "The environment .venv could not be made: {0}".format(last_line(made.stdout)),
        )


def install(lock, wheels):
    """Install the hash-locked packages with plain pip, which keeps to the user's own settings."""
    say(
        "正在安装所需的软件包（首次约需一两分钟）…", "Installing packages (a minute or two, once) …"
    )
    command = [VENV_PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    # The lock names every package, so nothing is left to resolve: without --no-deps an older pip
    # takes "coverage[toml]" for a package of its own and asks for a newer one than the lock's.
    command += ["--no-deps", "--require-hashes", "--requirement", os.path.join(ROOT, lock)]
    if wheels:
        command += ["--no-index", "--find-links", os.path.abspath(wheels)]
    # A user-wide `user = true` would point pip away from the environment.
    process = subprocess.Popen(
        command,
        env=dict(os.environ, PIP_USER="0", PYTHONIOENCODING="utf-8"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    output = []
    for raw in process.stdout or ():
        output.append(raw.decode("utf-8", "replace").rstrip())
        show_progress(output)
    if process.wait():
        raise explain_failed_install("\n".join(output), lock, wheels)


def show_progress(output):
    """Count the packages fetched so far on one line of a terminal; say nothing in a log."""
    if sys.stdout.isatty() and output[-1].startswith("Collecting "):
        fetched = sum(line.startswith("Collecting ") for line in output)
        name = re.split(r"[=\s(]", output[-1][len("Collecting ") :])[0]
        print("\r  {0:3d}  {1:40.40}\r".format(fetched, name), end="", flush=True)


def explain_failed_install(output, lock, wheels):
    """Turn pip's output into the one sentence that helps most."""
    errors = [line for line in output.splitlines() if "ERROR" in line] or [last_line(output)]
    detail = errors[0][:300]
    offline = "Connection|name resolution|getaddrinfo|timed out|ProxyError|Network is unreachable"
    if "DO NOT MATCH THE HASHES" in output:
        return Failure(
            "下载的软件包与锁定的校验值不符，没有安装。请换一个软件源再试。",
            "A downloaded package is not the one that was locked; nothing was installed. "
            "Try another package index.",
        )
    if wheels:
        return Failure(
            "文件夹 {0} 中的安装包不全：{1}".format(wheels, detail),
            "The folder {0} lacks a package: {1}".format(wheels, detail),
        )
    if re.search(offline, output):
        return Failure(
            "首次运行需要联网下载软件包，现在连不上。请在联网的同类电脑上执行 "
            "python3 -m pip download -r {0} -d wheels，拷来后运行 python3 run.py --wheels wheels。".format(
                lock
            ),
            "The first start downloads packages and there is no connection. On a connected computer "
            "of the same kind run python3 -m pip download -r {0} -d wheels, bring the folder here "
            "and run python3 run.py --wheels wheels.".format(lock),
        )
    return Failure("软件包安装失败：" + detail, "The packages could not be installed: " + detail)


# --- processes and messages


def say(chinese, english):
    print(chinese)
    print(english, flush=True)


def run_quietly(command):
    return subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
        check=False,
    )


def succeeds(command):
    return run_quietly(command).returncode == 0


def last_line(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""


def hand_over(arguments):
    """Go on as the environment's Python with `arguments`; only on Windows does this return."""
    sys.stdout.flush()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # it would double the time of every start
    command = [VENV_PYTHON, *arguments]
    if WINDOWS:
        return subprocess.call(command)
    os.execv(command[0], command)


def start_site(options):
    from app.cli.serve import StartError, serve

    try:
        serve(options, say)
    except StartError as error:
        raise Failure(error.chinese, error.english) from None
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
