"""Use-cases and queries; what the window and the command line call."""
