"""What becomes of interactions that get the list they came from: found, written into their line, and counted."""
