"""Triggers that keep the audit log append-only.

An entry may be changed once, when it gets its number and hash, and nothing else of it may change then; it may be
deleted once its keep_until has come. SQLite loses triggers when a later migration rebuilds the table: such a
migration must make them again (tests/union/audit/test_chain.py fails otherwise).
"""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit log is append-only.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER audit_entry_update BEFORE UPDATE ON audit_entry FOR EACH ROW
WHEN (NOT (
    OLD.number IS NULL AND NEW.number IS NOT NULL AND OLD.hash = '' AND NEW.hash <> ''
    AND (OLD.id, OLD.action, OLD.subject, OLD.at, OLD.detail, OLD.keep_until)
        = (NEW.id, NEW.action, NEW.subject, NEW.at, NEW.detail, NEW.keep_until)
    AND OLD.by_id IS NOT DISTINCT FROM NEW.by_id
)) EXECUTE FUNCTION audit_entry_refuse();
CREATE TRIGGER audit_entry_delete BEFORE DELETE ON audit_entry FOR EACH ROW
WHEN (OLD.keep_until > CURRENT_DATE) EXECUTE FUNCTION audit_entry_refuse();
"""
POSTGRESQL_BACK = """
DROP TRIGGER audit_entry_update ON audit_entry;
DROP TRIGGER audit_entry_delete ON audit_entry;
DROP FUNCTION audit_entry_refuse();
"""
SQLITE = [
    """
CREATE TRIGGER audit_entry_update BEFORE UPDATE ON audit_entry
WHEN NOT (
    OLD.number IS NULL AND NEW.number IS NOT NULL AND OLD.hash = '' AND NEW.hash <> ''
    AND OLD.id IS NEW.id AND OLD.action IS NEW.action AND OLD.subject IS NEW.subject AND OLD.at IS NEW.at
    AND OLD.detail IS NEW.detail AND OLD.keep_until IS NEW.keep_until AND OLD.by_id IS NEW.by_id
)
BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END
""",
    """
CREATE TRIGGER audit_entry_delete BEFORE DELETE ON audit_entry
WHEN OLD.keep_until > date('now')
BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END
""",
]
SQLITE_BACK = ["DROP TRIGGER audit_entry_update", "DROP TRIGGER audit_entry_delete"]


def make_triggers(apps, schema_editor):
    for statement in [POSTGRESQL] if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    for statement in [POSTGRESQL_BACK] if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(make_triggers, drop_triggers)]
