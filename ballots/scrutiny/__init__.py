"""What scrutineers do on a laptop without a network: make a key, rehearse, count, sign.

Nothing here knows Django, settings or a database. The server reads `public`, `trial` and `statement` too.
"""

TOOL = "tenpoint scrutiny 1"
