"""The portal's listening socket and its health, seen from outside."""

import http.client
import socket

from portal.supervisor.refusal import Refusal

HOST = "127.0.0.1"


def listen_on(port: int) -> socket.socket:
    """Return a listening socket, which the web server inherits: a restart of it refuses nobody. Raises Refusal when taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(512)
    except OSError as error:
        listener.close()
        raise Refusal(
            f"端口 {port} 不能使用（{error.strerror}）：换一个端口，例如 --port {port + 1} (port is taken)。"
        ) from error
    return listener


def is_healthy(port: int) -> bool:
    """Tell whether /healthz answers 200."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
