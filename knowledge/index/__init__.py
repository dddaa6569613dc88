"""The index over sources that people add. SQLite is the truth; what search reads is a snapshot made from it.

Nothing here is imported before a source was added, so that asking the built-in guides alone stays light.
"""
