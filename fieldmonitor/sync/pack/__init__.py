"""Packs come down: read from a folder, a stick, a hub or the network, checked, and imported in one commit."""
