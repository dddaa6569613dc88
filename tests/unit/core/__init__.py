"""Tests of the core: gate, ledger, store, toolbox, redaction, settings and keys, by people who mean it harm."""
