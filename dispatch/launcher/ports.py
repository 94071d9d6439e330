"""The one address that is served, taken before anything slow is done."""

from __future__ import annotations

import errno
import os
import socket

from dispatch.launcher.words import Halt


def address() -> tuple[str, int]:
    """Host and port from HOST and PORT; this machine only unless told otherwise."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Halt(f"PORT={text} 不是端口号。", f"PORT={text} is not a port number.")
    return os.environ.get("PAIDAN_BIND") or "127.0.0.1", int(text)


def listen() -> socket.socket:
    """A listening socket; Halt when the port is taken or forbidden."""
    host, port = address()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise Halt(
                f"端口 {port} 已被别的程序占用。换一个：make run PORT={port + 1}",
                f"Port {port} is used by another program. Choose another: make run PORT={port + 1}",
            ) from error
        raise Halt(
            f"不能在 {host}:{port} 上监听：{error.strerror}", f"Cannot listen on {host}:{port}: {error.strerror}"
        ) from error
    return listener


def free(port: int = 0) -> socket.socket:
    """A listening socket on any free port of this machine, or again on one that was just given up (tests)."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(1024)
    return listener


def check() -> None:
    """Find out early whether the port is free."""
    listen().close()
