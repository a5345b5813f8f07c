"""The volunteer's window: one folder per place in the app, dumb views over presenters."""
