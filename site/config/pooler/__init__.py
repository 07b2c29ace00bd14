"""The way to PostgreSQL through a pooler: see `base`, which is where Django looks."""
