"""Shell completion: the grammar that the commands' own parsers give, as scripts, and values looked up at Tab."""
