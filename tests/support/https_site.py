"""The site as it is in earnest, under https: `python -m tests.support.https_site HTTP_PORT HTTPS_PORT CERTIFICATE KEY`.

For programs that look at headers and cookies. It serves in threads, and ends with its process.
"""

import ssl
import sys
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from django.conf import settings
from django.core.wsgi import get_wsgi_application


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *words: object) -> None:
        pass


class BehindTls(Quiet):
    def get_environ(self) -> dict:
        return super().get_environ() | {"HTTPS": "on"}


def serve(port: int, handler: type[WSGIRequestHandler], tls: ssl.SSLContext | None = None) -> None:
    server = Server(("127.0.0.1", port), handler)
    server.set_app(get_wsgi_application())
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.serve_forever()


def main(http_port: str, https_port: str, certificate: str, key: str) -> None:
    # As a proxy would have it: http at its usual port leads to https at its own
    settings.SECURE_SSL_HOST = f"localhost:{https_port}"
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    Thread(target=serve, args=(int(http_port), Quiet), daemon=True).start()
    serve(int(https_port), BehindTls, tls)


if __name__ == "__main__":
    main(*sys.argv[1:])
