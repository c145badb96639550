#!/bin/sh
# Make .venv with the newest Python from 3.11 to 3.13 on this machine, also where Debian's python3-venv is missing.
set -eu

newest() {
    for name in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    echo "需要 Python 3.11 至 3.13（Debian 12 或 Ubuntu 24.04 自带）/ Python 3.11 to 3.13 is needed." >&2
    exit 1
}

python=$(newest)
echo "· 建立虚拟环境 .venv（$("$python" --version)）"
rm -rf .venv
if "$python" -c 'import ensurepip' 2>/dev/null && "$python" -m venv .venv; then
    exit 0
fi
rm -rf .venv
if "$python" -m pip --version >/dev/null 2>&1; then
    # No ensurepip (Debian splits it off), but a pip to install another one with.
    "$python" -m venv --without-pip .venv
    "$python" -m pip --python .venv/bin/python install --quiet pip && exit 0
    rm -rf .venv
fi
package="python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "· apt-get install $package"
    export DEBIAN_FRONTEND=noninteractive
    apt-get install -y -qq "$package" >/dev/null 2>&1 || { apt-get update -qq && apt-get install -y -qq "$package" >/dev/null; }
    exec "$python" -m venv .venv
fi
echo "缺少 $package：请先运行 sudo apt-get install $package / please install it first." >&2
exit 1
