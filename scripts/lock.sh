#!/bin/sh
# Write requirements/*.txt from pyproject.toml: every version pinned, every file hashed, no addresses.
#
#   make lock                         keeps the versions that still fit pyproject.toml
#   make lock ARGS=--upgrade          takes the newest that fit
#   make lock ARGS='-P django'        takes the newest of one package
set -eu
cd "$(dirname "$0")/.."

if command -v uv >/dev/null 2>&1; then
  uv=uv
else
  uv=.venv/bin/uv
  [ -x "$uv" ] || .venv/bin/python -m pip install --quiet uv
fi

# compile OUTPUT ARGS…: one lock that holds on Python 3.11 to 3.13; the versions of $wide bind it.
compile() {
  output=requirements/$1
  shift
  "$uv" pip compile pyproject.toml --quiet --generate-hashes --universal --python-version 3.11 \
    --fork-strategy fewest --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
    --output-file "$output" "$@"
  # A header of our own: the tool's carries the command line, and with it paths.
  { echo "# Written by \`make lock\` from pyproject.toml; not by hand."; cat "$output"; } >"$output.new"
  mv "$output.new" "$output"
}

# The widest first, so that the narrower ones hold the very same versions.
compile lint.txt --group lint "$@"
compile test.txt --group test --constraint requirements/lint.txt "$@"
compile base.txt --constraint requirements/lint.txt "$@"
compile s3.txt --extra s3 --constraint requirements/lint.txt "$@"
