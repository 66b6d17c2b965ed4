#!/usr/bin/env bash
# Install with apt what the tests need beside Python: QGIS 3.40 or newer, its Python libraries, a virtual display.
# Exit 0: QGIS is there. Exit 3: it is not and cannot be had here; the last line on stderr says why.
# Nothing is installed, and apt is not called, when all is there already.
set -euo pipefail
cd "$(dirname "$0")"

wanted_qgis=3.40
# QGIS comes from the distribution or its backports; the libraries are the distribution's own, because wheels
# beside QGIS's GDAL, PROJ and GEOS crash.
libraries=(python3 python3-venv python3-fiona python3-pyproj python3-shapely python3-reportlab python3-pyqtgraph
    python3-scipy xvfb xauth xdotool imagemagick poppler-utils gdal-bin libfribidi-bin)
qgis_packages=(qgis qgis-providers python3-qgis)

cannot() {
    echo "$*" >&2
    exit 3
}

installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# "1:3.40.6+dfsg-1~bpo12+1" is new enough, "3.22.16+dfsg-2" is not.
new_enough() {
    dpkg --compare-versions "${1#*:}" ge "$wanted_qgis"
}

qgis_is_good() {
    local package
    for package in "${qgis_packages[@]}"; do
        installed "$package" || return 1
    done
    new_enough "$(dpkg-query -W -f='${Version}' qgis)"
}

missing_libraries() {
    local package
    for package in "${libraries[@]}"; do
        installed "$package" || echo "$package"
    done
}

if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
    # Elsewhere somebody else has to install it; we only look.
    if command -v qgis_process >/dev/null 2>&1 && /usr/bin/python3 -c 'import qgis.core' 2>/dev/null; then
        exit 0
    fi
    cannot "no apt here: install QGIS $wanted_qgis or newer with your system's own means"
fi

missing="$(missing_libraries)"
if [ -z "$missing" ] && qgis_is_good; then
    exit 0
fi

sudo=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || cannot "not root and no sudo: as root, run $0"
    sudo=(sudo)
    # Without a terminal nobody can type a password: fail, do not wait.
    [ -t 0 ] || sudo=(sudo -n)
fi

as_root() {
    "${sudo[@]}" "$@"
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o Dpkg::Use-Pty=0 -o Acquire::Retries=3 \
        -o DPkg::Lock::Timeout=120 "$@" </dev/null
}

candidate() {
    LC_ALL=C apt-cache policy qgis | sed -n 's/^ *Candidate: *//p'
}

offered_by() { # the suite whose packages hold a new enough QGIS, if apt knows one
    local found="" version source
    while IFS='|' read -r _ version source; do
        # The source reads "URI suite/component architecture Packages".
        if [ -z "$found" ] && new_enough "${version// /}"; then
            found="$(awk '{print $2}' <<<"$source" | cut -d/ -f1)"
        fi
    done < <(LC_ALL=C apt-cache madison qgis)
    echo "$found"
}

echo "==> apt: refreshing the package lists"
apt update || cannot "apt-get update failed: see above"

if [ -n "$missing" ]; then
    echo "==> apt: installing" $missing
    # shellcheck disable=SC2086 # one word a package
    apt install --no-install-recommends $missing || cannot "apt could not install:" $missing
fi
if qgis_is_good; then
    exit 0
fi

suite=()
if ! new_enough "$(candidate)"; then
    # shellcheck disable=SC1091
    . /etc/os-release
    if [ -z "$(offered_by)" ] && [ "${ID:-}" = debian ]; then
        list=/etc/apt/sources.list.d/salient-backports.sources
        echo "==> apt: adding $VERSION_CODENAME-backports ($list)"
        if ! text="$(/usr/bin/python3 apt_sources.py "$VERSION_CODENAME")"; then
            cannot "apt's own sources name no Debian mirror with the suite $VERSION_CODENAME"
        fi
        printf '%s\n' "$text" | as_root tee "$list" >/dev/null
        if ! apt update || [ -z "$(offered_by)" ]; then
            as_root rm -f "$list"
            apt update || true
            cannot "no QGIS $wanted_qgis in $VERSION_CODENAME-backports of this machine's mirror"
        fi
    fi
    found="$(offered_by)"
    if [ -z "$found" ]; then
        cannot "${PRETTY_NAME:-this system} offers QGIS $(candidate) only; add a source of QGIS $wanted_qgis or newer to apt"
    fi
    suite=(-t "$found")
fi

echo "==> apt: installing QGIS (some hundred megabytes)"
apt install --no-install-recommends "${suite[@]}" "${qgis_packages[@]}" || cannot "apt could not install QGIS: see above"
qgis_is_good || cannot "apt installed QGIS $(dpkg-query -W -f='${Version}' qgis), older than $wanted_qgis"
