#!/usr/bin/env bash
# Puts a release into service on a machine with systemd (docs/deploy.md), without anybody noticing:
#
#   ops/deploy.sh [--no-backup] [--name NAME] SOURCE      SOURCE: a checkout, or a .tar.gz of one, built or not
#   ops/deploy.sh --back                                  the release before this one again
#
# Backup, migrations, then one instance after the other: the next is touched once this one is ready. Whatever goes wrong,
# the release before goes on, or comes back. The database is not taken back: the previous version survives every migration
# (docs/deploy.md, "Migrations").
#
# Settings, from the environment or /etc/lokahome/deploy.conf:
#   APIS="8001 8002"  WORKERS="1"  instances, by their names    READY_WITHIN=60   seconds for an API to become ready
#   KEEP_RELEASES=5                                               STEADY_FOR=8      seconds that a worker must last
set -euo pipefail

LOKAHOME_HOME=${LOKAHOME_HOME:-/opt/lokahome}
LOKAHOME_ETC=${LOKAHOME_ETC:-/etc/lokahome}
LOKAHOME_USER=${LOKAHOME_USER-lokahome}
SYSTEMCTL=${SYSTEMCTL:-systemctl}
# shellcheck source=/dev/null
if [ -r "$LOKAHOME_ETC/deploy.conf" ]; then . "$LOKAHOME_ETC/deploy.conf"; fi
read -ra apis <<<"${APIS:-8001 8002}"
read -ra workers <<<"${WORKERS:-1}"
ready_within=${READY_WITHIN:-60}
steady_for=${STEADY_FOR:-8}
keep_releases=${KEEP_RELEASES:-5}

releases=$LOKAHOME_HOME/releases
current=$LOKAHOME_HOME/current
touched=()
previous=

say() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$*"; }
fail() {
  say "FAILED: $*" >&2
  exit 1
}

as_user() {
  if [ -n "$LOKAHOME_USER" ] && [ "$(id -u)" -eq 0 ]; then runuser -u "$LOKAHOME_USER" -- "$@"; else "$@"; fi
}

# cli RELEASE COMMAND…
cli() {
  local release=$1
  shift
  (cd "$release" && as_user env NODE_ENV=production node_modules/node/bin/node "--env-file=$LOKAHOME_ETC/lokahome.env" dist/cli.js "$@")
}

# The link is there at every moment, and whole.
point_to() {
  ln -s "$1" "$current.new.$$"
  mv -T "$current.new.$$" "$current"
}

answers() { curl --silent --fail --output /dev/null --max-time 3 "$1"; }

ready() {
  local end=$((SECONDS + ready_within))
  until answers "http://127.0.0.1:$1/ready"; do
    if [ $SECONDS -ge $end ]; then return 1; fi
    sleep 0.5
  done
}

# A worker must be there, and stay.
steady() {
  local end=$((SECONDS + steady_for))
  while [ $SECONDS -lt $end ]; do
    if [ "$("$SYSTEMCTL" is-active "$1")" != active ]; then return 1; fi
    sleep 0.5
  done
}

roll_one() {
  local unit=$1
  touched+=("$unit")
  say "  $unit"
  "$SYSTEMCTL" restart "$unit" || return 1
  case $unit in
    lokahome-api@*) ready "${unit#*@}" ;;
    *) steady "$unit" ;;
  esac
}

roll() {
  local name
  for name in "${apis[@]}"; do roll_one "lokahome-api@$name" || return 1; done
  for name in "${workers[@]}"; do roll_one "lokahome-worker@$name" || return 1; done
}

check() {
  local name
  for name in "${apis[@]}"; do
    answers "http://127.0.0.1:$name/health" && answers "http://127.0.0.1:$name/api/v1/properties?per_page=1" || return 1
  done
}

# Only the instances that have been touched run the release that failed.
go_back() {
  trap '' INT TERM
  say "FAILED: $1" >&2
  if [ -z "$previous" ]; then
    say 'There is no release before this one: nothing to go back to. See: journalctl -u "lokahome-*"' >&2
    exit 1
  fi
  say "going back to $(basename "$previous")" >&2
  point_to "$previous"
  local unit units=("${touched[@]}") lost=()
  for unit in "${units[@]}"; do roll_one "$unit" >&2 || lost+=("$unit"); done
  if [ ${#lost[@]} -gt 0 ]; then
    say "NOT BACK: ${lost[*]}. See: journalctl -u ${lost[0]}" >&2
    exit 2
  fi
  say 'the release before is in service' >&2
  exit 1
}

# Copies SOURCE to a directory of its own and makes it ready to run.
prepare() {
  local source=$1 release=$2
  mkdir -p "$release.new"
  if [ -d "$source" ]; then
    tar -C "$source" --exclude=./.git --exclude=./.lokahome --exclude=./.env -cf - . | tar -C "$release.new" -xf -
  else
    tar -C "$release.new" -xzf "$source"
    # An archive of a directory, as git hosts make them.
    if [ ! -e "$release.new/package.json" ]; then
      local inner=("$release.new"/*/package.json)
      [ -e "${inner[0]}" ] || fail "$source has no package.json"
      mv "$(dirname "${inner[0]}")" "$release.inner" && rm -rf "$release.new" && mv "$release.inner" "$release.new"
    fi
  fi
  if [ ! -e "$release.new/dist/main.js" ] || [ ! -e "$release.new/node_modules" ]; then
    say 'installing and building'
    # Dependencies of the build, whatever NODE_ENV says here; then only those of the run.
    (cd "$release.new" && NODE_ENV=development npm ci --no-audit --no-fund --loglevel=error && npm run --silent build && npm prune --omit=dev --no-audit --no-fund --loglevel=error)
  fi
  chmod -R go+rX,go-w "$release.new"
  mv "$release.new" "$release"
}

sweep() {
  local old
  find "$releases" -mindepth 1 -maxdepth 1 -type d -printf '%T@ %p\n' | sort -rn | tail -n "+$((keep_releases + 1))" | cut -d' ' -f2- | while read -r old; do
    if [ "$old" != "$(readlink -f "$current")" ] && [ "$old" != "$previous" ]; then rm -rf "$old"; fi
  done
}

backup=yes name='' source='' back=no
while [ $# -gt 0 ]; do
  case $1 in
    --no-backup) backup=no ;;
    --back) back=yes ;;
    --name) name=${2:?a name}; shift ;;
    -h | --help) sed -n '2,17s/^# \{0,1\}//p' "$0"; exit 0 ;;
    -*) fail "unknown: $1 (see --help)" ;;
    *) source=$1 ;;
  esac
  shift
done

[ -e "$LOKAHOME_ETC/lokahome.env" ] || fail "$LOKAHOME_ETC/lokahome.env is missing: docs/deploy.md says what belongs into it"
mkdir -p "$releases"
exec 9>"$LOKAHOME_HOME/deploy.lock"
flock --nonblock 9 || fail 'another deploy is under way'
if [ -e "$current" ]; then previous=$(readlink -f "$current"); fi

if [ $back = yes ]; then
  release=$(cat "$LOKAHOME_HOME/previous" 2>/dev/null) || fail 'it is not known which release was before this one'
  [ -e "$release/dist/main.js" ] || fail "$release is gone"
else
  [ -n "$source" ] || fail 'name what to deploy: a checkout or its .tar.gz (see --help)'
  [ -e "$source" ] || fail "there is no $source"
  if [ -z "$name" ]; then name=$(date -u +%Y%m%d-%H%M%S)-$(git -C "$source" rev-parse --short HEAD 2>/dev/null || basename "$source" .tar.gz); fi
  release=$releases/$name
  [ ! -e "$release" ] || fail "$release is there already: name another --name"
  rm -rf "$release.new"
  say "preparing $name"
  trap 'rm -rf "$release.new" "$release.inner"' EXIT
  prepare "$source" "$release"
  if [ $backup = yes ] && [ -n "$previous" ]; then
    say 'backup'
    cli "$previous" backup || fail 'no backup, no deploy (--no-backup goes on without one); nothing was changed'
  fi
  say 'migrations'
  cli "$release" migrate || fail "a migration failed and was undone; $(basename "${previous:-nothing}") runs on, untouched"
fi

say "rolling to $(basename "$release")"
point_to "$release"
trap 'go_back interrupted' INT TERM
roll || go_back "${touched[-1]} did not come up with $(basename "$release"): see journalctl -u ${touched[-1]}"
check || go_back 'the instances are ready, but do not answer as they should'
trap - INT TERM
if [ -n "$previous" ] && [ "$previous" != "$release" ]; then echo "$previous" >"$LOKAHOME_HOME/previous"; fi
sweep
say "$(basename "$release") is in service"
