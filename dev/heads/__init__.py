"""Fits the heads that judge sentences and messages, from sentences written for this project."""
