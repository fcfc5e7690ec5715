"""How records are written down: one codec for every form they take."""
