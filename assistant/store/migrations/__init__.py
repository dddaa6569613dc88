"""Numbered migrations: each module `mNNN_<what>` has one function `up(connection)`; none is ever edited after a release."""
