"""A report's key as the name of a place, and back."""

from fieldmonitor.domain.reports import ReportKey


def report_key(name: str) -> ReportKey:
    """Return the key that a route's text stands for."""
    id_, _sep, version = name.rpartition("/")
    return ReportKey(id_, int(version))
