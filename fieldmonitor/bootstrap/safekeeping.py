"""The vault of the profile that the window stands before: what protects it, its copies, its end."""

from pathlib import Path
from typing import TYPE_CHECKING

from fieldmonitor.bootstrap.remembered import forget_passphrase, remember_anew, remembered_passphrase
from fieldmonitor.system.clock import SystemClock
from fieldmonitor.system.long_work import LongWork
from fieldmonitor.system.secrets import Keyring
from fieldmonitor.trust.recovery import open_with_recovery
from fieldmonitor.trust.vault import has_vault, open_vault, read_vault, set_passphrase, set_wipe_after
from fieldmonitor.ui.safety.ports import Protection, Secret

if TYPE_CHECKING:
    from fieldmonitor.app.restoring import Inside
    from fieldmonitor.app.workspace import Workspace
    from fieldmonitor.bootstrap.entry import ProfileEntry
    from fieldmonitor.store.backup import Backup

SHEET = "recovery_sheet"
"""Setting: `refused` where the owner wants no recovery sheet."""

REFUSED = "refused"


class ProfileSafekeeping:
    """Fulfils `ui.safety.ports.Safekeeping` for the folder that an entry stands before."""

    def __init__(self, entry: "ProfileEntry") -> None:
        self._entry = entry

    @property
    def _folder(self) -> Path:
        return self._entry.folder

    def protection(self, workspace: "Workspace") -> Protection:
        vault, here = read_vault(self._folder), Keyring().available
        return Protection(
            keyring_here=here,
            keyring=vault.keyring is not None,
            remembered=here and remembered_passphrase(self._folder) is not None,
            sheet=vault.recovery is not None,
            sheet_refused=workspace.setting(SHEET) == REFUSED,
            wipe_after=vault.wipe_after,
        )

    def change_passphrase(self, old: str, new: str) -> None:
        from fieldmonitor.bootstrap.profile import change_profile_passphrase

        change_profile_passphrase(self._folder, old, new)

    def forget_remembered(self) -> None:
        forget_passphrase(self._folder)

    def make_sheet(self, workspace: "Workspace", passphrase: str) -> str:
        from fieldmonitor.bootstrap.profile import make_recovery

        code = make_recovery(self._folder, passphrase)
        with workspace.store.write() as uow:
            uow.settings.set(SHEET, "")
        return code

    def refuse_sheet(self, workspace: "Workspace", passphrase: str) -> None:
        from fieldmonitor.bootstrap.profile import unmake_recovery

        if self.has_sheet():
            unmake_recovery(self._folder, passphrase)
        with workspace.store.write() as uow:
            uow.settings.set(SHEET, REFUSED)

    def set_wipe(self, passphrase: str, tries: int | None) -> None:
        open_vault(self._folder, passphrase, Keyring())
        set_wipe_after(self._folder, tries)

    def has_sheet(self) -> bool:
        return has_vault(self._folder) and read_vault(self._folder).recovery is not None

    def recover(self, code: str, new: str) -> "Workspace":
        from fieldmonitor.bootstrap.profile import require_length

        require_length(new)
        key = open_with_recovery(self._folder, code)
        set_passphrase(self._folder, key, new, Keyring())
        remember_anew(self._folder, new)
        return self._entry.open_with(key)

    def backups(self, place: Path | None = None) -> "list[Backup]":
        from fieldmonitor.store.backup import backups, beside, described

        if place is None:
            return backups(beside(self._folder))
        found = backups(place)
        return found or [described(place)]

    def look_inside(self, backup: Path, secret: Secret) -> "Inside":
        from fieldmonitor.app.restoring import look_inside

        return look_inside(backup, _key(backup, secret))

    def restore(self, backup: Path, secret: Secret, new: str = "", work: LongWork | None = None) -> Path:
        from fieldmonitor.bootstrap.profile import require_length
        from fieldmonitor.store.backup import restore

        if secret.code:
            require_length(new)
        key = _key(backup, secret)
        target = self._target()
        restore(backup, target, key, work)
        if secret.code:
            set_passphrase(target, key, new, Keyring())
        return target

    def erase(self, workspace: "Workspace", passphrase: str) -> tuple[str, ...]:
        from fieldmonitor.app.care import SECOND_PLACE
        from fieldmonitor.bootstrap.profile import erase_profile

        workspace.confirm(passphrase)
        second = workspace.setting(SECOND_PLACE)
        self._entry.close(workspace)
        return erase_profile(self._folder, Path(second) if second else None)

    def _target(self) -> Path:
        """Return where a backup is restored: here, or beside a profile (even a damaged one) that is here."""
        if not any((self._folder / name).exists() for name in ("vault.json", "store.db")):
            return self._folder
        day = f"{SystemClock().now():%Y%m%d}"
        wanted = [f"{self._folder.name}-{day}", *(f"{self._folder.name}-{day}-{n}" for n in range(2, 100))]
        return next(path for name in wanted if not (path := self._folder.with_name(name)).exists())


def _key(backup: Path, secret: Secret) -> bytes:
    from fieldmonitor.store.backup import described

    described(backup)  # says that this is no backup before anything is asked of its vault
    if secret.code:
        return open_with_recovery(backup, secret.code)
    return open_vault(backup, secret.passphrase, Keyring())
