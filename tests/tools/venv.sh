#!/usr/bin/env bash
# Make or refresh .venv: Salient itself (editable) and one set of extras from setup.cfg: run, test or lint.
# Does nothing when setup.cfg is the one that the set was installed from.
set -euo pipefail
cd "$(dirname "$0")/../.."

what="${1:-run}"
python="${PYTHON:-python3}"
made_now=no

case "$what" in
    run) target="." ;;
    test | lint) target=".[$what]" ;;
    *)
        echo "usage: $0 run|test|lint" >&2
        exit 2
        ;;
esac

stamp=".venv/salient-$what.setup.cfg"
# An environment whose Python was removed or upgraded away, or whose making was broken off, is as good as none.
if [ -x .venv/bin/python ] && .venv/bin/python -c 'import pip' 2>/dev/null; then
    if cmp -s setup.cfg "$stamp"; then
        exit 0
    fi
else
    rm -rf .venv
fi

have_venv() {
    "$python" -c 'import venv, ensurepip' >/dev/null 2>&1
}

install_venv_module() {
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "==> installing python3-venv"
        apt-get update -qq </dev/null
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv </dev/null
    fi
}

if [ ! -x .venv/bin/python ]; then
    if ! command -v "$python" >/dev/null 2>&1; then
        echo "$python is not there: install Python 3.9 or newer, or say which one: make PYTHON=/path/of/python3" >&2
        exit 1
    fi
    if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 9))'; then
        version="$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
        echo "$python is Python $version; Salient needs 3.9 or newer: make PYTHON=/path/of/python3" >&2
        exit 1
    fi
    have_venv || install_venv_module || true
    if ! have_venv; then
        echo "The venv module of $python is missing: sudo apt install python3-venv (Debian, Ubuntu)" >&2
        exit 1
    fi
    echo "==> making .venv with $("$python" --version)"
    made_now=yes
    "$python" -m venv .venv
fi

echo "==> installing Salient and its parts into .venv ($what)"
# PYTHONPATH of the caller must not decide what is "already installed".
if ! env -u PYTHONPATH .venv/bin/python -m pip install --no-input --disable-pip-version-check --prefer-binary \
    -e "$target" </dev/null | { grep -v '^Requirement already satisfied' || true; }; then
    [ "$made_now" = no ] || rm -rf .venv
    echo "pip could not install Salient's parts; if one has no wheel for this Python, try another: make PYTHON=python3.12" >&2
    exit 1
fi
cp setup.cfg "$stamp"
