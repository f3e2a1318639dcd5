"""A session that was ended stays ended, and a foreign page puts no words into a form."""

from __future__ import annotations

from flask import Flask

from engine import SYSTEM, commands
from engine.testing import Story, World
from web.testing import Login


def test_a_copied_cookie_opens_nothing_after_logging_out(app: Flask, login: Login) -> None:
    browser = login("ada").get("/aufgaben")
    copied = browser.client.get_cookie("laufweg")
    assert copied is not None

    browser.post("/abmelden")

    thief = app.test_client()
    thief.set_cookie("laufweg", copied.value)
    assert thief.get("/aufgaben").status_code == 302


def test_a_new_password_ends_every_session(world: World, login: Login) -> None:
    browser = login("ada").get("/aufgaben")
    with world.engine.begin(SYSTEM) as tx:
        commands.account.set_password(tx, "ada", "ein-anderes-kennwort")

    assert browser.client.get("/aufgaben").status_code == 302


def test_what_a_foreign_page_posts_is_not_carried_into_the_login_page(app: Flask, story: Story) -> None:
    task = story.task("pruefen")

    answer = app.test_client().post(
        f"/aufgaben/{task.id}",
        data={"vermerk": "untergeschoben"},
        headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://boese.example"},
    )

    assert "untergeschoben" not in answer.get_data(as_text=True)


def test_what_our_own_page_posts_is_carried(app: Flask, story: Story) -> None:
    task = story.task("pruefen")

    answer = app.test_client().post(
        f"/aufgaben/{task.id}", data={"vermerk": "mühsam getippt"}, headers={"Sec-Fetch-Site": "same-origin"}
    )

    assert "m\\u00fchsam getippt" in answer.get_data(as_text=True)
