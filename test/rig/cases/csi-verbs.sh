#!/bin/bash
# What CSI drivers call: ensure, resize and remove, idempotent, each end with a status of its own; also from a container that
# shares only /dev, /sys and /run/pathplug, and when the caller is killed. A LUN that takes the place of another one meets
# nothing of it.
# KILL_SEED repeats a sequence, KILLS plays fewer or more: 20 where the case is named, else 6.
# rig: when=asked boot=verbs engines=qjs,node timeout=1500
. /pathplug/rig/guest/guest.sh
seed=${KILL_SEED:-$((RANDOM * 32768 + RANDOM))}
RANDOM=$seed
echo "seed: $seed"

# ends STATUS NAME ARGUMENT…   whether pathplug, or what `verb` names, ends so; what it printed is in `said`.
verb=(pathplug)
ends() {
  local expected=$1 name=$2
  shift 2
  said=$("${verb[@]}" "$@" --json 2>/run/stderr)
  same "$name" "$expected" "$?"
  [[ -n $said ]] || cat /run/stderr
}
value() { jq -r "$1" <<<"$said"; }
bytes() { blockdev --getsize64 "/dev/mapper/$1"; }
# traces   what a caller must not leave, whenever it ends.
traces() {
  dmsetup info --columns --noheadings --separator ' ' -o name,attr,suspended | grep -vE ' L--w Active$' | grep -v 'No devices found'
  dmsetup udevcookies | tail -n +2
  ls /run/pathplug/requests /run/pathplug/cookies | grep -v '^/run\|^$'
}

# The second LUN grows: a store in a file keeps the size it was made with, one on a block device follows that.
mkdir -p "$lio_stores"
mount -t tmpfs -o size=60% lio "$lio_stores"
truncate -s 64M "$lio_stores/growing"
loop=$(losetup --find --show "$lio_stores/growing")
ln -s "$loop" "$lio_stores/csi-1"
lio_create csi luns=2 paths=2 vendor=NETAPP product='LUN C-Mode' states='optimized nonoptimized' 2>/dev/null
check "the host is owned" own_host
lio_plug csi
check "settle returns" pathplug settle --timeout 150
first=$(lun_wwid csi 0) second=$(lun_wwid csi 1)
lio_unplug csi
check "the maps go with their disks" wait_for '[[ $(maps) == "" ]]' 60
check "settle returns" pathplug settle --timeout 150

# ── ensure ───────────────────────────────────────────────────────────────────────────────────────────────────────────
ends 69 "a LUN that does not come" ensure --wwid "$first" --timeout 1
same "which is said" lun-absent "$(value .error.code)"
ends 65 "a WWID that would lead elsewhere" ensure --wwid ../../etc/passwd
ends 64 "no WWID" ensure
pathplug ensure --wwid "$first" --min-paths 2 --timeout 120 --json >/run/ensured &
waiting=$!
sleep 4
check "before the LUN is there, ensure waits" kill -0 "$waiting"
lio_plug csi
wait "$waiting"
same "it returns when the map is there" 0 $?
said=$(</run/ensured)
same "with two paths" 2 "$(value '.paths | length')"
same "and its link leads to the map" "$(realpath "/dev/mapper/$first")" "$(realpath "$(value .link)")"
ends 0 "ensure again" ensure --wwid "$first" --min-paths 2
same "had nothing to do" false "$(value .changed)"
ends 69 "three paths of two" ensure --wwid "$first" --min-paths 3 --timeout 1
same "which is said" paths-too-few "$(value .error.code)"
ends 0 "the other LUN" ensure --wwid "$second" --min-paths 2

# ── remove ───────────────────────────────────────────────────────────────────────────────────────────────────────────
mkfs.ext4 -q "/dev/mapper/$first"
mkdir -p /mnt/csi
mount "/dev/mapper/$first" /mnt/csi
dd if=/dev/urandom of=/mnt/csi/file bs=1M count=8 conv=fsync status=none
sum=$(sha256sum </mnt/csi/file)
ends 16 "remove while it is mounted" remove --wwid "$first" --delete-paths
same "says by whom it is used" 1 "$(value .error.message | grep -c 'mounted on /mnt/csi')"
echo 3 >/proc/sys/vm/drop_caches
same "the file system is as it was" "$sum" "$(sha256sum </mnt/csi/file)"
umount /mnt/csi
exec 9<"/dev/mapper/$first"
ends 16 "remove while a program has it open" remove --wwid "$first"
exec 9<&-
ends 0 "remove" remove --wwid "$first"
same "the map is gone, and no other" "$second" "$(maps)"
udevadm trigger --settle --subsystem-match=block
check "settle returns" pathplug settle --timeout 150
same "events of its disks do not bring it back" "$second" "$(maps)"
ends 0 "remove again" remove --wwid "$first"
same "had nothing to do" false "$(value .changed)"
ends 0 "ensure does" ensure --wwid "$first" --min-paths 2

# ── others remove it ─────────────────────────────────────────────────────────────────────────────────────────────────
dmsetup remove --retry "$first"
udevadm trigger --settle --subsystem-match=block
check "settle returns" pathplug settle --timeout 150
same "what others removed is not made again" "$second" "$(maps)"
check "which is said" wait_for 'journalctl -b --no-pager -o cat -t pathplug | grep -qF "the map of $first was removed, and not by pathplug"' 10
lio_unplug csi 1
lio_plug csi 1
check "settle returns" pathplug settle --timeout 150
same "until a path is plugged in again" 2 "$(maps | wc -l)"

# ── another LUN in the same place ────────────────────────────────────────────────────────────────────────────────────
printf 'size=20M\nsize=20M\n' | sfdisk -q --wipe always --label gpt "/dev/mapper/$first"
udevadm settle
wait_for '[[ -e /dev/mapper/$first-part2 ]]' 20 || kpartx -a "/dev/mapper/$first"
places=$(for path in 0 1; do hctl "$(lio_disk csi "$path" 0)"; done)
ends 0 "remove with partitions and paths" remove --wwid "$first" --delete-paths
same "two disks are deleted" 2 "$(value '.deleted | length')"
same "none is left" "" "$(lio_lun_disks csi 0)"
same "nor a partition" "" "$(ls /dev/mapper | grep "$first")"
same "nor does the registry remember it" "" "$(ls /etc/pathplug/luns.d | grep "${first#3}")"
same "nor does multipath-tools' list" "#$first/" "$(grep -F "$first" /etc/multipath/wwids | tail -n 1)"
ends 0 "and again" remove --wwid "$first" --delete-paths
same "had nothing to do" false "$(value .changed)"
lio_create other paths=2 vendor=NETAPP product='LUN C-Mode'
dd if=/dev/urandom of="$lio_stores/other-0" bs=1M count=64 conv=notrunc status=none
sum=$(head -c 8M "$lio_stores/other-0" | sha256sum)
lio_store other 0
store=$REPLY
for path in 0 1; do
  lio_port csi "$path" 0
  rm "$REPLY/lun/lun_0/store"
  ln -s "$store" "$REPLY/lun/lun_0/store"
  lio_plug_one csi "$path" 0
done
same "it has the same places" "$places" "$(for path in 0 1; do hctl "$(lio_disk csi "$path" 0)"; done)"
third=$(lun_wwid csi 0)
check "and another WWID" test "$third" != "$first"
ends 0 "the LUN that has taken the place" ensure --wwid "$third" --min-paths 2
same "has its own contents" "$sum" "$(dd if="/dev/mapper/$third" bs=1M count=8 iflag=direct status=none | sha256sum)"
ends 69 "the one that is gone stays so" ensure --wwid "$first" --timeout 1

# ── resize ───────────────────────────────────────────────────────────────────────────────────────────────────────────
size=$((96 << 20))
ends 1 "a map does not shrink" resize --wwid "$second" --bytes $((32 << 20))
truncate -s 96M "$lio_stores/growing"
losetup --set-capacity "$loop"
lio_break_one csi 1 1
ends 75 "one path cannot be rescanned" resize --wwid "$second" --bytes "$size" --timeout 3
same "which is said" size-disputed "$(value .error.code)"
value .error.message
same "the map keeps its size" $((64 << 20)) "$(bytes "$second")"
lio_mend_one csi 1 1
ends 0 "both show the new size" resize --wwid "$second" --bytes "$size" --timeout 60
value .error.message
same "the map has it" "$size" "$(bytes "$second")"
ends 0 "resize again" resize --wwid "$second" --bytes "$size"
same "had nothing to do" false "$(value .changed)"
ends 0 "it has both paths" ensure --wwid "$second" --min-paths 2

# ── from a container ─────────────────────────────────────────────────────────────────────────────────────────────────
jail=/run/jail
mkdir -p "$jail"/{usr,dev,sys,run/pathplug,tmp}
for link in /bin /sbin /lib /lib64; do [[ ! -L $link ]] || cp -a "$link" "$jail$link"; done
mount --bind /usr "$jail/usr"
mount --rbind /dev "$jail/dev"
mount --rbind /sys "$jail/sys"
mount --bind /run/pathplug "$jail/run/pathplug"
# What is unmounted there must not go here: systemd starts nothing without its cgroups.
mount --make-rprivate "$jail/dev"
mount --make-rprivate "$jail/sys"
verb=(unshare --ipc --mount chroot "$jail" /usr/bin/node /usr/bin/pathplug)
ends 0 "a container removes" remove --wwid "$third"
same "its map" "$second" "$(maps)"
ends 0 "and has it made again" ensure --wwid "$third" --min-paths 2
same "there is a link" "$(realpath "/dev/mapper/$third")" "$(realpath "$(value .link)")"
ends 0 "resizes" resize --wwid "$second" --bytes "$size"
ends 0 "and deletes disks" remove --wwid "$third" --delete-paths
same "of that LUN" "" "$(lio_lun_disks csi 0)"
verb=(pathplug)
umount -l "$jail"/{dev,sys,run/pathplug,usr}
same "nobody has left anything" "" "$(traces)"

# ── callers are killed ───────────────────────────────────────────────────────────────────────────────────────────────
kills=${KILLS:-$(thorough 20 6)} wrong=0
for ((turn = 0; turn < kills; turn++)); do
  case $((turn % 4)) in
    0) pathplug remove --wwid "$second" & ;;
    1) pathplug ensure --wwid "$second" & ;;
    2) pathplug resize --wwid "$second" --bytes "$size" & ;;
    3) pathplug remove --wwid "$second" & ;;
  esac >/dev/null 2>&1
  caller=$!
  sleep "$((RANDOM % 5)).$((RANDOM % 10))"
  kill -KILL "$caller" 2>/dev/null && echo "killed in turn $turn"
  wait "$caller" 2>/dev/null
  if ! wait_for '[[ $(traces) == "" ]]' 60; then
    fail "turn $turn: nothing is left" "$(traces)"
    wrong=$((wrong + 1))
  fi
done
same "all of $kills killed callers have left nothing" 0 "$wrong"
ends 0 "the next one has the map made" ensure --wwid "$second" --min-paths 2
same "of its size" "$size" "$(bytes "$second")"
same "the service has not failed" "" "$(systemctl is-failed pathplug-requests.service pathplug-assemble.service | grep -x failed)"

for map in $(maps); do dmsetup remove --retry "$map"; done
lio_remove csi
lio_remove other
losetup --detach "$loop"
finish
