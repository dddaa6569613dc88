"""One screen a module, with its styles in a `.tcss` file of the same name beside it."""
