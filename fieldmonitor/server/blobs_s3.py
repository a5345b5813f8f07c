"""Whole files in S3-compatible storage; what is still coming stays on the server's own disk."""

import tempfile
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import parse_qs, urlsplit

from fieldmonitor.domain.errors import EnvironmentFault

SPOOL = 8 * 1024 * 1024
"""Larger files go by way of a temporary file on disk, which has no name."""


class S3Blobs:
    """Files as objects named by their hash under a prefix of a bucket."""

    def __init__(self, client: Any, bucket: str, prefix: str = "") -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""

    @classmethod
    def from_url(cls, url: str) -> "S3Blobs":
        """Open `s3://bucket/prefix`; `?endpoint=URL` names a service other than Amazon's.

        Credentials come from the environment, as every S3 client takes them.
        """
        try:
            import boto3  # type: ignore[import-not-found,import-untyped,unused-ignore]
        except ImportError as error:
            raise EnvironmentFault("server.s3_missing") from error
        parts = urlsplit(url)
        endpoint = parse_qs(parts.query).get("endpoint", [None])[0]
        return cls(boto3.client("s3", endpoint_url=endpoint), parts.netloc, parts.path)

    def keep(self, sha256: str, staged: Path) -> None:
        self._client.upload_file(str(staged), self._bucket, self._prefix + sha256)
        if self.size(sha256) != staged.stat().st_size:
            raise OSError(f"{sha256} is not whole in the bucket")
        staged.unlink()

    def size(self, sha256: str) -> int | None:
        from botocore.exceptions import (  # type: ignore[import-not-found,import-untyped,unused-ignore]
            ClientError,
        )

        try:
            head = self._client.head_object(Bucket=self._bucket, Key=self._prefix + sha256)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                return None
            raise
        return int(head["ContentLength"])

    def open(self, sha256: str) -> BinaryIO:
        if self.size(sha256) is None:
            raise KeyError(sha256)
        file = tempfile.SpooledTemporaryFile(SPOOL)  # noqa: SIM115 - whoever reads it closes it
        self._client.download_fileobj(self._bucket, self._prefix + sha256, file)
        file.seek(0)
        return cast(BinaryIO, file)

    def close(self) -> None:
        self._client.close()
