"""`laufweg web`: one web server process with its workers. The one door to gunicorn."""

from __future__ import annotations

import click


@click.command()
@click.option(
    "--host", envvar="LAUFWEG_HOST", default="127.0.0.1", show_default=True, help="Address to listen on."
)
@click.option("--port", envvar="LAUFWEG_PORT", default=8000, show_default=True, help="Port to listen on.")
@click.option(
    "--processes",
    envvar="LAUFWEG_WEB_PROCESSES",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="Processes that answer requests, with eight threads each.",
)
@click.option(
    "--demo-for-all",
    "for_all",
    is_flag=True,
    help="Where LAUFWEG_DEMO=1 is set: also on an address that others can reach.",
)
@click.option(
    "--socket", type=int, hidden=True, help="An inherited listening socket instead of host and port."
)
def command(host: str, port: int, processes: int, socket: int | None, *, for_all: bool) -> None:
    """Answer browsers until told to stop.

    `laufweg run` starts one. On a server, put it behind a proxy that ends TLS, and set LAUFWEG_HTTPS=1. SIGTERM
    lets requests under way end.

    \b
    Example:
      LAUFWEG_HTTPS=1 LAUFWEG_HOST=0.0.0.0 laufweg web --processes 4
    """
    import os

    from gunicorn.app.base import BaseApplication

    from engine.cli import lifeline
    from engine.cli.exposure import refuse_open_demo

    if os.environ.get("LAUFWEG_DEMO") == "1" and socket is None and not for_all:
        refuse_open_demo(host)
    lifeline.follow_supervisor()

    class Application(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
        """Gunicorn with settings from here instead of a file."""

        def load_config(self) -> None:
            """Threads, because a request mostly waits for the database."""
            settings = {
                "bind": f"fd://{socket}" if socket is not None else f"{host}:{port}",
                "worker_class": "gthread",
                "workers": processes,
                "threads": 8,
                "preload_app": True,  # one import instead of one for each process
                "timeout": 60,
                "graceful_timeout": 4,  # less than the supervisor waits
                "keepalive": 5,
                "limit_request_line": 8190,  # the most there is: 500 authorities chosen in one address
                "max_requests": 20_000,  # a leak in a library ends with its process
                "max_requests_jitter": 2_000,
                "loglevel": "warning",
                "proc_name": "laufweg-web",
                "control_socket_disable": True,
            }
            for name, value in settings.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> object:
            """The application, made once before the fork; its pool is empty then and fills in each process."""
            from importlib import import_module

            # by name: the web layer lies above this one
            return import_module("web.wsgi").app

    Application().run()
