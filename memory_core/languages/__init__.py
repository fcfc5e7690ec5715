"""What is particular to a language: its words, and rules made of them. One data file a language, in data/."""
