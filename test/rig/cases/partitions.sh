#!/bin/bash
# Partitions of paths go when a map holds them, never before, never of a LUN in use, and come back with the disks. Those of the map
# follow the table and the size, mounted ones too: by themselves, and by `pathplug map rescan`.
# rig: when=asked engines=qjs timeout=900
. /pathplug/rig/guest/guest.sh

# table ARRAY LUN SFDISK-ARGUMENTS…   writes a LUN's partition table behind its back, as another host does; the script is read.
table() { sfdisk -q --no-reread --no-tell-kernel "${@:3}" "/run/lio/$1-$2"; }
# nodes DISK…   kernel names of the partitions of disks.
nodes() { for disk in "$@"; do for part in "/sys/block/$disk/$disk"[0-9]*; do [[ ! -e $part ]] || basename "$part"; done; done; }
# parts MAP   number and size in MiB of the partitions of a map.
parts() {
  local part
  for part in "/dev/mapper/$1"-part*; do
    [[ ! -e $part ]] || echo "${part##*-part} $(($(blockdev --getsize64 "$part") >> 20))"
  done | sort -n | paste -sd,
}
tell() {
  lsblk -no NAME,TYPE,SIZE,MOUNTPOINTS
  dmsetup table
  dmsetup info --columns -o name,suspended,open
  dmsetup status
  grep . /sys/block/{sd,dm-}*/inflight
  journalctl -b --no-pager -o cat -u pathplug-assemble | tail -n 20
}

lio_create parted luns=1 paths=2 size=96 vendor=NETAPP product='LUN C-Mode' states='optimized nonoptimized'
lio_create used luns=1 paths=2 size=64 vendor=NETAPP product='LUN C-Mode' states='optimized nonoptimized'
printf 'size=40M,name=one\nsize=30M,name=two\n' | table parted 0 --wipe always --label gpt
printf 'size=20M\nsize=20M\n' | table used 0 --wipe always --label dos

# ── in use before anybody owns the host ──────────────────────────────────────────────────────────────────────────────
lio_plug used
udevadm settle
first=$(lio_disk used 0 0) second=$(lio_disk used 1 0)
check "the used disk has partitions" wait_for '[[ $(nodes "$first" "$second" | wc -l) == 4 ]]' 20
mkfs.ext4 -q "/dev/${first}1"
mkdir -p /mnt/used /mnt/parted
check "one is mounted" mount "/dev/${first}1" /mnt/used
check "the host is owned" own_host
check "settle returns" pathplug settle --timeout 120
same "a LUN in use keeps all partitions" "${first}1 ${first}2 ${second}1 ${second}2" "$(nodes "$first" "$second" | xargs)"
same "and has no map" "" "$(maps)"

# ── no map yet ───────────────────────────────────────────────────────────────────────────────────────────────────────
systemctl stop pathplug-assemble.path
lio_plug parted
udevadm settle
disks=$(lio_disks parted | xargs) one=$(lio_disk parted 0 0)
check "the disks are claimed" wait_for '[[ $(udevadm info -q property -n "/dev/$one" | grep -c DM_MULTIPATH_DEVICE_PATH=1) == 1 ]]' 20
same "without a map their partitions stay" 4 "$(nodes $disks | wc -l)"
same "and are nobody's" "partition-of-path none" \
  "$(udevadm info -q property -n "/dev/${one}1" | sed -nE 's/^(PATHPLUG_CLAIM_REASON|ID_FS_TYPE)=//p' | sort -r | xargs)"
systemctl start pathplug-assemble.path
check "settle returns" pathplug settle --timeout 120
map=$(lun_wwid parted 0)
check "the map has partitions" wait_for '[[ $(parts "$map") == "1 40,2 30" ]]' 20
check "those of its paths are gone" wait_for '[[ -z $(nodes $disks) ]]' 20
tell

# ── one is open on a path, and nodes that come again ─────────────────────────────────────────────────────────────────
partx --update "/dev/$one"
same "the kernel is made to read the table again" "${one}1 ${one}2" "$(nodes $disks | xargs)"
exec 7<"/dev/${one}1"
pathplug assemble 2>/dev/null
same "one that is open stays, the other goes" "${one}1" "$(nodes $disks | xargs)"
exec 7<&-
pathplug assemble 2>/dev/null
same "it goes when it is closed" "" "$(nodes $disks | xargs)"

# ── the size, and the table, while a partition is mounted ────────────────────────────────────────────────────────────
mkfs.ext4 -q "/dev/mapper/$map-part2"
mount "/dev/mapper/$map-part2" /mnt/parted
dd if=/dev/urandom of=/mnt/parted/file bs=1M count=8 status=none
sum=$(sha256sum </mnt/parted/file)
lio_resize parted 0 192
check "rescan: the map gets the new size" test "$(pathplug map rescan "$map" --json >/run/rescan; jq -r '"\(.bytes) \(.changed) \(.lunBytes)"' /run/rescan)" = \
  "$((192 << 20)) true $((192 << 20))"
cat /run/rescan
same "the table says nothing new: the partitions are as they were" "1 40,2 30" "$(parts "$map")"
same "the paths have none" "" "$(nodes $disks | xargs)"
echo ', 100M' | table parted 0 -N 2 || fail "the table is written by another host" "sfdisk"
same "another host grows one: nobody has told" "1 40,2 30" "$(parts "$map")"
text=$(pathplug map rescan "$map" 2>&1)
same "rescan: it grows while it is mounted" "1 40,2 100" "$(parts "$map")"
check "and says so" grep -qF "$map-part2 has $((100 << 20)) bytes" <<<"$text"
check "its file system grows" timeout 30 resize2fs "/dev/mapper/$map-part2" || tell
same "what was written is there" "$sum" "$(sha256sum </mnt/parted/file)"
sfdisk -q --no-reread --no-tell-kernel --delete /run/lio/parted-0 2
pathplug map rescan "$map" >/run/rescan 2>&1
echo "status $?: $(cat /run/rescan)"
same "one that is mounted stays, though the table has it no more" "1 40,2 100" "$(parts "$map")"
same "and so does what is in it" "$sum" "$(sha256sum </mnt/parted/file)"
umount /mnt/parted
pathplug map rescan "$map" >/run/rescan 2>&1
echo "status $?: $(cat /run/rescan)"
same "it goes when it is free" "1 40" "$(parts "$map")"
tell

# ── the table is written here ────────────────────────────────────────────────────────────────────────────────────────
# sfdisk begins and ends on whole units of the device's optimal I/O size, 8 MiB.
echo 'size=24M' | sfdisk -q --append --no-reread "/dev/mapper/$map"
check "a partition that is made on the map is there by itself" wait_for '[[ $(parts "$map") == "1 40,2 24" ]]' 30
same "the paths have none" "" "$(nodes $disks | xargs)"

# ── what cannot be ───────────────────────────────────────────────────────────────────────────────────────────────────
mkdir -p /etc/pathplug
echo '{ "overrides": { "auto_resize": "never" } }' >/etc/pathplug/pathplug.json
pathplug refresh >/dev/null
lio_resize parted 0 256
same "auto_resize never: the map keeps its size" "$((192 << 20)) false $((256 << 20))" \
  "$(pathplug map rescan "$map" --json | jq -r '"\(.bytes) \(.changed) \(.lunBytes)"')"
mkfs.ext4 -q "/dev/mapper/$map-part2"
mount "/dev/mapper/$map-part2" /mnt/parted
echo ', 180M' | table parted 0 -N 2
timeout 60 pathplug map rescan "$map" >/run/rescan 2>&1
same "a partition that ends behind the map: the rescan fails" 1 $?
cat /run/rescan
same "nothing is suspended" "" "$(dmsetup info --columns --noheadings -o name,suspended | grep Suspended)"
check "what is mounted can be written" timeout 60 dd if=/dev/zero of=/mnt/parted/file bs=1M count=1 conv=fsync status=none || tell
umount /mnt/parted

# ── the end cuts one off, and nobody calls pathplug ──────────────────────────────────────────────────────────────────
echo '{ "overrides": { "auto_resize": "grow_shrink" } }' >/etc/pathplug/pathplug.json
pathplug refresh >/dev/null
pathplug apply >/dev/null 2>&1
check "grow_shrink: the map grows, its second partition with it" wait_for '[[ $(parts "$map") == "1 40,2 180" ]]' 60 || tell
lio_resize parted 0 128
for disk in $(lio_disks parted); do echo 1 >"/sys/block/$disk/device/rescan"; done
check "it shrinks" wait_for '[[ $(blockdev --getsize64 "/dev/mapper/$map") == $((128 << 20)) ]]' 30 || tell
pathplug settle --timeout 60
udevadm settle
same "nothing is suspended" "" "$(dmsetup info --columns --noheadings -o name,suspended | grep Suspended)"
check "what is left of the one that is cut off can be read" timeout 30 dd if="/dev/mapper/$map-part2" of=/dev/null bs=1M count=8 iflag=direct status=none || tell
lio_resize parted 0 256
for disk in $(lio_disks parted); do echo 1 >"/sys/block/$disk/device/rescan"; done
check "it has its end again" wait_for '[[ $(parts "$map") == "1 40,2 180" ]]' 60 || tell
rm /etc/pathplug/pathplug.json
pathplug refresh >/dev/null
pathplug map rescan nothing >/dev/null 2>&1
same "no such map: bad input" 65 $?

# ── the way back ─────────────────────────────────────────────────────────────────────────────────────────────────────
check "the host is given back" disown_host
udevadm settle
same "the disks have their partitions again" 4 "$(nodes $disks | wc -l)"
tell
umount /mnt/used
lio_remove parted
lio_remove used
finish
