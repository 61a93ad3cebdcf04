"""The site as this process serves it to a browser, on the database of the test and within its transaction.

A site of its own (`tests/services.py`) takes half a minute to start and to end on two busy cores.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from wsgiref.types import StartResponse, WSGIEnvironment

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import DEFAULT_DB_ALIAS, connections
from django.test import override_settings
from django.test.testcases import QuietWSGIRequestHandler

from tests.inprocess import one_connection

# Browsers know passkeys of names only.
HOST = "localhost"


class Server(ThreadedWSGIServer):
    """A server that leaves the connection of the test open."""

    def _close_connections(self) -> None: ...


@contextmanager
def served() -> Iterator[str]:
    """Yield the URL of the site; it ends with the block."""
    connection = connections[DEFAULT_DB_ALIAS]
    server = Server((HOST, 0), QuietWSGIRequestHandler, connections_override={DEFAULT_DB_ALIAS: connection})
    server.set_app(one_at_a_time(WSGIHandler()))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    connection.inc_thread_sharing()
    with one_connection(), override_settings(ALLOWED_HOSTS=[HOST, "testserver"]):
        thread.start()
        try:
            yield f"http://{HOST}:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
    connection.dec_thread_sharing()


def one_at_a_time(site: WSGIHandler) -> Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]:
    """Answer one request after another: they share the connection to the database, and its transaction."""
    turn = threading.Lock()

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with turn:
            return site(environ, start_response)

    return answer
