"""Demo data, whose password everybody knows, is not offered to a network by accident."""

from __future__ import annotations

import pytest

from engine.cli.exposure import refuse_open_demo
from engine.errors import Conflict

EVERY = "0.0.0.0"  # noqa: S104  refused, not bound


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.0.1", "localhost", "::1", "[::1]"])
def test_this_machine_alone_is_no_exposure(host):
    refuse_open_demo(host)


@pytest.mark.parametrize("host", [EVERY, "::", "", "192.168.1.7", "2001:db8::1", "laufweg.example"])
def test_an_address_others_can_reach_is_refused(host):
    with pytest.raises(Conflict, match="--demo-for-all"):
        refuse_open_demo(host)


def test_run_with_demo_data_does_not_start_on_every_address(run_without_database, tmp_path, monkeypatch):
    monkeypatch.setenv("LAUFWEG_HOME", str(tmp_path / "var"))

    result = run_without_database("run", "--demo", "--host", EVERY, "--port", "0")

    assert result.exit_code == 1
    assert "--demo-for-all" in result.output
    assert not (tmp_path / "var").exists()


def test_a_web_server_with_demo_data_does_not_start_on_every_address(run_without_database, monkeypatch):
    monkeypatch.setenv("LAUFWEG_DEMO", "1")

    result = run_without_database("web", "--host", EVERY, "--port", "0")

    assert result.exit_code == 1
    assert "--demo-for-all" in result.output
