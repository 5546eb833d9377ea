"""Where bytes live: inputs and outputs, files and streams, packed or not. Knows nothing of CSV."""
