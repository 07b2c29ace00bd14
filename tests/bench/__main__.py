"""`make bench`: what each piece of work costs, as CPU and as ratios; status 1 where a bound breaks.

python -m tests.servers python -m tests.bench [table ...]
"""

import importlib
import os
import sys

import django

TABLES = ("petitions", "roll", "voting", "letters", "ballots", "load")


def main(chosen: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    fresh_database()
    held = True
    for table in chosen or TABLES:
        print(f"\n{table.capitalize()}\n")
        for row in importlib.import_module(f"tests.bench.{table}").rows():
            print(row, flush=True)
            held = held and row.holds
    print("\nCPU in milliseconds for one: this process + its PostgreSQL backend.")
    return 0 if held else 1


def fresh_database() -> None:
    from django.conf import settings

    from tests import databases

    address = os.environ["DATABASE_URL"]
    name = "bench"
    databases.copy_postgres(address, template=databases.postgres_template(address), name=name)
    settings.DATABASES["default"]["NAME"] = name
    settings.DATABASES["default"]["CONN_MAX_AGE"] = None  # one backend, whose CPU is read


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
