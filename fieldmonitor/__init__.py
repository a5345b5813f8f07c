"""Field Monitor: citizen monitoring of public works, offline first."""

__version__ = "0.1.0"
