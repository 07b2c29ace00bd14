"""python -m ballots.scrutiny COMMAND: the scrutineers' program. It needs no network and reaches for none."""

from __future__ import annotations

import sys
from pathlib import Path

# On a stick nothing has been installed: what lies beside this package is found all the same.
sys.path.append(str(Path(__file__).resolve().parents[2] / "site"))

try:
    from ballots.scrutiny.commands import main
except ModuleNotFoundError as missing:
    sys.exit(
        f"The Python package {missing.name} is missing. On a machine with a network: "
        "pip download cryptography shamir-mnemonic; then carry the files over and pip install them."
    )

if __name__ == "__main__":
    sys.exit(main())
