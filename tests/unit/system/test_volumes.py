"""Which plugged-in memories are found, and what they are called."""

from pathlib import Path

from fieldmonitor.system.volumes import mounted, volume_name, volumes

TABLE = """\
/dev/sda2 / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
/dev/sdb1 /media/rosa/KINGSTON\\0408GB vfat rw,nosuid 0 0
/dev/sdc1 /run/media/rosa/\xc3\x91ANDU exfat rw,nosuid 0 0
/dev/sr0 /media/rosa/DISCO iso9660 ro,nosuid 0 0
broken line
"""


def test_only_memories_that_can_be_written_are_found() -> None:
    assert mounted(TABLE.encode("latin-1").decode("latin-1")) == [
        Path("/media/rosa/KINGSTON 8GB"),
        Path("/run/media/rosa/ÑANDU"),
    ]


def test_a_memory_goes_by_its_label() -> None:
    assert volume_name(Path("/media/rosa/KINGSTON 8GB")) == "KINGSTON 8GB"
    assert volume_name(Path("/")) == "/"


def test_looking_on_this_machine_raises_nothing() -> None:
    for volume in volumes():
        assert volume.folder.is_dir() and volume.space.free >= 0
