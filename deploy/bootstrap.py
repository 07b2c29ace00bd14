"""Make a fresh machine ready, then run one command of `make`; without a name, say which there are.

    python3 deploy/bootstrap.py demo

Only the standard library is used here; an older Python can read this file as far as the sentence it gets.
"""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "Tenpoint needs Python 3.11 or newer and this is {}.{}: install a newer one and name it, "
        "for example `make demo PYTHON=python3.11`.".format(*sys.version_info)
    )

sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
from deploy import commands  # noqa: E402

if __name__ == "__main__":
    sys.exit(commands.run(sys.argv[1:]))
