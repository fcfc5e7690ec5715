"""Words that name a time: found by the rules of a language, and read as calendar days."""
