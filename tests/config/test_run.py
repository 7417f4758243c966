"""`./run`: what it says where something is missing, what it installs when, and the demo from start to end."""

import ast
import os
import signal
import subprocess
import sys
import urllib.request
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader

import psutil
import pytest
from django.conf import settings

from tests.support.databases import database_of_its_own
from tests.support.processes import WITH_PATIENCE

RUN = settings.BASE_DIR / "run"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """The file as a module, in an empty checkout."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader = SourceFileLoader("run", str(RUN))
    module = module_from_spec(spec_from_loader("run", loader))
    loader.exec_module(module)
    monkeypatch.setattr(module, "HERE", str(tmp_path))
    monkeypatch.setattr(module, "VENV", str(tmp_path / ".venv"))
    monkeypatch.setattr(module, "UV", None)
    (tmp_path / ".venv").mkdir()
    return module


@pytest.fixture
def calls(run, monkeypatch):
    made = []
    monkeypatch.setattr(run.subprocess, "check_call", made.append)
    return made


def test_an_old_python_can_read_it():
    ast.parse(RUN.read_text(), feature_version=(3, 6))


def test_without_a_fitting_python_it_says_what_to_install(run, monkeypatch, calls):
    monkeypatch.setattr(run, "works", lambda python, code: False)

    with pytest.raises(SystemExit, match=r"(?s)Python 3\.11, 3\.12, 3\.13 or 3\.14.*apt install python3"):
        run.make_venv()


def test_without_the_venv_module_it_says_what_to_install(run, monkeypatch, calls):
    monkeypatch.setattr(run, "works", lambda python, code: python == "python3.12" and code == run.FITS)

    with pytest.raises(SystemExit, match=r"python3\.12 has no venv module.*apt install python3-venv"):
        run.make_venv()


def test_another_python_is_found_where_the_first_one_is_too_old(run, monkeypatch, calls):
    monkeypatch.setattr(run, "works", lambda python, code: python == "python3.12")

    run.make_venv()

    assert calls == [["python3.12", "-m", "venv", "--clear", run.VENV]]


def test_a_lock_is_installed_with_hashes_and_only_when_it_changed(run, calls, tmp_path, capsys):
    lock = tmp_path / "requirements.txt"
    lock.write_text("django==5.2\n")

    run.install("requirements.txt")
    run.install("requirements.txt")

    assert len(calls) == 1
    assert "--require-hashes" in calls[0]
    lock.write_text("django==5.2.1\n")
    run.install("requirements.txt")
    assert len(calls) == 2


@pytest.fixture
def empty_database():
    with database_of_its_own("demo") as address:
        yield address


@pytest.fixture
def demo(empty_database, tmp_path):
    """The running demo and the address that it says."""
    environment = (
        os.environ | {"DATABASE_URL": empty_database, "STATIC_ROOT": str(tmp_path / "static")} | WITH_PATIENCE
    )
    command = [sys.executable, RUN.with_name("manage.py"), "demo"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        says = next(line for line in process.stdout if "http://" in line)
        yield process, says.split()[4]
        process.terminate()


def test_the_demo_serves_the_directory_and_ctrl_c_leaves_no_process(demo):
    process, address = demo
    processes = psutil.Process(process.pid).children(recursive=True)
    assert len(processes) >= 3  # the application server and its two workers

    with urllib.request.urlopen(f"{address}partnerships/") as page:  # noqa: S310
        assert "Virtual Global Taskforce" in page.read().decode()

    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=120) == 130
    assert not [process for process in processes if process.is_running()]


def test_the_demo_does_not_empty_a_database_of_yours(empty_database):
    environment = os.environ | {"DATABASE_URL": empty_database}
    environment.pop("DATABASE_IS_PRIVATE", None)
    command = [sys.executable, RUN.with_name("manage.py"), "demo", "--reset"]

    demo = subprocess.run(command, check=False, env=environment, capture_output=True, text=True)

    assert demo.returncode == 1
    assert "--reset empties only the private database" in demo.stderr
