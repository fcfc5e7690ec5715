"""The memory page: what is remembered, why, and what became of it, as pages without a script."""
