#!/usr/bin/env python
"""Django's command line for Tenpoint; works uninstalled and from any directory."""

import os
import sys
from pathlib import Path


def main() -> None:
    site = Path(__file__).resolve().parent
    sys.path[:0] = [str(site), str(site.parent)]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from config.command_line import told_in_a_sentence

    with told_in_a_sentence():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
