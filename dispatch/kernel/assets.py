"""Where the front end's build put its files, read from the build's own manifest."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings


@lru_cache(maxsize=1)
def _manifest(path: Path, stamp: float) -> dict[str, Any]:
    return json.loads(path.read_text())


def files_of(entry: str) -> tuple[list[str], list[str]]:
    """Scripts and style sheets (URLs) of a build entry such as 'console'; empty lists where nothing was built yet."""
    path = settings.FRONTEND_DIST / "manifest.json"
    if not path.is_file():
        return [], []
    manifest = _manifest(path, path.stat().st_mtime)
    root = next(
        (k for k, v in manifest.items() if v.get("isEntry") and (k.startswith(f"{entry}/") or v.get("name") == entry)),
        None,
    )
    if root is None:
        return [], []
    styles: list[str] = []
    seen: set[str] = set()

    def gather(key: str) -> None:
        if key in seen:
            return
        seen.add(key)
        chunk = manifest[key]
        for needed in chunk.get("imports", ()):
            gather(needed)
        styles.extend(css for css in chunk.get("css", ()) if css not in styles)

    gather(root)
    return [settings.STATIC_URL + manifest[root]["file"]], [settings.STATIC_URL + css for css in styles]


def whole(entry: str) -> list[str]:
    """URLs of everything that an entry may ever load, also what it loads later; empty where nothing was built yet."""
    path = settings.FRONTEND_DIST / "manifest.json"
    if not path.is_file():
        return []
    manifest = _manifest(path, path.stat().st_mtime)
    files: dict[str, None] = {}
    waiting = [key for key, chunk in manifest.items() if chunk.get("isEntry") and chunk.get("name") == entry]
    seen = set(waiting)
    while waiting:
        chunk = manifest[waiting.pop()]
        files |= dict.fromkeys([chunk["file"], *chunk.get("css", ()), *chunk.get("assets", ())])
        for needed in (*chunk.get("imports", ()), *chunk.get("dynamicImports", ())):
            if needed not in seen:
                seen.add(needed)
                waiting.append(needed)
    return sorted(settings.STATIC_URL + file for file in files)
