#!/bin/bash
# The last path of a map goes, with each flush_on_last_del and with deferred_remove, while somebody has the map open and while nobody
# has: it goes, fails or waits as the settings say, and the paths that come back are used.
# rig: when=asked timeout=900
. /pathplug/rig/guest/guest.sh

lio_create last luns=1 paths=2 size=16 vendor=NETAPP product='LUN C-Mode' states='optimized nonoptimized'
check "the host is owned" own_host
lio_plug last
check "settle returns" pathplug settle --timeout 150
map=$(lun_wwid last 0)
mkdir -p /etc/pathplug

settings() {
  echo "{ \"overrides\": { \"no_path_retry\": \"queue\", $1 } }" >/etc/pathplug/pathplug.json
  check "settings: $1" eval 'pathplug refresh >/dev/null 2>&1 && pathplug apply >/dev/null 2>&1'
}
stands() { [[ $(maps) == "$map" ]]; }
pathless() { stands && [[ $(dmsetup table "$map") =~ \ 0\ 0\ 0\ ?$ ]]; }
# back   all paths return, and the map with them.
back() {
  lio_plug last
  check "$1: all paths are used again" wait_for 'stands && [[ $(path_states "$map") == AA ]]' 60
}
reads() { timeout 20 dd if="/dev/mapper/$map" of=/dev/null bs=4k count=1 iflag=direct status=none; }
idle() { [[ $(systemctl show --property=ActiveState --value pathplug-assemble.service) == inactive && -z $(ls /run/pathplug/queue) ]]; }

for flush in unused always; do
  settings "\"flush_on_last_del\": \"$flush\""
  lio_unplug last
  check "$flush, nobody has it open: it goes" wait_for '[[ -z $(maps) ]]' 60
  back "$flush, closed"
done

settings '"flush_on_last_del": "never"'
lio_unplug last
check "never, nobody has it open: it stays, without a path" wait_for pathless 60
back "never, closed"

settings '"flush_on_last_del": "unused"'
exec 7<"/dev/mapper/$map"
lio_unplug last
check "unused, open: it stays, without a path" wait_for pathless 60
reads &
reader=$!
sleep 3
check "and who reads it waits" kill -0 "$reader"
back "unused, open"
check "who has waited has read" wait "$reader"
exec 7<&-

settings '"flush_on_last_del": "always"'
exec 7<"/dev/mapper/$map"
lio_unplug last
check "always, open: it stays, without a path" wait_for pathless 60
since=$(now)
check "and who reads it fails" eval '! reads'
echo "after $(elapsed "$since") s"
back "always, open"
check "it can be read" reads
check "it queues again" wait_for '[[ $(dmsetup table "$map") == *queue_if_no_path* ]]' 20
exec 7<&-

# ── all paths have died, then one goes: the map has a new table, none of whose paths works ───────────────────────────
settings '"flush_on_last_del": "unused"'
mkfs.ext4 -q "/dev/mapper/$map"
udevadm settle --timeout=60
uuid=$(blkid -p -s UUID -o value "/dev/mapper/$map")
dm=$(basename "$(readlink -f "/dev/mapper/$map")")
mount "/dev/disk/by-uuid/$uuid" /mnt
echo before >/mnt/file
sync
lio_break last
dd if="/dev/mapper/$map" of=/dev/null bs=4k count=1 iflag=direct status=none &
reader=$!
check "mounted, all paths have died" wait_for '[[ $(path_states "$map") == FF ]]' 60
since=$(now)
path_delete "$(lio_disk last 0 0)"
check "one goes: the map has the other one alone" wait_for '[[ $(path_states "$map") == F ]]' 60
check "udev has nothing to wait for" udevadm settle --timeout=30
echo "after $(elapsed "$since") s"
same "it is not ready, and keeps its links" "MPATH_DEVICE_READY=0 $dm" "$(udevadm info -q property -n "/dev/$dm" | grep MPATH_DEVICE_READY) $(basename "$(readlink -f "/dev/disk/by-uuid/$uuid")")"
check "it is mounted still" findmnt -n /mnt
lio_mend last
back "mounted"
check "who has waited has read" wait "$reader"
same "what was written is there" before "$(cat /mnt/file)"
umount /mnt

settings '"flush_on_last_del": "unused", "deferred_remove": true'
exec 7<"/dev/mapper/$map"
lio_unplug last
check "deferred_remove, open: it stays, without a path" wait_for pathless 60
check "the kernel is to remove it" wait_for '[[ $(dmsetup info "$map") == *"DEFERRED REMOVE"* ]]' 20
same "and pathplug has nothing more to do" "" "$(pathplug plan --json | jq -r '.actions[] | select(.kind != "nothing") | .kind')"
back "deferred_remove, open"
same "the kernel keeps it" "" "$(dmsetup info "$map" | grep DEFERRED)"
exec 7<&-
sleep 2
check "also when it is closed" stands
exec 7<"/dev/mapper/$map"
lio_unplug last
check "again: without a path" wait_for pathless 60
check "the kernel is to remove it" wait_for '[[ $(dmsetup info "$map") == *"DEFERRED REMOVE"* ]]' 20
exec 7<&-
check "it goes when it is closed" wait_for '[[ -z $(maps) ]]' 30
# The run that was killed between the table and that word is made up for by the next one.
back "deferred_remove, closed"
exec 7<"/dev/mapper/$map"
lio_unplug last
check "once more: without a path" wait_for pathless 60
wait_for idle 30
dmsetup message "$map" 0 @cancel_deferred_remove
same "nobody has told the kernel" "" "$(dmsetup info "$map" | grep DEFERRED)"
check "the next run does" pathplug assemble
check "the kernel is to remove it" eval '[[ $(dmsetup info "$map") == *"DEFERRED REMOVE"* ]]'
exec 7<&-
check "it goes when it is closed" wait_for '[[ -z $(maps) ]]' 30
same "nothing is suspended" "" "$(dmsetup info --columns --noheadings -o name,suspended | grep Suspended)"

rm /etc/pathplug/pathplug.json
pathplug refresh >/dev/null 2>&1
disown_host
lio_remove last
finish
