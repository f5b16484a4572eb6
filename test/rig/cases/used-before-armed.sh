#!/bin/bash
# A partition of a known LUN is mounted before the host is armed, as by an initramfs that knows nothing of pathplug: neither its
# disk nor any other path of the LUN is taken at that boot, though the registry lists it. It is a map when it is free.
# Without the markers (RIG_WITHOUT=markers) it fails.
# rig: boot=used-before-armed timeout=300 state=-
# rig: lun=paths=3,size=64M,vendor=HITACHI,product=OPEN-V,serial=50204,wwn=0x5000c5000000a004
# rig: lun=paths=2,size=64M,vendor=PURE,product=FlashArray,serial=50205,wwn=0x5000c5000000a005
. /pathplug/rig/guest/guest.sh
used=35000c5000000a004 free=35000c5000000a005

set_up() {
  local map=/dev/mapper/$used
  check "the host is owned" own_host
  check "settle returns" pathplug settle --timeout 120
  same "two maps" "$used $free" "$(maps | xargs)"
  printf 'size=40M\n' | sfdisk -q --wipe always --label gpt "$map"
  udevadm settle
  wait_for "[[ -e $map-part1 ]]" 30 || kpartx -a "$map"
  mkfs.ext4 -q "$map-part1"
  mkdir -p /mnt/early
  mount "$map-part1" /mnt/early
  dd if=/dev/urandom of=/mnt/early/file bs=1M count=2 status=none
  sha256sum /mnt/early/file >/var/lib/rig-sums
  umount /mnt/early
  # Without udev: it has not been started then.
  cat >/usr/local/bin/rig-mount-early <<'END'
#!/bin/sh
modprobe -a virtio_scsi sd_mod ext4
until part=$(ls -d /sys/block/sd*/sd*1 2>/dev/null) && disk=$(grep -l naa.5000c5000000a004 /sys/block/sd*/device/wwid) && [ "$(echo "$disk" | wc -l)" = 3 ]; do
  sleep 0.2
done
set -- $disk
disk=${1%/device/wwid}
exec mount "/dev/${disk##*/}1" /mnt/early
END
  chmod 755 /usr/local/bin/rig-mount-early
  cat >/etc/systemd/system/rig-mount-early.service <<'END'
[Unit]
DefaultDependencies=no
Before=pathplug-arm.service systemd-udevd.service
After=systemd-remount-fs.service
[Service]
Type=oneshot
ExecStart=/usr/local/bin/rig-mount-early
TimeoutStartSec=60s
END
  mkdir -p /etc/systemd/system/sysinit.target.wants
  ln -s ../rig-mount-early.service /etc/systemd/system/sysinit.target.wants/
  without_guard
}

# disks WWID   the LUN's, in the kernel's order.
disks() { grep -l "naa.${1#3}" /sys/block/sd*/device/wwid | cut -d/ -f4; }

# untouched WHEN
untouched() {
  same "$1: the partition is mounted from its path" "${source#/dev/}" "$(findmnt -no SOURCE /mnt/early | xargs -r basename)"
  same "$1: no path of its LUN is claimed" "" "$(for disk in $(disks "$used"); do
    udevadm info -q property -n "/dev/$disk" | grep -E '^(DM_MULTIPATH_DEVICE_PATH=1|SYSTEMD_READY=0)'
  done)"
  same "$1: the other LUN alone is a map" "$free" "$(maps | xargs)"
}

[[ $RIG_BOOT -ne 1 ]] || { set_up && reboot_guest; }

source=$(findmnt -no SOURCE /mnt/early)
check "it was mounted before anything of pathplug ran, and from a path" grep -qE '^/dev/sd[a-z]1$' <<<"$source"
check "settle returns" pathplug settle --timeout 120
check "the host is armed all the same" test -e /run/pathplug/armed
untouched "after the boot"
same "explain says why" "false in-use" "$(pathplug explain "$(disks "$used" | tail -n 1)" --json | jq -r '.claim | "\(.claimed) \(.reason)"')"
for action in add change; do
  udevadm trigger --settle --action="$action" --subsystem-match=block
  check "settle returns" pathplug settle --timeout 120
  untouched "trigger of $action"
done
check "what was written is there" sha256sum --quiet -c /var/lib/rig-sums

umount /mnt/early
wait_for "[[ -e /dev/mapper/$used-part1 ]]" 60
check "settle returns" pathplug settle --timeout 120
same "free: both are maps, this one of three paths" "$used $free 3" \
  "$(maps | xargs) $(dmsetup table "$used" | grep -oE ' [0-9]+:[0-9]+ ' | wc -l)"
mount "/dev/mapper/$used-part1" /mnt/early
check "and what was written is there" sha256sum --quiet -c /var/lib/rig-sums
umount /mnt/early
finish
