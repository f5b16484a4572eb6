#!/bin/sh
# after-run   what follows each run of the worker's unit (ExecStopPost=): nothing where it worked. Where it did not, this
# counts the failures in a row and has worker/scripts/fallback.sh do what needs no worker. The markers are where they were, so the
# path unit starts the next run as soon as this one's unit has ended; that one waits first (worker/scripts/pause.sh).
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
  # The same while it waited to begin.
  :) [ "${SERVICE_RESULT:-}" != success ] || exit 0 ;;
esac

# All of this may take longer than the unit's short TimeoutStopSec=.
systemd-notify EXTEND_TIMEOUT_USEC=120000000
failures=0
if [ -r "$run/failures" ]; then
  # Empty where /run is full: nobody can count then, and two are the most that are waited for.
  read -r failures <"$run/failures" || failures=2
fi
case $failures in '' | 0* | *[!0-9]* | ?????*) failures=0 ;; esac
failures=$((failures + 1))
# One that hung took long enough, and without an engine (69: flock found none), or without the worker itself, the next is no better.
case ${SERVICE_RESULT:-}:${EXIT_STATUS:-} in
  timeout:* | watchdog:* | *:69 | *:126 | *:127 | *:203) [ "$failures" -ge 2 ] || failures=2 ;;
esac
kept=$failures
# Another run holds the lock. Where that one hangs, known LUNs still get their maps; but it is no failure of this worker, for
# which what is claimed would be given back.
case ${EXIT_CODE:-}:${EXIT_STATUS:-} in
  exited:75)
    [ "$failures" -le 2 ] || failures=2
    kept=1
    ;;
esac
echo "$kept" >"$run/failures"

"$here/say" 4 worker-failed "the worker has failed (${SERVICE_RESULT:-unknown}, ${EXIT_CODE:-no} ${EXIT_STATUS:-end}), $failures in a row"
# A host that is neither armed nor to be armed by the next run that works has nothing left to be given back.
if [ "$failures" -ge 2 ] && { [ -e "$run/armed" ] || [ -e "$run/disarmed-by-failure" ]; }; then
  if [ "$failures" -ge 3 ]; then "$here/fallback" --give-back; else "$here/fallback"; fi
fi
exit 0
