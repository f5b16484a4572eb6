#!/bin/bash
# Two LUNs of a target change places under I/O, on one path and then on the other: as soon as a path is out of use no block of one
# LUN gets to the other, each map has both its paths again, and they lead to its LUN. By iSCSI.
# rig: when=asked timeout=600
. /pathplug/rig/guest/guest.sh

lio_create swap luns=3 paths=0 vendor=NETAPP product='LUN C-Mode' alua=none
check "the LUNs are exported" iscsi_export swap 2
check "the host is owned" own_host
check "two sessions" iscsi_login swap 0 1
check "settle returns" pathplug settle --timeout 150
for lun in 0 1 2; do wwid[lun]=3$(sed 's/^naa\.//' "/sys/block/$(iscsi_disk swap 0 "$lun")/device/wwid"); done
working() { path_states "${wwid[$1]}" | tr -cd A | wc -c; }
for lun in 1 2; do same "LUN $lun: two paths" 2 "$(working "$lun")"; done
diskseq_at() { cat "/sys/block/$(iscsi_disk swap "$1" "$2")/diskseq" 2>/dev/null; }
# foreign LUN   places at which the store of a LUN holds what was written to another one.
foreign() { grep -aoE "^lun [0-9] place [0-9]*" "$lio_stores/swap-$1" | grep -v "^lun $1 " | sed 's/.* //' | sort -u; }

directory=/run/swap
mkdir -p "$directory"
for lun in 1 2; do
  qjs --std /pathplug/rig/guest/soak-writer.mjs "$lun" "/dev/mapper/${wwid[lun]}" 256 "$directory" >"$directory/said-$lun" 2>&1 &
  writers+=($!)
done
# Linux' own target tells of such a change on the LUNs that stay: LUN 0 carries something on either path.
for path in 0 1; do
  while [[ ! -e $directory/stop ]]; do
    dd if="/dev/$(iscsi_disk swap "$path" 0)" of=/dev/null bs=4k count=1 iflag=direct status=none
    sleep 0.1
  done &
  readers+=($!)
done
sleep 2

for path in 0 1; do
  before_1=$(diskseq_at "$path" 1) before_2=$(diskseq_at "$path" 2)
  for lun in 1 2; do iscsi_unmap swap "$path" "$lun"; done
  iscsi_map swap "$path" 1 swap 2
  iscsi_map swap "$path" 2 swap 1
  since=$(now)
  isNew='[[ $(diskseq_at "$path" 1) == ?* && $(diskseq_at "$path" 1) != "$before_1" && $(diskseq_at "$path" 2) == ?* && $(diskseq_at "$path" 2) != "$before_2" ]]'
  check "path $path: both disks were looked for anew" wait_for "$isNew" 90
  echo "after $(elapsed "$since") s"
  for lun in 1 2; do strays[lun]=$(foreign "$lun"); done
  echo "blocks on the other LUN: $(grep -c . <<<"${strays[1]}") and $(grep -c . <<<"${strays[2]}")"
  check "path $path: each map has both its paths, and uses them" wait_for '[[ $(working 1) == 2 && $(working 2) == 2 ]]' 60
  sleep 5
  for lun in 1 2; do
    same "path $path: LUN $lun has got no other block of the other one" "" "$(comm -13 <(echo "${strays[lun]}") <(foreign "$lun"))"
    known[lun]+=${strays[lun]}$'\n'
  done
done
same "the first LUN is where the second was, on both paths" "${wwid[1]} ${wwid[1]}" \
  "$(for path in 0 1; do sed 's/^naa\./3/' "/sys/block/$(iscsi_disk swap "$path" 2)/device/wwid"; done | xargs)"

touch "$directory/stop"
wait "${writers[@]}" "${readers[@]}"
cat "$directory"/said-*
same "no write has failed" 2 "$(cat "$directory"/said-* | grep -c ' 0 errors')"
for lun in 1 2; do
  for path in 0 1; do
    name=$(iscsi_disk swap "$path" $((3 - lun)))
    blockdev --flushbufs "/dev/$name"
    wrong=$(qjs --std /pathplug/rig/guest/soak-reader.mjs "$lun" "/dev/$name" "$directory" | sed -E 's/.* place ([0-9]+):.*/\1/')
    same "LUN $lun, path $path: every other block holds what was written to it last" "" \
      "$(comm -23 <(sort -u <<<"$wrong") <(sort -u <<<"${known[lun]}"$'\n'"${known[3 - lun]}"))"
  done
done
same "nobody is suspect any more" "" "$(ls /run/pathplug/suspect)"
same "nothing is suspended" "" "$(dmsetup info --columns --noheadings -o name,suspended | grep Suspended)"

for map in $(maps); do dmsetup remove --retry "$map"; done
iscsi_logout swap 0 1
disown_host
iscsi_remove swap 2
lio_remove swap
finish
