"""The two boxes: on SQLite tables without row numbers, on both databases triggers that keep the box as it is."""

from django.db import migrations

STAGED = """
CREATE TABLE ballots_stagedpaper (
    digest BLOB NOT NULL PRIMARY KEY,
    sealed BLOB NOT NULL,
    ballot_id BIGINT NOT NULL
) WITHOUT ROWID
"""
BOX = """
CREATE TABLE ballots_boxpaper (
    digest BLOB NOT NULL PRIMARY KEY,
    sealed BLOB NOT NULL,
    kept_until DATE NOT NULL,
    ballot_id BIGINT NOT NULL
) WITHOUT ROWID
"""
ON_SQLITE = [
    "DROP TABLE ballots_stagedpaper",
    "DROP TABLE ballots_boxpaper",
    STAGED,
    BOX,
    "CREATE INDEX ballots_stagedpaper_ballot ON ballots_stagedpaper (ballot_id)",
    "CREATE INDEX ballots_boxpaper_ballot ON ballots_boxpaper (ballot_id)",
    """CREATE TRIGGER ballots_box_no_update BEFORE UPDATE ON ballots_boxpaper
       BEGIN SELECT RAISE(ABORT, 'A paper in the box is never changed.'); END""",
    """CREATE TRIGGER ballots_box_no_delete BEFORE DELETE ON ballots_boxpaper
       WHEN OLD.kept_until > date('now')
       BEGIN SELECT RAISE(ABORT, 'A paper in the box is kept until its date.'); END""",
]
ON_POSTGRES = [
    """CREATE FUNCTION ballots_guard_box() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF TG_OP = 'UPDATE' THEN
           RAISE EXCEPTION 'A paper in the box is never changed.';
         END IF;
         IF OLD.kept_until > current_date THEN
           RAISE EXCEPTION 'A paper in the box is kept until its date.';
         END IF;
         RETURN OLD;
       END $$""",
    """CREATE TRIGGER ballots_box_guard BEFORE UPDATE OR DELETE ON ballots_boxpaper
       FOR EACH ROW EXECUTE FUNCTION ballots_guard_box()""",
]
UNDO_SQLITE = ["DROP TRIGGER ballots_box_no_update", "DROP TRIGGER ballots_box_no_delete"]
UNDO_POSTGRES = ["DROP TRIGGER ballots_box_guard ON ballots_boxpaper", "DROP FUNCTION ballots_guard_box()"]


def build(apps, schema_editor):
    statements = ON_SQLITE if schema_editor.connection.vendor == "sqlite" else ON_POSTGRES
    for statement in statements:
        schema_editor.execute(statement)


def undo(apps, schema_editor):
    statements = UNDO_SQLITE if schema_editor.connection.vendor == "sqlite" else UNDO_POSTGRES
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("ballots", "0001_squashed_0063_language")]

    operations = [migrations.RunPython(build, undo)]
