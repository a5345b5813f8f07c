"""The pack format and readers of official registers; knows no store."""
