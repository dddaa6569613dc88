"""Baepo's headless core: evidence in, plan out; nothing moves without a signed approval."""

__version__ = "0.1.0"
