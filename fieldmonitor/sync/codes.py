"""Every code that the exchange can say: problems of an item or a run, and lines of the sync log.

`app.messages` has the words for each of them; a test holds the two lists together.
"""

from enum import StrEnum


class Trouble(StrEnum):
    """Why something was not sent; refusals of the server carry the server's own code instead."""

    OFFLINE = "sync.offline"
    NO_ANSWER = "sync.no_answer"
    SERVER_BUSY = "sync.server_busy"
    CAPTIVE_PORTAL = "sync.captive_portal"
    CERTIFICATE = "sync.certificate"
    PROXY = "sync.proxy"
    ODD_ANSWER = "sync.odd_answer"
    OTHER_SERVER = "sync.other_server"
    INSECURE_ADDRESS = "sync.insecure_address"
    BAD_RECEIPT = "sync.bad_receipt"
    NO_PROGRESS = "sync.no_progress"
    LOCAL_FILE = "sync.local_file_damaged"
    LOCAL_MESSAGE = "sync.local_message_missing"
    INTERRUPTED = "sync.interrupted"


class LogCode(StrEnum):
    """Lines of the sync log; params in brackets."""

    MESSAGE_SENT = "log.message_sent"
    """[title, bytes]"""
    FILE_SENT = "log.file_sent"
    """[title, bytes, left]"""
    CONTENT_RECEIVED = "log.content_received"
    """[title, number]"""
    COMPLETE = "log.complete"
    """[title, number]"""
    PULLED = "log.pulled"
    """[records]"""
    RECORD_SKIPPED = "log.record_skipped"
    """[kind, id]"""
    WAITING = "log.waiting"
    """[title, problem, seconds]"""
    NEEDS_ATTENTION = "log.needs_attention"
    """[title, problem]"""
    STOPPED = "log.stopped"
    """[problem]: the whole exchange stopped, not one item."""
    BACK = "log.back"
    """[]: the server answers again after it did not."""
    LOG_ALARM = "log.alarm"
    """[problem]: the comptroller's log of receipts does not hold what it must."""
    KEY_ROTATED = "log.key_rotated"
    """[]: the server signs with a new key, which the old one named."""
    BUNDLE_WRITTEN = "log.bundle_written"
    """[messages, bytes, name]"""
    CUSTODY = "log.custody"
    """[name, messages]: a hub or a coordinator keeps them; the comptroller has not receipted them."""
    CUSTODY_LOST = "log.custody_lost"
    """[name]: whoever kept a bundle knows it no more."""
    PACK_LOADED = "log.pack_loaded"
    """[records, name]: a pack of a region."""
    PACK_WARNING = "log.pack_warning"
    """[name, problem]: it was opened all the same."""
    CLOCK = "log.clock_differs"
    """[seconds]: this laptop's clock against the server's."""
