#!/usr/bin/env bash
# All of `make lint`; every part runs, so that one call shows everything.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
unset PYTHONPATH

failed=no
run() {
    echo "==> $*"
    "$@" </dev/null || failed=yes
}

run .venv/bin/ruff check plugin tests
run .venv/bin/ruff format --check plugin tests
run .venv/bin/mypy plugin
run .venv/bin/python tests/tools/site_rules.py
[ "$failed" = no ]
