# What the scripts share; sourced from the root of the checkout, POSIX sh.
# shellcheck shell=sh

say() { printf '%s\n' "$*"; }
die() {
  printf 'workplan: %s\n' "$*" >&2
  exit 1
}
in_ci() { [ "${CI:-}" = true ]; }

# apt_install WHY PACKAGE…: install Debian packages where that is allowed (root, with apt); else fail.
apt_install() {
  why=$1
  shift
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
  say "Installing $* ($why) …"
  DEBIAN_FRONTEND=noninteractive
  export DEBIAN_FRONTEND
  # An outdated package list is worth a try: the install itself decides.
  apt-get update -qq || true
  apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# --- Python and its environment -------------------------------------------------------------------

python_fits() { "$1" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
python_has_venv() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

# Set $python to an interpreter of 3.11 or later that can make an environment.
find_python() {
  bare=
  for python in ${PYTHON:-} python3.13 python3.12 python3.11 python3; do
    python_fits "$python" || continue
    python_has_venv "$python" && return
    bare=${bare:-$python}
  done
  [ -n "$bare" ] || die "Python 3.11 or later is needed and was not found (PYTHON=/path/to/python3 names one)."

  # Debian and Ubuntu keep the part of Python that makes environments in a package of its own.
  python=$bare
  package=$(basename "$python")-venv
  apt_install "to make a Python environment" "$package" || true
  python_has_venv "$python" || die "$python cannot make an environment. Install it with: sudo apt install $package"
}

# ensure_venv NAME: .venv holds what requirements/NAME.txt locks; nothing is done when it already does.
ensure_venv() {
  lock=requirements/$1.txt
  stamp=.venv/.locked-$1
  if .venv/bin/python -c '' 2>/dev/null && [ "$(cat "$stamp" 2>/dev/null)" = "$(cksum <"$lock")" ]; then
    return
  fi
  if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    find_python
    say "Making .venv with $("$python" --version) …"
    "$python" -m venv --clear .venv || die "could not make .venv"
  fi
  say "Installing the libraries of $lock …"
  .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --no-input --require-hashes -r "$lock" ||
    die "could not install the libraries of $lock (is a package index within reach?)"
  cksum <"$lock" >"$stamp"
}

# --- Chromium and PostgreSQL, for the tests ---------------------------------------------------------

# Set $chromium to a browser that starts, or to nothing. The one without a window comes first: it takes half the time.
find_chromium() {
  for chromium in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable; do
    chromium=$(command -v "$chromium") && "$chromium" --version >/dev/null 2>&1 && return
  done
  chromium=
}

# Chinese pages are pictures of empty boxes without a Chinese font.
has_chinese_font() { command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh family 2>/dev/null)" ]; }

# Set $postgres to the DATABASE_URL of a server to test on, or to nothing; needs .venv.
# shellcheck disable=SC2034 # read by those who source this
find_postgres() { postgres=$(.venv/bin/python scripts/find_postgres.py); }
