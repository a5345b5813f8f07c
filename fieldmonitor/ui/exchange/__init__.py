"""What the screens of the roads beside the network share: stick, hub and packs."""
