"""The live server of the browser tests: Django's, with static files out of memory, that knows when it is at rest."""

import threading
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.request import ProxyHandler, build_opener

from django.core.servers.basehttp import ThreadedWSGIServer

PATIENCE = 60  # seconds for what is under way to end; a slow machine is no failure
KNOCK = "/knock-of-the-tests"
Environ = dict[str, Any]
Answer = tuple[str, list[tuple[str, str]], bytes]


class Server(ThreadedWSGIServer):
    """Takes the place of Django's in `LiveServerThread`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bell_rings = False  # the bell is asked for by every page, and is not what most tests are about
        self._connections, self._ended = 0, threading.Condition()
        self._files: dict[str, Answer] = {}

    def settle(self) -> None:
        """Wait until every connection that was made is served and closed.

        To be asked when no browser is left that keeps one. Connections are accepted in the order in which they were
        made: once our own is answered, all those before it are among the counted.
        """
        host, port = self.server_address[:2]
        with build_opener(ProxyHandler({})).open(f"http://{host!s}:{port}{KNOCK}", timeout=PATIENCE):
            pass
        with self._ended:
            if not self._ended.wait_for(lambda: self._connections == 0, timeout=PATIENCE):
                raise TimeoutError(f"{self._connections} connections to the live server are still open")

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._ended:
            self._connections += 1
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._ended:
                self._connections -= 1
                self._ended.notify_all()

    def set_app(self, application: Any) -> None:
        def answer(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
            path = environ["PATH_INFO"]
            if path == KNOCK or (path == "/reminders/bell/" and not self.bell_rings):
                status = HTTPStatus.NO_CONTENT
                start_response(f"{status.value} {status.phrase}", [("Content-Length", "0")])
                return [b""]
            if path.startswith("/static/") and environ["REQUEST_METHOD"] == "GET":
                status_line, headers, body = self._file(application, environ)
                start_response(status_line, headers)
                return [body]
            answered: Iterable[bytes] = application(environ, start_response)
            return answered

        super().set_app(answer)

    def _file(self, application: Any, environ: Environ) -> Answer:
        """A static file, looked for once; a browser may keep it, as it may keep those of a server."""
        path = environ["PATH_INFO"]
        if path in self._files:
            return self._files[path]
        environ = {name: value for name, value in environ.items() if not name.startswith("HTTP_IF_")}
        began: list[Any] = []
        answered = application(environ, lambda status, headers, _error=None: began.extend((status, headers)))
        body = b"".join(answered)
        if hasattr(answered, "close"):
            answered.close()
        status, headers = began
        if status.startswith("200 "):
            self._files[path] = (status, [*headers, ("Cache-Control", "max-age=3600")], body)
            return self._files[path]
        return status, headers, body
