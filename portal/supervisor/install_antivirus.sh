#!/bin/sh
# Install Debian's ClamAV daemon for the antivirus tests, where it is missing and can be installed. No service is started and no
# virus base is downloaded: the tests start a daemon of their own with a base of two lines.
set -eu

if command -v clamd >/dev/null || [ -x /usr/sbin/clamd ]; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "· 安装杀毒测试所需的 ClamAV（不启动系统服务，不下载病毒库）"
    export DEBIAN_FRONTEND=noninteractive
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
        trap 'rm -f "$policy"' EXIT
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod +x "$policy"
    fi
    if { apt-get update -qq && apt-get install -y -qq --no-install-recommends clamav-daemon; } </dev/null >/dev/null; then exit 0; fi
fi
echo "!! 没有 ClamAV：杀毒测试将被跳过（CI 中视为失败）。请运行 sudo apt-get install clamav-daemon" >&2
echo "!! no ClamAV: the antivirus tests will be SKIPPED (and fail when CI=true)" >&2
