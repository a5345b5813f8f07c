"""Help and the glossary."""
