"""Whether the web server here answers: 200 and 503 both mean alive.

A 503 says that some part (the broker, the mail) is not well, which no restart of the web server would mend:
signing and voting go on. Watch /healthz/ itself to be told.
"""

import os
import sys
import urllib.error
import urllib.request


def status(port: str) -> int:
    try:
        return int(urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/", timeout=5).status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


if __name__ == "__main__":
    sys.exit(status(os.environ.get("BIND", "127.0.0.1:8000").rpartition(":")[2]) not in {200, 503})
