"""Make a fresh machine ready, then run the demo, the tests, the checks or the lock.

    python3 deploy/bootstrap.py demo | test | check | lock

Only the standard library is used here, and nothing a Python older than 3.11 could not read before it is told so.
"""

import os
import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Tenpoint needs Python 3.11 or newer and this is %d.%d: install a newer one and name it, "
        "for example `make demo PYTHON=python3.11`." % sys.version_info[:2]
    )

sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
from deploy import commands  # noqa: E402

if __name__ == "__main__":
    sys.exit(commands.run(sys.argv[1:]))
