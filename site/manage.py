#!/usr/bin/env python
"""Django's command line for Tenpoint; works uninstalled and from any directory."""

import os
import sys
from pathlib import Path

AWAY = (
    "The database does not answer, or its disk is full, so this was not done to its end. Is it running, and"
    " is there room? Then run the same again; with --traceback it says more."
)


def main() -> None:
    site = Path(__file__).resolve().parent
    sys.path[:0] = [str(site), str(site.parent)]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line
    from django.db import InterfaceError, OperationalError

    from config.environment import in_a_sentence

    with in_a_sentence():
        try:
            execute_from_command_line(sys.argv)
        except (InterfaceError, OperationalError):
            if "--traceback" in sys.argv:
                raise
            sys.exit(AWAY)


if __name__ == "__main__":
    main()
