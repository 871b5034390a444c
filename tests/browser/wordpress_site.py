"""A WordPress from the system's packages with its own database and our plug-in, and an assistant beside it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "api" / "cms" / "wordpress"
SETUP = Path(__file__).with_name("wordpress")
PACKAGE = Path("/usr/share/wordpress")
MARIADB = next(filter(None, map(shutil.which, ("mariadbd", "/usr/sbin/mariadbd"))), None)
USER, PASSWORD = "thu-ky", "mat-khau-thu"
AUTHOR = "phong-vien"  # writes and publishes posts of their own; the same password
PATIENCE = 120.0  # seconds for anything at all, on a machine with much else to do


def missing() -> str | None:
    """What this machine lacks to run WordPress."""
    needed = {"WordPress": (PACKAGE / "wp-load.php").is_file(), "MariaDB": MARIADB, "PHP": shutil.which("php")}
    lacking = [name for name, found in needed.items() if not found]
    return f"not installed: {', '.join(lacking)}" if lacking else None


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def wait_for(what: str, there: Callable[[], bool], seconds: float = PATIENCE) -> float:
    """Wait until something is so, and say how many seconds it took."""
    start = time.monotonic()
    while not there():
        if time.monotonic() - start > seconds:
            raise TimeoutError(what)
        time.sleep(0.1)
    return time.monotonic() - start


def answers(url: str) -> bool:
    """Whether a server answers with success."""
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False


def _succeeds(command: list[str]) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


@dataclass
class Assistant:
    """The product, as an operator would start it."""

    folder: Path
    port: int = field(default_factory=free_port)
    key: str = ""
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def newsroom(self, *words: str) -> str:
        """Run the command line."""
        command = [sys.executable, "-m", "api", *words, "--data", str(self.folder)]
        return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()

    def ask(self, path: str) -> Any:
        """What a route answers."""
        self.key = self.key or self.newsroom("keys", "add", "kiem-thu", "--role", "admin").split()[-1]
        request = urllib.request.Request(self.url + path, headers={"Authorization": f"Bearer {self.key}"})
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)

    def start(self) -> None:
        command = [
            sys.executable,
            "-m",
            "api",
            "serve",
            "--data",
            str(self.folder),
            "--port",
            str(self.port),
            "--sample",
        ]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for("the assistant", lambda: answers(f"{self.url}/readyz"))

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
            self.process = None


class WordPress:
    """A site with one administrator, made from nothing in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.database_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.site = folder / "wordpress"
        self._processes: list[subprocess.Popen[bytes]] = []
        self._environment = {
            **os.environ,
            "WP_TEST_URL": self.url,
            "WP_TEST_DB_PORT": str(self.database_port),
            "PHP_CLI_SERVER_WORKERS": "4",
        }

    def start(self) -> None:
        self._start_database()
        shutil.copytree(PACKAGE, self.site, symlinks=False, ignore_dangling_symlinks=True)
        (self.site / "wp-config.php").unlink(missing_ok=True)
        shutil.copy(SETUP / "wp-config.php", self.site)
        shutil.copytree(PLUGIN, self.site / "wp-content" / "plugins" / "newsroom-assistant")
        self.php(str(SETUP / "install.php"), str(self.site))
        command = ["php", "-S", f"127.0.0.1:{self.port}", "-t", str(self.site), str(SETUP / "router.php")]
        self._spawn(command, "php")
        wait_for("WordPress", lambda: answers(f"{self.url}/wp-login.php"))

    def php(self, *words: str) -> str:
        """Run a PHP program with the site's settings."""
        done = subprocess.run(["php", *words], env=self._environment, check=False, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        return done.stdout

    def ask(self, code: str) -> str:
        """What some PHP prints inside the site."""
        return self.php("-r", f"require '{self.site}/wp-load.php'; {code}")

    def stop(self) -> None:
        for process in reversed(self._processes):
            os.killpg(process.pid, signal.SIGTERM)  # PHP's server leaves its workers behind otherwise
            process.wait(20)

    def _start_database(self) -> None:
        data, quiet = self.folder / "database", ["--no-defaults", f"--datadir={self.folder / 'database'}"]
        data.mkdir(parents=True)
        as_root = ["--user=mysql"] if os.getuid() == 0 else []
        if as_root:
            for path in (data, self.folder):
                shutil.chown(path, "mysql")
            for path in self.folder.parents:  # the database's own user must get to its folder
                if path.owner() == "root" and not path.stat().st_mode & 0o001:
                    path.chmod(path.stat().st_mode | 0o011)
        make = ["mariadb-install-db", *quiet, *as_root, "--skip-test-db", "--auth-root-authentication-method=normal"]
        subprocess.run(make, check=True, capture_output=True)
        listen = ["--bind-address=127.0.0.1", f"--port={self.database_port}"]
        place = [
            f"--socket={self.folder / 'db.sock'}",
            f"--pid-file={data / 'pid'}",
            "--innodb-flush-log-at-trx-commit=2",
        ]
        self._spawn([str(MARIADB), *quiet, *as_root, *listen, *place], "mariadb")
        client = ["mariadb", "--no-defaults", "-uroot", "-h127.0.0.1", f"-P{self.database_port}", "-e"]
        wait_for("MariaDB", lambda: _succeeds([*client, "select 1"]))
        prepare = "create database wp character set utf8mb4; create user wp@'127.0.0.1' identified by 'wp';"
        subprocess.run([*client, f"{prepare} grant all on wp.* to wp@'127.0.0.1';"], check=True, capture_output=True)

    def _spawn(self, command: list[str], name: str) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            started = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log, start_new_session=True)
        self._processes.append(started)
