"""Billing exports, read with DuckDB where they lie."""
