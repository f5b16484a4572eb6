#!/bin/sh
# Runs the worker under QuickJS where it is installed, else under Node, one at a time on this host.
# The lock is the kernel's and goes with the worker, which takes flock's place: a killed run never leaves it behind, and
# none goes on without it. Both engines close it in their children, so one that hangs on a dead disk does not keep it.
# `wait` and `freeze` only look on, while others run: they take none. Nor do `recheck` and `audit`, a program of their own: they only tell the
# kernel to use a path, or not to. `serve`, which does what others ask for, does take it. A second recheck waits for the first, by
# a lock of its own: each would take what the other has to know.
run=${PATHPLUG_ROOT:-}/run/pathplug
here=${PATHPLUG_LIBEXEC:-/usr/lib/pathplug}
command=${1:-}
program=worker.js
if [ "$command" = assemble ] && [ ! -e "$run/armed" ]; then
  # A failure left the host disarmed: the run that works arms it again, or has failed too.
  [ ! -e "$run/disarmed-by-failure" ] || "$0" arm || exit
  # What was claimed for a run that now does nothing would be nobody's. Only a run behind that takes the markers away: another, that
  # has found the host armed and waits for the lock, leaves them to the next.
  [ -e "$run/armed" ] || { "$0" give-back && set -- "$@" --returned; } || exit
fi
case $command in
  recheck | audit) program=recheck.js ;;
  wait | remember | freeze) program=boot.js ;;
  serve | rename | plan | arm | give-back) program=serve.js ;;
esac
case ${PATHPLUG_ENGINE:-} in
  qjs) set -- qjs --std "$here/$program" "$@" ;;
  node) set -- node "$here/$program" "$@" ;;
  *)
    if command -v qjs >/dev/null 2>&1; then
      set -- qjs --std "$here/$program" "$@"
    else
      set -- node "$here/$program" "$@"
    fi
    ;;
esac
case $command in wait | audit | freeze) exec "$@" ;; esac
[ -d "$run" ] || mkdir -p "$run"
[ "$command" != recheck ] || exec flock --exclusive --no-fork "$run/recheck.lock" "$@"
# The unit waits less long than a person: it may not be silent for longer than its TimeoutStartSec=, and comes again.
exec flock --exclusive --no-fork --timeout "${PATHPLUG_LOCK_PATIENCE:-120}" --conflict-exit-code 75 "$run/lock" "$@"
