#!/bin/bash
# pathplug is enabled on a running host whose known LUNs are in use: mounted from fstab by UUID, swap, an LVM PV, the
# second disk of a btrfs, open in a process, open under another node's name. Three more paths of each arrive, udev looks at
# everything again, the package is laid over: nothing is taken away. Each LUN becomes a map when it is free.
# Without the markers (RIG_WITHOUT=markers) it fails.
# rig: boot=busy with=btrfs-progs,multipath-tools timeout=1200
. /pathplug/rig/guest/guest.sh
without_guard
export LVM_SUPPRESS_FD_WARNINGS=1
systemctl disable --quiet --now multipathd.service multipathd.socket 2>/dev/null

lio_create busy luns=6 paths=4 size=160 vendor=NETAPP product='LUN C-Mode' states='optimized optimized nonoptimized nonoptimized'
lio_plug busy 0
udevadm settle --timeout=60
mapfile -t first < <(lio_disks busy 0)
names=(mounted swap volume btrfs open odd)
for lun in 0 1 2 3 4 5; do wwids[lun]=$(lun_wwid busy "$lun"); done

# ── everybody moves in ───────────────────────────────────────────────────────────────────────────────────────────────
mkfs.ext4 -q "/dev/${first[0]}"
mkswap -q "/dev/${first[1]}" >/dev/null
vgcreate -qy vg_busy "/dev/${first[2]}" >/dev/null
lvcreate -qy -Wn -n data -L 32M vg_busy >/dev/null
truncate -s 160M /run/btrfs.img
loop=$(losetup --find --show /run/btrfs.img)
mkfs.btrfs -q -f -d single -m single "$loop" "/dev/${first[3]}" || fail "a btrfs of two disks"
udevadm settle
uuid=$(blkid -p -s UUID -o value "/dev/${first[0]}")
mkdir -p /mnt/busy /mnt/btrfs
cp /etc/fstab /run/fstab.before
echo "UUID=$uuid /mnt/busy ext4 defaults,nofail 0 0" >>/etc/fstab
systemctl daemon-reload
udevadm trigger --settle "/sys/block/${first[0]}"
systemctl start mnt-busy.mount
swapon "/dev/${first[1]}"
btrfs device scan >/dev/null
mount "$loop" /mnt/btrfs
mknod /srv/odd b "$(cut -d: -f1 "/sys/block/${first[5]}/dev")" "$(cut -d: -f2 "/sys/block/${first[5]}/dev")"
# openers   the processes that have something open without saying so.
sleep infinity 7<>"/dev/${first[4]}" &
open=$!
sleep infinity 7<>/srv/odd &
odd=$!

# in_use   who is where he was.
in_use() {
  ! findmnt -n /mnt/busy >/dev/null || echo "mounted from $(findmnt -no SOURCE /mnt/busy)"
  awk 'NR > 1 { print "swap on " $1 }' /proc/swaps
  [[ ! -e /dev/vg_busy/data ]] || echo "volume on $(ls "/sys/block/$(basename "$(realpath /dev/vg_busy/data)")/slaves")"
  ! findmnt -n /mnt/btrfs >/dev/null || echo "btrfs with $(basename -a /sys/fs/btrfs/*-*/devices/* | sort | paste -sd' ')"
  for pid in $open $odd; do ! kill -0 "$pid" 2>/dev/null || echo "open in $pid: $(readlink "/proc/$pid/fd/7")"; done
}
before=$(in_use)
same "six LUNs are in use" 6 "$(wc -l <<<"$before")"

# Every event from now on, so that nothing is taken for a moment only.
udevadm monitor --udev --property --subsystem-match=block >/run/monitor.log &
monitor=$!
sleep 1

# at_rest   what `pathplug settle` waits for, without a start of Node, which is dear in a guest.
at_rest() {
  wait_for 'udevadm settle --timeout=0 && [[ -z $(ls -A /run/pathplug/queue /run/pathplug/taken | grep -v :) ]] &&
    flock --nonblock /run/pathplug/lock true && udevadm settle --timeout=0' 240
}

# untouched WHEN
untouched() {
  same "$1: everybody is where he was" "$before" "$(in_use)"
  same "$1: no event has claimed a disk" 0 "$(grep -c '^DM_MULTIPATH_DEVICE_PATH=1' /run/monitor.log)"
  same "$1: no map" "" "$(maps)"
}
udevadm trigger --settle --action=change --subsystem-match=block
untouched "not enabled, udev looks again"

# ── enabled ──────────────────────────────────────────────────────────────────────────────────────────────────────────
same "the dry run says who uses each LUN" "6 6" "$(pathplug enable --dry-run --json |
  jq -r '"\(.disks | length) \([.disks[] | select(.use != null)] | length)"')"
check "it names the processes" test "$(pathplug enable --dry-run | grep -cE "open in process ($open|$odd) \(sleep\)")" -eq 2
check "the host is enabled" own_host
check "all is done" at_rest
untouched "enabled"
for lun in 0 1 2 3 4 5; do
  check "${names[lun]}: a marker keeps its disk, another its LUN" test -e "/run/pathplug/in-use/$(<"/sys/block/${first[lun]}/diskseq")" -a \
    -e "/run/pathplug/in-use/$(<"/sys/block/${first[lun]}/device/wwid")"
done
same "a unit waits for the end of each mount" "active active" \
  "$(systemctl is-active pathplug-left@mnt-busy.service pathplug-left@mnt-btrfs.service | paste -sd' ')"

lio_plug busy 1 2 3
check "all is done" at_rest
untouched "three more paths of each"
mapfile -t all < <(lio_disks busy)
for action in add change; do
  udevadm trigger --settle --action="$action" --subsystem-match=block
  check "all is done" at_rest
  untouched "trigger of $action"
done

mkdir -p /run/aside
for file in /usr/lib/udev/rules.d/*pathplug*.rules /usr/lib/udev/hwdb.d/*pathplug*.hwdb; do cp -p "$file" /run/aside/ && rm "$file"; done
udevadm control --reload
udevadm trigger --settle --action=change --subsystem-match=block
cp -p /run/aside/*.rules /usr/lib/udev/rules.d/
cp -p /run/aside/*.hwdb /usr/lib/udev/hwdb.d/
systemd-hwdb --usr update
udevadm control --reload
udevadm trigger --settle --action=add --subsystem-match=block
check "all is done" at_rest
untouched "the package is laid over once more"

rm -rf /run/pathplug/in-use /run/pathplug/left /run/pathplug/armed
systemctl restart pathplug-arm.service
check "armed as at boot, by what is in use alone" test -e /run/pathplug/armed
udevadm trigger --settle --action=add --subsystem-match=block
check "all is done" at_rest
untouched "armed as at boot"
explained=$(pathplug explain "${all[-1]}" --json | jq -r '.claim | "\(.claimed) \(.reason)"')
same "explain: left, in use" "false in-use" "$explained"

# ── and out again, one by one ────────────────────────────────────────────────────────────────────────────────────────
kill "$monitor"
# becomes NAME LUN   its map comes by itself, with all paths, and nobody else's.
becomes() {
  wait_for "[[ -e /dev/mapper/${wwids[$2]} ]]" 60
  check "$1 is free: all is done" at_rest
  same "$1 is free: its LUN is a map of four paths" 4 "$(dmsetup table "${wwids[$2]}" 2>/dev/null | grep -oE ' [0-9]+:[0-9]+ ' | wc -l)"
  freed=$((freed + 1))
  same "$1 is free: no other has become one" "$freed" "$(maps | wc -l)"
}
freed=0
umount /mnt/busy
becomes "the mount" 0
systemctl start mnt-busy.mount
same "it is mounted again, from the map" "/dev/mapper/${wwids[0]}" "$(findmnt -no SOURCE /mnt/busy)"
swapoff "/dev/${first[1]}"
becomes "the swap" 1
# LVM hides a volume group that it sees on several disks with one WWID, and no map: it has to be told which one to look at.
vgchange -qan --devices "/dev/${first[2]}" vg_busy >/dev/null
becomes "the volume" 2
umount /mnt/btrfs
becomes "the btrfs" 3
kill "$open"
wait "$open" 2>/dev/null
becomes "what a process had open" 4
kill "$odd"
wait "$odd" 2>/dev/null
check "what was open by another node tells nobody: assemble" pathplug assemble
becomes "what was open by another node" 5
same "nothing is left: no marker" "" "$(ls /run/pathplug/in-use; ls /run/pathplug/left 2>/dev/null)"
same "no unit waits for a mount" "" "$(systemctl list-units --plain --no-legend 'pathplug-left@*')"

umount /mnt/busy
cp /run/fstab.before /etc/fstab
systemctl daemon-reload
vgremove -qqy vg_busy >/dev/null 2>&1
losetup -d "$loop"
rm -f /run/btrfs.img /srv/odd
udevadm settle --timeout=60
lio_remove_maps busy
lio_remove busy
finish
