"""Looking into every table of the database."""

from django.db import connection


def state_of_the_database() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows[table] = cursor.fetchall()
    return rows


def tables_with(word: str) -> list[str]:
    """Every table that holds the word in any column, whatever its case."""
    return sorted(
        table
        for table, rows in state_of_the_database().items()
        if any(word.lower() in str(cell).lower() for row in rows for cell in row)
    )
