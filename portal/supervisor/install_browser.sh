#!/bin/sh
# Install Debian's Chromium and a Chinese font for the browser tests, where it is missing and can be installed.
set -eu

for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "· 安装浏览器测试所需的 Chromium 与中文字体"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-wqy-zenhei; } </dev/null >/dev/null && exit 0
fi
echo "!! 没有浏览器：浏览器测试将被跳过（CI 中视为失败）。请运行 sudo apt-get install chromium fonts-wqy-zenhei" >&2
echo "!! no browser: the browser tests will be SKIPPED (and fail when CI=true)" >&2
