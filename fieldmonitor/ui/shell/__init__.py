"""The frame around every screen: look, window, header, next step, status bar, focus."""
