#!/bin/sh
# retry   what pathplug-retry.service runs: waits, then moves the markers of LUNs that could not be finished back to the
# queue. The wait is 5 s, then twice as long each time, at most 300 s; a run that leaves nothing parked starts it anew.
run=${PATHPLUG_ROOT:-}/run/pathplug
seconds=
if [ -r "$run/back-off" ]; then read -r seconds <"$run/back-off"; fi
case $seconds in '' | 0* | *[!0-9]* | ????*) seconds=5 ;; esac
sleep "$seconds"
seconds=$((seconds * 2))
[ "$seconds" -le 300 ] || seconds=300
echo "$seconds" >"$run/back-off"
# One that a run has just taken away is no loss.
set -- "$run"/parked/*
[ ! -e "$1" ] || mv "$@" "$run/queue/" 2>/dev/null
exit 0
