# Taking one guard out of the installed package, to see that the case which is about it fails without:
#   RIG_WITHOUT=markers npm test -- --only enabled-while-busy
# A case calls without_guard once, at its start. Each guard is a function of its own, without_NAME.

# without_guard   takes out what RIG_WITHOUT names; nothing where it is empty.
without_guard() {
  [[ -n ${RIG_WITHOUT:-} ]] || return 0
  if ! declare -F "without_$RIG_WITHOUT" >/dev/null; then
    fail "RIG_WITHOUT names a guard" "$RIG_WITHOUT is none of $(declare -F | sed -n 's/^declare -f without_//p' | grep -v '^guard$' | paste -sd' ')"
    finish
  fi
  echo "without $RIG_WITHOUT"
  "without_$RIG_WITHOUT"
}

# without_markers   the claim rule asks no marker of what is in use.
without_markers() {
  sed -i -E '/IMPORT\{file\}="\/run\/pathplug\/in-use\/.*GOTO="pathplug_claim_left"/d' /usr/lib/udev/rules.d/59-pathplug-claim.rules
  ! grep -q 'GOTO="pathplug_claim_left"' /usr/lib/udev/rules.d/59-pathplug-claim.rules || fail "the rule has lost its markers"
  udevadm control --reload
}

# without_registry   the claim rule asks no file of a registered LUN.
without_registry() {
  sed -i -E '/^IMPORT\{file\}=".*\/luns\.d\/\$env\{PATHPLUG_ID\}"/d' /usr/lib/udev/rules.d/59-pathplug-claim.rules
  ! grep -q '^IMPORT.*luns\.d' /usr/lib/udev/rules.d/59-pathplug-claim.rules || fail "the rule has lost the registry"
  udevadm control --reload
}

# without_armed   the claim rule works on a host that nobody has armed.
without_armed() {
  sed -i -E '/^TEST!="\/run\/pathplug\/armed", GOTO="pathplug_claim_/d; s/^IMPORT\{file\}="\/run\/pathplug\/armed"/ENV{PATHPLUG_MODE}="known"/' \
    /usr/lib/udev/rules.d/59-pathplug-claim.rules
  ! grep -q '/run/pathplug/armed' /usr/lib/udev/rules.d/59-pathplug-claim.rules || fail "the rule works without being armed"
  udevadm control --reload
}

# unit_drop_in UNIT   its standard input is a drop-in of a unit.
unit_drop_in() {
  mkdir -p "/etc/systemd/system/$1.d"
  cat >"/etc/systemd/system/$1.d/$(date +%s%N).conf"
  systemctl daemon-reload
}

# without_ordering   the units that make maps run when systemd has units run by default: after what waits for the maps.
without_ordering() {
  local unit
  for unit in pathplug-assemble.path pathplug-assemble.service; do
    printf '[Unit]\nDefaultDependencies=yes\n' | unit_drop_in "$unit"
  done
}

# without_ready   nothing is waited for before pathplug-ready.target.
without_ready() { printf '[Service]\nExecStart=\nExecStart=/bin/true\n' | unit_drop_in pathplug-known.service; }

# without_remember   what /etc did not take early in a boot is not written later.
without_remember() { printf '[Service]\nExecStart=\nExecStart=/bin/true\n' | unit_drop_in pathplug-remember.service; }

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

# without_shutdown   maps without a path go on queueing while the machine goes down.
without_shutdown() { printf '#!/bin/sh\n' >/usr/lib/pathplug/end-queueing; }

# without_parking   what is parked stays parked.
without_parking() { systemctl mask --runtime --now pathplug-retry.path; }

# without_backoff   a run that failed is followed by the next one at once.
without_backoff() { printf '#!/bin/sh\n' >/usr/lib/pathplug/pause; }

# without_notes   what a killed run has noted is gone before the next one looks.
without_notes() {
  unit_drop_in pathplug-assemble.service <<'END'
[Service]
ExecStartPre=/usr/bin/find /run/pathplug/taken /run/pathplug/cookies /run/pathplug/swapping -type f -delete
END
}

# without_known   the claim rule tells the worker of every disk, whether anybody knows its product or not.
without_known() {
  sed -i -E '/^ENV\{PATHPLUG_CLAIM\}!="second-path", ENV\{PATHPLUG_MODE\}!="yes", GOTO=/d' /usr/lib/udev/rules.d/59-pathplug-claim.rules
  ! grep -q '!="yes", GOTO' /usr/lib/udev/rules.d/59-pathplug-claim.rules || fail "the rule asks for no product"
  udevadm control --reload
}
