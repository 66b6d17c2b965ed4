#!/usr/bin/env bash
# Make or refresh .venv-qgis: the system's Python, which has QGIS, with the test tools beside it. Salient is there
# without its requirements: numpy, shapely, pyproj and fiona must be the distribution's own (see forbidden below).
set -euo pipefail
cd "$(dirname "$0")/../.."

tools=(pytest pytest-xdist pytest-qt pytest-qgis hypothesis pikepdf)
forbidden="fiona numpy pyproj rasterio reportlab scipy shapely"
stamp=.venv-qgis/salient.setup.cfg

if [ -x .venv-qgis/bin/python ] && .venv-qgis/bin/python -c 'import pip, qgis.core' 2>/dev/null; then
    if cmp -s setup.cfg "$stamp"; then
        exit 0
    fi
else
    rm -rf .venv-qgis
    echo "==> making .venv-qgis with $(/usr/bin/python3 --version)"
    env -u PYTHONPATH /usr/bin/python3 -m venv --system-site-packages .venv-qgis
fi

pip() {
    env -u PYTHONPATH .venv-qgis/bin/python -m pip --no-input --disable-pip-version-check "$@" </dev/null
}

echo "==> installing the test tools into .venv-qgis"
pip install --quiet --prefer-binary "${tools[@]}"
pip install --quiet --no-deps -e .

# The distribution's pyproj looks for PROJ's data below the environment's own prefix.
proj="$(/usr/bin/python3 -c 'import pyproj.datadir; print(pyproj.datadir.get_data_dir())')"
mkdir -p .venv-qgis/share
ln -sfn "$proj" .venv-qgis/share/proj

# Wheels of these bring a GDAL, PROJ or GEOS of their own, and QGIS's wins the look-up: crashes.
came="$(pip list --local --format=freeze | cut -d= -f1 | tr '[:upper:]' '[:lower:]')"
for name in $forbidden; do
    if grep -qx "$name" <<<"$came"; then
        rm -rf .venv-qgis
        echo "pip brought $name into .venv-qgis, where the distribution's own has to be used" >&2
        exit 1
    fi
done
.venv-qgis/bin/python -c 'import qgis.core' || {
    echo "the QGIS of this machine cannot be imported by /usr/bin/python3" >&2
    exit 1
}
cp setup.cfg "$stamp"
