#!/bin/sh
# Runs the worker under QuickJS where it is installed, else under Node, one at a time on this host.
# The lock is the kernel's and goes with the worker, which takes flock's place: a killed run never leaves it behind, and
# none goes on without it. Both engines close it in their children, so one that hangs on a dead disk does not keep it.
# `wait` only looks on, while others run: it takes none.
here=${PATHPLUG_LIBEXEC:-/usr/lib/pathplug}
command=${1:-}
case ${PATHPLUG_ENGINE:-} in
  qjs) set -- qjs --std "$here/worker.js" "$@" ;;
  node) set -- node "$here/worker.js" "$@" ;;
  *)
    if command -v qjs >/dev/null 2>&1; then
      set -- qjs --std "$here/worker.js" "$@"
    else
      set -- node "$here/worker.js" "$@"
    fi
    ;;
esac
[ "$command" != wait ] || exec "$@"
[ -d /run/pathplug ] || mkdir -p /run/pathplug
# The unit waits less long than a person: it may not be silent for longer than its TimeoutStartSec=, and comes again.
exec flock --exclusive --no-fork --timeout "${PATHPLUG_LOCK_PATIENCE:-120}" --conflict-exit-code 75 /run/pathplug/lock "$@"
