"""What people are shown, as sections of blocks that each format sets in its own way."""
