#!/bin/bash
# Whom nobody claims: LUNs of an unknown vendor, the first path of a software target, a management LUN, the guest's own
# disk, a loop device, a plain virtio disk. blkid reads them as ever, and `explain` says why. Then the software target's
# second path arrives, and both become a map.
# rig: boot=arrays timeout=900
. /pathplug/rig/guest/guest.sh
begin=$(date +%s)

# property DEVICE NAME   what udev stored; nothing where it is not set.
property() { udevadm info --query=property --name="/dev/$1" | sed -n "s/^$2=//p"; }
reason() { pathplug explain "$1" --json | jq -r '"\(.claim.claimed) \(.claim.reason)"'; }

lio_create alien paths=2 vendor=ACME product=Anvil
lio_create soft paths=2
lio_create manage paths=2 vendor=HITACHI product='OPEN-V-CM'
own_host || fail "the host is owned" "no /run/pathplug/armed"
mark=$(console_mark)

lio_plug alien
lio_plug manage
lio_plug soft 0
truncate -s 64M /run/loop.img
mkfs.ext4 -q /run/loop.img
loop=$(losetup --find --show /run/loop.img)
loop=${loop#/dev/}
qemu_backing plain 64
qemu_device '"driver":"virtio-blk-pci","id":"plain","drive":"plain","serial":"plain"'
wait_for '[[ -e /dev/disk/by-id/virtio-plain ]]' 20
plain=$(basename "$(realpath /dev/disk/by-id/virtio-plain)")
own=$(basename "$(findmnt -no SOURCE / | grep ^/dev/ || echo /dev/vda)")
check "settle returns" pathplug settle --timeout 120

alien=$(lio_disk alien 0 0) soft=$(lio_disk soft 0 0) manage=$(lio_disk manage 0 0)
for disk in "$alien" "$soft" "$manage" "$plain"; do mkfs.ext4 -q -F "/dev/$disk"; done
for disk in $(lio_disks alien) $(lio_disks manage) "$soft" "$plain" "$loop" "$own"; do
  udevadm trigger --settle --action=change "/sys/block/$disk"
done
check "settle returns" pathplug settle --timeout 120

same "no map" "" "$(maps)"
while read -r name disk expected; do
  same "$name ($disk): not claimed" "//" \
    "$(property "$disk" DM_MULTIPATH_DEVICE_PATH)/$(property "$disk" SYSTEMD_READY)/$(property "$disk" PATHPLUG_WWID)"
  same "$name ($disk): explain says why" "false $expected" "$(reason "$disk")"
  type=$(blkid -p -s TYPE -o value "/dev/$disk")
  same "$name ($disk): udev has read what is on it" "$type" "$(property "$disk" ID_FS_TYPE)"
done <<END
unknown-vendor $alien unknown-product
unknown-vendor,-other-path $(lio_disk alien 1 0) unknown-product
management-LUN $manage product-never
management-LUN,-other-path $(lio_disk manage 1 0) product-never
software-target $soft second-path-awaited
loop-device $loop not-a-disk
virtio-disk $plain not-a-disk
own-disk $own not-a-disk
END
for disk in "$alien" "$soft" "$manage" "$plain" "$loop"; do
  uuid=$(blkid -p -s UUID -o value "/dev/$disk")
  check "by-uuid of what is on $disk" test -n "$uuid" -a -e "/dev/disk/by-uuid/$uuid"
done
same "the registry is empty" "" "$(ls /etc/pathplug/luns.d 2>/dev/null)"
same "the unknown and the management LUN cost no marker, so no worker" "0" \
  "$(journalctl --since "@$begin" --no-pager -o cat -u pathplug-assemble.service | grep -cE "$alien|$manage")"

# ── the second path ──────────────────────────────────────────────────────────────────────────────────────────────────
uuid=$(blkid -p -s UUID -o value "/dev/$soft")
lio_plug soft 1
check "settle returns" pathplug settle --timeout 120
wwid=$(lun_wwid soft 0)
second=$(lio_disk soft 1 0)
same "the software target's second path: a map of both" "mpath-$wwid $(printf '%s\n' "$soft" "$second" | sort -V | paste -sd' ')" \
  "$(dmsetup info --columns --noheadings -o uuid "$wwid" 2>&1) $(path_groups "$wwid" | cut -d' ' -f2- | tr ' ' '\n' | sort -V | paste -sd' ')"
for disk in "$soft" "$second"; do
  same "$disk: claimed" "1/0/mpath_member/" \
    "$(property "$disk" DM_MULTIPATH_DEVICE_PATH)/$(property "$disk" SYSTEMD_READY)/$(property "$disk" ID_FS_TYPE)/$(property "$disk" ID_FS_UUID)"
done
same "its file system is the map's now" "$(realpath "/dev/mapper/$wwid")" "$(realpath "/dev/disk/by-uuid/$uuid")"
same "explain: claimed because it is registered" "true registered" "$(reason "$soft")"
same "still no other map" "$wwid" "$(maps)"
same "no I/O error on the console" "" "$(io_errors_since "$mark")"

losetup -d "/dev/$loop"
rm -f /run/loop.img
qemu_unplug plain plain
lio_remove_maps soft
for array in alien soft manage; do lio_remove "$array"; done
finish
