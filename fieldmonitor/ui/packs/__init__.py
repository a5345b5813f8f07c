"""Assignment packs from a memory or the server, and enrolment without a network."""
