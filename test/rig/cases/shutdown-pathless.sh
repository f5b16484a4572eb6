#!/bin/bash
# A machine goes down while a file system is mounted from a map that has no path and queues: the shutdown ends.
# rig: boot=shutdown state=- timeout=300
. /pathplug/rig/guest/guest.sh

if [[ $RIG_BOOT -gt 1 ]]; then
  journalctl -b -1 --no-pager -o short-monotonic >/run/before
  same "no unmounting has timed out" "" "$(grep -E 'timed out|Timeout|Killing' /run/before)"
  check "the file system was unmounted" grep -q 'Unmounted mnt-down.mount' /run/before
  within "the machine was down after" 60 "$(tr -d '[]' </run/before | awk '/rig is going down/ { began = $1 } { ended = $1 } END { print ended - began }')" s
  finish
  exit
fi
mkdir -p /var/log/journal
journalctl --flush
without_guard
lio_create down luns=1 paths=2 vendor=NETAPP product='LUN C-Mode' states='optimized nonoptimized'
check "the host is owned" own_host
lio_plug down
check "settle returns" pathplug settle --timeout 150
map=$(lun_wwid down 0)
mkfs.ext4 -q "/dev/mapper/$map"
mkdir -p /mnt/down
mount "/dev/mapper/$map" /mnt/down
check "it queues when no path is left" grep -q queue_if_no_path <(dmsetup table "$map")
dd if=/dev/urandom of=/mnt/down/file bs=1M count=8 conv=fsync status=none
lio_break down
dd if=/dev/urandom of=/mnt/down/file bs=1M count=8 conv=notrunc,fsync status=none &
check "no path is left, and what is written waits" wait_for '[[ $(dmsetup status "$map" | grep -cE " [0-9]+:[0-9]+ F.* [0-9]+:[0-9]+ F") == 1 ]]' 60
check "and waits" kill -0 $!
logger "rig is going down"
journalctl --sync
reboot_guest --no-sync
