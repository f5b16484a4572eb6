#!/bin/bash
# rig: boot=fresh timeout=600
# What systemd's own checkers say of the rules and units, in both styles, and how exposed the worker's service is.
. /pathplug/rig/guest/guest.sh

if udevadm verify --help >/dev/null 2>&1; then
  for style in debian fedora; do
    check "udevadm verify, $style" udevadm verify /pathplug/rules/*.rules /pathplug/rules/$style/*.rules
  done
else
  echo "note: udevadm $(udevadm --version) cannot verify; the suites from 254 on do"
fi

# Units are verified where they would lie; the worker they start need not be the real one.
worker=/usr/lib/pathplug/worker
if [[ ! -e $worker ]]; then
  mkdir -p "${worker%/*}"
  printf '#!/bin/sh\n' >"$worker"
  chmod +x "$worker"
  trap 'rm -f "$worker"' EXIT
fi
# A template is looked at as one of its instances: that of a mount which there is.
mapfile -t units < <(ls /pathplug/units/*.service /pathplug/units/*.{path,socket,target,timer} | grep -v @)
check "systemd-analyze verify" systemd-analyze verify --man=no "${units[@]}" pathplug-left@dev-mqueue.service
check "tmpfiles" systemd-tmpfiles --dry-run --create /pathplug/units/pathplug.conf

score=$(systemd-analyze security --offline=true --no-pager /pathplug/units/pathplug-assemble.service |
  sed -n 's/.*exposure level for [^:]*: \([0-9.]*\).*/\1/p')
within "systemd-analyze security pathplug-assemble.service" 4.0 "${score:-10}" points
finish
