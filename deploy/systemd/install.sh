#!/bin/sh
# Makes a Debian or Ubuntu machine one that runs a companion: account, folders, unit, first release.
# Run as root from a copy of the project: deploy/systemd/install.sh [--env production|staging]
set -eu

env=production
case ${1:-} in
  '') ;;
  --env) env=${2:?} ;;
  *) echo 'install.sh [--env production|staging]' >&2; exit 2 ;;
esac
[ "$(id -u)" = 0 ] || { echo 'Run it as root.' >&2; exit 2; }
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(dirname -- "$(dirname -- "$here")")

apt-get update -q
apt-get install -y -q --no-install-recommends nodejs npm curl ffmpeg ca-certificates
# shellcheck disable=SC2016 # The dollar is JavaScript's.
node -e '
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Parley needs Node 20.19 or newer; this is ${process.versions.node}. Debian 13 has one; for older systems see https://nodejs.org`);
    process.exit(1);
  }'

id parley >/dev/null 2>&1 || useradd --system --home-dir /opt/parley --shell /usr/sbin/nologin parley
install -d -m 755 /opt/parley /opt/parley/releases /opt/parley/weights
install -d -m 700 -o parley -g parley /opt/parley/data
install -d -m 755 /etc/parley
if [ ! -f /etc/parley/parley.config.yaml ]; then
  # Without upstreams this machine does all jobs.
  printf '%s\n' '# See parley.config.example.yaml and docs/gateway.md.' 'upstreams: []' \
    >/etc/parley/parley.config.yaml
fi
if [ ! -f /etc/parley/parley.env ]; then
  # Keys of clouds and the names people type come in here.
  printf '%s\n' 'HOST=127.0.0.1' 'PORT=3100' '#ALLOWED_HOSTS=parley.school.example' \
    '#CLOUD_API_KEY=' >/etc/parley/parley.env
  chmod 600 /etc/parley/parley.env
fi
install -m 644 "$here/parley.service" /etc/systemd/system/parley.service
systemctl daemon-reload
systemctl enable parley.service

export PARLEY_CONFIG=/etc/parley/parley.config.yaml
# A new machine may have no weights yet, and is then still one that serves the app.
exec sh "$root/deploy/deploy.sh" --env "$env" --runner systemd --jobs auto
