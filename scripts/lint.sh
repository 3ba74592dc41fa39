#!/bin/sh
# Every check that needs no test: style, types, templates, migrations, translations, deployment settings.
# Runs them all, then fails if one did.
set -eu
cd "$(dirname "$0")/.."
. scripts/common.sh

ensure_venv lint
failed=
# check NAME COMMAND…
check() {
  name=$1
  shift
  say "--- $name"
  "$@" || failed="$failed
  $name"
}

# As on a real server: nothing of this shell's own settings, a key, HTTPS by default, no DEBUG.
# Set, not unset: manage.py would take what is unset from what the last `make run` kept.
unset DEBUG
WORKPLAN_DEMO=false WORKPLAN_HTTPS=true WORKPLAN_TODAY=
export WORKPLAN_DEMO WORKPLAN_HTTPS WORKPLAN_TODAY
mkdir -p var
SECRET_KEY=$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(64))')
DATABASE_URL=sqlite:///$PWD/var/lint.sqlite3
export SECRET_KEY DATABASE_URL

python=.venv/bin/python
check "ruff check" $python -m ruff check .
check "ruff format" $python -m ruff format --check .
check "types (mypy)" $python -m mypy .
check "templates (djlint)" $python -m djlint --lint --quiet templates
check "translations compiled" $python scripts/messages.py --check
check "no missing migration" $python manage.py makemigrations --check --dry-run
check "deployment settings" $python manage.py check --deploy --fail-level WARNING

[ -z "$failed" ] || die "these checks failed:$failed"
say "Every check passed."
