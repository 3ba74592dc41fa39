#!/bin/sh
# Gather the texts into locale/*.po where GNU gettext is installed, then compile every .po to .mo.
set -eu
cd "$(dirname "$0")/.."
. scripts/common.sh

ensure_venv test
if command -v xgettext >/dev/null 2>&1; then
  DEBUG=true .venv/bin/python manage.py makemessages --locale zh_Hans --no-location --no-wrap \
    --ignore '.venv/*' --ignore 'var/*' --ignore 'scripts/*' --ignore 'tests/*'
else
  say "GNU gettext is not installed: no texts gathered. To have it: sudo apt install gettext"
fi
.venv/bin/python scripts/messages.py
