"""Review of all answers, and the signature."""
