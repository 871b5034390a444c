"""The ``newsroom`` command: the library's command line plus ``serve``, which alone needs the web framework."""

from __future__ import annotations

import socket
from typing import Annotated

import typer

from newsroom_ai.cli import DATA, ConfigFile, DataDir, app, failures, load_config, say
from newsroom_ai.errors import Conflict


@app.command()
def serve(
    data: DataDir = DATA,
    config: ConfigFile = None,
    host: Annotated[str | None, typer.Option(help="Địa chỉ nghe; mặc định theo cấu hình.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Cổng; mặc định theo cấu hình.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Tiến trình lập chỉ mục khi có nhiều bài chờ.")] = 2,
    sample: Annotated[bool, typer.Option("--sample", help="Nạp kho bài mẫu nếu kho còn trống.")] = False,
) -> None:
    """Chạy máy chủ: API, trang tìm kiếm và trang thử."""
    import uvicorn

    from api.app import create_app
    from newsroom_ai.archive.access import Role
    from newsroom_ai.newsroom import Newsroom

    class Server(uvicorn.Server):
        """Says how to log in once it listens, and not before."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                ticket = newsroom.access.add_ticket("console", Role.ADMIN)
                say(
                    f"Sẵn sàng. Đăng nhập (dùng một lần, trong 10 phút): http://{address}:{number}/login?ticket={ticket}"
                )

    with failures():
        settings = load_config(data, config)
        address, number = host or settings.server.host, port or settings.server.port
        listening = _listen(address, number)
        newsroom = Newsroom.open(settings, workers)
        newsroom.warm()
        newsroom.start()
        if sample and newsroom.load_sample():
            say("Đã nạp kho bài mẫu.")
        newsroom.wait(serving=True)
        options = uvicorn.Config(
            create_app(newsroom), loop="uvloop", http="httptools", access_log=False,
            log_level="warning", server_header=False, timeout_graceful_shutdown=10,
        )  # fmt: skip
        Server(options).run(sockets=[listening])


def _listen(address: str, port: int) -> socket.socket:
    """Take the port before anything else is done.

    Raises:
        Conflict: it is taken, or the address is not this machine's.
    """
    try:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return socket.create_server((address, port), family=family, backlog=2048)
    except OSError as error:
        raise Conflict(f"Không nghe được ở {address}:{port}: {error.strerror or 'địa chỉ không đúng'}") from error


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
