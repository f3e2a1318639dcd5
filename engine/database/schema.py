"""The one door to Alembic: bring a database to the schema this code needs."""

from __future__ import annotations

from importlib.resources import files


def migrate(url: str, revision: str = "head") -> None:
    """Run the schema migrations the database has not seen; none left is no fault.

    Safe while web and worker run (expand, deploy, contract) and when several call it at once: the second
    waits for the first and finds nothing to do. A migration that does not serve older code says so (`offline`), and
    is a Conflict while anybody else is connected.
    """
    from alembic import command
    from alembic.config import Config

    configuration = Config()
    # through the package, not a path of the working directory: `laufweg` may be called from anywhere
    configuration.set_main_option("script_location", str(files("migrations")).replace("%", "%%"))
    configuration.attributes["url"] = url
    command.upgrade(configuration, revision)
