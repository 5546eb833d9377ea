"""One module per command: the core of each, without printing."""
