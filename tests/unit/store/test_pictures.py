"""Pictures used before: by look, in any visit and in what came with packs."""

import random

from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.store import Store
from tests.unit.store import rows

LOOK = 0xF00DBEEF12345678


def _filled(store: Store) -> None:
    with store.write() as uow:
        for number, look in enumerate((LOOK, LOOK ^ 0b111, LOOK ^ 0b11111, ~LOOK % 2**64), 1):
            uow.reports.add(rows.report(number))
            uow.evidence.add(
                rows.evidence(ReportKey(f"report-{number}", 1), f"e{number}", difference_hash=look)
            )
        uow.pictures.remember("pack-1", LOOK ^ 1, "work-9", "Región Puno")
        uow.pictures.remember("pack-1", 0, "work-8", "again, not taken")


def test_the_nearest_come_first_with_where_they_are(store: Store) -> None:
    _filled(store)
    with store.read() as uow:
        found = uow.pictures.near(LOOK, bits=5)
        assert [(known.bits, known.work_id, known.origin) for known in found] == [
            (0, "work-1", ""), (1, "work-9", "Región Puno"), (3, "work-2", ""),
        ]  # fmt: skip
        assert found[0].report == ReportKey("report-1", 1) and found[1].report is None
        assert [known.work_id for known in uow.pictures.near(LOOK, bits=5, but=ReportKey("report-1", 2))] == [
            "work-9", "work-2",
        ]  # fmt: skip
        assert len(uow.pictures.near(LOOK, bits=65, limit=2)) == 2


def test_the_trash_and_blank_pictures_are_like_none(store: Store) -> None:
    _filled(store)
    with store.write() as uow:
        uow.evidence.trash("e1", rows.NOON)
        uow.pictures.remember("blank", 0, "work-9", "")
        assert [known.bits for known in uow.pictures.near(LOOK, bits=2)] == [1]
        assert uow.pictures.near(0, bits=64) == [] == uow.pictures.near(2**64 - 1, bits=64)


def test_every_distance_is_right(store: Store) -> None:
    chance = random.Random(3)
    looks = [chance.getrandbits(64) for _ in range(50)]
    with store.write() as uow:
        for number, look in enumerate(looks):
            uow.pictures.remember(f"p{number}", look, "w", "")
        for asked in looks[:5]:
            found = uow.pictures.near(asked, bits=65, limit=99)
            assert sorted(known.bits for known in found) == sorted(
                (asked ^ look).bit_count() for look in looks
            )
