"""`laufweg worker`: one process that fires timers and runs jobs."""

from __future__ import annotations

import click


@click.command()
def command() -> None:
    """Fire due timers and run jobs until told to stop.

    `laufweg run` starts one. On a server, start as many as you like, on as many machines as you like, each under
    a service manager that starts it again whenever it ends (systemd: Restart=always). A worker that stood still
    loses nothing: what became due meanwhile is done first.

    \b
    Example:
      LAUFWEG_DATABASE_URL=postgresql://laufweg@db.example/laufweg laufweg worker
    """
    import logging
    import os

    from engine import database, worker
    from engine.cli import lifeline

    lifeline.follow_supervisor()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    # the second interpreter would tell each of its steps
    for noisy in ("apscheduler", "procrastinate", "spiff"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # a tick left out because the one before it still runs: the next one does what was due, nobody must act
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    with database.use(os.environ) as address:
        worker.main(address)
