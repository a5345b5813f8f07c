"""Language, look, letter size, this laptop, and what the program is."""
