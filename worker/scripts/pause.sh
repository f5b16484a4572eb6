#!/bin/sh
# pause   before each run of the worker's unit (ExecStartPre=): nothing where the last one worked. Where it did not, waits: 2 s,
# then twice as long each time, at most 30 s, so that nothing spins; the markers are where they were.
# Not at the end of the run that failed: what a unit does at its end cannot be stopped, and a machine that goes down would
# wait for it.
failures=
run=${PATHPLUG_ROOT:-}/run/pathplug
[ -r "$run/failures" ] || exit 0
read -r failures <"$run/failures"
# Empty where /run is full: as after many.
case $failures in 0* | *[!0-9]*) exit 0 ;; '' | ??*) failures=9 ;; esac
wait=2
while [ "$failures" -gt 1 ] && [ "$wait" -lt 30 ]; do
  wait=$((wait * 2))
  failures=$((failures - 1))
done
[ "$wait" -le 30 ] || wait=30
echo "the next run is in $wait s"
exec sleep "$wait"
