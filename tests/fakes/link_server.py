"""Processes for the far end of a bad link: `server DATA` is the comptroller's, `sink` takes any upload.

The sink answers a whole POST with 201 and writes one JSON line per request: bytes read, whole or not.
"""

import json
import socket
import sys
import threading
import time
from pathlib import Path

from fieldmonitor.server import ServerSettings
from fieldmonitor.server.runner import serve
from tests.fakes.bad_link import SERVER_ADDRESS

PORT = 8460


def sink() -> None:
    """Take uploads on raw sockets, so that what arrived is counted even when the connection dies."""
    with socket.create_server((SERVER_ADDRESS, PORT)) as listener:
        print("ready", flush=True)
        while True:
            client, _ = listener.accept()
            threading.Thread(target=_take, args=(client,), daemon=True).start()


def _take(client: socket.socket) -> None:
    with client:
        data = b""
        while True:
            while b"\r\n\r\n" not in data:
                block = client.recv(65536)
                if not block:
                    return
                data += block
            head, _, data = data.partition(b"\r\n\r\n")
            length = next(
                int(line.split(b":")[1])
                for line in head.lower().split(b"\r\n")
                if line.startswith(b"content-length:")
            )
            if b"100-continue" in head.lower():
                client.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            got, whole = len(data), True
            while got < length:
                try:
                    block = client.recv(65536)
                except OSError:
                    block = b""
                if not block:
                    whole = False
                    break
                got += len(block)
            print(json.dumps({"at": time.time(), "bytes": got, "whole": whole}), flush=True)
            if not whole:
                return
            client.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
            data = b""


def main() -> None:
    if sys.argv[1] == "sink":
        sink()
    else:
        print("ready", flush=True)
        serve(ServerSettings(Path(sys.argv[2])), host=SERVER_ADDRESS, port=PORT)


if __name__ == "__main__":
    main()
