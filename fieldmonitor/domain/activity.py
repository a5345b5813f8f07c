"""What a volunteer is asked to do; apart from the records, since home says it before they are loaded."""

from enum import StrEnum


class Activity(StrEnum):
    """The two kinds of work a volunteer does, and the short form of the first."""

    SITE_VISIT = "site_visit"
    STOPPED_WORK = "stopped_work"
    INFORMATION_ACCESS = "information_access"
