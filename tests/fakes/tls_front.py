"""A server behind TLS: an authority of our own, and a front that ends TLS before the real server."""

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from contextlib import suppress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_DAY = dt.timedelta(days=1)


class Authority:
    """Signs certificates; `file` is its own, in PEM."""

    def __init__(self, folder: Path, name: str = "Autoridad de prueba") -> None:
        self._folder, self._name = folder, name
        self._key = ec.generate_private_key(ec.SECP256R1())
        constraints = x509.BasicConstraints(ca=True, path_length=0)
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        own = self._builder(name, self._key.public_key()).add_extension(constraints, True)
        certificate = own.add_extension(usage, True).sign(self._key, hashes.SHA256())
        self._issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def issue(self, address: str) -> ssl.SSLContext:
        """Return a server's side of TLS with a certificate for an IP address."""
        key = ec.generate_private_key(ec.SECP256R1())
        named = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
        builder = self._builder(address, key.public_key()).add_extension(named, False)
        certificate = builder.add_extension(self._issuer_id, False).sign(self._key, hashes.SHA256())
        path = self._folder / f"{self._name}-{address}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _builder(self, subject: str, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        def name(text: str) -> x509.Name:
            return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

        now = dt.datetime.now(dt.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(name(subject))
            .issuer_name(name(self._name))
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _DAY)
            .not_valid_after(now + 30 * _DAY)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), False)
        )


class TlsFront:
    """Ends TLS on a loopback port and passes everything on to another."""

    def __init__(self, port: int, context: ssl.SSLContext) -> None:
        self._target, self._context = port, context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self._listener.getsockname()[1]}"
        self._live: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.greeted = 0

    def __enter__(self) -> "TlsFront":
        self._spawn(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        shut(self._listener, *self._live)
        for thread in self._threads:
            thread.join(5)
        for opened in (self._listener, *self._live):
            opened.close()

    def _spawn(self, run: object, *args: object) -> None:
        thread = threading.Thread(target=run, args=args, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                raw, _ = self._listener.accept()
            except OSError:
                return
            self._live.append(raw)
            self._spawn(self._greet, raw)

    def _greet(self, raw: socket.socket) -> None:
        try:
            client = self._context.wrap_socket(raw, server_side=True)
            server = socket.create_connection(("127.0.0.1", self._target))
        except OSError:
            shut(raw)
            return
        self.greeted += 1
        self._live += [client, server]
        self._spawn(relay, server, client)
        relay(client, server)


def relay(source: socket.socket, target: socket.socket) -> None:
    """Pass on what comes until one side ends, then end both."""
    with suppress(OSError, ValueError):
        while data := source.recv(16 * 1024):
            target.sendall(data)
    shut(source, target)


def shut(*sockets: socket.socket) -> None:
    """Wake whoever waits on a socket."""
    for opened in sockets:
        with suppress(OSError):
            opened.shutdown(socket.SHUT_RDWR)
