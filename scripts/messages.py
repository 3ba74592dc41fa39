"""Compile locale/*/LC_MESSAGES/*.po to .mo, without gettext on the machine; --check only says what is not fresh."""

import sys
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def compiled(source: Path) -> bytes:
    """The .mo of one .po."""
    return polib.pofile(str(source), encoding="utf-8").to_binary()


def main(arguments: list[str]) -> int:
    """Write every .mo that is not what its .po says; with --check, name it and return 1."""
    stale = [
        source
        for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
        if not (target := source.with_suffix(".mo")).exists() or target.read_bytes() != compiled(source)
    ]
    for source in stale:
        name = source.relative_to(LOCALE.parent).as_posix()
        if "--check" in arguments:
            print(f"{name} was changed since it was compiled: make messages")
        else:
            source.with_suffix(".mo").write_bytes(compiled(source))
            print(f"compiled {name}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
