#!/bin/bash
# A file system, a partitioned disk with swap and a volume group lie on LUNs of arrays, and fstab names them by UUID and below
# /dev/mapper, without nofail. At each boot all of it is used from maps, and never from a path: with either engine, with
# a root that is read-only until it is remounted, and also where the registry was lost. RIG_REBOOTS says how often:
# 20 times where the case is named, else 3, which have each kind once.
# rig: boot=reboots timeout=300 state=- append=rig.readonly
# rig: lun=paths=4,size=96M,vendor=HITACHI,product=OPEN-V,serial=50201,wwn=0x5000c5000000a001
# rig: lun=paths=2,size=96M,vendor=EMC,product=SYMMETRIX,serial=50202,wwn=0x5000c5000000a002
# rig: lun=paths=2,size=96M,vendor=PURE,product=FlashArray,serial=50203,wwn=0x5000c5000000a003
. /pathplug/rig/guest/guest.sh

export LVM_SUPPRESS_FD_WARNINGS=1
boots=$((${RIG_REBOOTS:-$(thorough 20 3)} + 1))
plain=35000c5000000a001 parted=35000c5000000a002 pv=35000c5000000a003
registry=/etc/pathplug/luns.d
said=/var/lib/rig-registry

# kind BOOT   what is special about a boot.
kind() {
  # What was mounted from a path is a map then.
  [[ $1 -ne 2 ]] || { echo "after one was left" && return; }
  case $(($1 % 5)) in
    3) echo "without QuickJS" ;;
    4) echo "without a registry" ;;
    *) echo "as the last" ;;
  esac
}

set_up() {
  local disk uuid
  disk=$(realpath /dev/disk/by-id/wwn-0x5000c5000000a001)
  mkfs.ext4 -q "$disk"
  uuid=$(blkid -p -s UUID -o value "$disk")
  mkdir /mnt/plain
  mount "$disk" /mnt/plain
  check "the host is owned" own_host
  check "settle returns" pathplug settle --timeout 120
  same "two maps: who has mounted a path keeps it until the next boot" "$parted $pv $disk" "$(maps | xargs) $(findmnt -no SOURCE /mnt/plain)"
  printf 'size=40M,name=one\nsize=24M,name=two\nname=three\n' | sfdisk -q --wipe always --label gpt "/dev/mapper/$parted"
  udevadm settle
  wait_for "[[ -e /dev/mapper/$parted-part3 ]]" 30 || kpartx -a "/dev/mapper/$parted"
  mkfs.ext4 -q "/dev/mapper/$parted-part1"
  mkfs.ext4 -q "/dev/mapper/$parted-part2"
  mkswap "/dev/mapper/$parted-part3" >/dev/null
  vgcreate -qy vg_boot "/dev/mapper/$pv" >/dev/null
  lvcreate -qy -Wy -n data -L 32M vg_boot >/dev/null
  mkfs.ext4 -q /dev/vg_boot/data
  {
    # An emulated guest may need longer than 90 s where the machine has other things to do.
    echo "UUID=$uuid /mnt/plain ext4 x-systemd.device-timeout=240 0 0"
    echo "/dev/mapper/$parted-part1 /mnt/part1 ext4 x-systemd.device-timeout=240 0 2"
    echo "UUID=$(blkid -p -s UUID -o value "/dev/mapper/$parted-part2") /mnt/part2 ext4 x-systemd.device-timeout=240 0 0"
    echo "UUID=$(blkid -p -s UUID -o value "/dev/mapper/$parted-part3") none swap x-systemd.device-timeout=240 0 0"
    echo "/dev/vg_boot/data /mnt/volume ext4 x-systemd.device-timeout=240 0 2"
  } >>/etc/fstab
  systemctl daemon-reload
  local name
  for name in plain part1 part2 volume; do
    mkdir -p "/mnt/$name"
    mountpoint -q "/mnt/$name" || mount "/mnt/$name"
    dd if=/dev/urandom "of=/mnt/$name/file" bs=1M count=2 status=none
  done
  sha256sum /mnt/*/file >/var/lib/rig-sums
  # Nor are its disks there in a minute then.
  unit_drop_in pathplug-known.service <<'END'
[Service]
ExecStart=
ExecStart=/usr/lib/pathplug/worker wait 240
TimeoutStartSec=300s
END
  # What looks once at what is there, where others wait for their devices.
  cat >/etc/systemd/system/rig-at-ready.service <<'END'
[Unit]
DefaultDependencies=no
After=pathplug-ready.target
Before=local-fs-pre.target
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'dmsetup ls --target multipath >/run/at-ready; ls /dev/disk/by-id >>/run/at-ready'
END
  # udev begins after the root has been remounted, so the registry has to be read-only by a mount of its own for the
  # worker to come first.
  cat >/etc/systemd/system/rig-read-only.service <<'END'
[Unit]
DefaultDependencies=no
After=systemd-remount-fs.service
Before=pathplug-arm.service
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'mount --bind /etc/pathplug /etc/pathplug && mount -o remount,bind,ro /etc/pathplug'
END
  cat >/etc/systemd/system/rig-writable.service <<'END'
[Unit]
DefaultDependencies=no
After=rig-read-only.service systemd-udev-trigger.service
Before=local-fs.target
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'until [ -n "$(ls /run/pathplug/luns.d 2>/dev/null)" ]; do sleep 1; done; umount -l /etc/pathplug'
TimeoutStartSec=240s
END
  mkdir -p /etc/systemd/system/pathplug-ready.target.wants /etc/systemd/system/sysinit.target.wants
  ln -s ../rig-at-ready.service /etc/systemd/system/pathplug-ready.target.wants/
  without_guard
}

# registry_now   what is remembered, without the tables: disks have other numbers at each boot.
registry_now() { grep -rsv '^PATHPLUG_TABLE=' "$registry" | sort; }

# reached UNIT   when a unit became active in this boot, microseconds.
reached() { systemctl show -P ActiveEnterTimestampMonotonic "$1"; }

verify() {
  local at="boot $RIG_BOOT, $(kind "$RIG_BOOT")" log=/run/journal name disk
  journalctl -b -o short-monotonic --no-pager >"$log"
  same "$at: all is mounted, from maps" "/dev/mapper/$plain /dev/mapper/$parted-part1 /dev/mapper/$parted-part2 /dev/mapper/vg_boot-data" \
    "$(for name in plain part1 part2 volume; do findmnt -no SOURCE "/mnt/$name"; done | xargs)"
  same "$at: swap is on its map" "$(realpath "/dev/mapper/$parted-part3")" "$(swapon --show=NAME --noheadings)"
  same "$at: no path is mounted" "" "$(awk '$3 ~ /^(8|6[5-9]):/' /proc/self/mountinfo)"
  check "$at: what was written is there" sha256sum --quiet -c /var/lib/rig-sums
  same "$at: LVM has its volume on the map" "/dev/mapper/$pv vg_boot $pv" \
    "$(pvs --noheadings -o pv_name,vg_name | xargs) $(dmsetup deps -o devname vg_boot-data | sed 's/.*(\(.*\))/\1/')"
  same "$at: each map has all its paths, each path its map" "$plain 4, $parted 2, $pv 2; mpath 8" \
    "$(dmsetup table --target multipath | awk '{ n = 0; for (i = 1; i <= NF; i++) n += $i ~ /^(8|6[5-9]):/; print substr($1, 1, length($1) - 1), n }' |
      sort | paste -sd, | sed 's/,/, /g'); $(cat /sys/block/sd*/holders/*/dm/uuid | cut -d- -f1 | sort | uniq -c | awk '{ print $2, $1 }')"
  same "$at: systemd and LVM never saw a path" "" "$(
    systemctl list-units --plain --no-legend --state=active 'dev-sd*.device'
    grep -E 'EXT4-fs \(sd|PV /dev/sd|/dev/sd[a-z]+[0-9]* .*(mount|swap)' "$log"
  )"
  same "$at: no ordering cycle, no emergency, nothing failed" "" "$(
    grep -E 'ordering cycle|emergency|Dependency failed' "$log"
    systemctl list-units --failed --plain --no-legend | grep -vE 'systemd-(networkd|resolved)'
  )"
  if [[ $(kind "$RIG_BOOT") == "after one was left" ]]; then
    same "$at: it is remembered as the others are" 3 "$(cat "$registry"/* | grep -c '^PATHPLUG_TABLE=')"
  elif [[ $(kind "$RIG_BOOT") == "without a registry" ]]; then
    same "$at: the LUNs are remembered as soon as /etc can be written" "3 0" \
      "$(cat "$registry"/* 2>/dev/null | grep -c '^PATHPLUG_TABLE=') $(find /run/pathplug/luns.d -type f | wc -l)"
    check "$at: and the log says that they could not be before" grep -q 'registry-not-written.*EROFS' "$log"
  else
    check "$at: pathplug-ready.target comes before local-fs-pre.target" \
      test "$(reached pathplug-ready.target)" -gt 0 -a "$(reached pathplug-ready.target)" -le "$(reached local-fs-pre.target)"
    same "$at: and then all maps are there with their links" "$plain $parted $pv" \
      "$(sed -n "s/^\(3[0-9a-f]*\)[[:space:]].*/\1/p" /run/at-ready | sort | while read -r name; do
        grep -qx "dm-uuid-mpath-$name" /run/at-ready && grep -qx "scsi-$name" /run/at-ready && echo "$name"
      done | sort | { cat; } | xargs)"
    same "$at: the registry says what it said, but for the paths' numbers" "$(<"$said")" "$(registry_now)"
    within "$at: known LUNs were waited for" 240 "$(systemctl show --value -p ExecMainStartTimestampMonotonic -p ExecMainExitTimestampMonotonic pathplug-known.service |
      xargs | awk '{ printf "%.1f", ($2 - $1) / 1e6 }')" s
  fi
  [[ $(kind "$RIG_BOOT") != "without QuickJS" ]] || same "$at: there was none" "" "$(command -v qjs)"
}

# prepare BOOT   for the next boot.
prepare() {
  [[ ! -e /usr/bin/qjs.aside ]] || mv /usr/bin/qjs.aside /usr/bin/qjs
  rm -f /etc/systemd/system/sysinit.target.wants/rig-*
  case $(kind "$1") in
    "without QuickJS") mv /usr/bin/qjs /usr/bin/qjs.aside ;;
    "without a registry")
      rm -rf "$registry"
      ln -s ../rig-read-only.service ../rig-writable.service /etc/systemd/system/sysinit.target.wants/
      ;;
  esac
  registry_now >"$said"
}

if [[ $RIG_BOOT -eq 1 ]]; then set_up; else verify; fi
if [[ $RIG_BOOT -lt $boots ]]; then
  prepare "$((RIG_BOOT + 1))"
  reboot_guest
fi
finish
