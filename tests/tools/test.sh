#!/usr/bin/env bash
# Run the tests: `test.sh core` those that need no QGIS, `test.sh qgis` the others, both for all.
# Every part runs even if an earlier one failed; the closing lines of all come again at the end.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
unset PYTHONPATH
export PYTHONDONTWRITEBYTECODE=1

free_rooms="tests/core tests/store tests/brief tests/cli"
qgis_rooms="tests/bridge tests/algorithms tests/gui"
failed=no
summary=""
logs="$(mktemp -d)"
trap 'rm -rf "$logs"' EXIT

there() { # those of the given paths that exist
    local path
    for path in "$@"; do
        [ ! -e "$path" ] || echo "$path"
    done
}

# run NAME COMMAND…: shows the output as it comes and keeps pytest's last line.
run() {
    local name="$1" code
    shift
    echo
    echo "==> $name"
    "$@" </dev/null 2>&1 | tee "$logs/run"
    code="${PIPESTATUS[0]}"
    summary+="$(printf '%-34s %s' "$name" "$(grep -E '^=.*(passed|failed|error|skipped|no tests ran|deselected).*=$' \
        "$logs/run" | tail -n 1 | sed 's/^=* *//; s/ *=*$//')")"
    if [ "$code" -ne 0 ]; then
        failed=yes
        summary+="  <- FAILED (exit $code)"
    fi
    summary+=$'\n'
}

setup() {
    if ! "$@"; then
        echo "setting up failed: $*" >&2
        exit 1
    fi
}

parts=" ${*:-core qgis} "
no_qgis=""
if [[ $parts == *" qgis "* ]]; then
    # Also brings python3-venv, which .venv needs; so it comes first.
    tests/tools/system.sh 2>"$logs/system"
    code=$?
    cat "$logs/system" >&2
    if [ "$code" -eq 3 ]; then
        no_qgis="$(tail -n 1 "$logs/system")"
    elif [ "$code" -ne 0 ]; then
        echo "tests/tools/system.sh failed (exit $code)" >&2
        exit 1
    fi
fi

if [[ $parts == *" core "* ]]; then
    setup tests/tools/venv.sh test
    run "without QGIS" .venv/bin/python -m pytest -n auto tests \
        -m "not qgis and not desktop and not layers and not slow"
    run "without QGIS, layers and kills" .venv/bin/python -m pytest -n auto tests \
        -m "(layers or slow) and not qgis and not desktop"
fi

if [[ $parts == *" qgis "* && -z $no_qgis ]]; then
    setup tests/tools/venv_qgis.sh
    python=.venv-qgis/bin/python
    # shellcheck disable=SC2046,SC2086 # one word a folder
    run "without QGIS, the system's shapely" $python -m pytest -n auto -p no:pytest_qgis -p no:pytest-qt \
        -m "not qgis" $(there $free_rooms)
    rooms="$(there $qgis_rooms)"
    if [ -n "$rooms" ]; then
        # pytest-qgis keeps its profile from one run to the next.
        rm -rf .qgis-settings
        # shellcheck disable=SC2086
        run "inside QGIS" env QT_QPA_PLATFORM=offscreen $python -m pytest $rooms
    fi
    run "desktop and qgis_process" $python -m pytest -p no:pytest_qgis -p no:pytest-qt tests/desktop
fi

echo
echo "==> closing lines"
printf '%s' "$summary"
if [ -n "$no_qgis" ]; then
    echo
    echo "NOT TESTED, BECAUSE QGIS 3.40 OR NEWER CANNOT BE HAD HERE: TESTS/BRIDGE, TESTS/ALGORITHMS, TESTS/GUI,"
    echo "TESTS/DESKTOP, AND TESTS/CORE, STORE, BRIEF, CLI WITH THE SYSTEM'S SHAPELY."
    echo "WHY: ${no_qgis^^}"
    if [ "${CI:-}" = true ]; then
        failed=yes
    fi
fi
[ "$failed" = no ]
