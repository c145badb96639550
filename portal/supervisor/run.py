"""`python -m portal.supervisor.run [--var DIR] -- COMMAND...`: run one command beside fresh data services.

The tests run this way, on the same embedded PostgreSQL and broker as the demo.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from portal.supervisor.house import held
from portal.supervisor.keeper import TICK_SECONDS, Keeper
from portal.supervisor.places import find_places
from portal.supervisor.postgres import UNSAFE_BUT_FAST
from portal.supervisor.refusal import Refusal, StopRequested
from portal.supervisor.services import start_services

BASE_DIR = Path(__file__).resolve().parent.parent.parent


def main(arguments: list[str]) -> int:
    """Return the exit code of the command. Without --var the services live in a directory of their own, removed afterwards."""
    parser = argparse.ArgumentParser(prog="python -m portal.supervisor.run")
    parser.add_argument("--var", type=Path)
    parser.add_argument("command", nargs="+")
    options = parser.parse_args(arguments)
    var = options.var or Path(tempfile.mkdtemp(prefix="huiqi-"))
    var.mkdir(parents=True, exist_ok=True)
    var.chmod(0o755)
    try:
        return _run_beside_services(var, options.command)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    finally:
        if options.var is None:
            places = find_places(var)
            for directory in (places.data, places.sockets, var):
                shutil.rmtree(directory, ignore_errors=True)


def _run_beside_services(var: Path, command: list[str]) -> int:
    with held(var) as mark_fd:
        places = find_places(var)
        keeper = Keeper(places.logs, mark_fd)
        keeper.listen()
        try:
            services = start_services(keeper, places, UNSAFE_BUT_FAST)
            urls = {"DATABASE_URL": services.database_url, "REDIS_URL": services.redis_url, "HUIQI_VAR": str(var)}
            return _wait_for(subprocess.Popen(command, env={**os.environ, **urls}), keeper)
        except StopRequested:
            return 130
        finally:
            keeper.stop()


def _wait_for(process: subprocess.Popen[bytes], keeper: Keeper) -> int:
    """Keep the services alive until the command ends; it gets the terminal's own Ctrl-C, and SIGTERM from here."""
    try:
        while process.poll() is None:
            keeper.tick()
            time.sleep(TICK_SECONDS)
    except StopRequested:
        process.terminate()
    return process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
