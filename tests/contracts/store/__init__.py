"""What every store has to keep, whichever database is below it."""
