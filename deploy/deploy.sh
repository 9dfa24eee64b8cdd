#!/bin/sh
# Brings a companion up, waits until it is ready, verifies it, and goes back to the one before when
# something is not as it should be. Exit code: 0 deployed, 1 not deployed, 2 used wrongly.
set -u

usage() {
  cat <<'EOF'
deploy.sh --env development|staging|production [--runner compose|systemd|process]
          [--jobs LIST] [--wait SECONDS]

  --env ENV      reads deploy/env/ENV.env, then deploy/env/ENV.local.env for what is yours
  --runner R     compose  containers, as in deploy/docker-compose.yml (the default)
                 systemd  releases under PARLEY_HOME (/opt/parley), unit parley.service
                 process  the same releases, run by this script without systemd
  --jobs LIST    what must work, as for verify.sh; VERIFY_JOBS of the environment when left out
  --wait N       seconds until it must be ready; 120 when left out
EOF
}

env=
runner=compose
jobs=
patience=120
while [ $# -gt 0 ]; do
  case $1 in
    --env | --runner | --jobs | --wait)
      [ $# -ge 2 ] || { usage >&2; exit 2; }
      case $1 in
        --env) env=$2 ;;
        --runner) runner=$2 ;;
        --jobs) jobs=$2 ;;
        --wait) patience=$2 ;;
      esac
      shift 2
      ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done
case $env in development | staging | production) ;; *) usage >&2; exit 2 ;; esac
case $runner in compose | systemd | process) ;; *) usage >&2; exit 2 ;; esac
case $patience in '' | *[!0-9]*) usage >&2; exit 2 ;; esac

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 2
root=$(dirname -- "$here")
set -a
# Images and weights by digest, from pin-images.sh; what is yours comes after it and may differ.
# shellcheck source=/dev/null
[ ! -f "$here/env/images.env" ] || . "$here/env/images.env"
# shellcheck source=/dev/null
. "$here/env/$env.env"
# shellcheck source=/dev/null
[ ! -f "$here/env/$env.local.env" ] || . "$here/env/$env.local.env"
set +a
export PARLEY_TAG="$env" HOST="${PARLEY_BIND:-127.0.0.1}" PORT="${PARLEY_PORT:-3100}"
url=${PARLEY_URL:-http://localhost:$PORT}

say() { echo "deploy: $*"; }
give_up() {
  say "$*" >&2
  exit 1
}
for tool in curl $([ "$runner" = compose ] && echo docker || echo node npm); do
  command -v "$tool" >/dev/null || give_up "$tool is not installed."
done

wait_ready() {
  waited=0
  while ! curl --silent --fail --insecure --output /dev/null --max-time 3 "$url/readyz"; do
    [ "$waited" -lt $((patience * 5)) ] || return 1
    waited=$((waited + 1))
    sleep 0.2
  done
}

# Works until the end of the check and no longer.
verify() {
  made=$(keys create --name deploy-check --expires 1h) || return 1
  PARLEY_KEY=$(printf '%s\n' "$made" | head -n 1)
  export PARLEY_KEY
  sh "$here/verify.sh" --url "$url" --jobs "${jobs:-${VERIFY_JOBS:-auto}}" ${VERIFY_INSECURE:+--insecure}
  verdict=$?
  id=${PARLEY_KEY#parley_}
  keys revoke "${id%%_*}" >/dev/null
  unset PARLEY_KEY
  return $verdict
}

# --- containers ---------------------------------------------------------------------------------

compose() {
  docker compose --project-name "parley-$env" --file "$here/docker-compose.yml" "$@"
}

compose_up() {
  before=
  if docker image inspect "parley-companion:$env" >/dev/null 2>&1; then
    docker tag "parley-companion:$env" "parley-companion:$env-before" || return 1
    before=yes
  fi
  compose build && compose up --detach --remove-orphans
}

compose_back() {
  if [ -z "$before" ]; then
    say 'there was none before: the companion is stopped'
    compose stop companion
    return 1
  fi
  docker tag "parley-companion:$env-before" "parley-companion:$env" &&
    compose up --detach --no-build --force-recreate companion
}

compose_keys() { compose exec -T companion node /app/dist-server/keys.js "$@"; }

compose_log() { compose logs --no-color --tail 20 companion; }

# --- releases -----------------------------------------------------------------------------------

home=${PARLEY_HOME:-/opt/parley}
data=$home/data

release_up() {
  before=$(readlink "$home/current" 2>/dev/null)
  release=$home/releases/$(date -u +%Y%m%dT%H%M%SZ)-$$
  mkdir -p "$release" "$data" "$home/weights" || return 1
  if [ "${PARLEY_BUILD:-yes}" = yes ]; then
    (cd "$root" && npm ci --silent && node scripts/build.mjs --quiet) || return 1
  fi
  if [ "${PARLEY_PACKAGES:-copy}" = link ]; then
    (cd "$root" && cp -R dist dist-server models package.json "$release") || return 1
    ln -s "$root/node_modules" "$release/node_modules" || return 1
  else
    (cd "$root" && node scripts/release.mjs "$release") || return 1
  fi
  point_to "$release" && restart
}

# A rename is one step; removing a link and making another is two.
point_to() {
  ln -s "$1" "$home/current.next.$$" &&
    node -e 'require("node:fs").renameSync(process.argv[1], process.argv[2])' \
      "$home/current.next.$$" "$home/current"
}

release_back() {
  if [ -z "$before" ]; then
    say 'there was none before: the companion is stopped'
    stop
    return 1
  fi
  # A release that could not even be made has replaced nothing.
  if [ "$(readlink "$home/current")" != "$before" ]; then
    point_to "$before" && restart || return 1
  fi
  rm -rf "${release:?}"
}

release_keys() {
  set -- "$(command -v node)" "$home/current/dist-server/keys.js" "$@"
  # Keys belong to the account that reads them.
  if [ "$runner" = systemd ]; then
    set -- runuser -u parley -- env "PARLEY_CONFIG=${PARLEY_CONFIG:-}" "$@"
  fi
  (cd "$data" && "$@")
}

# The three youngest stay, and the one in use whatever its age.
prune() {
  # Their names are ours: dates without spaces.
  # shellcheck disable=SC2012
  ls -1 "$home/releases" | sort -r | tail -n +4 | while read -r old; do
    [ "$(readlink "$home/current")" = "$home/releases/$old" ] || rm -rf "$home/releases/$old"
  done
}

restart() {
  if [ "$runner" = systemd ]; then
    systemctl restart parley.service
    return
  fi
  stop
  (
    cd "$data" || exit 1
    MODELS_DIR=${PARLEY_WEIGHTS:-$home/weights} nohup \
      node "$home/current/dist-server/main.js" >>"$home/parley.log" 2>&1 &
    echo $! >"$home/parley.pid"
  )
}

stop() {
  if [ "$runner" = systemd ]; then
    systemctl stop parley.service
    return
  fi
  [ -f "$home/parley.pid" ] || return 0
  pid=$(cat "$home/parley.pid")
  rm -f "$home/parley.pid"
  kill "$pid" 2>/dev/null || return 0
  waited=0
  # It lets answers finish first, for twenty seconds.
  while kill -0 "$pid" 2>/dev/null; do
    [ "$waited" -lt 300 ] || { kill -9 "$pid" 2>/dev/null; break; }
    waited=$((waited + 1))
    sleep 0.1
  done
}

# --- the same for all ---------------------------------------------------------------------------

if [ "$runner" = compose ]; then
  up() { compose_up; }
  back() { compose_back; }
  keys() { compose_keys "$@"; }
  log() { compose_log; }
else
  up() { release_up; }
  back() { release_back; }
  keys() { release_keys "$@"; }
  log() {
    if [ "$runner" = systemd ]; then
      journalctl --unit parley --no-pager --lines 20
    else
      tail -n 20 "$home/parley.log"
    fi
  }
fi

before=
say "$env with $runner at $url"
if [ "$runner-$env" = compose-production ] && [ ! -f "$here/env/images.env" ]; then
  say 'images are taken by their tags; deploy/pin-images.sh keeps them by digest' >&2
fi
if ! up; then
  reason='it could not be brought up'
elif ! wait_ready; then
  reason="it was not ready after $patience s"
  log >&2
elif ! verify; then
  reason='it did not pass its verification'
else
  [ "$runner" = compose ] || prune
  say 'done'
  exit 0
fi
say "$reason; going back" >&2
if back && wait_ready; then
  give_up 'the one before is in place again'
fi
give_up 'and there is none to go back to'
