#!/bin/sh
# The whole suite from a bare checkout: on SQLite, then on PostgreSQL where one answers.
#
#   make test                              everything
#   make test ARGS="tests/events -k held"  what pytest is told beside
#
# WORKPLAN_TEST_POSTGRES_URL names a server (its user may create databases); else the local one is asked.
# With CI=true nothing is skipped: a missing Chromium, LibreOffice or PostgreSQL is a failure.
set -eu
cd "$(dirname "$0")/.."
. scripts/common.sh

ensure_venv test
summary=
note() {
  summary="$summary
  $*"
}

# --- a browser for the browser tests -------------------------------------------------------------
find_chromium
in_ci && [ "$chromium" != "$(command -v chromium-headless-shell)" ] && chromium= # installed below
if [ -z "$chromium" ] || ! has_chinese_font; then
  apt_install "for the browser tests" chromium-headless-shell fonts-noto-cjk ||
    apt_install "for the browser tests" chromium fonts-noto-cjk || true
  find_chromium
fi
if [ -z "$chromium" ]; then
  how="No Chromium on PATH; to have it: sudo apt install chromium fonts-noto-cjk"
  in_ci && die "$how"
  note "SKIPPED the browser tests. $how"
elif ! has_chinese_font; then
  note "No Chinese font was found: pictures of Chinese pages show boxes. To have one: sudo apt install fonts-noto-cjk"
fi

# --- LibreOffice, which opens what is exported ----------------------------------------------------
if ! command -v soffice >/dev/null 2>&1; then
  apt_install "to open exported files in the tests" libreoffice-calc-nogui libreoffice-writer-nogui || true
fi
if ! command -v soffice >/dev/null 2>&1; then
  how="No LibreOffice on PATH; to have it: sudo apt install libreoffice-calc-nogui libreoffice-writer-nogui"
  in_ci && die "$how"
  note "SKIPPED the tests that open files with LibreOffice. $how"
fi

# --- the two databases -----------------------------------------------------------------------------
# The settings of a test run are the tests' own, whatever this shell has set for a server.
unset DEBUG SECRET_KEY WORKPLAN_DEMO WORKPLAN_HTTPS WORKPLAN_TODAY WORKPLAN_BEHIND_PROXY
# A checkout has its own test databases, so that two of them do not meet on one server.
WORKPLAN_TEST_DB_SUFFIX=${WORKPLAN_TEST_DB_SUFFIX:-$(pwd -P | cksum | cut -d ' ' -f 1)}
PGOPTIONS='-c synchronous_commit=off' # test data need not survive a power cut
export WORKPLAN_TEST_DB_SUFFIX PGOPTIONS

failed=
# suite NAME DATABASE_URL: run it all, remember how it went.
suite() {
  say
  say "=== The suite on $1 ==="
  started=$(date +%s)
  outcome=passed
  eval "set -- \"\$1\" \"\$2\" ${ARGS:-}"
  name=$1 url=$2
  shift 2
  DATABASE_URL=$url .venv/bin/python -m pytest -n auto --dist worksteal "$@" || outcome="FAILED (pytest's exit code $?)"
  [ "$outcome" = passed ] || failed=yes
  note "$name: $outcome, $(($(date +%s) - started)) s"
}

mkdir -p var
suite SQLite "sqlite:///$PWD/var/test.sqlite3"

if ! find_postgres; then
  failed=yes
  note "PostgreSQL: FAILED, the server of WORKPLAN_TEST_POSTGRES_URL will not do (above)"
elif [ -n "$postgres" ]; then
  suite PostgreSQL "$postgres"
elif in_ci; then
  failed=yes
  note "PostgreSQL: FAILED, none answers, and CI does not skip it"
else
  note "SKIPPED PostgreSQL: none answers. WORKPLAN_TEST_POSTGRES_URL=postgres://USER:PASSWORD@HOST/NAME names one"
fi

say
say "=== Workplan's tests ===$summary"
[ -z "$failed" ]
