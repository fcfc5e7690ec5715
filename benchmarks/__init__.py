"""Benchmarks: how fast Keepsake is and how well it finds, measured. See README.md here."""
