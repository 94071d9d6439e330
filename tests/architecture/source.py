"""The product's own source, parsed once, for laws that read code."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("dispatch", "coverage", "repairs", "field")


@cache
def modules() -> dict[str, ast.Module]:
    """Every Python module of the product (no tests, no migrations) by its path from the root."""
    found = {}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if "/migrations/" not in name:
                found[name] = ast.parse(path.read_text(), name)
    return found


def calls() -> Iterator[tuple[str, ast.Call, str]]:
    """Every call: where (path:line), the node, and the dotted name that is called ('' where it has none)."""
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield f"{name}:{node.lineno}", node, dotted(node.func)


def dotted(node: ast.AST) -> str:
    """'a.b.c' of a name or an attribute chain; '' for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])


def words() -> Iterator[tuple[str, str]]:
    """Every string constant that is not a docstring: where it stands, and what it says."""
    for name, tree in modules().items():
        documentation = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
                yield f"{name}:{node.lineno}", node.value


@cache
def tracked() -> tuple[Path, ...]:
    """Files that a clone gets."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return tuple(ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file())
