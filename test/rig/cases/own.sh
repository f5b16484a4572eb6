#!/bin/bash
# A host owns a LUN by persistent reservations: every path is registered, also one that appears later, before it is in the map;
# no I/O fails meanwhile; a host that was fenced off stays so; what is held by a path that is away is released all the same.
# rig: boot=arrays engines=qjs timeout=900
. /pathplug/rig/guest/guest.sh

# LIO writes its registrations to a file, even to say that none shall outlive the power; without the folder it refuses.
mkdir -p /var/target/pr
lio_create own paths=7 vendor=NETAPP product='LUN C-Mode'

# The other host: a port of its own, whose disk the kernel gives up, so that commands alone can be sent.
lio_plug own 6
check "the other host has its port" wait_for '[[ -n $(lio_disk own 6 0) ]]' 60
udevadm settle
lio_host own 6 0
echo "$REPLY:0:1:0" >/sys/bus/scsi/drivers/sd/unbind
other=/dev/bsg/$REPLY:0:1:0
# as_other WORD…   PERSISTENT RESERVE OUT of the other host; what it was told meanwhile comes before.
as_other() {
  sg_turs --low --number=4 "$other" >/dev/null 2>&1
  sg_persist --out --no-inquiry "$@" "$other" 2>&1
}
# keys   every key of the LUN with how often it is registered, as the other host sees it: `4*0xa1 1*0xb2`.
keys() {
  sg_turs --low --number=4 "$other" >/dev/null 2>&1
  sg_persist --in --read-keys --no-inquiry "$other" | grep -oE '^ +0x[0-9a-f]+' | sort | uniq -c |
    awk '{ printf "%s%s*%s", sep, $1, $2; sep = " " }'
}
# held   key and type of the reservation, or nothing.
held() {
  sg_turs --low --number=4 "$other" >/dev/null 2>&1
  sg_persist --in --read-reservation --no-inquiry "$other" |
    sed -nE 's/^ +Key=(0x[0-9a-f]+)$/\1/p; s/^ +scope: LU_SCOPE,  type: (.*)$/\1/p' | paste -sd' '
}
# write_block NODE   one WRITE(10) to the last block, where no data is.
write_block() { sg_raw --send=512 --infile=/dev/zero "$1" 2a 00 00 01 ff ff 00 00 01 00 2>&1; }
# own VERB…   a command of pathplug, its JSON in `answer`; the status is its own.
own() { answer=$(pathplug own "$@" --json 2>/run/own-errors); }
# registered   what each path has: `sda=yes sdb=no`.
registered() { jq -r '[.paths[] | "\(.dev)=\(.registered // "-")"] | join(" ")' <<<"$answer"; }
code() { jq -r '.error.code // "none"' <<<"$answer"; }
# in_map DISK   whether the map has that disk as a path.
in_map() { dmsetup table "$map" | grep -q " $(<"/sys/block/$1/dev") "; }
# use_all   writes until the kernel has tried every path: one that does not work has failed then.
use_all() { for _ in 1 2 3 4 5 6 7 8; do dd if=/run/data of="/dev/mapper/$map" bs=64k oflag=direct status=none || return; done; }

# What is sent, in its order: a wrapper of sg_persist writes where dmsetup's writes, and refuses for the disk in /run/refused.
log_dmsetup /run/sent
printf '#!/bin/sh\necho "sg_persist $*" >>/run/sent\nfor node; do :; done\n[ ! -e /run/refused ] || [ "$node" != "$(cat /run/refused)" ] || exit 35\nexec %s "$@"\n' \
  "$(command -v sg_persist)" >/run/dmsetup-log/sg_persist
chmod +x /run/dmsetup-log/sg_persist

check "the host is owned" own_host
lio_plug own 0 1 2 3
check "settle returns" pathplug settle --timeout 150
map=$(lun_wwid own 0)
disks=$(for path in 0 1 2 3; do lio_disk own "$path" 0; done | paste -sd' ')
all_yes=$(for disk in $disks; do echo "$disk=yes"; done | paste -sd' ')
dd if=/dev/urandom of=/run/data bs=64k count=64 status=none

# ── register and reserve ─────────────────────────────────────────────────────────────────────────────────────────────
own register "$map"
same "without a key nothing is registered" "64 own-no-key" "$? $(code)"
own reserve "$map"
same "nor reserved" "1 own-no-key" "$? $(code)"
own register "$map" --key 0xa1
same "every path is registered" "0 $all_yes" "$? $(registered)"
same "the LUN has the key once for each" "4*0xa1" "$(keys)"
same "the registry knows it" 'PATHPLUG_RESERVATION_KEY="0xa1"' "$(grep -h RESERVATION "/etc/pathplug/luns.d/naa.${map#3}")"
own reserve "$map"
same "it is reserved" "0 true" "$? $(jq -r .reservation.ours <<<"$answer")"
same "for the registrants" "0xa1 Write Exclusive, registrants only" "$(held)"
own reserve "$map"
same "reserving again changes nothing" "0 false" "$? $(jq -r .changed <<<"$answer")"
check "the other host may not write" bash -c "[[ \$(sg_raw --send=512 --infile=/dev/zero $other 2a 00 00 01 ff ff 00 00 01 00 2>&1) == *'Reservation Conflict'* ]]"
for disk in $disks; do check "each path may: $disk" write_block "/dev/$disk"; done

# ── paths that come while it is reserved, under I/O ──────────────────────────────────────────────────────────────────
(
  while [[ ! -e /run/enough ]]; do
    dd if=/run/data of="/dev/mapper/$map" bs=64k oflag=direct status=none || exit 1
    cmp -n 4194304 /run/data <(dd if="/dev/mapper/$map" bs=64k count=64 iflag=direct status=none) || exit 2
  done
) 2>/run/writer-errors &
writer=$!
old=$(lio_disk own 1 0)
lio_unplug own 1
check "a path goes" wait_for '[[ $(path_states "$map") == AAA ]]' 60
: >/run/sent
lio_plug own 1
check "settle returns" pathplug settle --timeout 150
same "it is back, all paths are used" AAAA "$(path_states "$map")"
same "and the LUN has no key more" "4*0xa1" "$(keys)"
: >/run/sent
lio_plug own 4
check "settle returns" pathplug settle --timeout 150
new=$(lio_disk own 4 0)
check "a path that was never there is in the map" in_map "$new"
same "registered" "5*0xa1" "$(keys)"
order=$(grep -nE "^sg_persist --out --register-ignore .*/dev/$new\$|^(load|reload|resume) " /run/sent | sed -E 's/^[0-9]+:(sg_persist --out --register-ignore|load|reload|resume).*/\1/' | uniq | paste -sd' ')
check "before its map was loaded ($order)" bash -c "[[ '$order' =~ ^'sg_persist --out --register-ignore '(re)?load ]]"
check "it may write" write_block "/dev/$new"

# ── a path that cannot be registered stays out ───────────────────────────────────────────────────────────────────────
lio_unplug own 4
check "the path goes" wait_for '[[ $(path_states "$map") == AAAA ]]' 60
echo "/dev/$new" >/run/refused
lio_plug own 4
check "settle returns" pathplug settle --timeout 150
new=$(lio_disk own 4 0)
same "the name is the one that is refused" "$(</run/refused)" "/dev/$new"
check "a path whose registration fails is not in the map" bash -c "! dmsetup table $map | grep -q ' $(<"/sys/block/$new/dev") '"
check "which is said" wait_for 'journalctl -b -o cat -t pathplug PATHPLUG_CODE=path-not-registered | grep -q "$new"' 20
rm /run/refused
check "when it can be, it comes by itself" wait_for 'in_map "$new"' 120
touch /run/enough
wait "$writer"
same "nothing that was written or read meanwhile has failed" "0 " "$? $(</run/writer-errors)"

# ── fenced off ───────────────────────────────────────────────────────────────────────────────────────────────────────
as_other --register-ignore --param-sark=0xb2 >/dev/null
as_other --preempt --param-rk=0xb2 --param-sark=0xa1 --prout-type=5 >/dev/null
same "the other host takes it" "1*0xb2 0xb2 Write Exclusive, registrants only" "$(keys) $(held)"
dd if=/run/data of="/dev/mapper/$map" bs=64k count=1 oflag=direct status=none 2>/run/dd-errors
same "this host writes no more" 1 $?
same "though its paths work" AAAAA "$(path_states "$map")"
lio_plug own 5
check "settle returns" pathplug settle --timeout 150
check "a new path comes into the map" in_map "$(lio_disk own 5 0)"
same "and does not bring the host back" "1*0xb2" "$(keys)"
check "which is said" wait_for 'journalctl -b -o cat -t pathplug PATHPLUG_CODE=key-lost | grep -q .' 20
own reserve "$map"
same "nothing is reserved" "1 own-not-registered" "$? $(code)"
own release "$map"
same "nor released" "1 own-reserved" "$? $(code)"

# ── a key conflict, and the way back ─────────────────────────────────────────────────────────────────────────────────
own register "$map" --key 0xb2
same "the key of another host is refused" "1 own-key-taken" "$? $(code)"
own register "$map"
same "by hand it is registered again" "0 6*0xa1 1*0xb2" "$? $(keys)"
own reserve "$map"
same "the other host holds it" "1 own-reserved" "$? $(code)"
own preempt "$map" --victim 0xc3
same "of a key that nobody has nothing is to be done" "0 none false" "$? $(code) $(jq -r .changed <<<"$answer")"
check "which may be a mistake" grep -q own-key-absent /run/own-errors
own preempt "$map" --victim 0xb2
same "this host takes it back" "0 6*0xa1 0xa1 Write Exclusive, registrants only" "$? $(keys) $(held)"
own preempt "$map" --victim 0xb2
same "asked again, it has nothing to do" "0 false" "$? $(jq -r .changed <<<"$answer")"
check "and writes" use_all

# ── released while the path that holds it is away ────────────────────────────────────────────────────────────────────
holder=$(jq -r '.paths[0].dev' <<<"$answer")
same "the first path holds it" "$(lio_disk own 0 0)" "$holder"
lio_break own 0
use_all
check "its path fails" wait_for '[[ $(path_states "$map") == *F* ]]' 30
rm -f /run/enough
(while [[ ! -e /run/enough ]]; do dd if=/run/data of="/dev/mapper/$map" bs=64k oflag=direct status=none || exit 1; done) 2>/run/writer-errors &
writer=$!
own release "$map"
same "it is released" "0 null" "$? $(jq -r .reservation <<<"$answer")"
same "the LUN says so" "" "$(held)"
same "the other paths are registered" "5*0xa1" "$(keys)"
own reserve "$map"
same "it can be reserved again" 0 $?
lio_mend own 0
check "the path comes back" wait_for '[[ $(path_states "$map") == AAAAAA ]]' 60
same "and was registered before" "6*0xa1" "$(keys)"
check "it may write" write_block "/dev/$(lio_disk own 0 0)"
touch /run/enough
wait "$writer"
same "nothing that was written meanwhile has failed" "0 " "$? $(</run/writer-errors)"

# ── unregistered while a path is away ────────────────────────────────────────────────────────────────────────────────
lio_break own 2
use_all
check "another path fails" wait_for '[[ $(path_states "$map") == *F* ]]' 30
own unregister "$map"
same "the key is given up, and the reservation" "0 null" "$? $(jq -r .reservation <<<"$answer")"
same "but for the path that is away" "1*0xa1" "$(keys)"
check "which is told" grep -q own-key-left /run/own-errors
lio_mend own 2
check "it comes back" wait_for '[[ $(path_states "$map") == AAAAAA ]]' 60
same "and loses its key" "" "$(keys)"
own unregister "$map"
same "then nothing is remembered of it" "0 " "$? $(grep -h RESERVATION /etc/pathplug/luns.d/*)"

# ── clear ────────────────────────────────────────────────────────────────────────────────────────────────────────────
own register "$map" --key 0xa2
as_other --register-ignore --param-sark=0xb2 >/dev/null
own reserve "$map" --type exclusive-access-all-registrants
same "all registrants hold it" "0 6*0xa2 1*0xb2" "$? $(keys)"
own clear "$map"
same "clearing wants to be confirmed" 64 $?
own clear "$map" --yes
same "nobody is registered, nothing reserved" "0 " "$? $(keys)$(held)"
own clear "$map" --yes
same "asked again, it has nothing to do" "0 false" "$? $(jq -r .changed <<<"$answer")"
same "the registry has no key" "" "$(grep -h RESERVATION /etc/pathplug/luns.d/*)"
check "a person is told what a path has" bash -c "pathplug own status $map | grep -q '^$(lio_disk own 0 0) *up'"

lio_remove_maps own
lio_remove own
finish
