"""Assignments and the work sheet: the state's own word, with source and date."""
