"""Where the database is and how it comes to life: a server by address, or one embedded under the home.

    with database.use(environment) as address:   # started if nobody has, stopped by the last one who uses it
        database.migrate(address)
        engine = Engine(address)

`LAUFWEG_DATABASE_URL` names a server; without it PostgreSQL runs out of a wheel under
`LAUFWEG_HOME/postgres`.
"""

from engine.database.address import HOME, URL, Database, External, home, resolve, use
from engine.database.embedded import Embedded
from engine.database.schema import migrate

__all__ = ["HOME", "URL", "Database", "Embedded", "External", "home", "migrate", "resolve", "use"]
