"""What the architecture test asks of the code: each question reads sources as syntax trees and returns what breaks it."""

import ast
import itertools
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOW = ("accounts", "policies", "applications", "reviews", "publicity", "disbursements", "portal")
LAYERS = (
    ("urls",),
    ("views", "tasks", "admin"),
    ("forms",),
    ("actions",),
    ("queues", "notifications"),
    ("models",),
    ("workflow",),
)
RANK = {name: len(LAYERS) - depth for depth, names in enumerate(LAYERS) for name in names}
HTTP = ("django.http", "django.shortcuts", "django.contrib.messages", "django.template.response")
FUNCTION_LINES, FILE_LINES, TEMPLATE_LINES = 50, 400, 100


@dataclass(frozen=True)
class Import:
    """What one line imports: `b` from the module `a`, or the module alone."""

    module: str
    name: str
    line: int
    at_start: bool  # when the module is loaded, not inside a function or for the type checker only

    @property
    def target(self) -> str:
        """Return the dotted name."""
        return f"{self.module}.{self.name}" if self.name else self.module

    def among(self, modules: set[str]) -> str:
        """Return which of the project's modules it is: `a.b` where that is one, else `a`; empty for a foreign one."""
        return next((name for name in (self.target, self.module) if name in modules), "")


@dataclass(frozen=True)
class Source:
    """One Python file of the project."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Return the syntax tree."""
        return ast.parse(self.text, self.path)

    @property
    def module(self) -> str:
        """Return the dotted name."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def app(self) -> str:
        """Return the app, the first part of the name."""
        return self.module.split(".")[0]

    @property
    def layer(self) -> str:
        """Return the module's own word inside its app: `actions` for `publicity.actions.closing`."""
        return layer_of(self.module)

    @property
    def is_test(self) -> bool:
        """Tell whether the file is a test or made for tests."""
        return "tests" in self.module.split(".") or self.module in ("conftest", "portal.settings_test")

    @property
    def is_migration(self) -> bool:
        """Tell whether the file is a migration."""
        return "migrations" in self.module.split(".")

    def imports(self) -> list[Import]:
        """Return what the file imports, inside functions too."""
        return list(_imports(self.tree.body, at_start=True))


def layer_of(module: str) -> str:
    """Return the second part of a module's name, empty for the app itself."""
    return ([*module.split("."), ""])[1]


def _imports(body: Iterable[ast.AST], at_start: bool) -> Iterator[Import]:
    for node in body:
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, "", node.lineno, at_start) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (Import(node.module or "", alias.name, node.lineno, at_start) for alias in node.names)
        else:
            is_late = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or _is_for_types(node)
            yield from _imports(ast.iter_child_nodes(node), at_start and not is_late)


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


def tracked(root: Path = ROOT) -> list[str]:
    """Return the project's files: those git knows, or all below the known folders where there is no git."""
    try:
        listed = subprocess.run(
            ["git", "-c", "safe.directory=*", "ls-files"],
            cwd=root, capture_output=True, text=True, check=True,
        ).stdout.splitlines()  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        folders = [root / name for name in (*FLOW, "templates")]
        listed = [str(path.relative_to(root)) for folder in folders for path in folder.rglob("*") if path.is_file()]
    return sorted(path for path in listed if (root / path).is_file() and "__pycache__" not in path)


def sources(root: Path = ROOT) -> list[Source]:
    """Return the Python files of the apps."""
    paths = [path for path in tracked(root) if path.endswith(".py") and path.split("/")[0] in FLOW]
    return [Source(path, (root / path).read_text(encoding="utf-8")) for path in paths]


def against_the_flow(files: Iterable[Source]) -> list[str]:
    """Return the imports from an app to its right."""
    return [
        f"{file.path}:{each.line} imports {each.target}"
        for file in files
        for each in file.imports()
        if (app := each.module.split(".")[0]) in FLOW and FLOW.index(app) > FLOW.index(file.app)
    ]


def known_imports(files: Iterable[Source]) -> dict[str, dict[str, int]]:
    """Return module → imported module → line, of the project's modules, as they import each other when loaded."""
    files = list(files)
    modules = {file.module for file in files}
    graph: dict[str, dict[str, int]] = {}
    for file in files:
        found = {each.among(modules): each.line for each in file.imports() if each.at_start}
        graph[file.module] = {target: line for target, line in found.items() if target not in ("", file.module)}
    return graph


def against_the_layers(files: Iterable[Source], allowed: Iterable[tuple[str, str]] = ()) -> list[str]:
    """Return the modules that reach a higher layer of their own app, directly or through a module between layers."""
    graph, exceptions = known_imports(file for file in files if not file.is_test), set(allowed)
    found = []
    for module in graph:
        rank = RANK.get(layer_of(module), 0)
        for path in _paths_to_layers(module, graph) if rank else ():
            is_allowed = any(step in exceptions for step in itertools.pairwise(path))
            if RANK[layer_of(path[-1])] > rank and not is_allowed:
                found.append(" → ".join(path))
    return found


def _paths_to_layers(start: str, graph: dict[str, dict[str, int]]) -> Iterator[list[str]]:
    """Give each path inside the app from `start` to the next module that has a layer."""
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop()
        for target in graph.get(way[-1], {}):
            if target.split(".")[0] != start.split(".")[0] or target in seen:
                continue
            seen.add(target)
            if layer_of(target) in RANK:
                yield [*way, target]
            else:
                ways.append([*way, target])


def http_below_views(files: Iterable[Source], allowed: Iterable[str]) -> list[str]:
    """Return the imports of requests and responses outside views; `allowed` are the modules whose job they are."""
    exempt = set(allowed)
    above = {name for names in LAYERS[:2] for name in names} | {"tests"}
    return [
        f"{file.path}:{each.line} imports {each.target}"
        for file in files
        if file.app != "portal" and file.layer not in above and file.module not in exempt
        for each in file.imports()
        if each.module in HTTP or each.target in HTTP
    ]


def cycles(files: Iterable[Source]) -> list[str]:
    """Return the import cycles among the project's modules, each once."""
    graph = known_imports(files)
    found: set[tuple[str, ...]] = set()
    state: dict[str, int] = {}

    def visit(module: str, way: list[str]) -> None:
        state[module] = 1
        for target in graph.get(module, {}):
            if state.get(target) == 1:
                found.add((*way[way.index(target) :], target))
            elif target not in state:
                visit(target, [*way, target])
        state[module] = 2

    for module in graph:
        if module not in state:
            visit(module, [module])
    return sorted(" → ".join(cycle) for cycle in found)


def status_writes(files: Iterable[Source]) -> list[str]:
    """Return where a status is written past `Application.move`: an attribute, `setattr`, `update`, `create` or the like."""
    return [
        f"{file.path}:{node.lineno}"  # type: ignore[attr-defined]
        for file in files
        if not (file.is_test or file.is_migration)
        for node in ast.walk(file.tree)
        if _writes_status(node)
    ]


WRITERS = {"update", "create", "get_or_create", "update_or_create", "aupdate", "acreate", "Application"}


def _writes_status(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = [leaf for target in targets for leaf in ast.walk(target) if isinstance(leaf, ast.Attribute)]
        return any(name.attr == "status" and isinstance(name.ctx, ast.Store) for name in names)
    if not isinstance(node, ast.Call):
        return False
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    words = [leaf.value for leaf in node.args if isinstance(leaf, ast.Constant)]
    if name == "setattr":
        return "status" in words
    defaults = [each.value for each in node.keywords if each.arg in ("defaults", "create_defaults")]
    keys = [
        key.value
        for each in defaults
        if isinstance(each, ast.Dict)
        for key in each.keys
        if isinstance(key, ast.Constant)
    ]
    return name in WRITERS and ("status" in keys or any(each.arg == "status" for each in node.keywords))


def full_locks(files: Iterable[Source]) -> list[str]:
    """Return where a row is locked so fully that other rows may not even name it (FOR UPDATE without NO KEY)."""
    return [
        f"{file.path}:{node.lineno}"
        for file in files
        if not (file.is_test or file.is_migration)
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "select_for_update"
        if not any(each.arg == "no_key" for each in node.keywords)
    ]


def long_functions(files: Iterable[Source], limit: int = FUNCTION_LINES) -> list[str]:
    """Return the functions of more than `limit` lines."""
    return [
        f"{file.path}:{node.lineno} {node.name}: {lines} lines"
        for file in files
        for node in ast.walk(file.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > limit
    ]


def long_files(texts: dict[str, str], limit: int) -> list[str]:
    """Return the files of more than `limit` lines."""
    return [f"{path}: {lines} lines" for path, text in texts.items() if (lines := len(text.splitlines())) > limit]


def undocumented(files: Iterable[Source]) -> list[str]:
    """Return the public functions and classes without a docstring; a private name and a name inside a class go without."""
    return [
        f"{file.path}:{node.lineno} {node.name}"
        for file in files
        for node in file.tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]


def unused_templates(templates: Iterable[str], texts: Iterable[str]) -> list[str]:
    """Return the templates whose name no code and no other template says."""
    everything = "\n".join(texts)
    return [name for name in templates if f'"{name}"' not in everything and f"'{name}'" not in everything]
