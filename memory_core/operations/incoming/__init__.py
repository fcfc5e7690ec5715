"""Incoming: what a file of another program says becomes memory, and what it would have been worth."""
