"""A link that goes and comes back: what was under way is not sent twice.

The long form over a real bad link is `tests/campaigns/exchange/campaign_bad_link.py`. The control is the
same engine without its patience.
"""

from collections.abc import Callable

from fieldmonitor.domain.reports import ReportState
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.sync.http.pace import Timeouts
from fieldmonitor.sync.http.session import HttpSession
from tests.fakes.gap_proxy import GapProxy
from tests.fakes.link_senders import Counted, CountingCarrier
from tests.fakes.real_laptop import RealLaptop

PATIENT = Timeouts(connect=2.0, stall=20.0, quick=0.3)
HASTY = Timeouts(connect=2.0, stall=0.3)
GAPS = (60_000, 160_000)
SECONDS = 1.0


def sent_twice(server: ServerHandle, laptop: RealLaptop, timeouts: Timeouts) -> float:
    """Send a report through the gaps, and return the share of its bytes that left more than once."""
    signed = laptop.record(photos=2, small=10_000, original=140_000)
    with GapProxy(server.port, GAPS, SECONDS) as proxy:
        laptop.carrier.close()
        laptop.carrier = CountingCarrier(HttpSession(proxy.url, timeouts=timeouts))
        before = Counted.handed
        laptop.sync("drained")
        assert proxy.gaps_made == len(GAPS)
    assert laptop.state(signed) is ReportState.COMPLETE
    whole = sum(len(data) for data in signed.files.values())
    return (Counted.handed - before - whole) / whole


def test_over_a_link_that_goes_and_comes_back_few_bytes_are_sent_twice(
    server: ServerHandle, new_laptop: Callable[..., RealLaptop]
) -> None:
    assert sent_twice(server, new_laptop(), PATIENT) <= 0.1


def test_without_patience_many_are(server: ServerHandle, new_laptop: Callable[..., RealLaptop]) -> None:
    assert sent_twice(server, new_laptop(), HASTY) > 0.1
