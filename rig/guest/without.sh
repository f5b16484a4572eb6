# Guards that can be taken out, to see that a case fails without: rig/run --env RIG_WITHOUT=WHAT … test/rig/cases/NAME.sh

# without_guard   called once by a case at its start: takes out of this guest what RIG_WITHOUT names.
without_guard() {
  [[ -n ${RIG_WITHOUT:-} ]] || return 0
  if ! declare -F "without_$RIG_WITHOUT" >/dev/null; then
    echo "without_guard: nothing is called $RIG_WITHOUT" >&2
    exit 64
  fi
  echo "without $RIG_WITHOUT"
  "without_$RIG_WITHOUT"
  systemctl daemon-reload
}

# unit_drop_in UNIT   its standard input is a drop-in of a unit.
unit_drop_in() {
  mkdir -p "/etc/systemd/system/$1.d"
  cat >"/etc/systemd/system/$1.d/without.conf"
}

# without_limits   the units may die of their rate, as systemd has it where nobody says otherwise.
without_limits() {
  local unit
  for unit in assemble retry; do
    printf '[Path]\nTriggerLimitIntervalSec=2s\nTriggerLimitBurst=200\n' | unit_drop_in "pathplug-$unit.path"
    printf '[Unit]\nStartLimitIntervalSec=10s\nStartLimitBurst=5\n' | unit_drop_in "pathplug-$unit.service"
  done
}

# without_fallback   nobody makes a map but the worker, and nobody gives its disks back.
without_fallback() { printf '#!/bin/sh\n' >/usr/lib/pathplug/fallback; }

# without_parking   what is parked stays parked.
without_parking() { systemctl mask --runtime --now pathplug-retry.path; }

# without_backoff   a run that failed is followed by the next one at once.
without_backoff() { sed -i 's/^sleep .*/:/' /usr/lib/pathplug/after-run; }
