"""Whether the web server here answers: 200 and 503 both mean alive.

A 503 says that some part (the broker, the mail) is not well, which no restart of the web server would mend:
signing and voting go on. Watch /healthz/ itself to be told.
"""

import os
import sys
import urllib.error
import urllib.request

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}


def status(bind: str) -> int:
    """What the server that listens there answers, by a name that it answers to wherever it listens."""
    host, _, port = bind.rpartition(":")
    address = f"http://{EVERYWHERE.get(host, host)}:{port}/healthz/"
    try:
        asked = urllib.request.Request(address, headers={"Host": "127.0.0.1"})
        return int(urllib.request.urlopen(asked, timeout=5).status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


if __name__ == "__main__":
    sys.exit(status(os.environ.get("BIND", "127.0.0.1:8000")) not in {200, 503})
