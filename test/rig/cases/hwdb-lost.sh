#!/bin/bash
# The hardware database is lost, then is one of another time: registered LUNs are claimed as before, and whoever waits for
# their contents from coldplug on finds them on the map, never on a path.
# Without the registry in the rule (RIG_WITHOUT=registry) it fails.
# rig: boot=killed timeout=600
. /pathplug/rig/guest/guest.sh
without_guard

lio_create lost luns=1 paths=2 size=96 vendor=NETAPP product='LUN C-Mode' states='optimized nonoptimized'
check "the host is enabled" own_host
lio_plug lost
check "settle returns" pathplug settle --timeout 120
wwid=$(lun_wwid lost 0)
mkfs.ext4 -q "/dev/mapper/$wwid"
uuid=$(blkid -p -s UUID -o value "/dev/mapper/$wwid")
mkdir -p /mnt/lost
hwdb=$(ls /etc/udev/hwdb.bin /usr/lib/udev/hwdb.bin 2>/dev/null)

# coldplug   the disks come while udev sleeps, udev forgets all it knew, and looks at what is there as at boot. An opener
# that is there first tries without end to mount the file system by udev's link of its UUID. (`mount UUID=` would not do:
# without the link libblkid reads every disk in /dev itself, which no rule of udev's can keep it from.)
coldplug() {
  dmsetup remove --retry "$wwid"
  lio_unplug lost
  check "$1: settle returns when all is gone" pathplug settle --timeout 60
  systemctl stop systemd-udevd-control.socket systemd-udevd-kernel.socket systemd-udevd.service
  lio_plug lost
  rm -rf /run/udev/data /run/udev/links /run/udev/tags
  (until mount "/dev/disk/by-uuid/$uuid" /mnt/lost; do sleep 0.05; done) 2>/dev/null &
  opener=$!
  systemctl start systemd-udevd-control.socket systemd-udevd-kernel.socket systemd-udevd.service
  udevadm monitor --udev --property --subsystem-match=block >/run/monitor.log &
  monitor=$!
  sleep 0.5
  udevadm trigger --action=add
  check "$1: the opener gets it" wait_for '! kill -0 "$opener" 2>/dev/null' 90
  check "$1: settle returns" pathplug settle --timeout 120
  kill "$monitor"
  same "$1: what the opener has is the map" "/dev/mapper/$wwid" "$(findmnt -no SOURCE /mnt/lost)"
  same "$1: both paths are claimed because the LUN is registered" "registered registered" \
    "$(for disk in $(lio_disks lost); do udevadm info -q property -n "/dev/$disk" | sed -n 's/^PATHPLUG_CLAIM_REASON=//p'; done | sed 's/held-by-map/registered/' | paste -sd' ')"
  same "$1: no event of a path has told its contents" "" \
    "$(awk -v RS= -v uuid="$uuid" '/\nDEVNAME=\/dev\/sd/ && index($0, "ID_FS_UUID=" uuid)' /run/monitor.log)"
  umount /mnt/lost
}

for file in $hwdb; do mv "$file" "$file.aside"; done
coldplug "hwdb.bin is lost"
for file in $hwdb; do head -c 100 "$file.aside" >"$file"; done
coldplug "hwdb.bin is broken"
mkdir -p /run/aside
mv /usr/lib/udev/hwdb.d/*pathplug*.hwdb /run/aside/
for file in $hwdb; do mv "$file.aside" "$file"; done
systemd-hwdb --usr update
coldplug "hwdb.bin is of another time"
mv /run/aside/*.hwdb /usr/lib/udev/hwdb.d/
systemd-hwdb --usr update

dmsetup remove --retry "$wwid"
lio_remove lost
finish
