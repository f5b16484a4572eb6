#!/bin/bash
# What the rules cost a host without any array on which pathplug is enabled: the reading of all rules and coldplug of every
# device, with ours and without in turn, by the CPU time of udevd in a guest whose clock counts instructions.
# rig: when=asked boot=coldplug timeout=900 lun=size=16M
. /pathplug/rig/guest/guest.sh

rules=/usr/lib/udev/rules.d
rounds=${RIG_ROUNDS:-25}
aside=/run/rules-aside
mkdir -p "$aside"
check "the host is owned" own_host
check "settle returns" pathplug settle --timeout 60
systemctl stop pathplug-assemble.path

# used   CPU time of udevd, its workers and what they have started, microseconds.
used() { awk '$1 == "usage_usec" { print $2 }' /sys/fs/cgroup/system.slice/systemd-udevd.service/cpu.stat; }

# coldplug   what one round costs, and what the reading of all rules before it did. One worker at a time: how many are forked
# is left to chance.
coldplug() {
  local before ready
  before=$(used)
  udevadm control --reload --children-max=1
  # The one event has the rules read, however late udevd does that.
  udevadm trigger --action=change /sys/devices/virtual/mem/null
  udevadm settle --timeout=300
  ready=$(used)
  udevadm trigger --type=all --action=add
  udevadm settle --timeout=300
  echo "$(($(used) - ready)) $((ready - before))"
}
put_away() { mv "$rules"/*pathplug*.rules "$aside/"; }
put_back() { mv "$aside"/*.rules "$rules/"; }

# The first round of each warms up.
put_away && coldplug >/dev/null && put_back && coldplug >/dev/null
for ((round = 1; round <= rounds; round++)); do
  coldplug >>/run/with
  put_away
  coldplug >>/run/without
  put_back
done
median() { cut -d' ' -f"$2" "$1" | sort -n | sed -n "$(((rounds + 1) / 2))p"; }
spread() { cut -d' ' -f1 "$1" | sort -n | awk '{ v[NR] = $1 } END { printf "%.2f", 100 * (v[NR] - v[1]) / v[int((NR + 1) / 2)] }'; }
for kind in with without; do
  echo "$kind: median $(median "/run/$kind" 1) µs, spread $(spread "/run/$kind") %; reading the rules $(median "/run/$kind" 2) µs"
done
same "no disk was claimed" "" "$(grep -l PATHPLUG_PATH=1 /run/udev/data/* 2>/dev/null)"
both() { echo $(($(median "$1" 1) + $(median "$1" 2))); }
# more WITH WITHOUT   per cent.
more() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", 100 * (a - b) / b }'; }
echo "$(udevadm info --export-db | grep -c '^P:') devices; the events alone cost $(more "$(median /run/with 1)" "$(median /run/without 1)") % more"
within "coldplug costs more than without the rules by" 1 "$(more "$(both /run/with)" "$(both /run/without)")" "%"
udevadm control --children-max=0
finish
