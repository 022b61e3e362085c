"""Whether the `make` that started this command still wants it to go on."""

import os
import signal
from pathlib import Path


class Parent:
    """The parent process, watched only when it is make.

    GNU make passes SIGTERM on to its child, but not a SIGINT that only make itself got: it puts the signal's
    handler back to the default and waits. Linux shows that in /proc; elsewhere only its end is seen.
    Other parents, such as a shell that used nohup, may go without ending the server.
    """

    def __init__(self) -> None:
        self._id = os.getppid()
        self._is_make = self._name() in ("make", "gmake")
        self._caught = self._is_make and self._catches_interrupt()

    def is_gone(self) -> bool:
        """Whether make ended, or was interrupted and waits for this command to end."""
        if not self._is_make:
            return False
        return os.getppid() != self._id or (self._caught and not self._catches_interrupt())

    def _name(self) -> str:
        return self._status().get("Name", "")

    def _catches_interrupt(self) -> bool:
        caught = int(self._status().get("SigCgt", "0"), 16)
        return bool(caught >> (signal.SIGINT - 1) & 1)

    def _status(self) -> dict[str, str]:
        try:
            lines = Path(f"/proc/{self._id}/status").read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return {}
        return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
