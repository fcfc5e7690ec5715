"""Words that name a time: what they look like in each language, and the same in plain English."""
