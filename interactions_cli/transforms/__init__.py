"""What rewrites lines: filter and merge-impressions."""
