"""The course: lessons read offline, and the test."""
