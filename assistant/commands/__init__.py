"""Commands of the command line, one group a file; each `..._main(argv) -> exit code` parses, calls the core, prints."""
