#!/bin/sh
# The benchmarks: on PostgreSQL, with the production server, each figure as a ratio to its floor of the same run.
set -eu
cd "$(dirname "$0")/.."
. scripts/common.sh

ensure_venv test
find_postgres
[ -n "$postgres" ] || die "the benchmarks need PostgreSQL. WORKPLAN_TEST_POSTGRES_URL=postgres://… names one"
unset DEBUG SECRET_KEY WORKPLAN_TODAY
WORKPLAN_BENCH_POSTGRES_URL=$postgres
export WORKPLAN_BENCH_POSTGRES_URL
eval "set -- ${ARGS:-}"
exec .venv/bin/python -m benchmarks "$@"
