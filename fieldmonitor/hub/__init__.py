"""The hub: a place in a village that keeps sealed bundles until there is a network. It can open none."""
