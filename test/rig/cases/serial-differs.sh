#!/bin/bash
# A disk with a LUN's WWID and designators, size and block size, and another unit serial number: a copy that an array
# made of the LUN, say. It is refused with a code and a hint, whether it comes with the LUN's paths or after them.
# rig: boot=arrays timeout=600
. /pathplug/rig/guest/guest.sh

# plug ID SERIAL   a disk behind a controller of its own; QEMU makes the T10 designator of device_id, not of the serial.
plug() {
  qemu_backing "$1" 64
  qemu_device "\"driver\":\"virtio-scsi-pci\",\"id\":\"fabric-$1\""
  qemu_device "\"driver\":\"scsi-hd\",\"id\":\"$1\",\"drive\":\"$1\",\"bus\":\"fabric-$1.0\",\"share-rw\":true,
    \"vendor\":\"NETAPP\",\"product\":\"LUN C-Mode\",\"ver\":\"9000\",\"wwn\":5764824127130326648,\"device_id\":\"one-lun\",\"serial\":\"$2\""
}
# disks SERIAL   kernel names of the disks that say this unit serial number.
disks() {
  local page
  for page in /sys/block/sd*/device/vpd_pg80; do
    [[ $(tail -c +5 "$page" | tr -d '\0 ') == "$1" ]] && basename "$(dirname "$(dirname "$page")")"
  done
}

own_host || fail "the host is owned" "no /run/pathplug/armed"
plug first ORIGINAL
plug second ORIGINAL
plug early COPY
wait_for '[[ $(disks ORIGINAL | wc -l) == 2 && $(disks COPY | wc -l) == 1 ]]' 60
check "settle returns" pathplug settle --timeout 120
map=$(maps)
early=$(disks COPY)
same "one map, of the two that agree" "$(disks ORIGINAL | sort -V | paste -sd' ')" \
  "$(path_groups "$map" | cut -d' ' -f2- | tr ' ' '\n' | sort -V | paste -sd' ')"
same "all three say the same WWID" 1 "$(cat /sys/block/sd*/device/wwid | sort -u | wc -l)"
table=$(dmsetup table "$map")

plug late COPY
wait_for '[[ $(disks COPY | wc -l) == 2 ]]' 60
check "settle returns" pathplug settle --timeout 120
late=$(disks COPY | grep -vx "$early")
same "the map's table is what it was" "$table" "$(dmsetup table "$map")"
same "there is no other map" "$map" "$(maps)"
plan=$(pathplug plan --json)
for disk in "$early" "$late"; do
  same "$disk: plan refuses it" path-serial-differs "$(jq -r --arg dev "$disk" '.refused[] | select(.path == $dev) | .code' <<<"$plan")"
  line=$(journalctl -b --no-pager -o cat -u pathplug-assemble.service | grep -F path-serial-differs | grep -w "$disk" | tail -n 1)
  check "$disk: the journal has code and hint: $line" grep -q "$disk.*; hint: " <<<"$line"
done

dmsetup remove --retry "$map"
for id in first second early late; do
  qemu_unplug "$id"
  qemu_unplug "fabric-$id" "$id"
done
finish
