#!/bin/bash
# The map rule, walked through the states of a map made by hand over real disks: what is activated, what is kept, what
# is switched off, and whether anybody has read the map meanwhile. Under lvm2's rules of each Debian: those of bookworm are of
# version 2, which knows other words.
# rig: suites=trixie,sid,bookworm engines=qjs timeout=600
. /pathplug/rig/guest/guest.sh
. /pathplug/test/rig/rules-fixture.sh
rules_begin
trap rules_end EXIT
echo "device-mapper rules version $(sed -n 's/.*ENV{DM_UDEV_RULES_VSN}="\([0-9]\)".*/\1/p' /usr/lib/udev/rules.d/*-dm.rules)"

arm known
lio_create array luns=1 paths=2
lio_plug array
udevadm settle
read -r first second <<<"$(lio_disks array | xargs)"
id=$(<"/sys/block/$first/device/wwid")
wwid=3${id#naa.}
echo "PATHPLUG_WWID=$wwid" >"/etc/pathplug/luns.d/$id"
mkfs.ext4 -q -F -L onmap "/dev/$first"
uuid=$(blkid -p -s UUID -o value "/dev/$first")
event "$first"
event "$second"
sectors=$(<"/sys/block/$first/size")
one=$(<"/sys/block/$first/dev") two=$(<"/sys/block/$second/dev")
both="0 $sectors multipath 0 0 1 1 service-time 0 2 1 $one 1 $two 1"
single="0 $sectors multipath 0 0 1 1 service-time 0 1 1 $one 1"
none="0 $sectors multipath 0 0 0 0"

# states NAME ACTIVATION READY OTHER-RULES-OFF   the three flags, and in every state: what was found on the map and its links.
states() {
  udevadm settle
  local flags
  flags="activation=$(property "$dm" DM_ACTIVATION) ready=$(property "$dm" MPATH_DEVICE_READY) off=$(property "$dm" DM_UDEV_DISABLE_OTHER_RULES_FLAG)"
  same "$1: flags" "activation=$2 ready=$3 off=$4" "${flags/off=0/off=}"
  same "$1: what was found is kept" "ext4 filesystem $uuid $uuid onmap" \
    "$(for name in TYPE USAGE UUID UUID_ENC LABEL; do property "$dm" "ID_FS_$name"; done | xargs)"
  links "$1"
}
links() {
  local name
  for name in "by-uuid/$uuid" by-label/onmap "by-id/dm-name-themap" "by-id/dm-uuid-mpath-$wwid" "by-id/scsi-$wwid" "by-id/wwn-0x${wwid#3}"; do
    [[ $(link "$name") == "$dm" ]] || fail "$1: link $name" "leads to $(link "$name")"
  done
  pass "$1: links"
}
# is_ready   whether systemd takes the map for there: nothing said, or 1, as Debian 12 has it.
is_ready() { [[ $(property "$dm" SYSTEMD_READY) != 0 ]]; }
# reads   how often the map has been read.
reads() { awk '{ print $1 }' "/sys/block/$dm/stat"; }
# quietly NAME COMMAND…   passes when nobody reads the map while the command and its events are dealt with.
quietly() {
  local before
  udevadm settle
  before=$(reads)
  "${@:2}"
  udevadm settle
  same "$1: nobody reads the map" 0 "$(($(reads) - before))"
}
# resume_marked [TEXT]   what the worker does for a change of paths: a marker by the cookie, known before the call. It has a text where no
# path of the new table works.
resume_marked() {
  local cookie
  cookie=$(dmsetup udevcreatecookie)
  printf '%s' "${1:-}" >"/run/pathplug/reload/$(((0x60 << 16) | (cookie & 0xffff)))"
  dmsetup resume --noflush --udevcookie "$cookie" themap
  dmsetup udevreleasecookie "$cookie"
}
reload_paths() { dmsetup load themap --table "$1" && dmsetup suspend --noflush themap && resume_marked; }
message() { dmsetup message themap 0 "$1"; }
# reload_dead TABLE PATH…   the same where no path of the new table works: each is failed as soon as the table is live.
reload_dead() {
  local path
  dmsetup load themap --table "$1" && dmsetup suspend --noflush themap && resume_marked $'MPATH_DEVICE_READY=0\n'
  for path in "${@:2}"; do message "fail_path $path"; done
}

# What the worker writes down before it makes a map; later the database has it, and without either kpartx_id is asked.
printf 'DM_TYPE=scsi\nDM_SERIAL=%s\nDM_WWN=0x%s\n' "$wwid" "${wwid#3}" >"/run/pathplug/maps/mpath-$wwid"

# ── first activation ─────────────────────────────────────────────────────────────────────────────────────────────────
dmsetup create themap --uuid "mpath-$wwid" --table "$single"
dm=$(basename "$(readlink -f /dev/mapper/themap)")
states "created" 1 1 ""
same "created: unchanged is not said" "0" "$(property "$dm" MPATH_UNCHANGED)"
same "created: the links' priority" "L:50" "$(grep '^L:' "/run/udev/data/b$(<"/sys/block/$dm/dev")")"
check "created: systemd may use it" is_ready
mkdir -p /run/mnt && mount "/dev/disk/by-uuid/$uuid" /run/mnt
same "created: the mount is the map" "/dev/mapper/themap" "$(findmnt -no SOURCE /run/mnt)"
umount /run/mnt
udevadm settle
# From here on every single event is recorded: systemd acts on each, not on what is there in the end.
udevadm monitor --udev --property --subsystem-match=block >/run/events &
monitor=$!
wait_for '[[ -s /run/events ]]' 10

# ── changes of paths ─────────────────────────────────────────────────────────────────────────────────────────────────
quietly "reloaded with a second path" reload_paths "$both"
states "reloaded with a second path" 0 1 ""
same "reloaded: unchanged is said" "1" "$(property "$dm" MPATH_UNCHANGED)"
quietly "a path failed" message "fail_path $one"
states "a path failed" 0 1 ""
quietly "a path reinstated" message "reinstate_path $one"
states "a path reinstated" 0 1 ""
quietly "reloaded twice" eval 'reload_paths "$single"; reload_paths "$both"'
states "reloaded twice" 0 1 ""

# ── no path, and back ────────────────────────────────────────────────────────────────────────────────────────────────
message queue_if_no_path
quietly "all paths failed" eval 'message "fail_path $one"; message "fail_path $two"'
states "all paths failed" 0 0 1
check "all paths failed: systemd keeps it" is_ready
quietly "all paths failed, a change event" event "$dm"
states "all paths failed, a change event" 0 0 1
quietly "all paths failed, an add event" event "$dm" add
states "all paths failed, an add event" 0 0 1
quietly "all paths failed, a new table that has one of them" reload_dead "$single" "$one"
states "all paths failed, a new table that has one of them" 0 0 1
check "all paths failed, a new table: systemd keeps it" is_ready
quietly "all paths failed, a new table that has both" reload_dead "$both" "$one" "$two"
message "reinstate_path $two"
states "a path is back" 1 1 ""
message "reinstate_path $one"
states "all paths are back" 0 1 ""
message "fail_path $one"
message "fail_path $two"
udevadm settle
reload_paths "$both"
states "all failed, then a new table whose paths work" 1 1 ""
quietly "a table without paths" reload_paths "$none"
states "a table without paths" 0 0 1
reload_paths "$both"
states "a table with paths again" 1 1 ""
message fail_if_no_path

# ── synthetic events ─────────────────────────────────────────────────────────────────────────────────────────────────
event "$dm" add
states "an add event, as after boot" 1 1 ""
event "$dm"
states "a change event" "" 1 ""
mkfs.ext4 -q -F -U "$uuid" -L renamed "/dev/mapper/themap"
udevadm settle
same "a file system made on the map is seen" "renamed" "$(property "$dm" ID_FS_LABEL)"
mkfs.ext4 -q -F -U "$uuid" -L onmap "/dev/mapper/themap"
udevadm settle

# ── suspended while udev looks ───────────────────────────────────────────────────────────────────────────────────────
dmsetup suspend --noflush themap
event "$dm" add
states "an add event while suspended" 0 1 1
resume_marked
states "resumed: the activation is made up for" 1 1 ""
dmsetup suspend --noflush themap
resume_marked
states "resumed again: nothing is due" 0 1 ""

# ── a resize is an activation ────────────────────────────────────────────────────────────────────────────────────────
dmsetup load themap --table "${both/$sectors/$((sectors - 2048))}"
dmsetup resume themap
states "resized: looked at again" 1 1 ""
dmsetup load themap --table "$both"
dmsetup resume themap
dmsetup rename themap other
same "renamed: the links follow" "$dm $dm" "$(link by-id/dm-name-other) $(link "by-id/scsi-$wwid")"
dmsetup rename other themap
udevadm settle

# ── a marker is for one event ────────────────────────────────────────────────────────────────────────────────────────
rm -f /run/pathplug/reload/*
dmsetup suspend --noflush themap
dmsetup resume themap
states "a resume without marker" 1 1 ""

# ── caches gone ──────────────────────────────────────────────────────────────────────────────────────────────────────
rm -rf /run/pathplug/maps
event "$dm" add
states "without the map's file" 1 1 ""

# ── read-only ────────────────────────────────────────────────────────────────────────────────────────────────────────
dmsetup load themap --readonly --table "$both"
dmsetup suspend --noflush themap
resume_marked
udevadm settle
links "reloaded read-only"
same "reloaded read-only: what was found is kept" "$uuid" "$(property "$dm" ID_FS_UUID)"
reload_paths "$both"
links "reloaded read-write"

# ── what systemd saw ─────────────────────────────────────────────────────────────────────────────────────────────────
udevadm settle
sleep 0.5
kill "$monitor"
wait "$monitor" 2>/dev/null
bad=$(awk -v RS= -v dm="/dev/$dm" -v link="/dev/disk/by-id/scsi-$wwid" '
  index($0, "DEVNAME=" dm "\n") && !/ACTION=remove/ && (!index($0, link) || /SYSTEMD_READY=0/) { print "event:\n" $0 }' /run/events)
same "in no event did the map lose its links or its readiness ($(grep -c "DEVNAME=/dev/$dm\$" /run/events) events)" "" "$bad"

# ── not ours ─────────────────────────────────────────────────────────────────────────────────────────────────────────
rm /run/pathplug/armed
event "$dm" add
same "no owner: the rule stands aside" "" "$(property "$dm" MPATH_DEVICE_READY)"
same "no owner: the map keeps its UUID" "mpath-$wwid" "$(property "$dm" DM_UUID)"
echo 'PATHPLUG_OWNER=pathplug' >/etc/pathplug/owner
event "$dm" add
states "disarmed, but the owner" 1 1 ""
rm /etc/pathplug/owner
arm known

# ── partitions ───────────────────────────────────────────────────────────────────────────────────────────────────────
wipefs -qa /dev/mapper/themap
printf ',8M,L\n,,L\n' | sfdisk -q --wipe always --label gpt /dev/mapper/themap
udevadm settle
event "$dm" add
wait_for '[[ -e /dev/mapper/themap-part2 ]]' 20
udevadm settle
part=$(basename "$(readlink -f /dev/mapper/themap-part1)")
same "partitions: UUID" "part1-mpath-$wwid" "$(dmsetup info -c --noheadings -o uuid themap-part1)"
same "partitions: links" "$part $part" "$(link "by-id/scsi-$wwid-part1") $(link "by-id/wwn-0x${wwid#3}-part1")"
mkfs.ext4 -q -F /dev/mapper/themap-part1
udevadm settle
inner=$(blkid -p -s UUID -o value /dev/mapper/themap-part1)
same "partitions: a file system is found there" "$part" "$(link "by-uuid/$inner")"
message "fail_path $one"
reload_paths "$both"
udevadm settle
same "partitions: stay through a reload" "$part $part" "$(link "by-uuid/$inner") $(link "by-id/scsi-$wwid-part1")"
dmsetup remove --retry themap-part1
dmsetup remove --retry themap-part2
dmsetup remove --retry themap
same "removed: no link is left" "" "$(ls /dev/disk/by-id | grep -E 'dm-name-themap|mpath-')"

lio_remove array
finish
