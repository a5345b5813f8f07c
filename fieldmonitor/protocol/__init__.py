"""All messages between device and server, and how they are written down."""
