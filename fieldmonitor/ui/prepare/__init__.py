"""Before a visit: the briefing, the safety gate, and the ways of not going in."""
