#!/bin/bash
# Names by user_friendly_names are those that multipath-tools gives, in its file; they outlive a replug and a file that was
# edited by hand. A map is renamed under I/O: its partitions and links follow, and what systemd holds by a name keeps it.
# rig: suites=trixie with=sg3-utils-udev,multipath-tools engines=qjs timeout=900
. /pathplug/rig/guest/guest.sh
systemctl disable --quiet --now multipathd.service multipathd.socket 2>/dev/null
bindings=/etc/multipath/bindings
mkdir -p /etc/pathplug /mnt/names
settings() { echo "{ \"overrides\": { \"user_friendly_names\": true }, \"luns\": [$1] }" >/etc/pathplug/pathplug.json && pathplug refresh; }
names() { maps | paste -sd ' '; }
parts() { dmsetup info -c --noheadings --separator ' ' -o name,uuid | awk '$2 ~ /^part/ { print $1 }' | sort | paste -sd ' '; }
bound() { grep -v '^#' "$bindings"; }
said() { journalctl -b --no-pager -o cat -t pathplug; }
wwid_of() { dmsetup info -c --noheadings -o uuid "$1" | sed -n 's/^mpath-//p'; }
leads() { realpath -q "/dev/disk/$1"; }
remembered() { sed -n 's/^PATHPLUG_ALIAS=//p' "/etc/pathplug/luns.d/naa.${1#3}"; }

lio_create shop luns=2 paths=2 vendor=NETAPP product='LUN C-Mode' states='optimized nonoptimized'
lio_create late luns=1 paths=2 vendor=NETAPP product='LUN C-Mode' states='optimized nonoptimized'
check "names are asked for" settings ''
check "the host is owned" own_host
lio_plug shop
check "settle returns" pathplug settle --timeout 150
same "maps have names" "mpatha mpathb" "$(names)"
# Which LUN gets which is a matter of whose paths are there first.
one=$(wwid_of mpatha) two=$(wwid_of mpathb)
same "each LUN one" "$(printf '%s\n' "$(lun_wwid shop 0)" "$(lun_wwid shop 1)" | sort)" "$(printf '%s\n' "$one" "$two" | sort)"
same "which the file has" "mpatha $one
mpathb $two" "$(bound)"
same "with the rights that multipath-tools gives it, and nothing beside it" "600 bindings wwids" \
  "$(stat -c %a "$bindings") $(ls /etc/multipath | paste -sd ' ')"
same "the registry remembers them" '"mpatha" "mpathb"' "$(remembered "$one") $(remembered "$two")"
cp "$bindings" /run/bindings

# ── a replug, and a file that was edited by hand meanwhile ───────────────────────────────────────────────────────────
lio_unplug shop
check "settle returns" pathplug settle --timeout 60
same "no map is left" "" "$(names)"
printf '# by hand\nmpatha 3600deadbeef\n\tmpathc   3600c0ffee # kept\n' >"$bindings"
lio_plug shop
check "settle returns" pathplug settle --timeout 150
same "each LUN has its name" "$(printf '%s\n' "$one mpatha" "$two mpathb" | sort)" "$(dmsetup info -c --noheadings --separator ' ' -o uuid,name | sed -n 's/^mpath-//p' | sort)"
same "no line of the file has changed, and the name that was lost is bound again" "# by hand
mpatha 3600deadbeef
mpathb $two
	mpathc   3600c0ffee # kept" "$(<"$bindings")"
same "doctor tells of the name that is bound otherwise" "$one" \
  "$(pathplug doctor --json | jq -r '.checks[] | select(.code == "binding-conflict") | .subject')"
cp /run/bindings "$bindings"

# ── the lock ─────────────────────────────────────────────────────────────────────────────────────────────────────────
flock --fcntl --no-fork "$bindings" sleep 300 &
lock=$!
lio_plug late
check "settle returns" pathplug settle --timeout 150
kill "$lock"
late=$(lun_wwid late 0)
same "where another program has the file, the map is named by its WWID" "$late mpatha mpathb" "$(names)"
check "which is said" grep -q "bindings-not-written: $late" <(said)
same "and the file is as it was" "$(</run/bindings)" "$(<"$bindings")"
lio_unplug late
check "settle returns" pathplug settle --timeout 60
lio_plug late
check "settle returns" pathplug settle --timeout 150
same "made anew, it has the next name" "mpatha mpathb mpathc" "$(names)"
same "which the file has" "mpathc $late" "$(bound | tail -n 1)"

# ── renamed while it is mounted and written to ───────────────────────────────────────────────────────────────────────
printf 'size=40M,name=one\nname=two\n' | sfdisk -q --wipe always --label gpt /dev/mapper/mpatha
udevadm settle
wait_for '[[ -e /dev/mapper/mpatha-part2 ]]' 20 || kpartx -a -p -part /dev/mapper/mpatha
mkfs.ext4 -q /dev/mapper/mpatha-part1
udevadm settle
uuid=$(blkid -p -s UUID -o value /dev/mapper/mpatha-part1)
mount /dev/mapper/mpatha-part1 /mnt/names
dd if=/dev/urandom of=/run/written bs=64k count=64 status=none
rm -f /run/written-enough
(until dd if=/run/written of=/mnt/names/written bs=64k conv=fsync status=none && [[ -e /run/written-enough ]]; do
  [[ ! -s /run/writer-errors ]] || exit
done) 2>/run/writer-errors &
writer=$!
sleep 1
mark=$(console_mark)
check "a map is renamed" pathplug map rename mpatha oradata
check "while it is written to" kill -0 "$writer"
same "it has the name" "mpathb mpathc oradata" "$(names)"
same "and so have its partitions" "oradata-part1 oradata-part2" "$(parts)"
: >/run/written-enough
wait "$writer"
same "what was written meanwhile is, without an error" "0 " "$? $(cat /run/writer-errors)"
sync
echo 3 >/proc/sys/vm/drop_caches
check "and is there" cmp /run/written /mnt/names/written
same "no I/O error" "" "$(io_errors_since "$mark")"
check "it is mounted still" mountpoint -q /mnt/names
map=$(realpath /dev/mapper/oradata) part=$(realpath /dev/mapper/oradata-part1)
for link in dm-name-oradata "dm-uuid-mpath-$one" "scsi-$one" "wwn-0x${one#3}"; do
  same "by-id/$link leads to the map" "$map" "$(leads "by-id/$link")"
done
for link in by-id/dm-name-oradata-part1 "by-id/scsi-$one-part1" "by-uuid/$uuid"; do
  same "$link leads to its partition" "$part" "$(leads "$link")"
done
same "nothing is left of the old name" "" "$(ls /dev/mapper /dev/disk/by-id | grep mpatha)"
same "the registry remembers the new one" '"oradata"' "$(remembered "$one")"
same "the binding keeps the old one from others" "mpatha $one" "$(bound | head -n 1)"

# ── what is refused ──────────────────────────────────────────────────────────────────────────────────────────────────
# refused CODE STATUS MAP NAME
refused() {
  local output
  output=$(pathplug map rename "$3" "$4" --json 2>/dev/null)
  same "$3 to $4: refused" "$2 $1" "$? $(jq -r .error.code <<<"$output")"
}
refused name-taken 1 oradata mpathb
refused name-taken 1 oradata "$two"
refused name-taken 1 mpathb mpatha
refused name-unfit 64 oradata 'a/b'
refused device-not-found 1 nothing some
same "and nothing has changed" "mpathb mpathc oradata" "$(names)"

# ── what systemd holds by a name ─────────────────────────────────────────────────────────────────────────────────────
umount /mnt/names
cp /etc/fstab /run/fstab
echo '/dev/mapper/oradata-part1 /mnt/names ext4 nofail 0 0' >>/etc/fstab
systemctl daemon-reload
systemctl start mnt-names.mount
check "mounted by fstab, by the name" mountpoint -q /mnt/names
pathplug map rename oradata other >/dev/null 2>/run/refused
same "a rename is refused" "1 name-bound" "$? $(grep -o name-bound /run/refused | head -n 1)"
settings "{ \"wwid\": \"$one\", \"alias\": \"till\" }" >/dev/null
pathplug apply >/dev/null 2>&1
same "an alias in pathplug.json waits" "mpathb mpathc oradata" "$(names)"
check "which is said" grep -q "name-bound: oradata" <(said)
check "and it is mounted still" mountpoint -q /mnt/names
cp /run/fstab /etc/fstab
systemctl daemon-reload
check "nothing holds the name any more: apply" pathplug apply
same "it has its alias, and so have its partitions" "mpathb mpathc till till-part1 till-part2" "$(names) $(parts)"
check "and is mounted still" mountpoint -q /mnt/names
check "what was written is there" cmp /run/written /mnt/names/written
refused name-configured 1 till mpatha
settings '' >/dev/null
check "apply" pathplug apply
same "without the alias it keeps the name" "mpathb mpathc till" "$(names)"
check "it is renamed back" pathplug map rename till mpatha
same "it has its first name" "mpatha mpathb mpathc" "$(names)"
umount /mnt/names
for each in mpatha-part1 mpatha-part2; do dmsetup remove --retry "$each"; done
same "the file is as ever" "$(</run/bindings)
mpathc $late" "$(<"$bindings")"

# ── as multipath-tools writes it ─────────────────────────────────────────────────────────────────────────────────────
cp "$bindings" /run/bindings
check "the host is given back" disown_host
printf 'defaults {\n  find_multipaths no\n}\noverrides {\n  user_friendly_names yes\n}\n' >/etc/multipath.conf
multipath -v2 >/run/multipath-output 2>&1
same "multipath gives the maps the names that the file has" "mpatha mpathb mpathc" "$(names)"
same "and finds nothing to mend in it" "" "$(diff /run/bindings "$bindings")"
multipath -F
rm "$bindings"
multipath -v2 >>/run/multipath-output 2>&1
multipath -F
cp "$bindings" /run/multipath-bindings
same "what it writes itself is the same, byte for byte, but for which LUN it meets first" \
  "$(sed 's/ 3.*/ WWID/' /run/bindings; bound | cut -d' ' -f2 | sort)" \
  "$(sed 's/ 3.*/ WWID/' /run/multipath-bindings; grep -v '^#' /run/bindings | cut -d' ' -f2 | sort)"
rm -f /etc/multipath.conf /etc/pathplug/pathplug.json
pathplug refresh >/dev/null
lio_remove late
lio_remove shop
finish
