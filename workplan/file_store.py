"""Where private files are kept: a folder (WORKPLAN_FILES), or a bucket of an S3-compatible store (WORKPLAN_S3)."""

import re
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from workplan.environment import env, stop

EXPECTED = "https://KEY:SECRET@HOST/BUCKET, perhaps with ?region=REGION, or nothing"
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\Z")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def private_store(folder: str) -> dict[str, Any]:
    """The entry of STORAGES for private files."""
    if env.str("WORKPLAN_S3", ""):
        return bucket(env.str("WORKPLAN_S3"))
    options = {"location": env.str("WORKPLAN_FILES", folder), "base_url": None}
    return {"BACKEND": "foundation.private_files.DiskStore", "OPTIONS": options}


def bucket(address: str) -> dict[str, Any]:
    """The same for a bucket. Files are never public and have no address of the store's: the site passes them on."""
    parts, region = _parts(address)
    try:
        from boto3.s3.transfer import TransferConfig
        from botocore.config import Config
    except ImportError as error:
        raise stop("WORKPLAN_S3", "nothing, unless requirements/s3.txt is installed") from error

    # Checksums only where they are asked for: other stores than Amazon's do not know the newest kind.
    config = Config(
        connect_timeout=5,
        read_timeout=30,
        retries={"mode": "standard", "total_max_attempts": 2},
        s3={"addressing_style": "path"},
        signature_version="s3v4",
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    options = {
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "bucket_name": parts.path.strip("/"),
        "endpoint_url": f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}",
        "region_name": region,
        "client_config": config,
        "transfer_config": TransferConfig(multipart_threshold=64 * 1024 * 1024, use_threads=False),
        "default_acl": None,
        "querystring_auth": False,
        "file_overwrite": True,  # names are random: no need to ask for each whether it is taken
        "max_memory_size": 2 * 1024 * 1024,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def _parts(address: str) -> tuple[SplitResult, str]:
    """The address taken apart, and the region. No key goes over the network unencrypted."""
    try:
        parts = urlsplit(address)
        query = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
        fits = parts.username and parts.password and parts.hostname and parts.port != 0 and not parts.fragment
        fits = fits and BUCKET.match(parts.path.strip("/")) and set(query) <= {"region"} and address.isprintable()
        secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    except ValueError as error:
        raise stop("WORKPLAN_S3", EXPECTED) from error
    if not (fits and secure):
        raise stop("WORKPLAN_S3", EXPECTED)
    return parts, query.get("region", "us-east-1")
