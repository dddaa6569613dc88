"""One format a file; each `read(data, name)` gives a `Document`, with the work done by a well-kept parser."""
