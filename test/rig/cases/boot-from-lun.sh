#!/bin/bash
# The root lies on LVM on a LUN of four paths: each boot makes the map in the initramfs, and the system goes on with it.
# BOOT_WITH=dracut has dracut make the initramfs, and not initramfs-tools; with BOOT_ENGINE=sh QuickJS is neither there nor on the
# system, which then has Node. From the third boot on paths come in any order, late, and some do not; BOOT_SEED begins another series.
# rig: when=asked boot=from-lun with=initramfs-tools,dracut-core timeout=3000 state=-
# rig: lun=paths=4,size=3G,vendor=HITACHI,product=OPEN-V,serial=50301,wwn=0x5000c5000000b001
# rig: lun=paths=2,size=64M,vendor=PURE,product=FlashArray,serial=50302,wwn=0x5000c5000000b002
. /pathplug/rig/guest/guest.sh

export LVM_SUPPRESS_FD_WARNINGS=1
boots=$((${RIG_REBOOTS:-$(thorough 10 2)} + 1))
boot_lun=35000c5000000b001 other=35000c5000000b002

# set_up   installs the system on the LUN.
set_up() {
  check "the host is owned" own_host
  check "settle returns" pathplug settle --timeout 120
  same "two maps" "$boot_lun $other" "$(maps | xargs)"
  vgcreate -qy vg_root "/dev/mapper/$boot_lun" >/dev/null
  lvcreate -qy -Wy -n root -L 2500M vg_root >/dev/null
  check "the system is copied" own_root_copy /dev/vg_root/root
  [[ ${BOOT_ENGINE:-qjs} == qjs ]] || rm /mnt/root/usr/bin/qjs
  check "its initramfs is made" make_initramfs
  ls -l /mnt/root/boot/initrd.img
  own_root_boot /mnt/root/boot/initrd.img root=/dev/mapper/vg_root-root rd.lvm.lv=vg_root/root rw
  # Which maps there are before the system's own udevd begins.
  mkdir -p /mnt/root/etc/systemd/system/pathplug-arm.service.d
  printf '[Service]\nExecStartPre=/bin/sh -c "dmsetup ls --target multipath | cut -f1 >/run/rig-maps-before"\n' \
    >/mnt/root/etc/systemd/system/pathplug-arm.service.d/rig.conf
  umount /mnt/root
}

# make_initramfs   with the modules that a disk of QEMU wants.
make_initramfs() {
  if [[ ${BOOT_WITH:-initramfs-tools} == dracut ]]; then
    own_root_run dracut --force --gzip --hostonly --add-drivers "virtio_pci virtio_scsi sd_mod ext4" /boot/initrd.img "$(uname -r)"
    return
  fi
  # The image has no configuration of its kernel, which says what it can unpack.
  echo CONFIG_RD_GZIP=y >"/mnt/root/boot/config-$(uname -r)"
  sed -i 's/^MODULES=.*/MODULES=list/; s/^COMPRESS=.*/COMPRESS=gzip/' /mnt/root/etc/initramfs-tools/initramfs.conf
  printf '%s\n' virtio_pci virtio_scsi sd_mod ext4 >>/mnt/root/etc/initramfs-tools/modules
  own_root_run mkinitramfs -o /boot/initrd.img
}

# paths_of MAP   how many disks its table has.
paths_of() { dmsetup table "$1" 2>/dev/null | grep -oE ' (8|6[5-9]):[0-9]+' | wc -l; }

# draw_paths   how the paths come at the next boot; the first one with a system of its own has all of them.
draw_paths() {
  local seed=$((${BOOT_SEED:-1} * 1000 + RIG_BOOT))
  rm -f /rig/own-boot/paths
  [[ $RIG_BOOT -ge 2 ]] || return 0
  own_root_paths "$seed" 0 4
  own_root_paths "$((seed + 500))" 1 2
  cp /rig/own-boot/paths /rig/own-boot/drawn
}
# expected LUN PATHS   how many of its paths have come when all have.
expected() {
  local missing=0
  [[ ! -e /rig/own-boot/drawn ]] || missing=$(grep -c "^lun$1-.* missing" /rig/own-boot/drawn)
  echo $(($2 - missing))
}

verify() {
  local at="boot $RIG_BOOT" log=/run/journal of_boot of_other
  of_boot=$(expected 0 4) of_other=$(expected 1 2)
  [[ ! -e /rig/own-boot/drawn ]] || xargs echo "$at:" </rig/own-boot/drawn
  check "$at: all disks have come that were to come" wait_for "[[ \$(ls -d /sys/block/sd* | wc -l) -eq $((of_boot + of_other)) ]]" 120
  check "$at: settle returns" pathplug settle --timeout 120
  journalctl -b -o short-monotonic --no-pager >"$log"
  same "$at: the root is the volume, on the map, by its name" "/dev/mapper/vg_root-root $boot_lun" \
    "$(findmnt -no SOURCE /) $(dmsetup deps -o devname vg_root-root | sed 's/.*(\(.*\))/\1/')"
  same "$at: LVM has no disk but the map" "/dev/mapper/$boot_lun vg_root" "$(pvs --noheadings -o pv_name,vg_name | xargs)"
  same "$at: all paths are in their maps" "$of_boot $of_other" "$(paths_of "$boot_lun") $(paths_of "$other")"
  same "$at: each path is one for udev, and for nobody else" "$((of_boot + of_other)) 1 mpath_member 0" "$(
    for disk in /sys/block/sd*; do
      udevadm info -q property --property=DM_MULTIPATH_DEVICE_PATH,SYSTEMD_READY,ID_FS_TYPE --value "$disk" | xargs
    done | sort | uniq -c | xargs
  )"
  same "$at: no path is mounted, or held by anything but a map" " mpath" \
    "$(awk '$3 ~ /^(8|6[5-9]):/' /proc/self/mountinfo) $(cat /sys/block/sd*/holders/*/dm/uuid | cut -d- -f1 | sort -u)"
  same "$at: boot's map alone was made before the system began" "$boot_lun" "$(xargs </run/rig-maps-before)"
  same "$at: what worked in the initramfs has ended" "" "$(pgrep -af 'frozen|worker.js' ; find /run/pathplug -maxdepth 1 -name '*frozen*')"
  same "$at: nothing failed" "" "$(
    grep -E 'ordering cycle|emergency|Dependency failed' "$log"
    systemctl list-units --failed --plain --no-legend | grep -vE 'systemd-(networkd|resolved)'
  )"
  same "$at: nothing is suspended" "" "$(dmsetup info --columns --noheadings -o name,suspended | grep Suspended)"
}

case $RIG_BOOT in 1) set_up ;; *) verify ;; esac
if [[ $RIG_BOOT -lt $boots ]]; then
  draw_paths
  reboot_guest
fi
finish
