"""The store: SQLAlchemy Core tables and numbered migrations on SQLite (default) or PostgreSQL, same contract tests."""
