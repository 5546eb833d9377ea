"""What no input and no other user may bring about: nothing is run, nothing is led astray, nothing is shown."""

from __future__ import annotations

import ast
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import typer.main

from interactions_cli import filter_interactions
from interactions_cli.cli.app import app
from interactions_cli.errors import UsageError
from interactions_cli.formats import render
from interactions_cli.storage.atomic_file import refuse_planted
from interactions_cli.storage.spool import DESCRIPTORS, spooled
from tests.cli_runner import run
from tests.example_report import CLEAN
from tests.fault_runner import OLD, drafts_of, feed, nameless_files_work, rows, start
from tests.processes import piped
from tests.test_layers import PACKAGE, imports, parsed, sources
from tests.unprivileged import NOBODY

# Python's own ways to run what is written somewhere, or to start a program.
CALLS = frozenset({"eval", "exec", "compile", "__import__", "breakpoint", "input"})
ATTRIBUTES = frozenset(
    {"system", "popen", "deserialize", "load_module", "exec_module", "unsafe_load", "full_load", "map_elements"}
)
PREFIXES = ("exec", "spawn", "posix_spawn")
MODULES = frozenset(
    {
        *("code", "codeop", "ctypes", "cffi", "dill", "joblib", "marshal", "multiprocessing", "pickle", "cloudpickle"),
        *("pty", "runpy", "shelve", "subprocess", "yaml", "imp", "zipimport"),
        *("ftplib", "http", "httpx", "requests", "socket", "socketserver", "urllib3", "xmlrpc", "smtplib", "telnetlib"),
    }
)
# Bytes are handed to Polars through Arrow's interface, for which no library is loaded; a Spark server is knocked at.
ALLOWED = {("byte_series.py", "ctypes"), ("spark_session.py", "socket")}
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files of another user")


# Nothing is run


def dangers(tree: ast.AST) -> Iterator[str]:
    """Everything in a module that runs code or programs, by name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in CALLS:
            yield node.id
        elif isinstance(node, ast.Attribute):
            is_system = isinstance(node.value, ast.Name) and node.value.id == "os"
            if node.attr in ATTRIBUTES or (is_system and node.attr.startswith(PREFIXES)):
                yield node.attr
        elif isinstance(node, ast.keyword) and node.arg == "shell":
            yield "shell="


@pytest.fixture(scope="module")
def modules() -> list[tuple[str, ast.Module]]:
    """Every module of the package, by its path."""
    return [(str(path.relative_to(PACKAGE)), parsed(path)) for path in sources()]


def words_of(tree: ast.AST) -> Iterator[str]:
    """Names, attributes and texts; to write the code out takes far longer."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant):
            yield str(node.value)


def test_no_code_evaluates_or_starts_anything(modules: Sequence[tuple[str, ast.Module]]) -> None:
    assert [(name, danger) for name, tree in modules for danger in dangers(tree)] == []


def test_no_module_that_does_is_imported() -> None:
    used = {(path.name, name.split(".")[0]) for path in sources() for name in imports(path)}
    assert {(path, name) for path, name in used if name in MODULES} == ALLOWED


def test_no_library_is_loaded(modules: Sequence[tuple[str, ast.Module]]) -> None:
    loaders = {"CDLL", "PyDLL", "OleDLL", "WinDLL", "LibraryLoader", "cdll", "pydll", "LoadLibrary"}
    names = {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for _, tree in modules
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Name)
    }
    assert not names & loaders


def test_what_is_imported_by_name_is_named_in_the_code(modules: Sequence[tuple[str, ast.Module]]) -> None:
    found = [
        (name, ast.unparse(node))
        for name, tree in modules
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and any("import_module" in word for word in words_of(node.func))
    ]
    assert found == [
        ("__init__.py", "import_module(f'{__name__}.{_PLACES[name]}')"),
        ("cli/app.py", "import_module(f'interactions_cli.cli.{module}')"),
        ("storage/compression.py", "importlib.import_module(name)"),
    ]
    text = (PACKAGE / "storage" / "compression.py").read_text(encoding="utf-8")
    assert 'for name in ("compression.zstd", "backports.zstd"):' in text
    for name in ("os", "process", "rules_command", "../paths"):
        assert name not in typer.main.get_group(app).commands
    for name in ("os", "../paths", "json.dumps", "rules"):
        with pytest.raises(UsageError, match="no format is called"):
            render(CLEAN, name)


@pytest.mark.parametrize(
    "code",
    [
        "eval(text)",
        "run = exec",
        "os.system('ls')",
        "os.execvp('ls', [])",
        "os.posix_spawn('ls', [], {})",
        "subprocess.run('ls', shell=True)",
        "pl.Expr.deserialize(text)",
        "__import__(name)",
    ],
)
def test_the_search_finds_what_it_looks_for(code: str) -> None:
    assert list(dangers(ast.parse(code)))


def test_nothing_starts_a_program_or_opens_a_connection(tmp_path: Path) -> None:
    """Python's own audit sees it, whoever of the libraries does it."""
    seen: list[str] = []
    watching = [True]

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event.startswith(("subprocess.", "os.system", "os.exec", "os.posix_spawn", "socket.connect")):
            seen.append(f"{event} {arguments}")

    (tmp_path / "x.csv").write_text(
        "USER_ID,ITEM_ID,TIMESTAMP\n$(touch a),`touch b`,1700000000\n=cmd|'/C x'!A,;ls,soon\n"
    )
    (tmp_path / "log.csv").write_text("USER_ID,TIMESTAMP,IMPRESSION\n$(touch a),1699999990,`touch b`|x\n")
    sys.addaudithook(hook)
    try:
        run("validate", "x.csv", cwd=tmp_path, code=1)
        run("stats", "x.csv", cwd=tmp_path)
        run("filter", "x.csv", "--drop-duplicates", cwd=tmp_path)
        run("merge-impressions", "x.csv", "--impressions", "log.csv", "--within", "1h", cwd=tmp_path)
    finally:
        watching.clear()
    assert seen == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log.csv", "x.csv"]


# Nothing is led astray


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A folder of ours that everybody may write to, like /tmp, with an input beside it."""
    (tmp_path / "x.csv").write_text(rows(8))
    (tmp_path / "mine.csv").write_text("mine")
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o1777)
    return folder


def plant(shared: Path, kind: str) -> Path:
    """Something of another user under the name of an output."""
    out = shared / "out.csv"
    if kind == "link":
        out.symlink_to("../mine.csv")
    elif kind == "dangling link":
        out.symlink_to("../new.csv")
    elif kind == "link to a link":
        (shared / "second").symlink_to("../mine.csv")
        os.chown(shared / "second", NOBODY, NOBODY, follow_symlinks=False)
        out.symlink_to("second")
        return shared / "second"
    elif kind == "pipe":
        os.mkfifo(out)
    else:
        out.write_text(OLD)
    os.chown(out, NOBODY, NOBODY, follow_symlinks=False)
    return out


def state(path: Path) -> tuple[int, ...]:
    """What writing to a file or replacing it would change; when it was last looked at may differ."""
    status = path.lstat()
    return status.st_mode, status.st_ino, status.st_nlink, status.st_uid, status.st_size, status.st_mtime_ns


@needs_root
@pytest.mark.parametrize("kind", ["link", "dangling link", "link to a link", "pipe", "file"])
@pytest.mark.parametrize("option", ["-o", "--rejects", "--report"])
def test_what_another_user_planted_is_not_written_to(shared: Path, kind: str, option: str) -> None:
    planted = plant(shared, kind)
    before = state(planted)
    value = "json=shared/out.csv" if option == "--report" else "shared/out.csv"
    result = run("filter", "x.csv", option, value, "--force", cwd=shared.parent, code=2)
    assert "shared/out.csv is not written to: shared/" in result.stderr
    assert "belongs to another user" in result.stderr
    assert "hint: Write to a folder of your own, or see who it is: `ls -l shared/" in result.stderr
    assert result.stdout == ""
    assert state(planted) == before
    assert (shared.parent / "mine.csv").read_text() == "mine"
    assert not (shared.parent / "new.csv").exists()


@needs_root
def test_what_the_owner_of_the_folder_put_there_is_trusted(shared: Path) -> None:
    plant(shared, "link")
    os.chown(shared, NOBODY, NOBODY)
    run("filter", "x.csv", "-q", "-o", "shared/out.csv", "--force", cwd=shared.parent)
    assert (shared.parent / "mine.csv").read_text() == rows(8)


@needs_root
@pytest.mark.parametrize(("kind", "refused"), [("link", True), ("pipe", True), ("file", False)])
def test_a_folder_without_the_sticky_bit_is_there_to_share_files(shared: Path, kind: str, refused: bool) -> None:
    plant(shared, kind)
    shared.chmod(0o777)
    run("filter", "x.csv", "-q", "-o", "shared/out.csv", "--force", cwd=shared.parent, code=2 if refused else 0)


@needs_root
def test_the_mode_of_a_foreign_file_is_not_taken_over(shared: Path) -> None:
    out = plant(shared, "file")
    shared.chmod(0o755)
    out.chmod(0o666)
    kept = os.umask(0o077)
    try:
        run("filter", "x.csv", "-q", "-o", "shared/out.csv", "--force", cwd=shared.parent)
    finally:
        os.umask(kept)
    assert (out.stat().st_mode & 0o7777, out.read_text()) == (0o600, rows(8))


def test_a_link_of_ones_own_is_followed_also_in_a_shared_folder(shared: Path) -> None:
    (shared / "out.csv").symlink_to("../mine.csv")
    run("filter", "x.csv", "-q", "-o", "shared/out.csv", "--force", cwd=shared.parent)
    assert (shared / "out.csv").is_symlink()
    assert (shared.parent / "mine.csv").read_text() == rows(8)


def test_a_loop_of_links_ends(shared: Path) -> None:
    (shared / "a").symlink_to("b")
    (shared / "b").symlink_to("a")
    refuse_planted(str(shared / "a"))
    assert "shared/a cannot be written" in run("filter", "x.csv", "-o", "shared/a", cwd=shared.parent, code=2).stderr


def test_a_hard_link_keeps_the_old_content(shared: Path) -> None:
    (shared / "out.csv").hardlink_to(shared.parent / "mine.csv")
    run("filter", "x.csv", "-q", "-o", "shared/out.csv", "--force", cwd=shared.parent)
    assert (shared.parent / "mine.csv").read_text() == "mine"
    assert (shared / "out.csv").read_text() == rows(8)


def test_a_folder_that_is_swapped_for_a_link_is_not_followed(tmp_path: Path) -> None:
    """The output goes where it was going when the run began."""
    (tmp_path / "x.csv").write_text(rows(8))
    for name in ("a", "elsewhere"):
        (tmp_path / name).mkdir()

    def swap(_path: str, _position: int) -> None:
        if not (tmp_path / "a").is_symlink():
            (tmp_path / "a").rename(tmp_path / "b")
            (tmp_path / "a").symlink_to("elsewhere")

    filter_interactions(str(tmp_path / "x.csv"), output=str(tmp_path / "a" / "out.csv"), progress=swap)
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert (tmp_path / "b" / "out.csv").read_text() == rows(8)


# Nothing is shown


def test_a_copy_of_standard_input_is_private_and_has_no_name(tmp_path: Path) -> None:
    if not nameless_files_work(tmp_path):
        pytest.skip("the system has no unnamed files")
    spool = tmp_path / "spool"
    spool.mkdir()
    with start(tmp_path, "filter", "-", "--drop-duplicates", env={"TMPDIR": str(spool)}) as process:
        feed(process, rows(5_000))
        copies = drafts_of(process, spool)
        process.kill()
    assert [stat.S_IMODE(status.st_mode) for status in copies] == [0o600]
    assert list(spool.iterdir()) == []


def test_a_copy_has_a_name_where_nothing_can_be_opened_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = tmp_path / "pipe.csv"
    monkeypatch.setattr("interactions_cli.storage.spool.DESCRIPTORS", tmp_path / "none")
    with piped(pipe, "abc"), spooled([str(pipe)], lambda _text: None) as places:
        place = Path(places[str(pipe)])
        assert (place.read_text(), stat.S_IMODE(place.stat().st_mode)) == ("abc", 0o600)
        assert not place.is_relative_to(DESCRIPTORS)
    assert not place.exists()


def test_outputs_do_not_exist_before_they_are_complete(tmp_path: Path) -> None:
    """Whoever watches the folder sees nothing of them."""
    if not nameless_files_work(tmp_path):
        pytest.skip("the system has no unnamed files")
    (tmp_path / "x.csv").write_text(rows(8))
    seen: list[str] = []

    def look(_path: str, _position: int) -> None:
        seen.extend(path.name for path in tmp_path.iterdir())

    filter_interactions(str(tmp_path / "x.csv"), output=str(tmp_path / "out.csv"), progress=look)
    assert set(seen) == {"x.csv"}
