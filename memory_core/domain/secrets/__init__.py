"""Secrets: keys, passwords and numbers that must not be kept, found in a text and taken out of it."""
