"""The engine is arithmetic on facts: no framework, no clock, no files, no network."""

import ast
from pathlib import Path

import pytest

from policies import engine

ALLOWED = {
    "ast", "calendar", "collections", "contextlib", "dataclasses", "datetime", "decimal", "functools", "itertools", "math", "operator", "policies", "re",
    "typing", "unicodedata",
}  # fmt: skip
FILES = sorted(Path(engine.__file__).parent.glob("*.py"))


def imported(tree: ast.Module) -> set[str]:
    """Return the modules that a file imports, to the first dot; of our own code the first two parts."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {".".join(name.split(".")[: 2 if name.startswith("policies") else 1]) for name in names}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_engine_imports_nothing_but_arithmetic(path: Path) -> None:
    names = imported(ast.parse(path.read_text(encoding="utf-8")))

    assert {name.split(".")[0] for name in names} <= ALLOWED
    assert {name for name in names if name.startswith("policies")} <= {"policies.engine"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_engine_reads_no_clock_and_no_file_and_evaluates_no_text(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))

    called = {
        node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    named = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}

    assert not called & {"now", "today", "utcnow", "read_text", "write_text"}
    assert not named & {"open", "eval", "exec", "compile", "print", "float"} - (
        {"float"} if path.name == "decision.py" else set()
    )
