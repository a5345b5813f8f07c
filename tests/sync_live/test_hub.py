"""A hub in a village: paired by a code, sealed bundles handed over, custody that clears nothing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fieldmonitor.domain.errors import InputError, Offline, Refused, TrustError
from fieldmonitor.domain.outbox import OutboxState, Outcome
from fieldmonitor.domain.reports import ReportState
from fieldmonitor.hub import depot
from fieldmonitor.hub.depot import DepotLimits
from fieldmonitor.hub.runner import HubHandle
from fieldmonitor.protocol.bundles import BundleIndex
from fieldmonitor.protocol.codec import decode, digest
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.hub import CUSTODY_TYPE, BundleState, CustodyNote
from fieldmonitor.protocol.messages import TOKEN_CONTEXT
from fieldmonitor.sync.carrier import Answer
from fieldmonitor.sync.hub.carrier import BundleCarrier
from fieldmonitor.sync.hub.outgoing import verify_custody
from fieldmonitor.system.durable import append_now
from fieldmonitor.trust.envelopes import seal
from fieldmonitor.trust.keys import SigningKey, from_text, key_id
from fieldmonitor.trust.pairing import PairingLink, new_code, read_link
from tests.fakes.fault_proxy import FaultProxy, Faults
from tests.fakes.hubs import dial, hub_at, outgoing, pair_with, visit
from tests.fakes.real_laptop import RealLaptop

CANARY = "Canario García Ñahui, DNI 40302010"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubHandle]:
    with hub_at(tmp_path / "hub") as handle:
        yield handle


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "outgoing"


def holders(laptop: RealLaptop, id: str) -> list[tuple[str, str]]:
    with laptop.store.read() as unit:
        return [(note.role, note.name) for note in unit.custody.for_message(id, 1)]


def test_paired_by_the_qr_code_a_report_is_handed_over(hub: HubHandle, laptop: RealLaptop, out: Path) -> None:
    known = pair_with(laptop, read_link(str(hub.link)))
    assert known.name == "Posta de Caraz"
    signed = laptop.record(photos=2)
    done = visit(laptop, out)
    assert (done.bundles, done.messages) == (1, [(signed.message.id, 1)])
    assert holders(laptop, signed.message.id) == [("hub", "Posta de Caraz")]
    (bundle,) = hub.depot.waiting()
    assert bundle.writer == laptop.enrolment.device


def test_custody_clears_nothing(hub: HubHandle, laptop: RealLaptop, out: Path) -> None:
    pair_with(laptop, hub.link)
    signed = laptop.record(photos=1)
    visit(laptop, out)
    assert laptop.state(signed) is ReportState.QUEUED
    assert laptop.receipts(signed) == []
    with laptop.store.read() as unit:
        assert {item.state for item in unit.outbox.items()} == {OutboxState.WAITING}
    assert list(out.iterdir()) == [], "the sealed copy went; the report and its photos did not"
    assert all(laptop.blobs.open(laptop.store, sha).read() == data for sha, data in signed.files.items())


def test_what_is_in_custody_is_not_handed_over_twice(hub: HubHandle, laptop: RealLaptop, out: Path) -> None:
    pair_with(laptop, hub.link)
    laptop.record(photos=0)
    visit(laptop, out)
    assert visit(laptop, out).bundles == 0
    second = laptop.record(photos=0)
    assert visit(laptop, out).messages == [(second.message.id, 1)]


def test_paired_by_a_typed_address_and_code(hub: HubHandle, laptop: RealLaptop) -> None:
    typed = PairingLink(hub.address.removeprefix("https://"), hub.code.lower().replace("-", " "))
    known = pair_with(laptop, typed)
    assert known.certificate == hub.identity.certificate
    assert known.key == hub.identity.key.public


def test_a_wrong_code_pairs_with_nobody_and_guessing_ends(hub: HubHandle, laptop: RealLaptop) -> None:
    for _ in range(5):
        with pytest.raises(Refused, match=r"pairing\.wrong_code"):
            pair_with(laptop, replace(hub.link, code=new_code()))
    with pytest.raises(Offline, match=r"pairing\.too_many_tries"):
        pair_with(laptop, hub.link)
    assert hub.depot.waiting() == []


def test_somebody_in_between_learns_no_code_and_pairs_with_nobody(
    hub: HubHandle, laptop: RealLaptop, tmp_path: Path
) -> None:
    """A false hub at the typed address can neither prove the code nor carry our proof to the true one."""
    with hub_at(tmp_path / "false") as false:
        with pytest.raises(Refused, match=r"pairing\.wrong_code"):
            pair_with(laptop, PairingLink(false.address, hub.code))
        with pytest.raises(Offline, match=r"sync\.certificate"):
            pair_with(laptop, replace(hub.link, address=false.address))


def test_a_mistyped_code_or_address_is_told_before_anything_is_sent(laptop: RealLaptop) -> None:
    for link in (PairingLink("10.0.0.1", "4K7Q"), PairingLink("http://10.0.0.1", "4K7Q-XW2M")):
        with pytest.raises(InputError, match=r"pairing\.(mistyped|bad_address)"):
            pair_with(laptop, replace(link, certificate=b"c" * 32))
    for text in ("https://10.0.0.1", "fmhub:?a=10.0.0.1", "fmhub:?a=x&c=4K7QXW2M&f=kk"):
        with pytest.raises(InputError, match=r"pairing\.bad_link"):
            read_link(text)


def test_another_hub_at_the_same_address_is_refused(laptop: RealLaptop, tmp_path: Path, out: Path) -> None:
    with hub_at(tmp_path / "hub") as hub:
        pair_with(laptop, hub.link)
        port = hub.port
    laptop.record(photos=0)
    with hub_at(tmp_path / "other", port=port), pytest.raises(Offline, match=r"sync\.certificate"):
        visit(laptop, out)
    with hub_at(tmp_path / "hub", port=port):
        assert visit(laptop, out).bundles == 1


def test_a_signature_for_a_hub_is_worth_nothing_elsewhere(hub: HubHandle, laptop: RealLaptop) -> None:
    """A hostile hub that passes the server's nonce on to be signed gets a signature for itself only."""
    pair_with(laptop, hub.link)
    road = dial(hub.address, hub.identity.certificate)
    as_for_the_server = BundleCarrier(road._session, TOKEN_CONTEXT)
    assert as_for_the_server.sign_in(laptop.enrolment.device_key).code == "token.bad_signature"
    assert road.sign_in(laptop.enrolment.device_key).value is not None
    road.close()


def test_who_was_not_paired_gets_nothing(
    hub: HubHandle, new_laptop: Callable[..., RealLaptop], out: Path
) -> None:
    mine, stranger = new_laptop(), new_laptop()
    pair_with(mine, hub.link)
    mine.record(photos=0)
    visit(mine, out)
    (bundle,) = hub.depot.waiting()
    road = dial(hub.address, hub.identity.certificate)
    assert road.announce(b"{}").code == "token.expired"
    assert road.bundle_state(bundle.bundle).code == "token.expired"
    assert road.pack_piece("root.json", 0).code == "token.expired"
    assert road.sign_in(stranger.enrolment.device_key).code == "device.unknown"
    pair_with(stranger, hub.link)
    road.sign_in(stranger.enrolment.device_key).required()
    assert road.bundle_state(bundle.bundle).code == "bundle.unknown", "another's bundle"
    assert road.announce(hub.depot.index_of(bundle.bundle)).code == "bundle.bad_index"
    road.close()


def test_a_hubs_folder_says_nothing(hub: HubHandle, laptop: RealLaptop, out: Path) -> None:
    pair_with(laptop, hub.link)
    signed = laptop.record(photos=1, answers=f"<data><q>{CANARY}</q></data>")
    visit(laptop, out)
    kept = [path for path in hub.settings.folder.rglob("*") if path.is_file()]
    everything = b"".join(path.read_bytes() for path in kept)
    names = " ".join(str(path) for path in kept)
    for secret in (CANARY.encode(), CANARY.encode("utf-16-le"), *(d[:24] for d in signed.files.values())):
        assert secret not in everything
    assert signed.message.id not in names and signed.message.id.encode() not in everything
    assert not any(sha.encode() in everything or sha in names for sha in signed.files)


def test_broken_off_anywhere_it_goes_on(hub: HubHandle, laptop: RealLaptop, out: Path) -> None:
    pair_with(laptop, hub.link)
    signed = laptop.record(photos=2, original=1_500_000)
    tries = 0
    with FaultProxy(hub.port, Faults(cut_request=0.3, drop_answer=0.2), 5) as proxy:
        while not holders(laptop, signed.message.id):
            tries += 1
            assert tries < 80
            try:
                visit(laptop, out, lambda _address: proxy.url.replace("http://", "https://"))
            except Offline:
                continue
    assert len(hub.depot.waiting()) == 1, "sealed once, sent on from where it stopped"


def test_a_hub_that_is_full_says_so_and_takes_it_later(laptop: RealLaptop, tmp_path: Path, out: Path) -> None:
    with hub_at(tmp_path / "hub", limits=DepotLimits(reserve=2**60)) as hub:
        pair_with(laptop, hub.link)
        signed = laptop.record(photos=1)
        with pytest.raises(Offline, match=r"hub\.full"):
            visit(laptop, out)
        port = hub.port
    assert holders(laptop, signed.message.id) == []
    with hub_at(tmp_path / "hub", port=port):
        assert visit(laptop, out).bundles == 1


@pytest.mark.parametrize(
    "limits", [DepotLimits(bundle=1000), DepotLimits(device=1000), DepotLimits(bundles=0)]
)
def test_a_laptops_share_is_bounded(
    laptop: RealLaptop, tmp_path: Path, out: Path, limits: DepotLimits
) -> None:
    with hub_at(tmp_path / "hub", limits=replace(limits, reserve=0)) as hub:
        pair_with(laptop, hub.link)
        laptop.record(photos=1)
        with pytest.raises(Refused, match=r"hub\.quota"):
            visit(laptop, out)
        assert not any((hub.settings.folder / "staging").iterdir())


def test_a_disk_that_fills_up_meanwhile_is_told_and_nothing_is_lost(
    hub: HubHandle, laptop: RealLaptop, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair_with(laptop, hub.link)
    signed = laptop.record(photos=1, original=1_500_000)
    real, written = append_now, []

    def full(path: Path, data: bytes) -> None:
        written.append(len(data))
        if sum(written) > 700_000:
            raise OSError(28, "No space left on device")
        real(path, data)

    monkeypatch.setattr(depot, "append_now", full)
    with pytest.raises(Offline, match=r"hub\.full"):
        visit(laptop, out)
    assert holders(laptop, signed.message.id) == []
    monkeypatch.undo()
    assert visit(laptop, out).bundles == 1


def test_a_hub_that_lost_a_bundle_is_given_it_again(laptop: RealLaptop, tmp_path: Path, out: Path) -> None:
    with hub_at(tmp_path / "hub") as hub:
        pair_with(laptop, hub.link)
        signed = laptop.record(photos=1)
        visit(laptop, out)
        (bundle,) = hub.depot.waiting()
        (hub.settings.folder / "indexes" / f"{bundle.bundle}.json").unlink()
        done = visit(laptop, out)
        assert (done.problems, done.messages) == (["bundle.unknown"], [(signed.message.id, 1)])
        assert len(hub.depot.waiting()) == 1


def test_a_forged_note_is_no_custody(laptop: RealLaptop) -> None:
    hub, forger, now = SigningKey.generate(), SigningKey.generate(), laptop.clock.now()
    note = CustodyNote(1, "a" * 64, 100, "hub", "Posta", now)  # type: ignore[arg-type]
    good = verify_custody(seal(note, CUSTODY_TYPE, hub), hub.public, "a" * 64, 100)
    assert (good.holder, good.bundle) == (key_id(hub.public), "a" * 64)
    for key, changed in (
        (forger, note),
        (hub, replace(note, bundle="b" * 64)),
        (hub, replace(note, size=99)),
    ):
        with pytest.raises(TrustError):
            verify_custody(seal(changed, CUSTODY_TYPE, key), hub.public, "a" * 64, 100)
    with pytest.raises(Offline, match=r"custody\.not_given"):
        verify_custody(None, hub.public, "a" * 64, 100)


def test_a_hub_that_claims_all_is_there_leaves_the_report_pending(
    hub: HubHandle, laptop: RealLaptop, out: Path
) -> None:
    """It may throw everything away and sign for it: the report waits for the comptroller, here and shown."""
    pair_with(laptop, hub.link)
    signed = laptop.record(photos=1)
    side = outgoing(laptop, out)
    liar = _Liar(dial(hub.address, hub.identity.certificate), hub.identity.key)
    side.visit(liar)  # type: ignore[arg-type]
    assert holders(laptop, signed.message.id) == [("hub", "Liar")]
    assert laptop.state(signed) is ReportState.QUEUED
    laptop.sync()
    assert laptop.state(signed) is ReportState.COMPLETE


class _Liar:
    """Takes the index, and says at once that it has it all."""

    def __init__(self, road: BundleCarrier, key: SigningKey) -> None:
        self.sign_in = road.sign_in
        self._key = key

    def announce(self, index: bytes) -> Answer[BundleState]:
        parts = decode(from_text(decode(index, Envelope).payload), BundleIndex).parts
        size = sum(part.size for part in parts)
        note = CustodyNote(1, digest(index), size, "hub", "Liar", datetime.now(UTC))  # type: ignore[arg-type]
        return Answer(Outcome.ACCEPTED, BundleState(digest(index), (), seal(note, CUSTODY_TYPE, self._key)))
