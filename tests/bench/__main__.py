"""`make bench`: what each piece of work costs, as CPU and as ratios; status 1 where a bound breaks.

python -m tests.servers python -m tests.bench [table ...]
"""

import importlib
import os
import sys

import django

TABLES = ("petitions", "roll", "voting", "letters", "newsletters", "ballots", "views", "pages", "load")


def main(chosen: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    held = True
    for table in chosen or TABLES:
        fresh_database()
        print(f"\n{table.capitalize()}\n")
        for row in importlib.import_module(f"tests.bench.{table}").rows():
            print(row, flush=True)
            held = held and row.holds
    print("\nCPU in milliseconds for one: this process + its PostgreSQL backend.")
    return 0 if held else 1


def fresh_database() -> None:
    """A table of figures begins with what the migrations make."""
    from django.conf import settings
    from django.core.cache import cache
    from django.db import connection

    from tests import databases

    connection.close()
    cache.clear()

    address = os.environ["DATABASE_URL"]
    name = "bench"
    databases.copy_postgres(address, template=databases.postgres_template(address), name=name)
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    connection.settings_dict["CONN_MAX_AGE"] = None  # one backend, whose CPU is read


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
