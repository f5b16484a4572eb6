#!/bin/bash
# A LUN grows and shrinks while its map is in use, with each auto_resize, and becomes write-protected and writable again: the map
# follows when all paths agree, never before. Nobody calls pathplug for it.
# rig: when=asked timeout=900
. /pathplug/rig/guest/guest.sh

lio_create size luns=1 paths=2 size=64 vendor=NETAPP product='LUN C-Mode' states='optimized nonoptimized'
check "the host is owned" own_host
lio_plug size
check "settle returns" pathplug settle --timeout 150
map=$(lun_wwid size 0)
mkdir -p /etc/pathplug
mib() { echo $(($(blockdev --getsize64 "/dev/mapper/$map") >> 20)); }
# reread PATH…   the kernel asks these paths for their size; that is what a unit attention leads to.
reread() { for path in "$@"; do echo 1 >"/sys/block/$(lio_disk size "$path" 0)/device/rescan"; done; }
quiet() { [[ $(systemctl show --property=ActiveState --value pathplug-assemble.service) == inactive && -z $(ls /run/pathplug/queue) ]]; }
settings() {
  echo "{ \"overrides\": { \"auto_resize\": \"$1\" } }" >/etc/pathplug/pathplug.json
  check "auto_resize $1" eval 'pathplug refresh >/dev/null 2>&1'
}
said() { journalctl -b --no-pager -o cat -t pathplug; }

# Held open: whoever closes a map that he could write to has udev's programs read its end.
directory=/run/size
mkdir -p "$directory"
qjs --std /pathplug/rig/guest/soak-writer.mjs 0 "/dev/mapper/$map" 256 "$directory" >"$directory/said" 2>&1 &
writer=$!
lio_resize size 0 96
reread 0
sleep 3
check "the worker is through" wait_for quiet 30
same "one path has grown: the map waits for the other" 64 "$(mib)"
since=$(now)
reread 1
check "all have: it grows, in use" wait_for '[[ $(mib) == 96 ]]' 30
echo "after $(elapsed "$since") s"

# udev's programs read the end of a map that has grown, and its size is seen before their event is sent.
check "the worker is through" wait_for quiet 30
udevadm settle
lio_resize size 0 80
reread 0 1
check "it has shrunk: grow_only keeps the size, and says so" wait_for 'said | grep -q "size-kept"' 30
same "as it was" 96 "$(mib)"
# Each of these has udev look at the map; its programs would read the end, and no path would be left.
for _ in 1 2 3; do
  check "it is written, and closed" timeout 30 dd if=/dev/zero of="/dev/mapper/$map" bs=4k count=1 seek=512 oflag=direct conv=notrunc status=none
  udevadm settle
done
same "both paths are in use" AA "$(path_states "$map")"
same "that is said once" 1 "$(said | grep -c size-kept)"
settings grow_shrink
pathplug apply >/dev/null 2>&1
check "grow_shrink: it shrinks" wait_for '[[ $(mib) == 80 ]]' 30
lio_resize size 0 64
reread 0 1
check "and by itself" wait_for '[[ $(mib) == 64 ]]' 30
same "udev looks at it again" "" "$(ls /run/pathplug/shrunk)"
settings never
lio_resize size 0 96
reread 0 1
sleep 3
check "the worker is through" wait_for quiet 30
same "never: it keeps its size" 64 "$(mib)"
touch "$directory/stop"
wait "$writer"
cat "$directory/said"
check "no write has failed" grep -q ' 0 errors' "$directory/said"
same "every block holds what was written to it last" "" "$(qjs --std /pathplug/rig/guest/soak-reader.mjs 0 "/dev/mapper/$map" "$directory")"
rm /etc/pathplug/pathplug.json
pathplug refresh >/dev/null 2>&1
pathplug apply >/dev/null 2>&1
check "grow_only again: it grows" wait_for '[[ $(mib) == 96 ]]' 30
same "nothing is suspended" "" "$(dmsetup info --columns --noheadings -o name,suspended | grep Suspended)"

# ── write protection ─────────────────────────────────────────────────────────────────────────────────────────────────
modprobe scsi_debug add_host=2 max_luns=1 num_tgts=1 vpd_use_hostno=0 dev_size_mb=64
debug=333333330000007d0
check "its map stands" wait_for '[[ -e /dev/mapper/$debug && $(path_states "$debug") == AA ]]' 60
mapfile -t disks < <(grep -l scsi_debug /sys/block/sd*/device/model | cut -d/ -f4)
look_again() { for disk in "$@"; do echo 1 >"/sys/block/$disk/device/rescan"; done; }
protected() { blockdev --getro "/dev/mapper/$debug"; }
writes() { timeout 30 dd if=/dev/zero of="/dev/mapper/$debug" bs=4k count=1 oflag=direct status=none; }
same "it is writable" 0 "$(protected)"
exec 7<"/dev/mapper/$debug"
echo 1 >/sys/module/scsi_debug/parameters/wp
look_again "${disks[0]}"
sleep 3
same "one path is write-protected: the map stays writable" 0 "$(protected)"
look_again "${disks[1]}"
check "all are: it becomes read-only, in use" wait_for '[[ $(protected) == 1 ]]' 30
check "nobody writes" eval '! writes'
check "it can be read" timeout 30 dd if="/dev/mapper/$debug" of=/dev/null bs=4k count=1 iflag=direct status=none
same "both paths are in use" AA "$(path_states "$debug")"
same "its links stay" "../../$(basename "$(realpath "/dev/mapper/$debug")")" "$(readlink "/dev/disk/by-id/dm-uuid-mpath-$debug")"
echo 0 >/sys/module/scsi_debug/parameters/wp
look_again "${disks[0]}"
sleep 3
same "one is writable again: the map is not" 1 "$(protected)"
look_again "${disks[1]}"
check "none is protected: it is writable again, in use" wait_for '[[ $(protected) == 0 ]]' 30
check "and written" writes
exec 7<&-
check "the worker is through" wait_for quiet 30

for one in $(maps); do dmsetup remove --retry "$one"; done
disown_host
modprobe -r scsi_debug
lio_unplug size
lio_remove size
finish
