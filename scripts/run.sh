#!/bin/sh
# Everything from a bare checkout to a running Workplan on http://127.0.0.1:8000/; again: starts at once.
#
#   make run                 with the demonstration, whose day is 30 September 2024
#   make run DEMO=0          without it, for real work: asks for an administrator on the first start
#   make run PORT=8001       on another port
#
# What is kept between starts lies in var/: the database, the secret key, the demonstration's password.
set -eu
cd "$(dirname "$0")/.."
. scripts/common.sh

ensure_venv base
umask 077
mkdir -p var

# What the settings read. A value of yours in the environment goes before what is set here.
case ${DEMO:-1} in
  1) WORKPLAN_DEMO=true WORKPLAN_TODAY=${WORKPLAN_TODAY:-2024-09-30} database=var/demo.sqlite3 ;;
  0) WORKPLAN_DEMO=false WORKPLAN_TODAY=${WORKPLAN_TODAY:-} database=var/workplan.sqlite3 ;;
  *) die "DEMO=$DEMO: expected 1 or 0" ;;
esac
DATABASE_URL=${DATABASE_URL:-sqlite:///$PWD/$database}
WORKPLAN_HTTPS=${WORKPLAN_HTTPS:-false} # plain HTTP, to the loopback address only
DEBUG=false
PORT=${PORT:-8000}
if [ -z "${SECRET_KEY:-}" ]; then
  [ -s var/secret_key ] || .venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(64))' >var/secret_key
  SECRET_KEY=$(cat var/secret_key)
fi
export DATABASE_URL DEBUG PORT SECRET_KEY WORKPLAN_DEMO WORKPLAN_HTTPS WORKPLAN_TODAY

.venv/bin/python scripts/prepare.py
exec .venv/bin/python -m gunicorn --config gunicorn.conf.py workplan.wsgi:application
