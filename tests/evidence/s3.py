"""A small S3-compatible store in this process: PUT, GET, HEAD, DELETE of one bucket, by signed requests only."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

SIGNED = re.compile(
    r"AWS4-HMAC-SHA256 Credential=key/\d{8}/[\w-]+/s3/aws4_request, SignedHeaders=\S+, Signature=\w{64}"
)
WHEN = "Mon, 30 Sep 2024 02:00:00 GMT"


class Store(ThreadingHTTPServer):
    """What it holds, what was asked of it, and whether it is out of order."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.broken = False

    @property
    def address(self) -> str:
        """What WORKPLAN_S3 says of it."""
        return f"http://key:se%2Fcret@127.0.0.1:{self.server_port}/proofs"


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Store
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), "ETag": '"0"', "Last-Modified": WHEN, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _key(self) -> str | None:
        """The name asked for in the bucket; None when it was answered already."""
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length)
        path, _, query = self.path.partition("?")
        self.server.asked.append(f"{self.command} {path}")
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        if not SIGNED.fullmatch(self.headers.get("Authorization", "")):
            self._answer(403)
        elif self.server.broken:
            self._answer(503)
        elif path.rstrip("/") == "/proofs" and self.command == "GET":
            self._list(query)
        elif path.startswith("/proofs/"):
            return path.removeprefix("/proofs/")
        else:
            self._answer(404)
        return None

    def _list(self, query: str) -> None:
        """The names with a prefix, those before the next slash together."""
        prefix = re.search(r"prefix=([^&]*)", query)
        begin = prefix[1].replace("%2F", "/") if prefix else ""
        names = [name for name in sorted(self.server.files) if name.startswith(begin)]
        folders = sorted(
            {begin + name[len(begin) :].split("/")[0] + "/" for name in names if "/" in name[len(begin) :]}
        )
        files = [name for name in names if "/" not in name[len(begin) :]]
        parts = [f"<CommonPrefixes><Prefix>{escape(each)}</Prefix></CommonPrefixes>" for each in folders]
        parts += [f"<Contents><Key>{escape(each)}</Key><Size>1</Size></Contents>" for each in files]
        body = f"<ListBucketResult><IsTruncated>false</IsTruncated>{''.join(parts)}</ListBucketResult>"
        self._answer(200, body.encode(), **{"Content-Type": "application/xml"})

    def do_PUT(self) -> None:
        """Keep."""
        if (key := self._key()) is not None:
            self.server.files[key] = self.body
            self._answer(200)

    def do_GET(self) -> None:
        """Give."""
        if (key := self._key()) is not None:
            if key in self.server.files:
                self._answer(200, self.server.files[key])
            else:
                self._answer(404)

    do_HEAD = do_GET  # noqa: N815  # the name that http.server looks for

    def do_DELETE(self) -> None:
        """Remove."""
        if (key := self._key()) is not None:
            self.server.files.pop(key, None)
            self._answer(204)


@contextmanager
def running() -> Iterator[Store]:
    """The store, while it runs."""
    store = Store()
    thread = threading.Thread(target=store.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield store
    finally:
        store.shutdown()
        store.server_close()
        thread.join()
