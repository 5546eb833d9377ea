"""What several rule families share."""
