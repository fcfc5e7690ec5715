"""Words that name a time, as local days of a time zone."""
