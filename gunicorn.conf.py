"""Settings of the server in production: `gunicorn "run:create_app()"` in this folder reads them.

`python3 run.py` does not; it brings its own (app/cli/serve.py). Command-line options win over what
stands here, and WEB_CONCURRENCY sets the number of worker processes: one with SQLite, whose writers
queue in one process, several with PostgreSQL.
"""

from typing import Any

bind = "127.0.0.1:8000"
worker_class = "gthread"
threads = 16  # as many as ZHIKE_POOL_SIZE gives each process connections
timeout = 120
graceful_timeout = 30
# Each thread may keep one connection of the reverse proxy open for the next request.
keepalive = 15
control_socket_disable = True
# The program is read once, before the workers are forked: one that was killed is back in an instant.
preload_app = True


def when_ready(server: Any) -> None:
    """Make ready what every worker would make for itself, while there is only this process."""
    from app.web.warming import warm_up

    warm_up(server.app.wsgi())


def post_fork(_server: Any, worker: Any) -> None:
    """Forget connections that the master may have opened: none is shared with a worker."""
    from app.extensions import db

    application = worker.app.wsgi()
    with application.app_context():
        db.engine.dispose(close=False)


def post_worker_init(worker: Any) -> None:
    """Start the threads that close abandoned sittings and do long work, on this side of the fork."""
    from app.bank.picture_sweeping import start_picture_sweeper
    from app.jobs.runner import start_runner
    from app.quiz.exams.sweeper import start_sweeper

    start_sweeper(worker.wsgi)
    start_runner(worker.wsgi)
    start_picture_sweeper(worker.wsgi)
