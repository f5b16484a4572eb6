#!/bin/bash
# The claim rule on real disks with state written by hand: who is claimed, who is left, why, and what a kick is.
# rig: engines=qjs timeout=600
. /pathplug/rig/guest/guest.sh
. /pathplug/test/rig/rules-fixture.sh
rules_begin
trap rules_end EXIT

# verdict NAME DEVICE REASON CLAIMED KICKED   the reason, whether it is claimed in all its properties, whether it kicks.
verdict() {
  local claimed kicked=no
  claimed=$(property "$2" DM_MULTIPATH_DEVICE_PATH)/$(property "$2" SYSTEMD_READY)/$(property "$2" ID_FS_TYPE)
  case $claimed in
    1/0/mpath_member) claimed=yes ;;
    //*) claimed=no ;;
  esac
  ! marker "$2" || kicked=yes
  same "$1" "reason=$3 claimed=$4 kicked=$5" "reason=$(property "$2" PATHPLUG_CLAIM_REASON) claimed=$claimed kicked=$kicked"
}

# ── disks ────────────────────────────────────────────────────────────────────────────────────────────────────────────
lio_create known vendor=KNOWN
lio_create soft vendor=SOFT
lio_create mgmt vendor=MGMT
lio_create alien vendor=ALIEN
knowledge 'KNOWN' first-path 'SOFT' second-path 'MGMT' never 'EVIL' first-path
for array in known soft mgmt alien; do lio_plug "$array" 0; done
udevadm settle
known=$(lio_disks known 0) soft=$(lio_disks soft 0) mgmt=$(lio_disks mgmt 0) alien=$(lio_disks alien 0)
id=$(<"/sys/block/$known/device/wwid")
diskseq=$(<"/sys/block/$known/diskseq")
wwid_file=$(realpath "/sys/block/$known/device")/wwid
mkfs.ext4 -q -F "/dev/$known"
uuid=$(blkid -p -s UUID -o value "/dev/$known")

# ── not armed ────────────────────────────────────────────────────────────────────────────────────────────────────────
event "$known"
same "not armed: no property of ours" "" "$(udevadm info -q property -n "/dev/$known" | grep PATHPLUG)"
verdict "not armed: nothing happens to a known disk" "$known" "" no no
same "not armed: the file system is the disk's" "$known" "$(link "by-uuid/$uuid")"

# ── armed, mode known ────────────────────────────────────────────────────────────────────────────────────────────────
arm known
for disk in $known $soft $mgmt $alien; do event "$disk"; done
verdict "first-path: claimed from its first path" "$known" first-path yes yes
same "first-path: the profile is named" test/first-path "$(property "$known" PATHPLUG_PROFILE)"
same "claimed: blkid has not read it" "" "$(property "$known" ID_FS_UUID)$(link "by-uuid/$uuid")"
same "claimed: its links by id stay" "$known" "$(link "by-id/scsi-3${id#naa.}")"
same "claimed: nobody watches it" "" "$(readlink "/run/udev/watch/b$(<"/sys/block/$known/dev")")"
verdict "second-path: left and reported" "$soft" second-path-awaited no yes
verdict "never: left" "$mgmt" product-never no no
verdict "unknown vendor: left" "$alien" unknown-product no no
event "$known"
verdict "a change event: set again, kicked again" "$known" first-path yes yes
event "$known" add
verdict "a synthetic add: the same" "$known" first-path yes yes

# ── registered ───────────────────────────────────────────────────────────────────────────────────────────────────────
alien_id=$(<"/sys/block/$alien/device/wwid")
for broken in '' 'PATHPLUG_WWID=""' 'PATHPLUG_ALIAS="x"'; do
  printf '%s' "$broken" >"/etc/pathplug/luns.d/$alien_id"
  event "$alien"
  verdict "a registry file that names no WWID (${broken:-empty}): left" "$alien" unknown-product no no
done
register "$alien_id"
event "$alien"
verdict "registered: claimed though no profile knows it" "$alien" registered yes yes
mv "/etc/pathplug/luns.d/$alien_id" /run/pathplug/luns.d/
event "$alien"
verdict "registered while /etc was read-only: claimed" "$alien" registered yes yes
hwdb=$(ls /etc/udev/hwdb.bin /usr/lib/udev/hwdb.bin 2>/dev/null)
for file in $hwdb; do mv "$file" "$file.aside"; done
systemctl restart systemd-udevd
event "$alien"
event "$known"
verdict "registered: claimed without hwdb.bin" "$alien" registered yes yes
verdict "not registered: left without hwdb.bin" "$known" unknown-product no no
for file in $hwdb; do head -c 100 "$file.aside" >"$file"; done
systemctl restart systemd-udevd
event "$alien"
verdict "registered: claimed with a broken hwdb.bin" "$alien" registered yes yes
for file in $hwdb; do mv "$file.aside" "$file"; done
knowledge 'EARLIER' first-path
event "$alien"
event "$known"
verdict "registered: claimed with an hwdb.bin of another time" "$alien" registered yes yes
verdict "not registered: left with an hwdb.bin of another time" "$known" unknown-product no no
knowledge 'KNOWN' first-path 'SOFT' second-path 'MGMT' never 'EVIL' first-path
systemctl restart systemd-udevd
event "$known"
verdict "hwdb.bin is back: what was left meanwhile the worker takes, when nobody uses it" "$known" left-before no yes
event "$known"
verdict "and still" "$known" left-before no yes
knowledge 'KNOWN' first-path 'SOFT' first-path 'MGMT' never 'EVIL' first-path
systemctl restart systemd-udevd
event "$soft"
verdict "awaited its second path till a profile took it from the first: not taken back" "$soft" left-before no yes
knowledge 'KNOWN' first-path 'SOFT' second-path 'MGMT' never 'EVIL' first-path
systemctl restart systemd-udevd
event "$soft"
verdict "and awaits it again" "$soft" second-path-awaited no yes
arm listed
event "$alien"
event "$known"
verdict "mode listed: a registered LUN is claimed" "$alien" registered yes yes
verdict "mode listed: a known one is left" "$known" not-listed no no
arm known
rm "/run/pathplug/luns.d/$alien_id"
event "$alien"
verdict "no longer registered: given back" "$alien" unknown-product no no

# ── the other modes ──────────────────────────────────────────────────────────────────────────────────────────────────
for mode in strict off; do
  arm $mode
  event "$alien"
  verdict "mode $mode: what is not registered is left" "$alien" not-listed no no
done
arm yes
event "$alien"
verdict "mode yes: an unknown one waits for its second path" "$alien" second-path-awaited no yes
# new_alien   its disk goes and comes: udev knows nothing of it.
new_alien() {
  lio_unplug alien 0
  lio_plug alien 0
  udevadm settle
  alien=$(lio_disk alien 0 0)
}
for mode in smart greedy; do
  arm $mode
  event "$alien"
  verdict "mode $mode: what was left before is not taken by the rule" "$alien" left-before no yes
  new_alien
  verdict "mode $mode: an unknown one is claimed" "$alien" $mode yes yes
  event "$alien"
  verdict "mode $mode: and stays so" "$alien" $mode yes yes
  event "$mgmt"
  verdict "mode $mode: a management LUN is left" "$mgmt" product-never no no
  for left in excluded map-failed given-back; do
    printf 'PATHPLUG_CLAIM_REASON=%s\n#0123\n' "$left" >"/run/pathplug/in-use/$alien_id"
    event "$alien"
    kicked=yes
    [[ $left != excluded ]] || kicked=no
    verdict "mode $mode: a marker that says $left: left" "$alien" "$left" no $kicked
    same "mode $mode: nothing but the reason is taken from it" "" "$(udevadm info -q property -n "/dev/$alien" | grep 0123)"
  done
  rm "/run/pathplug/in-use/$alien_id"
done
arm known
event "$alien"
verdict "mode known again: left" "$alien" unknown-product no no

# ── in use ───────────────────────────────────────────────────────────────────────────────────────────────────────────
touch "/run/pathplug/in-use/$diskseq"
event "$known"
verdict "in use, by diskseq: left, and the worker looks whether it still is" "$known" in-use no yes
same "in use: the file system is the disk's" "$known" "$(link "by-uuid/$uuid")"
rm "/run/pathplug/in-use/$diskseq"
touch "/run/pathplug/in-use/$id"
lio_plug known 1
udevadm settle
second=$(lio_disks known 1)
verdict "in use, by LUN: a path that arrives later is left too" "$second" in-use no yes
register "$id"
event "$second"
verdict "in use beats registered" "$second" in-use no yes
rm "/etc/pathplug/luns.d/$id" "/run/pathplug/in-use/$id"
event "$second"
verdict "no marker any more: not taken back by its profile" "$second" left-before no yes
register "$id"
event "$second"
verdict "but when the worker has registered it" "$second" registered yes yes

# ── held ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
event "$known"
marker "$known"
sectors=$(<"/sys/block/$known/size")
dmsetup create heldmap --uuid "mpath-3${id#naa.}" --table "0 $sectors multipath 0 0 1 1 service-time 0 1 1 /dev/$known 1"
touch "/run/pathplug/in-use/$diskseq"
event "$known"
verdict "held by a map: stays claimed whatever a marker says" "$known" held-by-map yes yes
rm "/run/pathplug/in-use/$diskseq"
rm /run/pathplug/armed
touch /run/pathplug/disarmed-by-failure
event "$known"
verdict "held by a map, no run works: stays claimed" "$known" held-by-map yes yes
same "held by a map, no run works: its id stays" "$id" "$(property "$known" PATHPLUG_ID)"
dmsetup remove --retry heldmap
udevadm settle
event "$known"
verdict "its map has gone, no run works: given back, though it is registered" "$known" "" no no
same "and its file system is the disk's" "$known" "$(link "by-uuid/$uuid")"
rm /run/pathplug/disarmed-by-failure
arm known
event "$known"
marker "$known"
rm "/etc/pathplug/luns.d/$id"
dmsetup create linear --table "0 $sectors linear /dev/$soft 0"
event "$soft"
verdict "held by something else: in use" "$soft" in-use no no
touch "/run/pathplug/in-use/$(<"/sys/block/$soft/diskseq")"
event "$soft"
verdict "held and marked: nothing has changed, no kick" "$soft" in-use no no
same "nothing is left: nobody asks for all disks" 1 "$(marker all; echo $?)"
touch /run/pathplug/left
dmsetup remove --retry linear
udevadm settle
same "what held a disk has ended while something is left: all disks are looked at" 0 "$(marker all; echo $?)"
rm -f /run/pathplug/queue/*

# ── partitions ───────────────────────────────────────────────────────────────────────────────────────────────────────
touch "/run/pathplug/in-use/$(<"/sys/block/$soft/diskseq")"
echo ',,L' | sfdisk -q --wipe always --label gpt "/dev/$soft"
udevadm settle
mkfs.ext4 -q -F "/dev/${soft}1"
event "${soft}1"
same "partition of a left disk: untouched" "ext4/" "$(property "${soft}1" ID_FS_TYPE)/$(property "${soft}1" SYSTEMD_READY)"
rm -f /run/pathplug/queue/*
event "${soft}1"
same "partition of a left disk, closed by somebody: all disks are looked at" 0 "$(marker all; echo $?)"
sfdisk -q --delete "/dev/$soft"
echo ',,L' | sfdisk -q --wipe always --label gpt "/dev/$soft"
udevadm settle
check "a left disk keeps its marker when its partitions come and go" test -e "/run/pathplug/in-use/$(<"/sys/block/$soft/diskseq")"
rm -f /run/pathplug/queue/* /run/pathplug/left
event "${soft}1"
same "nothing is left: a partition's event asks for nothing" 1 "$(marker all; echo $?)"
rm "/run/pathplug/in-use/"*
register "$(<"/sys/block/$soft/device/wwid")"
event "$soft"
event "${soft}1"
check "partition of a claimed path: kpartx' rule leaves it, for no map has it yet" test -e "/sys/class/block/${soft}1"
same "partition of a claimed path: inherits the verdict" "1/0/none/" \
  "$(property "${soft}1" DM_MULTIPATH_DEVICE_PATH)/$(property "${soft}1" SYSTEMD_READY)/$(property "${soft}1" ID_FS_TYPE)/$(property "${soft}1" ID_FS_UUID)"
same "partition of a claimed path: no kick of its own" "1" "$(marker "${soft}1"; echo $?)"
partx -d "/dev/$soft"
partx -a "/dev/$soft" 2>/dev/null
udevadm settle
same "partition that appears on a claimed path: inherits the verdict" "1/0/none/" \
  "$(property "${soft}1" DM_MULTIPATH_DEVICE_PATH)/$(property "${soft}1" SYSTEMD_READY)/$(property "${soft}1" ID_FS_TYPE)/$(property "${soft}1" ID_FS_UUID)"
marker "$soft"

# ── ids and strings that nobody has to trust ─────────────────────────────────────────────────────────────────────────
# plays FILE TEXT   an attribute of sysfs reads otherwise; udevd sees it through mount propagation.
plays() {
  printf '%s\n' "$2" >/run/played
  mount --bind /run/played "$1"
}
mkdir -p /etc/pathplug/evil
for name in ../evil/id .hidden 't10.ACME    a b'; do register "$name"; done
# names TEXT   the disk has this id in one event.
names() {
  plays "$wwid_file" "$1"
  event "$known"
  umount "$wwid_file"
}
while IFS='|' read -r name text; do
  names "$text"
  verdict "id $name: left" "$known" no-identity no no
done <<'END'
with a slash|t10.AC/../../evil/id
that climbs out|../evil/id
with a leading dot|.hidden
of blanks|   
that is empty|
END
register "$id"
event "$known"
verdict "gets its id later, and is registered: left until the worker has seen that nobody uses it" "$known" left-before no yes
event "$known"
verdict "and still" "$known" in-use no yes
rm "/run/pathplug/in-use/$diskseq" /run/pathplug/left
event "$known"
verdict "the worker has looked" "$known" registered yes yes
rm "/etc/pathplug/luns.d/$id"
names 't10.ACME    a b'
verdict "id with inner blanks: finds its file" "$known" registered yes yes
names "t10.\$id%k'\"*?[a]"
verdict "id with \$, %, a quote, a glob: no file, the profile decides" "$known" first-path yes yes
same "no marker outside the queue" "" "$(find /run/pathplug /etc/pathplug -newer /run/played -type f ! -path '*/luns.d/*' ! -path '*/queue/*')"

# Vendors that LIO lets through. None of them is KNOWN, SOFT, MGMT or EVIL, so none is claimed, and rules go on.
number=0
while IFS= read -r vendor; do
  number=$((number + 1))
  if lio_create "evil$number" vendor="$vendor" product="$vendor" 2>/dev/null; then
    lio_plug "evil$number" 0
    udevadm settle
    disk=$(lio_disks "evil$number" 0)
    verdict "vendor ${vendor@Q}: unknown, and nothing else" "$disk" unknown-product no no
  else
    pass "vendor ${vendor@Q}: LIO refuses it"
  fi
done <<'END'
E'VIL
E"VIL
EV;IL
EV|IL
$kernel
%k
EV\IL
../EVIL
EV:m*
*
[KE]*
EVIL:m:r
END
# What LIO refuses, played: a colon must not move the borders of the key, a quote must not end it.
vendor_file=$(realpath "/sys/block/$alien/device")/vendor
for text in "EVIL:mx" "x' KNOWN" "KNOWN'" $'KNO\x1bWN' "KNOWN*" "-KNOWN" "--prefix"; do
  plays "$vendor_file" "$text"
  event "$alien"
  umount "$vendor_file"
  verdict "played vendor ${text@Q}: unknown" "$alien" unknown-product no no
done

# ── other disks ──────────────────────────────────────────────────────────────────────────────────────────────────────
truncate -s 16M /run/loop.img
loop=$(losetup --show -f /run/loop.img)
event "${loop#/dev/}"
for disk in ${loop#/dev/} $(cd /sys/block && ls -d vd* 2>/dev/null | head -n 1); do
  event "$disk"
  same "$disk: no property of ours" "" "$(udevadm info -q property -n "/dev/$disk" | grep -E 'PATHPLUG|nompath|DM_MULTIPATH')"
done
losetup -d "$loop"
rm -f /run/loop.img

# ── paths that leave ─────────────────────────────────────────────────────────────────────────────────────────────────
event "$second"
marker "$second"
touch "/run/pathplug/in-use/$(<"/sys/block/$second/diskseq")"
path_delete "$second"
udevadm settle
check "a path that leaves kicks" test -e "/run/pathplug/queue/$second"
same "a disk that leaves takes its in-use marker along" "" "$(ls /run/pathplug/in-use)"
rm -f /run/pathplug/queue/*
path_delete "$mgmt"
udevadm settle
same "a disk that is none of ours leaves in silence" "" "$(ls /run/pathplug/queue)"

for array in known soft mgmt alien $(seq -f 'evil%g' "$number"); do
  lio_store "$array" 0
  [[ ! -d $REPLY ]] || lio_remove "$array"
done
finish
