"""What `python3 run.py` does once its environment stands: prepare the site, then serve it.

One process does all of it: the address is taken first, so that nothing is prepared in vain, and it
is printed last, when requests are really answered.
"""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Callable
from contextlib import closing
from typing import Any, Protocol

from flask import Flask

from app import create_app
from app.bank.picture_sweeping import start_picture_sweeper
from app.cli.prepare import Say, StartError, choose_database, prepare, set_aside
from app.config import ConfigError
from app.jobs.runner import start_runner
from app.quiz.exams.sweeper import start_sweeper
from app.web.network import set_network_address
from app.web.warming import warm_up

THREADS = 16
WILDCARDS = ("0.0.0.0", "::")  # noqa: S104 - compared with, never a default


class Options(Protocol):
    """The command line of run.py."""

    host: str
    port: int
    demo: bool
    reset: bool
    yes: bool
    server: str


def serve(options: Options, say: Say) -> None:
    """Prepare the site and answer requests until told to stop. Raises StartError."""
    listener = open_listener(options.host, options.port)
    with closing(listener):
        port: int = listener.getsockname()[1]
        try:
            app = create_app(choose_database(demo=options.demo))
        except ConfigError as error:
            raise StartError(f"设置有误：{error}", f"A setting is wrong: {error}") from None
        if options.host in WILDCARDS:
            set_network_address(app, find_network_address())
        if options.reset:
            set_aside(app, yes=options.yes, say=say)
        notes = prepare(app, base_url(options.host, port), demo=options.demo, say=say)
        warm_up(app)

        def announce() -> None:
            for chinese, english in notes:
                say(chinese, english)
            announce_addresses(options.host, port, say)

        run = serve_with_waitress if options.server == "waitress" else serve_with_gunicorn
        run(app, listener, announce)


# --- the address


def open_listener(host: str, port: int) -> socket.socket:
    """Take the address; requests are let in only once the server listens on it."""
    name = host.strip("[]")
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            name, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise StartError(
            f"不能使用地址 {host}：{error.strerror}",
            f"Cannot use the address {host}: {error.strerror}",
        ) from None
    # On Windows the same option would let two programs share a port.
    option = "SO_EXCLUSIVEADDRUSE" if sys.platform == "win32" else "SO_REUSEADDR"
    listener.setsockopt(socket.SOL_SOCKET, getattr(socket, option), 1)
    try:
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise explain_bind_error(host, port, error) from None
    return listener


def explain_bind_error(host: str, port: int, error: OSError) -> StartError:
    if isinstance(error, PermissionError):
        return StartError(
            f"没有权限使用端口 {port}：请换一个 1024 以上的端口，例如 --port 8000。",
            f"Not allowed to use port {port}: choose one above 1024, such as --port 8000.",
        )
    if "in use" in str(error).lower() or getattr(error, "winerror", None) == 10048:
        free = port + 1 if port < 65535 else 8000
        return StartError(
            f"端口 {port} 已被占用（知客可能已在运行）：换一个端口，例如 --port {free}。",
            f"Port {port} is taken (is Zhike running already?): choose another, such as --port {free}.",
        )
    return StartError(
        f"不能使用地址 {host}:{port}：{error.strerror}",
        f"Cannot use the address {host}:{port}: {error.strerror}",
    )


def base_url(host: str, port: int) -> str:
    """Return the address for a browser on this computer, without a slash at its end."""
    name = "127.0.0.1" if host in WILDCARDS else host.strip("[]")
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def announce_addresses(host: str, port: int, say: Say) -> None:
    here = base_url(host, port)
    say(
        f"知客已就绪，请在浏览器打开 {here}/ （按 Ctrl-C 停止）",
        f"Zhike is ready: open {here}/ in a browser (Ctrl-C stops it)",
    )
    if host in WILDCARDS and (outside := find_network_address()):
        there = base_url(outside, port)
        say(
            f"同一网络的其他设备：{there}/",
            f"From other devices on this network: {there}/",
        )


def find_network_address() -> str | None:
    """Find this computer's address on its network. Nothing is sent: a datagram socket only asks
    the routing table, and the address named is one reserved for documentation."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
    except OSError:
        return None


# --- the server


def serve_with_gunicorn(app: Flask, listener: socket.socket, announce: Callable[[], None]) -> None:
    """One worker process with threads: SQLite's writers then queue in one place."""
    from gunicorn.app.base import BaseApplication
    from gunicorn.workers.gthread import ThreadWorker

    class Worker(ThreadWorker):
        """Ends by Ctrl-C as by SIGTERM: requests are answered first. gunicorn's quick end waits for a
        lock that the interrupted code may hold itself, and is killed ten seconds later."""

        def handle_quit(self, sig: int, frame: Any) -> None:
            self.handle_exit(sig, frame)

    def open_doors(worker: Any) -> None:
        start_sweeper(app)  # a thread, which must begin on this side of the fork
        start_runner(app)
        start_picture_sweeper(app)
        if worker.age == 1:  # not again for one that replaces a worker that died
            announce()

    settings = {
        "bind": f"fd://{listener.detach()}",
        "workers": 1,
        "worker_class": Worker,
        "threads": THREADS,
        "timeout": 120,
        "graceful_timeout": 10,
        "loglevel": "warning",
        "control_socket_disable": True,
        "post_worker_init": open_doors,
    }

    class Site(BaseApplication):
        def load_config(self) -> None:
            for name, value in settings.items():
                self.cfg.set(name, value)  # type: ignore[union-attr]

        def load(self) -> Flask:
            return app

    Site().run()


def serve_with_waitress(app: Flask, listener: socket.socket, announce: Callable[[], None]) -> None:
    """The same in threads of this process, on systems that cannot fork."""
    from waitress.server import create_server

    def stop(_number: int, _frame: object) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    server = create_server(app, sockets=[listener], threads=THREADS, ident=None)
    start_sweeper(app)
    start_runner(app)
    start_picture_sweeper(app)
    announce()
    server.run()
