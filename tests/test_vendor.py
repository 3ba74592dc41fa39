"""What is vendored is what the manifest says, and nothing static is fetched from outside."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))

# What makes a browser fetch: stylesheets' url() and @import, scripts' imports, fetches and workers.
LOADS_FROM_OUTSIDE = {
    ".css": re.compile(r"""(?:url\(\s*|@import\s+)["']?(?:https?:)?//[^"')\s]+""", re.IGNORECASE),
    ".js": re.compile(
        r"""(?:\bfrom|\bimport|\bimport\(|\bfetch\(|\bimportScripts\(|\bnew Worker\(|\.src\s*=|\.href\s*=)"""
        r"""\s*["'`](?:https?:)?//[^"'`]+""",
    ),
    ".svg": re.compile(r"""(?:href|src)\s*=\s*["'](?:https?:)?//[^"']+"""),
}


def test_the_manifest_lists_exactly_the_vendored_files_by_their_content():
    listed = {path: digest for package in MANIFEST["packages"] for path, digest in package["files"].items()}
    present = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert present == listed


@pytest.mark.parametrize("package", MANIFEST["packages"], ids=lambda package: package["name"])
def test_each_package_is_the_pinned_version_and_carries_its_licence(package):
    pinned = json.loads((ROOT / "scripts/vendor/package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert package["version"] == pinned[package["name"]]
    assert package["licence"]
    assert any(path.endswith("/LICENSE.txt") for path in package["files"])


def test_the_lock_of_the_vendored_packages_names_no_address_to_fetch_from():
    lock = json.loads((ROOT / "scripts/vendor/package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, entry in lock["packages"].items() if "resolved" in entry] == []


@pytest.mark.parametrize(
    "path",
    sorted(path for path in STATIC.rglob("*") if path.suffix in LOADS_FROM_OUTSIDE),
    ids=lambda path: path.relative_to(STATIC).as_posix(),
)
def test_no_static_file_loads_anything_from_outside(path):
    text = path.read_text(encoding="utf-8")
    assert LOADS_FROM_OUTSIDE[path.suffix].findall(text) == []
    assert "sourceMappingURL=" not in text


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".css", "a{background:url(https://example.org/a.png)}"),
        (".css", '@import "//example.org/a.css";'),
        (".js", 'import x from "https://example.org/x.js";'),
        (".js", "const x = await import('https://example.org/x.js');"),
        (".js", "fetch(`https://example.org/x`)"),
        (".svg", '<image href="https://example.org/a.png"/>'),
    ],
)
def test_the_search_for_outside_addresses_finds_one(suffix, text):
    assert LOADS_FROM_OUTSIDE[suffix].search(text)
