#!/bin/bash
# A file system, a partitioned disk and an LVM volume lie on LUNs. All paths are pulled, the maps go, the paths come
# back: whoever reads contents at arrival finds the map, its partitions and its volume, and never a path.
# rig: boot=arrays timeout=900
. /pathplug/rig/guest/guest.sh

export LVM_SUPPRESS_FD_WARNINGS=1
property() { udevadm info --query=property --name="/dev/$1" | sed -n "s/^$2=//p"; }
leads() { realpath -q "/dev/disk/$1"; }

lio_create layers luns=3 paths=2 size=96 vendor=NETAPP product='LUN C-Mode' states='optimized nonoptimized'
own_host || fail "the host is owned" "no /run/pathplug/armed"
lio_plug layers
check "settle returns" pathplug settle --timeout 120
plain=$(lun_wwid layers 0) parted=$(lun_wwid layers 1) pv=$(lun_wwid layers 2)

mkfs.ext4 -q -L layer_fs "/dev/mapper/$plain"
printf 'size=40M,name=one\nname=two\n' | sfdisk -q --wipe always --label gpt "/dev/mapper/$parted"
udevadm settle
wait_for '[[ -e /dev/mapper/$parted-part2 ]]' 20 || kpartx -a "/dev/mapper/$parted"
mkfs.ext4 -q -L layer_part "/dev/mapper/$parted-part1"
mkswap -q -L layer_swap "/dev/mapper/$parted-part2" >/dev/null
vgcreate -qy vg_layers "/dev/mapper/$pv" >/dev/null
lvcreate -qy -Wy -n data -L 32M vg_layers >/dev/null
mkfs.ext4 -q -L layer_lv /dev/vg_layers/data
udevadm settle
uuid=$(blkid -p -s UUID -o value "/dev/mapper/$plain")
part_uuid=$(blkid -p -s UUID -o value "/dev/mapper/$parted-part1")
swap_uuid=$(blkid -p -s UUID -o value "/dev/mapper/$parted-part2")
part_id=$(blkid -p -s PART_ENTRY_UUID -o value "/dev/mapper/$parted-part1")
lv_uuid=$(blkid -p -s UUID -o value /dev/vg_layers/data)
mkdir -p /mnt/layers
mount "/dev/mapper/$plain" /mnt/layers
dd if=/dev/urandom of=/mnt/layers/file bs=1M count=4 status=none
sum=$(sha256sum </mnt/layers/file)
umount /mnt/layers

# ── everything goes ──────────────────────────────────────────────────────────────────────────────────────────────────
vgchange -qan vg_layers >/dev/null
udevadm settle
lio_unplug layers
check "settle returns after all paths are gone" pathplug settle --timeout 60
same "no map is left" "" "$(maps)"
same "no link to what lay on them" "" \
  "$(for each in "$uuid" "$part_uuid" "$swap_uuid" "$lv_uuid"; do ls "/dev/disk/by-uuid/$each" 2>/dev/null; done)"

# ── and comes back ───────────────────────────────────────────────────────────────────────────────────────────────────
mark=$(console_mark)
lio_plug layers
check "settle returns after they came back" pathplug settle --timeout 120
wait_for '[[ -e /dev/vg_layers/data ]]' 30
udevadm settle
map=$(realpath "/dev/mapper/$plain")
one=$(realpath "/dev/mapper/$parted-part1") two=$(realpath "/dev/mapper/$parted-part2")

# paths
for disk in $(lio_disks layers); do
  same "$disk: nothing of its contents is in udev's database" "mpath_member" \
    "$(udevadm info -q property -n "/dev/$disk" | sed -nE 's/^ID_(FS|PART)_[A-Z_]+=//p' | paste -sd' ')"
  same "$disk: no link of it leads by contents" "" "$(property "$disk" DEVLINKS | tr ' ' '\n' | grep -E '/by-(uuid|label|partuuid|partlabel)/')"
  same "$disk: systemd sees no device in it" inactive "$(systemctl is-active "dev-$disk.device")"
  same "$disk: no partition of it has a link" "" "$(for p in /sys/block/"$disk"/"$disk"[0-9]*; do
    [[ ! -e $p ]] || udevadm info -q property "$p" | grep -E 'by-(uuid|label|partuuid|partlabel)|-part[0-9]|ID_FS_UUID'; done)"
done
same "lsblk: paths are members" "6 mpath_member" "$(lsblk -dnro NAME,FSTYPE $(lio_disks layers | sed 's,^,/dev/,') | cut -d' ' -f2 | sort | uniq -c | awk '{print $1, $2}')"

# the file system
same "by-uuid leads to the map" "$map" "$(leads "by-uuid/$uuid")"
same "by-label leads to the map" "$map" "$(leads by-label/layer_fs)"
same "findfs UUID= finds the map" "/dev/mapper/$plain" "$(findfs "UUID=$uuid")"
same "blkid -U finds the map" "$map" "$(realpath "$(blkid -U "$uuid")")"
unit=$(systemd-escape --path --suffix=device "/dev/disk/by-uuid/$uuid")
same "systemd has its unit on the map" "active /sys/devices/virtual/block/${map#/dev/}" \
  "$(systemctl is-active "$unit") $(systemctl show -P SysFSPath "$unit")"
mount "UUID=$uuid" /mnt/layers
same "mounted by UUID: from the map" "/dev/mapper/$plain" "$(findmnt -no SOURCE /mnt/layers)"
same "and what was written is there" "$sum" "$(sha256sum </mnt/layers/file)"
umount /mnt/layers

# partitions
same "partition maps, named as multipath-tools names them" "$parted-part1 part1-mpath-$parted
$parted-part2 part2-mpath-$parted" "$(dmsetup info -c --noheadings --separator ' ' -o name,uuid | grep "^$parted-part" | sort)"
for link in "dm-name-$parted-part1" "dm-uuid-part1-mpath-$parted" "scsi-$parted-part1" "wwn-0x${parted#3}-part1"; do
  same "by-id/$link leads to the partition map" "$one" "$(leads "by-id/$link")"
done
same "by-uuid of its file system" "$one" "$(leads "by-uuid/$part_uuid")"
same "by-partuuid" "$one" "$(leads "by-partuuid/$part_id")"
same "by-partlabel" "$one" "$(leads by-partlabel/one)"
same "by-uuid of its swap" "$two" "$(leads "by-uuid/$swap_uuid")"
same "findfs PARTUUID= finds the partition map" "$one" "$(realpath "$(findfs "PARTUUID=$part_id")")"
unit=$(systemd-escape --path --suffix=device "/dev/disk/by-partuuid/$part_id")
same "systemd has its unit on the partition map" "/sys/devices/virtual/block/${one#/dev/}" "$(systemctl show -P SysFSPath "$unit")"
same "lsblk: the partition is on the map" "part" "$(lsblk -dnro TYPE "$one")"

# the volume
errors=$(pvs --noheadings -o pv_name,vg_name 2>&1 >/run/pvs)
same "LVM has its volume on the map" "/dev/mapper/$pv vg_layers" "$(xargs </run/pvs)"
same "LVM says nothing of duplicates" "" "$(grep -iE 'duplicate|prefer|not using' <<<"$errors")"
check "vgchange -ay" vgchange -qay vg_layers
same "the volume lies on the map" "/dev/mapper/$pv(0)" "$(lvs --noheadings -o devices vg_layers/data | xargs)"
same "by-uuid of its file system" "$(realpath /dev/vg_layers/data)" "$(leads "by-uuid/$lv_uuid")"
check "what is in it is whole" e2fsck -fn /dev/vg_layers/data
same "no unit has failed" "" "$(systemctl list-units --failed --plain --no-legend | grep -vE 'systemd-(networkd|resolved)')"
same "no I/O error on the console" "" "$(io_errors_since "$mark")"

vgremove -qqy vg_layers >/dev/null
udevadm settle
for part in 1 2; do dmsetup remove --retry "$parted-part$part"; done
lio_remove_maps layers
lio_remove layers
finish
