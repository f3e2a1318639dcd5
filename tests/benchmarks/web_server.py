"""Which WSGI server: gunicorn against granian, with one small page that asks the database.

Both run at once and are loaded in turns of two seconds, so that whatever else the machine does hits both alike; CPU
time for each request is taken from the kernel and hardly depends on it.

    python -m tests.benchmarks.web_server [rounds]    # needs wrk, and granian: pip install granian
"""

# ruff: noqa: T201  a measurement prints its table

from __future__ import annotations

import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import psutil
from sqlalchemy import make_url

from engine import database

APPLICATION = """
import os, signal, time
import flask, psycopg_pool

pool = None

def create_app():
    app = flask.Flask(__name__)
    table = app.jinja_env.from_string(
        "<table>{% for row in rows %}<tr><td>{{ row[0] }}<td>{{ row[1] }}<td>{{ row[2] }}</tr>{% endfor %}</table>")

    @app.get("/page")
    def page():
        global pool
        if pool is None:
            pool = psycopg_pool.ConnectionPool(os.environ["DATABASE"], min_size=1, max_size=8, open=True)
        with pool.connection() as connection:
            rows = connection.execute(
                "select id, 'Fall ' || id, now() from generate_series(1, 50) as id").fetchall()
        return table.render(rows=rows)

    @app.get("/alive")
    def alive():
        return "ok"

    @app.get("/slow")
    def slow():
        time.sleep(2)
        return "done"

    @app.get("/crash")
    def crash():
        os.kill(os.getpid(), signal.SIGKILL)

    return app
"""

SERVERS = {
    "gunicorn": ("-m", "gunicorn", "-b", "127.0.0.1:9901", "-k", "gthread", "-w", "2", "--threads", "4",
                 "--graceful-timeout", "8", "--log-level", "warning", "measured:create_app()"),
    "granian": ("-m", "granian", "--interface", "wsgi", "--factory", "--host", "127.0.0.1", "--port", "9902",
                "--workers", "2", "--blocking-threads", "4", "--workers-kill-timeout", "8",
                "--respawn-failed-workers", "--no-access-log", "measured:create_app"),
}  # fmt: skip
PORTS = {"gunicorn": 9901, "granian": 9902}
CONNECTIONS = (1, 8, 32)


def main(rounds: int) -> None:
    """Measure and print a table."""
    names = [name for name in SERVERS if shutil.which(name, path=Path(sys.executable).parent)]
    if not shutil.which("wrk") or len(names) < len(SERVERS):
        print("skipped: needs wrk (apt install wrk) and granian (pip install granian)")
        return
    with tempfile.TemporaryDirectory() as folder, database.use({database.HOME: f"{folder}/home"}) as address:
        Path(folder, "measured.py").write_text(APPLICATION)
        environment = os.environ | {
            "DATABASE": make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
        }
        servers = {name: start(name, folder, environment) for name in names}
        try:
            compare(servers, rounds)
            for name, server in servers.items():
                faults(name, server)
            print("\nserver killed (SIGKILL on the main process), a new one of each")
            for name in names:
                orphans(name, start(name, folder, environment))
        finally:
            for server in servers.values():
                end(server)


def start(name: str, folder: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a server and wait until it answers."""
    server = subprocess.Popen(
        [sys.executable, *SERVERS[name]],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with suppress(OSError):
            get(name, "/alive")
            for _ in range(20):
                get(name, "/page")
            return server
        time.sleep(0.1)
    raise SystemExit(f"{name} does not answer")


def compare(servers: dict[str, subprocess.Popen[bytes]], rounds: int) -> None:
    """Requests, latency and CPU for each number of connections; medians over the rounds."""
    taken: dict[tuple[int, str], list[tuple[float, float, float, float]]] = {}
    for turn in range(rounds):
        order = list(servers)[:: 1 if turn % 2 else -1]
        for connections in CONNECTIONS:
            for name in order:
                before = cpu(servers[name])
                said = subprocess.run(
                    ["wrk", "-t1", f"-c{connections}", "-d2s", "--latency", f"http://127.0.0.1:{PORTS[name]}/page"],
                    capture_output=True, text=True, check=True,
                ).stdout  # fmt: skip
                spent = cpu(servers[name]) - before
                requests = int(found(r"(\d+) requests in", said))
                taken.setdefault((connections, name), []).append(
                    (float(found(r"Requests/sec:\s+([\d.]+)", said)), percentile("50", said),
                     percentile("99", said), spent * 1000 / requests)
                )  # fmt: skip
    print(f"load of the machine while measuring: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print("connections  server    requests/s  p50 ms  p99 ms  CPU ms/request")
    for (connections, name), rows in sorted(taken.items()):
        rate, middle, high, spent = (statistics.median(column) for column in zip(*rows, strict=True))
        print(f"{connections:>11}  {name:<8}  {rate:>10.0f}  {middle:>6.1f}  {high:>6.1f}  {spent:>14.2f}")


def faults(name: str, server: subprocess.Popen[bytes]) -> None:
    """Memory, a crash of a process, SIGTERM during a request."""
    memory = sum(one.memory_full_info().pss for one in family(server)) // 2**20
    with suppress(OSError):
        get(name, "/crash")
    failed = 0
    for _ in range(100):
        try:
            get(name, "/alive")
        except OSError:
            failed += 1
        time.sleep(0.02)
    answers: list[bytes] = []
    request = threading.Thread(target=lambda: answers.append(get(name, "/slow")))
    request.start()
    time.sleep(0.5)
    began = time.monotonic()
    server.send_signal(signal.SIGTERM)
    code = server.wait(20)
    seconds = time.monotonic() - began
    request.join()
    print(
        f"\n{name}: {memory} MB (PSS); after a crash {failed} of 100 requests failed;"
        f" SIGTERM: exit {code} after {seconds:.1f} s, the request under way got {answers}"
    )


def orphans(name: str, server: subprocess.Popen[bytes]) -> None:
    """What a killed main process leaves behind."""
    members = family(server)
    server.kill()
    server.wait()
    _, left = psutil.wait_procs(members, timeout=8)
    print(f"{name}: {len(left)} processes still hold the port after 8 s")
    for one in left:
        one.kill()


def end(server: subprocess.Popen[bytes]) -> None:
    """Stop a server with everything it started."""
    for one in family(server):
        with suppress(psutil.NoSuchProcess):
            one.kill()
    server.wait()


def family(server: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """The server and its processes."""
    try:
        parent = psutil.Process(server.pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def cpu(server: subprocess.Popen[bytes]) -> float:
    """Seconds of CPU the server has used."""
    return sum(sum(one.cpu_times()[:2]) for one in family(server))


def get(name: str, path: str) -> bytes:
    """The body of a page."""
    with urllib.request.urlopen(f"http://127.0.0.1:{PORTS[name]}{path}", timeout=20) as response:
        return bytes(response.read())


def found(pattern: str, said: str) -> str:
    """The first group of the pattern in wrk's words."""
    match = re.search(pattern, said)
    if match is None:
        raise SystemExit(said)
    return match[1]


def percentile(which: str, said: str) -> float:
    """A percentile of wrk's table in milliseconds."""
    match = re.search(which + r"%\s+([\d.]+)(us|ms|s)", said)
    if match is None:
        raise SystemExit(said)
    return float(match[1]) * {"us": 0.001, "ms": 1, "s": 1000}[match[2]]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
