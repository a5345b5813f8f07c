"""The real server behind TLS and behind a forward proxy: the certificate is checked, the proxy is used."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fieldmonitor.app.messages import words_for_code
from fieldmonitor.domain.reports import ReportState
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.http.carrier import HttpCarrier
from fieldmonitor.sync.http.pace import Timeouts
from fieldmonitor.sync.http.session import HttpSession
from tests.fakes.forward_proxy import ForwardProxy
from tests.fakes.real_laptop import RealLaptop
from tests.fakes.tls_front import Authority, TlsFront

TIMEOUTS = Timeouts(2.0, 4.0)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def front(server: ServerHandle, authority: Authority) -> Iterator[TlsFront]:
    with TlsFront(server.port, authority.issue("127.0.0.1")) as front:
        yield front


def road(laptop: RealLaptop, url: str, *, ca: Path | None = None, proxy: str | None = None) -> None:
    laptop.carrier.close()
    session = HttpSession(url, timeouts=TIMEOUTS, ca=None if ca is None else str(ca), proxy=proxy)
    laptop.carrier = HttpCarrier(session)


def test_a_report_goes_over_tls_to_a_server_whose_authority_is_known(
    front: TlsFront, authority: Authority, new_laptop: Callable[..., RealLaptop]
) -> None:
    laptop = new_laptop()
    signed = laptop.record(photos=2, original=200_000)
    road(laptop, front.url, ca=authority.file)
    laptop.sync("drained")
    assert laptop.state(signed) is ReportState.COMPLETE
    assert front.greeted


@pytest.mark.parametrize("known", ["the system's", "another"])
def test_a_server_of_an_unknown_authority_is_refused_in_words(
    front: TlsFront, new_laptop: Callable[..., RealLaptop], tmp_path: Path, known: str
) -> None:
    laptop = new_laptop()
    signed = laptop.record()
    other = Authority(tmp_path, "Otra autoridad").file if known == "another" else None
    road(laptop, front.url, ca=other)
    result = laptop.sync()
    assert_no_certificate(laptop, result.problem.code if result.problem else None)
    assert laptop.state(signed) is ReportState.QUEUED
    assert not front.greeted


def test_a_certificate_for_another_address_is_refused(
    server: ServerHandle, authority: Authority, new_laptop: Callable[..., RealLaptop]
) -> None:
    laptop = new_laptop()
    laptop.record()
    with TlsFront(server.port, authority.issue("192.0.2.1")) as front:
        road(laptop, front.url, ca=authority.file)
        result = laptop.sync()
    assert_no_certificate(laptop, result.problem.code if result.problem else None)


def assert_no_certificate(laptop: RealLaptop, code: str | None) -> None:
    assert code == Trouble.CERTIFICATE
    words = words_for_code(code, {})
    assert words.what and words.next_step
    with laptop.store.read() as unit:
        assert any(entry.params.get("problem") == Trouble.CERTIFICATE for entry in unit.log.tail(5))


@pytest.mark.parametrize("secure", [False, True])
def test_a_proxy_that_is_set_carries_everything(
    server: ServerHandle,
    front: TlsFront,
    authority: Authority,
    new_laptop: Callable[..., RealLaptop],
    secure: bool,
) -> None:
    laptop = new_laptop()
    signed = laptop.record(photos=1, original=100_000)
    with ForwardProxy() as proxy:
        road(laptop, front.url if secure else server.url, ca=authority.file, proxy=proxy.url)
        laptop.sync("drained")
        assert laptop.state(signed) is ReportState.COMPLETE
        if secure:
            assert {method for method, _ in proxy.seen} == {"CONNECT"}
            assert not any("/v1/" in target for _, target in proxy.seen)
        else:
            assert any(target.endswith("/v1/batches") for _, target in proxy.seen)


def test_a_proxy_that_refuses_is_named(
    front: TlsFront, authority: Authority, new_laptop: Callable[..., RealLaptop]
) -> None:
    laptop = new_laptop()
    signed = laptop.record()
    with ForwardProxy(refuse=407) as proxy:
        road(laptop, front.url, ca=authority.file, proxy=proxy.url)
        result = laptop.sync()
        assert proxy.seen
    assert result.problem is not None and result.problem.code == Trouble.PROXY
    assert words_for_code(Trouble.PROXY, {}).what
    assert laptop.state(signed) is ReportState.QUEUED


def test_a_proxy_that_is_not_there_does_not_mean_going_without(
    server: ServerHandle, new_laptop: Callable[..., RealLaptop]
) -> None:
    laptop = new_laptop()
    signed = laptop.record()
    with ForwardProxy() as proxy:
        gone = proxy.url
    road(laptop, server.url, proxy=gone)
    assert laptop.sync().offline
    assert laptop.state(signed) is ReportState.QUEUED
