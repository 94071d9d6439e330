"""The first thing that runs: `python3 -m dispatch.launcher.bootstrap COMMAND`, with any Python and nothing installed.

setup           environment, front end
setup --dev     environment with what the checks need; they see to the front end themselves
run             set-up, then everything is started
"""

import os
import signal
import subprocess
import sys

OLDEST, NEWEST = (3, 11), (3, 14)


def find_python() -> "str | None":
    """An interpreter that will do, tried by running it: a name on the path may be an empty shim."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        name = "python3." + str(minor)
        try:
            if subprocess.call([name, "-c", "pass"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
                return name
        except OSError:
            continue
    return None


def ensure_python() -> None:
    """Go on with a suitable Python, or say that there is none."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    name = find_python()
    if name is not None:
        os.execvp(name, [name, "-m", "dispatch.launcher.bootstrap", *sys.argv[1:]])  # noqa: S606
    have = ".".join(str(part) for part in sys.version_info[:3])
    get = "apt-get install python3.11 python3.11-venv"
    sys.stderr.write(
        "\n✗ 需要 Python 3.11–3.14，这里是 {0}。Debian/Ubuntu：{1}\n"
        "✗ Python 3.11 to 3.14 is needed; this is {0}. On Debian or Ubuntu: {1}\n".format(have, get)
    )
    raise SystemExit(1)


def interrupt(number: int, frame: object) -> None:
    """SIGTERM is treated as Ctrl-C, so that pip or npm is never left running alone."""
    raise KeyboardInterrupt


def main() -> int:
    """Carry out one command; every expected trouble ends in two sentences and status 1."""
    ensure_python()
    from dispatch.launcher import environment, frontend, ports
    from dispatch.launcher.places import venv_python
    from dispatch.launcher.running import Lock
    from dispatch.launcher.words import Halt, say, speak_utf8

    speak_utf8()
    signal.signal(signal.SIGTERM, interrupt)
    command = sys.argv[1] if len(sys.argv) > 1 else "run"
    try:
        running = Lock.take("run") if command == "run" else None
        if running:
            ports.check()
        setting_up = Lock.take("setup")
        environment.ensure(dev="--dev" in sys.argv)
        if "--dev" not in sys.argv:
            frontend.ensure()
        setting_up.release()
        if running is None:
            return 0
        running.hand_over()
        python = str(venv_python())
        os.execv(python, [python, "-m", "dispatch.launcher.up"])  # noqa: S606
    except Halt as halt:
        halt.show()
        return 1
    except KeyboardInterrupt:
        say("\n已停止；再次执行会从断点继续。", "Stopped. Run it again to go on from here.")
        return 130
    except PermissionError as error:
        Halt("没有权限：{}".format(error.filename), "No permission: {}".format(error.filename)).show()
        return 1


if __name__ == "__main__":
    sys.exit(main())
