"""Demo data and the headless story."""
