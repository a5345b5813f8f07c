"""What the comptroller answered, in plain words, and the programme's notices."""
