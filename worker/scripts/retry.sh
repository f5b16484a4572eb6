#!/bin/sh
# retry   what pathplug-retry.service runs: waits, then moves the markers of LUNs that could not be finished back to the queue.
# Each waits for itself: 5 s after it was parked, then twice as long each time, at most 300 s. A LUN that hangs for good must not have
# one wait that has just failed for the first time. A run that leaves nothing parked starts all anew.
# back-off: how long what comes back now would wait next, which the worker reads; then the same of each marker, by its name.
run=${PATHPLUG_ROOT:-}/run/pathplug
end='
'

# seconds_of NAME   how long it waits, in REPLY.
seconds_of() {
  REPLY=5
  case $known in *"$end$1 "*) REPLY=${known#*"$end$1 "} REPLY=${REPLY%%"$end"*} ;; esac
  case $REPLY in '' | 0* | *[!0-9]* | ????*) REPLY=5 ;; esac
}

# take MARKER   notes that its time has come, after REPLY seconds, and how long it waits next.
take() {
  seconds=$((REPLY * 2))
  [ "$seconds" -le 300 ] || seconds=300
  [ "$least" -gt 0 ] && [ "$least" -le "$seconds" ] || least=$seconds
  notes="$notes${1##*/} $seconds$end"
}

known=$end$(cat "$run/back-off" 2>/dev/null)$end
least=0
notes=
set --
while [ "$#" -eq 0 ]; do
  # Short, whatever is waited for: another one may be parked meanwhile.
  sleep 5
  set -- "$run"/parked/*
  [ -e "$1" ] || exit 0
  now=$(date +%s)
  parked=$(stat -c '%Y %n' "$@" 2>/dev/null)
  set --
  while read -r since marker; do
    [ -n "$marker" ] || continue
    seconds_of "${marker##*/}"
    # The clock may have been set back.
    [ "$now" -ge "$((since + REPLY))" ] || [ "$now" -lt "$since" ] || continue
    take "$marker"
    set -- "$@" "$marker"
  done <<END
$parked
END
done
{
  echo "$least"
  printf '%s' "$notes"
  # What still waits, or is just tried, is remembered.
  while read -r name seconds; do
    case $end$notes in *"$end$name "*) continue ;; esac
    [ -n "$seconds" ] || continue
    for where in parked queue taken; do
      [ ! -e "$run/$where/$name" ] || { echo "$name $seconds" && break; }
    done
  done <<END
$known
END
} >"$run/back-off"
# One that a run has just taken away is no loss.
mv "$@" "$run/queue/" 2>/dev/null
exit 0
