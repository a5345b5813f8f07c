"""Reports accepted per second, and per second of the server's own CPU; and whether growth slows it down.

Over real HTTP: four senders, reports signed beforehand, with and without a picture of 200 kB, SQLite and
(where it is installed) PostgreSQL. Growth: CPU time per report of the first thousand against that of a
thousand on top of `--held` reports; those in between are written straight into the tables, as the
server would have written them.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import requests
from sqlalchemy import insert, select

from fieldmonitor.protocol.manifests import ReportManifest
from fieldmonitor.protocol.messages import EnrolmentRequest
from fieldmonitor.server import ServerSettings
from fieldmonitor.server.context import Context, open_context
from fieldmonitor.server.models import Counter, FindingRow, LogNode, Message, ReceiptRow, ReportRow
from fieldmonitor.server.services import enrolment, intake, log
from fieldmonitor.server.services.tokens import Caller
from fieldmonitor.trust import log as tree
from fieldmonitor.trust.keys import to_text
from tests.contract.server.clusters import cluster, programs
from tests.unit.server.conftest import new_code
from tests.unit.server.device import Device, file_entry
from tests.unit.server.factories import accredit, publish_field

SENDERS = 4
PHOTO = 200_000


def main() -> None:
    """Run all, and print the figures with the ratio that is promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=400)
    parser.add_argument("--held", type=int, default=100_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for photo in (0, PHOTO):
            print_rate("SQLite", photo, over_http(Path(folder) / f"s{photo}", None, args.reports, photo))
        if programs() is None:
            print("PostgreSQL: not installed")
        else:
            with cluster(fsync=True) as url:
                for photo in (0, PHOTO):
                    rate = over_http(Path(folder) / f"p{photo}", url(), args.reports, photo)
                    print_rate("PostgreSQL", photo, rate)
        growth(Path(folder) / "growth", args.held)


def print_rate(name: str, photo: int, rate: tuple[float, float]) -> None:
    what = f"with a picture of {photo // 1000} kB" if photo else "without files"
    print(f"{name:11} {what:25} {rate[0]:7.1f} reports/s   {rate[1]:7.1f} per second of server CPU")


def over_http(data: Path, database: str | None, count: int, photo: int) -> tuple[float, float]:
    """Return reports per second, and per second of the server's CPU."""
    context = open_context(ServerSettings(data, database))
    publish_field(context)
    with serving(data, database) as (url, pid):
        device = Device(url)
        device.enrol(new_code(context))
        device.sign_in()
        accredit(context, device.volunteer)
        pictures = [os.urandom(photo) if photo else b"" for _ in range(count)]
        reports = [device.report(*([file_entry(data)] if photo else [])) for data in pictures]
        bodies = [device.seal(report) for report in reports]
        work = list(zip(reports, bodies, pictures, strict=True))
        before, started = cpu_seconds(pid), time.perf_counter()
        with ThreadPoolExecutor(SENDERS) as pool:
            list(pool.map(lambda part: send(device, part), [work[n::SENDERS] for n in range(SENDERS)]))
        took, cpu = time.perf_counter() - started, cpu_seconds(pid) - before
        device.http.close()
    context.close()
    return count / took, count / cpu


def send(device: Device, work: list[tuple[ReportManifest, bytes, bytes]]) -> None:
    with requests.Session() as http:
        for report, body, picture in work:
            path = f"{device.url}/v1/messages/{report.id}/1"
            assert http.put(path, body, headers=device.auth, timeout=60).status_code == 201
            if picture:
                headers = {
                    **device.auth,
                    "Upload-Offset": "0",
                    "Content-Type": "application/offset+octet-stream",
                }
                path = f"{device.url}/v1/evidence/{report.files[0].sha256}"
                assert http.patch(path, picture, headers=headers, timeout=60).status_code == 200


@contextmanager
def serving(data: Path, database: str | None) -> Iterator[tuple[str, int]]:
    """Run the server as a program of its own, so that its CPU time is its own."""
    port = 18_460 + os.getpid() % 1000
    command = [sys.executable, "-m", "fieldmonitor", "server", "--data", str(data), "--port", str(port)]
    command += ["--database", database] if database else []
    server = subprocess.Popen(command)
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                requests.get(f"{url}/v1/server", timeout=2)
                break
            except requests.ConnectionError:
                os.sched_yield()
        yield url, server.pid
    finally:
        server.terminate()
        server.wait(20)


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process has used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def growth(data: Path, held: int) -> None:
    """Print CPU time per report on an empty server and on top of many held reports."""
    context = open_context(ServerSettings(data))
    publish_field(context)
    device = Device("")
    request = EnrolmentRequest(new_code(context), to_text(device.key.public), "bench")
    device.volunteer = enrolment.enrol(context, request, "bench")[1].volunteer
    accredit(context, device.volunteer)
    first = put_thousand(context, device)
    fill(context, held - 2000)
    last = put_thousand(context, device)
    print(
        f"growth to {held} reports: {first * 1e3:.2f} → {last * 1e3:.2f} ms of CPU a report, "
        f"ratio {last / first:.2f} (wanted: at most 1.3)"
    )
    context.close()


def put_thousand(context: Context, device: Device) -> float:
    """Return seconds of CPU per report over a thousand reports."""
    caller = Caller(device.key.id, device.volunteer, revoked=False, carrier=False)
    reports = [device.report() for _ in range(1000)]
    bodies = [device.seal(report) for report in reports]
    started = time.process_time()
    for report, body in zip(reports, bodies, strict=True):
        intake.put(context, caller, report.id, 1, body)
    return (time.process_time() - started) / 1000


def fill(context: Context, count: int) -> None:
    """Copy a held report's rows under new ids, with their places in the log."""
    with context.db.write() as session:
        like = {
            table: dict(session.execute(select(table.__table__).limit(1)).mappings().one())
            for table in (Message, ReportRow, FindingRow, ReceiptRow)
        }
        leaf = session.get_one(Counter, log.LEAVES)
        nodes = {(row.level, row.position): row.hash for row in session.scalars(select(LogNode))}
        rows: dict[type, list[dict[str, object]]] = {table: [] for table in (*like, LogNode)}
        for number in range(count):
            id = str(uuid4())
            key = {"message_id": id, "message_version": 1}
            named = {"id": id, "number": f"fill-{number}"}
            rows[Message].append({**like[Message], **named, "manifest_sha256": f"{number:064d}"})
            rows[ReportRow].append({**like[ReportRow], **named, "about": id})
            rows[FindingRow].append({**like[FindingRow], **key})
            for kind in ("content", "complete"):
                rows[ReceiptRow].append({**like[ReceiptRow], **key, "kind": kind, "leaf": leaf.value})
                value = tree.leaf_hash(id.encode() + kind.encode())
                for level, place, hash_ in tree.new_nodes(leaf.value, value, lambda *at: nodes[at]):
                    nodes[level, place] = hash_
                    rows[LogNode].append({"level": level, "position": place, "hash": hash_})
                leaf.value += 1
        for table, values in rows.items():
            for start in range(0, len(values), 5000):
                session.execute(insert(table), values[start : start + 5000])


if __name__ == "__main__":
    main()
