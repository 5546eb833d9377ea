"""Logs of shown lists: their shapes, their times, and the index that interactions are looked up in."""
