"""What each page shows and does, by subject."""
