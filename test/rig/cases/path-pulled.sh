#!/bin/bash
# A path is pulled and comes back: the map follows at once, and nothing above it notices.
# rig: engines=qjs,node timeout=600
. /pathplug/rig/guest/guest.sh

lio_create pull luns=2 paths=4 size=96 vendor=NETAPP product='LUN C-Mode' states='optimized optimized nonoptimized nonoptimized'
own_host || fail "the host is owned" "no /run/pathplug/armed"
lio_plug pull
check "settle returns" pathplug settle --timeout 120
map=$(lun_wwid pull 0)
pv=$(lun_wwid pull 1)
same "LVM's list of WWIDs that are multipathed has both" "2" "$(grep -cE "^/($map|$pv)/$" /etc/multipath/wwids)"
dm=$(basename "$(realpath "/dev/mapper/$map")")
dm_pv=$(basename "$(realpath "/dev/mapper/$pv")")

mkfs.ext4 -q "/dev/mapper/$map"
vgcreate -q vg_pull "/dev/mapper/$pv" >/dev/null
lvcreate -qy -n data -L 16M vg_pull >/dev/null
udevadm settle
uuid=$(blkid -p -s UUID -o value "/dev/mapper/$map")
mkdir -p /mnt/pull
mount "UUID=$uuid" /mnt/pull
same "the file system is mounted from the map" "/dev/mapper/$map" "$(findmnt -no SOURCE /mnt/pull)"
dd if=/dev/urandom of=/mnt/pull/file bs=1M count=8 status=none
sum=$(sha256sum </mnt/pull/file)

# seen   what programs above see of both maps.
seen() {
  udevadm info -q property "/dev/$dm" | grep -E '^(ID_FS_|DM_NAME|DM_UUID|SYSTEMD_READY)' | sort
  udevadm info -q property "/dev/$dm_pv" | grep -E '^(ID_FS_|LVM_)' | sort
  readlink -f "/dev/disk/by-uuid/$uuid"
  pvs --noheadings -o pv_name,vg_name
}
before=$(seen)
udevadm settle
# reads   how often the physical volume has been read: by LVM, blkid or whoever looks at what is new.
reads() { awk '{ print $1 }' "/sys/block/$dm_pv/stat"; }
before_reads=$(reads)
check "somebody has looked at it when it came" test "$before_reads" -gt 0

log_dmsetup /run/dmsetup.log
sed -i "s|^echo |echo \"\$(cut -d' ' -f1 /proc/uptime)\" |" /run/dmsetup-log/dmsetup
udevadm monitor --kernel --subsystem-match=block >/run/monitor.log &
monitor=$!
sleep 1
gone=$(lio_disk pull 1 0)
path_delete "$gone"
wait_for 'grep -qE " resume .*$map" /run/dmsetup.log' 20
kill "$monitor"
check "settle returns after the path has gone" pathplug settle --timeout 60
event=$(sed -nE "s/^KERNEL\[([0-9.]+)\] remove .*\/$gone \(block\)/\1/p" /run/monitor.log | tail -n 1)
ioctl=$(awk -v map="$map" '/ resume / && index($0, map) { print $1; exit }' /run/dmsetup.log)
check "the uevent and the resume were both seen" test -n "$event" -a -n "$ioctl"
within "from the uevent to the table that is live" 4 "$(awk -v a="$event" -v b="$ioctl" 'BEGIN { printf "%.2f", b - a }')" s
topology_now
same "the map has three paths" 3 "$(path_groups "$map" | tr ' ' '\n' | grep -c '^sd')"
path_delete "$(lio_disk pull 1 1)"
check "the physical volume has lost a path, too" wait_for '[[ $(dmsetup table "$pv" | grep -oE " [0-9]+:[0-9]+ " | wc -l) == 3 ]]' 20
check "settle returns" pathplug settle --timeout 60
same "nobody has looked at the physical volume again" "$before_reads" "$(reads)"
same "nothing above has noticed" "$before" "$(seen)"
same "what was written is there" "$sum" "$(sha256sum </mnt/pull/file)"

lio_plug_one pull 1 0
lio_plug_one pull 1 1
check "settle returns after the path has come back" pathplug settle --timeout 60
topology_now
same "the map has four paths again" 4 "$(path_groups "$map" | tr ' ' '\n' | grep -c '^sd')"
same "still nothing above has noticed" "$before" "$(seen)"
echo 3 >/proc/sys/vm/drop_caches
same "and it is read back from the disk" "$sum" "$(sha256sum </mnt/pull/file)"

umount /mnt/pull
vgremove -qqy vg_pull >/dev/null
udevadm settle
lio_remove_maps pull
lio_remove pull
finish
