#!/bin/bash
# One LUN of 25 hangs every command, and a udev worker is killed while it holds a cookie: the others have their maps as soon
# as without it, what hangs is parked with a code, and gets its map by itself when it hangs no more.
# rig: when=asked boot=stuck timeout=1200
. /pathplug/rig/guest/guest.sh
debug=/sys/bus/pseudo/drivers/scsi_debug
stuck=333333330000007d0
unit=pathplug-assemble.service

# hang, unhang   scsi_debug ignores every command, INQUIRY and TEST UNIT READY too, so each ends by its time-out; and no more.
hang() { echo 1 >"$debug/every_nth" && echo 4 >"$debug/opts"; }
unhang() { echo 0 >"$debug/opts"; }
# debug_disks   kernel names of the disks of the LUN that hangs.
debug_disks() { grep -l scsi_debug /sys/block/sd*/device/model 2>/dev/null | cut -d/ -f4; }
debug_scan() {
  local host
  for host in /sys/class/scsi_host/host*; do [[ $(<"$host/proc_name") != scsi_debug ]] || echo '0 0 0' >"$host/scan"; done
  wait_for '[[ $(debug_disks | wc -l) == 2 ]]' 30
}
debug_delete() { for disk in $(debug_disks); do path_delete "$disk"; done; }
said() { journalctl -b --no-pager -o cat -t pathplug --since "@$mark"; }
# whole   how many of the others' maps have both paths.
whole() { dmsetup table --target multipath | grep -v "^$stuck:" | grep -cE '( [0-9]+:[0-9]+ .*){2}'; }
suspended() { dmsetup info --columns --noheadings --separator ' ' -o name,suspended | grep -v ' Active$' | grep -v 'No devices found'; }
cookies() { dmsetup udevcookies | tail -n +2; ls /run/pathplug/cookies; }
quiet() { [[ -z $(ls /run/pathplug/queue /run/pathplug/taken | grep -v '^/run\|^$') ]] && [[ $(systemctl show --property=ActiveState --value "$unit") == @(inactive|failed) ]]; }
what_is() {
  dmsetup info -c
  dmsetup udevcookies
  find /run/pathplug -not -type d -printf '%T@ %s %p\n' | sort
  ps -eo pid,ppid,lstart,stat,wchan:20,args | grep -E 'pathplug|dmsetup|udev|qjs|flock|sg_' | grep -v grep
  journalctl -b --no-pager -o short-monotonic -n 80 -t pathplug -u 'pathplug*' -u systemd-udevd
}

# burst   all LUNs come at once; when all 24 others have whole maps and links, in REPLY, seconds.
burst() {
  mark=$(date +%s.%N)
  # Its disks are known to udev before they hang, and nobody asks them before: what hangs is what pathplug asks.
  systemctl stop pathplug-assemble.path
  debug_scan
  udevadm settle
  [[ $1 != hanging ]] || hang
  since=$(now)
  systemctl start pathplug-assemble.path
  lio_plug many
  plugged=$(elapsed "$since")
  wait_for '[[ $(whole) == 24 ]]' 60 || what_is
  whole=$(elapsed "$since")
  wait_for '[[ $(links) == 24 ]]' 60 || what_is
  REPLY=$(elapsed "$since")
  echo "$1: plugged in after $plugged s, maps after $whole s, with their links after $REPLY s"
}
links() { ls /dev/disk/by-id | grep -c '^dm-uuid-mpath-36'; }

# away   everything goes again.
away() {
  lio_unplug many
  debug_delete
  wait_for '[[ $(maps) == "" ]] && quiet' 150
}

# Both disks are there from the start, so that only commands hang, and no scan.
modprobe scsi_debug add_host=2 max_luns=1 num_tgts=1 vpd_use_hostno=0 dev_size_mb=64
lio_create many luns=24 paths=2 size=8 vendor=NETAPP product='LUN C-Mode' states='optimized nonoptimized'
check "the host is owned" own_host
debug_delete
check "nothing is there" wait_for '[[ $(maps) == "" ]] && quiet' 60

burst healthy
healthy=$REPLY
check "and all 25" wait_for '[[ $(maps | wc -l) == 25 ]] && quiet' 100
victim=$(lun_wwid many 3)
away
same "all go" "" "$(maps)"
# What is known of a LUN makes its burst shorter: both are of LUNs that nobody knows.
rm -f /etc/pathplug/luns.d/* /etc/multipath/wwids
burst hanging
hanging=$REPLY
within "with a LUN that hangs it takes so many times as long as without" 1.2 "$(awk -v a="$hanging" -v b="$healthy" 'BEGIN { printf "%.2f", a / b }')" "($hanging s, $healthy s)"
same "24 maps stand" 24 "$(whole)"
check "the worker ends" wait_for quiet 200
quiet || what_is
echo "the worker ends $(elapsed "$since") s after the first disk"
same "nothing is suspended" "" "$(suspended)"
same "no cookie is left" "" "$(cookies)"
# It is tried again and again: between two tries it lies there.
check "what hangs is parked" wait_for '[[ $(ls /run/pathplug/parked | sort) == "$(debug_disks | sed "s/^/again-/" | sort)" ]]' 60
check "with a code" eval 'said | grep -qE "(lun|path)-hangs: "'
check "which explain tells too" eval 'timeout 100 pathplug explain "$(debug_disks | head -n 1)" | tee /run/explained | grep -qE "parked|hangs|waits for"' || cat /run/explained
said | grep -E 'hangs|parked'
ps -eo pid,ppid,stat,etimes,wchan:20,args | grep -E 'sg_|scsi_id|blkid' | grep -v grep
unhang
since=$(now)
check "it hangs no more: its map comes by itself" wait_for '[[ $(maps | wc -l) == 25 ]]' 300
[[ $(maps | wc -l) == 25 ]] || what_is
echo "after $(elapsed "$since") s"
away

# ── a udev worker is killed while it holds the cookie of a map ────────────────────────────────────────────────────────
mark=$(date +%s.%N)
mkdir -p /run/udev/rules.d
# The event of one map waits, before the rule that gives the cookie back.
printf 'SUBSYSTEM=="block", KERNEL=="dm-*", ENV{DM_NAME}=="%s", ACTION!="remove", TEST!="/run/killed", PROGRAM="/bin/sleep 120"\n' "$victim" >/run/udev/rules.d/57-holds.rules
udevadm control --reload
(
  until pid=$(pgrep -f '^/bin/sleep 120'); do sleep 0.1; done
  worker=$(ps -o ppid= -p "$pid" | tr -d ' ')
  ps -o pid,ppid,args -p "$pid,$worker"
  touch /run/killed
  sleep 1
  kill -KILL "$worker"
  kill -KILL "$pid"
  now >/run/killed-at
) &
since=$(now)
lio_plug many
check "all 24 maps stand" wait_for '[[ $(whole) == 24 ]]' 100
echo "whole after $(elapsed "$since") s"
check "with the links of the others" wait_for '[[ $(links) -ge 23 ]]' 100
echo "links after $(elapsed "$since") s: $(links)"
check "the worker ends" wait_for quiet 250
quiet || what_is
echo "the worker ended $(elapsed "$(</run/killed-at)") s after the kill"
same "nothing is suspended" "" "$(suspended)"
same "no cookie is left" "" "$(cookies)"
check "the map has its links" wait_for '[[ $(links) == 24 ]]' 30
[[ $(links) == 24 ]] || what_is
echo "all links $(elapsed "$(</run/killed-at)") s after the kill"
rm /run/udev/rules.d/57-holds.rules
udevadm control --reload
away
unhang
modprobe -r scsi_debug
lio_remove many
finish
