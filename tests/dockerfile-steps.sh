#!/usr/bin/env bash
# No container engine is needed: does what the Dockerfile does, in a scratch folder, and starts what comes out as nobody.
set -euo pipefail
repo=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
pid=
trap '[ -n "$pid" ] && kill "$pid" 2>/dev/null && wait "$pid" || true; rm -rf "$work"' EXIT # it may write until it has ended
chmod 755 "$work"

# build stage: only what the Dockerfile copies is there
mkdir "$work/src" && cd "$work/src"
cp "$repo"/Directory.Build.props "$repo"/Directory.Packages.props .
(cd "$repo" && git ls-files src clients | while read -r f; do [ -f "$f" ] && echo "$f"; done | tar -cf - -T -) | tar -xf -
dotnet restore src/BotGateway -v q
dotnet publish src/BotGateway -c Release -o "$work/app" --no-restore -v q -nologo
[ -f "$work/app/wwwroot/console/index.html" ] && [ -f "$work/app/wwwroot/m/index.html" ] || { echo "the clients are not in the published host"; exit 1; }

# run stage: as a user without rights, production, its own data folder
mkdir "$work/data" && chown 65534:65534 "$work/data" && chmod -R a+rX "$work/app"
port=$(( 11000 + RANDOM % 20000 )) # below those the system gives to outgoing connections
cd "$work/app"
env -i PATH="$PATH" HOME="$work/data" DOTNET_ROOT="${DOTNET_ROOT:-}" ASPNETCORE_URLS="http://127.0.0.1:$port" Data__Folder="$work/data" \
  Data__SealKey="k1:$(head -c 32 /dev/urandom | base64)" WeChat__AppId=wx0000000000000000 WeChat__AppSecret=secret WeChat__Token=token123 \
  WeChat__EncodingAESKey=abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG \
  setpriv --reuid=65534 --regid=65534 --clear-groups dotnet BotGateway.dll > "$work/log" 2>&1 &
pid=$!
for _ in $(seq 900); do curl -sf "http://127.0.0.1:$port/readyz" >/dev/null && break; kill -0 $pid || { cat "$work/log"; exit 1; }; sleep 0.2; done
curl -sf "http://127.0.0.1:$port/readyz" >/dev/null || { cat "$work/log"; exit 1; }
[ "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/console/")" = 200 ]
[ "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/sandbox/")" = 404 ]
echo "the published host runs as nobody, with its clients and without the sandbox"
