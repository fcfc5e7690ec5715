"""Readers: what other programs export, one file for each format, all of it in the shape of told.py."""
