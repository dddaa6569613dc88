"""Tests: unit, contracts, recorded answers, snapshots, and live (real servers)."""
