"""One start of the whole portal, from an empty `var/` to HTTP 200, and its orderly end."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from portal.supervisor.environment import write_environment
from portal.supervisor.house import held
from portal.supervisor.keeper import Keeper, say
from portal.supervisor.places import find_places
from portal.supervisor.processes import manage, portal_programs
from portal.supervisor.refusal import StopRequested
from portal.supervisor.services import start_services
from portal.supervisor.web import is_healthy, listen_on


@dataclass(frozen=True)
class Start:
    """What was asked for on the command line."""

    var: Path
    port: int
    demo: bool

    @property
    def url(self) -> str:
        """Where the portal will answer."""
        return f"http://127.0.0.1:{self.port}"


def run_portal(start: Start) -> None:
    """Start everything, keep it alive, and stop it all on Ctrl-C or SIGTERM. Raises Refusal with the reason."""
    began = time.monotonic()
    with held(start.var) as mark_fd, listen_on(start.port) as listener:
        places = find_places(start.var)
        keeper = Keeper(places.logs, mark_fd)
        keeper.listen()
        try:
            services = start_services(keeper, places)
            values = write_environment(start.var / "demo.env", services, start.demo, start.url)
            environment = {**os.environ, **values, "HUIQI_VAR": str(start.var), "PYTHONUNBUFFERED": "1"}
            take_steps(keeper, environment, start.demo)
            for program in portal_programs(environment, listener, start.var):
                keeper.keep(program)
            keeper.wait(lambda: is_healthy(start.port), "等待网站应答", 120)
            say(
                f"· 网站、任务队列、定时任务、发件箱已启动，用时 {time.monotonic() - began:.0f} 秒；日志在 {places.logs}"
            )
            announce(keeper, environment, start)
            keeper.run()
        except StopRequested:
            say("\n· 正在停止……")
        finally:
            keeper.stop()
    say("· 已全部停止")


def take_steps(keeper: Keeper, environment: dict[str, str], demo: bool) -> None:
    """Do what every start does before the web process: all of it may be done again."""
    steps = [("取得前端文件与字体", ["fetch_assets"]), ("更新数据库结构", ["migrate", "--noinput"])]
    steps += [("整理静态文件", ["collectstatic", "--noinput"]), ("载入政策包", ["load_policies"])]
    if demo:
        steps.append(("准备演示数据", ["seed_demo"]))
    for title, arguments in steps:
        say(f"· {title}")
        keeper.run_once(manage(environment, *arguments), title)


def announce(keeper: Keeper, environment: dict[str, str], start: Start) -> None:
    """Print where to go, and as whom."""
    if start.demo:
        say("")
        for line in keeper.run_once(manage(environment, "demo_accounts"), "列出演示账号"):
            say(line)
    say(f"\n惠企已就绪：{start.url}    按 Ctrl-C 停止 (ready; Ctrl-C stops everything)")
