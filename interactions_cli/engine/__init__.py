"""The one loop over the inputs, and the ways to run it."""
