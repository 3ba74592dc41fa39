"""Copy the pinned third-party builds into static/vendor, with their licences and a manifest.

For maintainers, with Node at hand: change the version in package.json, run `npm install` beside it,
then `make vendor`, and commit what changed. Users never need Node.
"""

import hashlib
import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGES = HERE / "node_modules"
TARGET = HERE.parent.parent / "static" / "vendor"

# The static manifest looks for every file a build names, and the maps are not shipped.
SOURCE_MAP = re.compile(rb"\n?(//[#@] ?sourceMappingURL=[^\n]*|/\*[#@] ?sourceMappingURL=[^*]*\*/)\n?")


# A stylesheet goes into a cascade layer of its own: the project's sheets win over it, however specific its selectors.
CHARSET = re.compile(rb'^@charset "UTF-8";', re.IGNORECASE)


@dataclass(frozen=True)
class Package:
    """A package of the npm registry, the folder it goes to, and the files taken: target name → source."""

    name: str
    folder: str
    files: dict[str, Path]

    def described(self) -> dict[str, str]:
        """Its own package.json."""
        return json.loads((PACKAGES / self.name / "package.json").read_text(encoding="utf-8"))


TAKEN = [
    Package(
        "@tabler/core",
        "tabler",
        {
            "tabler.min.css": PACKAGES / "@tabler/core/dist/css/tabler.min.css",
            "LICENSE.txt": HERE / "licences" / "tabler-LICENSE.txt",  # the package does not carry it
        },
    ),
    Package(
        "echarts",
        "echarts",
        {
            "echarts.min.js": PACKAGES / "echarts/dist/echarts.min.js",
            "LICENSE.txt": PACKAGES / "echarts/LICENSE",
            "LICENSE-d3.txt": PACKAGES / "echarts/licenses/LICENSE-d3",
            "NOTICE.txt": PACKAGES / "echarts/NOTICE",
        },
    ),
]


def content_of(source: Path) -> bytes:
    """What is shipped of a file: without source maps, stylesheets in the layer `vendor`."""
    content = SOURCE_MAP.sub(b"\n", source.read_bytes()).strip() + b"\n"
    if source.suffix == ".css":
        content = b'@charset "UTF-8";@layer vendor{' + CHARSET.sub(b"", content) + b"}\n"
    return content


def copy(package: Package) -> dict[str, object]:
    """Copy one package's files; return its entry of the manifest."""
    files = {}
    for name, source in package.files.items():
        content = content_of(source)
        target = TARGET / package.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        files[f"{package.folder}/{name}"] = hashlib.sha256(content).hexdigest()
    described = package.described()
    return {
        "name": package.name,
        "version": described["version"],
        "licence": described["license"],
        "files": files,
    }


def main() -> None:
    """Install exactly what the lock says, then lay static/vendor anew."""
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE, check=True)  # noqa: S607 - npm is found on PATH
    shutil.rmtree(TARGET, ignore_errors=True)
    manifest = {"packages": [copy(package) for package in TAKEN]}
    (TARGET / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    for package in TAKEN:
        print(f"{package.name} → static/vendor/{package.folder}")


if __name__ == "__main__":
    main()
