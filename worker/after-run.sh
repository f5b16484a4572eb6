#!/bin/sh
# after-run   what follows each run of the worker's unit (ExecStopPost=): nothing where it worked. Where it did not, this
# counts the failures in a row, has worker/fallback.sh do what needs no worker, and waits, so that nothing spins: the
# markers are where they were, and the path unit starts the next run as soon as this one's unit has ended.
# Not OnFailure=: a unit started by that runs beside the next run, and events of its own would have to wait for it.
root=${PATHPLUG_ROOT:-}
run=$root/run/pathplug
here=${PATHPLUG_LIBEXEC:-/usr/lib/pathplug}

case ${EXIT_CODE:-}:${EXIT_STATUS:-} in
  # Also where a program that hangs on a dead disk kept the unit from ending in time.
  exited:0)
    [ ! -e "$run/failures" ] || rm -f "$run/failures"
    exit 0
    ;;
  # Somebody has stopped it, or the machine goes down.
  killed:TERM) exit 0 ;;
esac

failures=
if [ -r "$run/failures" ]; then read -r failures <"$run/failures"; fi
case $failures in '' | 0* | *[!0-9]* | ?????*) failures=0 ;; esac
failures=$((failures + 1))
# One that hung took long enough, and without an engine, or without the worker itself, the next is no better.
case ${SERVICE_RESULT:-}:${EXIT_STATUS:-} in
  timeout:* | watchdog:* | *:126 | *:127 | *:203) [ "$failures" -ge 2 ] || failures=2 ;;
esac
echo "$failures" >"$run/failures"

wait=2
attempt=1
while [ "$attempt" -lt "$failures" ] && [ "$wait" -lt 30 ]; do
  wait=$((wait * 2))
  attempt=$((attempt + 1))
done
[ "$wait" -le 30 ] || wait=30

"$here/say" 4 worker-failed "the worker has failed (${SERVICE_RESULT:-unknown}, ${EXIT_CODE:-no} ${EXIT_STATUS:-end}), $failures in a row: the next run is in $wait s"
# This may take longer than the unit's short TimeoutStopSec=: the tables first, then the wait.
systemd-notify "EXTEND_TIMEOUT_USEC=$(((wait + 120) * 1000000))" || wait=1
if [ ! -e "$run/armed" ]; then
  # Given back already.
  :
elif [ "$failures" -ge 3 ]; then
  "$here/fallback" --give-back
elif [ "$failures" -eq 2 ]; then
  "$here/fallback"
fi
# In steps: a machine that goes down does not wait for it.
while [ "$wait" -gt 0 ] && [ "$(systemctl is-system-running)" != stopping ]; do
  step=$((wait > 5 ? 5 : wait))
  sleep "$step"
  wait=$((wait - step))
done
exit 0
