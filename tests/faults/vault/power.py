"""Power cuts: a real file system on a loop device, whose pending writes are thrown away at once."""

import fcntl
import os
import random
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.vault import diary
from tests.faults.vault.diary import HONEST, Habits
from tests.faults.vault.writers import fork, scratch

SHUTDOWN = 0x8004587D
"""EXT4_IOC_SHUTDOWN."""

WITHOUT_FLUSH = 2
"""EXT4_GOING_FLAGS_NOLOGFLUSH: what the journal has not on the disk yet is lost, as in a power cut."""

IMAGE_BYTES = 96 * 1024 * 1024


class Disk:
    """An ext4 file system in a file."""

    def __init__(self, image: Path, mount: Path) -> None:
        self.image, self.mount = image, mount
        mount.mkdir()
        with image.open("wb") as file:
            file.truncate(IMAGE_BYTES)
        _run("mkfs.ext4", "-q", "-F", str(image))
        self._attach()

    def cut_power(self) -> None:
        """Lose whatever is not on the disk, and come back."""
        descriptor = os.open(self.mount, os.O_RDONLY)
        try:
            fcntl.ioctl(descriptor, SHUTDOWN, struct.pack("I", WITHOUT_FLUSH))
        finally:
            os.close(descriptor)

    def come_back(self) -> None:
        """Mount it again, as after the reboot."""
        self.detach()
        self._attach()

    def detach(self) -> None:
        _run("umount", str(self.mount))

    def _attach(self) -> None:
        _run("mount", "-o", "loop", str(self.image), str(self.mount))


def possible() -> str:
    """Return why power cannot be cut here, or nothing where it can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "power cuts need Linux and root, for a loop device"
    if not (shutil.which("mkfs.ext4") and shutil.which("mount")):
        return "power cuts need mkfs.ext4 and mount"
    try:
        with disk():
            return ""
    except (OSError, subprocess.CalledProcessError) as error:
        return f"no loop device can be mounted here: {error}"


@contextmanager
def disk() -> Iterator[Disk]:
    """Give a file system that is gone afterwards."""
    with scratch() as folder:
        made = Disk(folder / "image", folder / "mount")
        try:
            yield made
        finally:
            made.detach()


def cut_once(seed: int, habits: Habits = HONEST) -> list[str]:
    """Let a diary be written, cut the power at a moment given by the seed, and check what is left."""
    chance = random.Random(seed)
    with disk() as made:
        folder = made.mount / "profile"
        writer = fork(folder, seed, habits)
        writer.hear(chance.randrange(5, 40))
        writer.hear_what_is_there()  # before the cut: what is said after it counts for nothing
        said = writer.said
        made.cut_power()
        writer.forget()
        made.come_back()
        return diary.check(folder, said)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
