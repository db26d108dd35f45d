#!/usr/bin/env bash
# Stands in for systemctl where there is no systemd: starts what ExecStart= of the real unit files says, and stops it as
# systemd would. Neither restarts what ends nor locks anything up: that is what it cannot show.
set -euo pipefail
verb=$1 unit=$2
instance=${unit#*@}
file=$SHIM_UNITS/${unit%%@*}@.service
pid_file=$SHIM_STATE/$unit.pid

setting() { sed -n "s/^$1=//p" "$file" | sed -e "s#%i#$instance#g" -e "s#/opt/lokahome#$LOKAHOME_HOME#g" -e "s#/etc/lokahome#$LOKAHOME_ETC#g"; }
alive() { [ -e "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2>/dev/null; }

stop() {
  alive || return 0
  kill -TERM "$(cat "$pid_file")"
  for _ in $(seq 400); do alive || return 0; sleep 0.1; done
  kill -KILL "$(cat "$pid_file")"
}

case $verb in
  stop) stop ;;
  restart)
    stop
    read -ra environment <<<"$(setting Environment)"
    read -ra command <<<"$(setting ExecStart)"
    cd "$(setting WorkingDirectory)"
    # The deploy's own lock and pipes are none of the service's.
    env "${environment[@]}" setsid "${command[@]}" </dev/null >>"$SHIM_STATE/$unit.log" 2>&1 9>&- &
    echo $! >"$pid_file"
    ;;
  is-active) if alive; then echo active; else echo failed; exit 3; fi ;;
  *) echo "systemctl.sh does not know $verb" >&2; exit 1 ;;
esac
