"""Whether PostgreSQL writes down what it is asked: its log would name the member and the paper of one cast.

That log outlives the close. Staged papers are written anew then, and what was logged stays as it was.
"""

from django.db import connection

from ballots.locking import on_postgres

TELLING = """
SELECT name || ' = ' || setting FROM pg_settings WHERE
    name = 'log_statement' AND setting IN ('mod', 'all')
    OR name IN ('log_min_duration_statement', 'log_min_duration_sample', 'auto_explain.log_min_duration')
        AND setting <> '-1'
    OR name = 'log_transaction_sample_rate' AND setting <> '0'
    OR name = 'pgaudit.log' AND setting ~* 'write|all'
ORDER BY name
"""


def told_by_the_log() -> list[str]:
    """The settings by which a cast can get into the log of the database, and how they stand."""
    if not on_postgres():
        return []
    with connection.cursor() as cursor:
        cursor.execute(TELLING)
        return [setting for (setting,) in cursor]
