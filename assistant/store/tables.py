"""The tables as they are after the last migration. Times are ISO 8601 UTC text, so that both databases order them alike."""

from sqlalchemy import Boolean, Column, Integer, MetaData, Table, Text, UniqueConstraint

metadata = MetaData()

migrations = Table("migrations", metadata, Column("number", Integer, primary_key=True), Column("applied_at", Text))

sessions = Table(
    "sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("principal", Text, nullable=False),
    Column("environment", Text, nullable=False),
    Column("created_at", Text, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("session", Text, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("body", Text, nullable=False),
)

evidence = Table(
    "evidence",
    metadata,
    Column("session", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("tool", Text, nullable=False),
    Column("arguments", Text, nullable=False),
    Column("environment", Text, nullable=False),
    Column("taken_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("item_count", Integer, nullable=False),
    Column("cut", Boolean, nullable=False),
    Column("not_read", Text, nullable=False),
    Column("elapsed_ms", Integer, nullable=False),
    Column("items", Text),  # NULL when the items were spilled to a Parquet file
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("fingerprint", Text, primary_key=True),
    Column("environment", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
)

plans = Table(
    "plans",
    metadata,
    Column("id", Text, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("environment", Text, nullable=False),
    Column("session", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("body", Text, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("nonce", Text, primary_key=True),
    Column("plan_id", Text, nullable=False),
    Column("approver", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("plan_id", "approver", name="one_decision_per_approver"),
)

operations = Table(
    "operations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("plan_id", Text, nullable=False),
    Column("action_index", Integer, nullable=False),
    Column("phase", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("receipt", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("claimed_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    # The claim: a plan's action is applied once and undone once, whoever comes first.
    UniqueConstraint("plan_id", "action_index", "phase", name="one_claim"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("principal", Text, nullable=False),
    Column("environment", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
)

freezes = Table(
    "freezes",
    metadata,
    Column("environment", Text, primary_key=True),  # "*" freezes everything
    Column("reason", Text, nullable=False),
    Column("principal", Text, nullable=False),
    Column("at", Text, nullable=False),
)
