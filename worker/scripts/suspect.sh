#!/bin/sh
# suspect H:C:T:L REASON   what the rule runs when a path says that its INQUIRY data or the LUNs of its target have changed: it
# may be another LUN now. Every map that uses the path fails it, and has what needs it wait, until the recheck has found out.
# A disk that no map has yet is marked, too, where the worker looks at it: it goes by what the kernel has read of it before.
#
# It runs inside udevd, so it is short. The mark comes first, and the recheck is asked for before the first command that can hang:
# killed at any place, the recheck does the rest. The mark is named by diskseq, which the kernel never gives to another disk.
PATH=${PATH:-/usr/sbin:/usr/bin:/sbin:/bin}
root=${PATHPLUG_ROOT:-}
run=$root/run/pathplug

for disk in "$root/sys/class/scsi_device/$1/device/block"/*; do
  [ -e "$disk/diskseq" ] || continue
  read -r diskseq <"$disk/diskseq" && read -r devt <"$disk/dev" || continue
  maps=
  for holder in "$disk"/holders/dm-*; do
    [ -e "$holder/dm/uuid" ] || continue
    read -r uuid <"$holder/dm/uuid"
    case $uuid in mpath-?*) maps="$maps ${holder##*/}" ;; esac
  done
  [ -n "$maps" ] || grep -qs '^E:PATHPLUG_PATH=1$' "$root/run/udev/data/b$devt" || continue
  [ -d "$run/suspect" ] || mkdir -p "$run/suspect"
  echo "$2" >"$run/suspect/$diskseq"
  for map in ${maps:-"${disk##*/}"}; do touch "$run/recheck/$map"; done
  for map in $maps; do
    # By its UUID: it may get another name, and its name another map, at any moment.
    read -r uuid <"$disk/holders/$map/dm/uuid" || continue
    # All paths of a map may be told the same at once: without queueing its users would see an error for nothing.
    dmsetup message --uuid "$uuid" 0 queue_if_no_path
    dmsetup message --uuid "$uuid" 0 fail_path "$devt"
  done
done
