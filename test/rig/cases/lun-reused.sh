#!/bin/bash
# An array gives a LUN's place to another LUN, under I/O and without: what is written reaches no other LUN, the path leaves its
# map, and the LUN that has the place now gets a map of its own. By iSCSI, whose target says what has changed as arrays do.
# rig: timeout=600
. /pathplug/rig/guest/guest.sh

lio_create reuse luns=4 paths=0 vendor=NETAPP product='LUN C-Mode' alua=none
check "the LUNs are exported" iscsi_export reuse 2
# LUN 3 is not shown yet.
for path in 0 1; do iscsi_unmap reuse "$path" 3; done
check "the host is owned" own_host
check "two sessions" iscsi_login reuse 0 1
check "settle returns" pathplug settle --timeout 150
for lun in 0 1 2; do
  wwid[lun]=3$(sed 's/^naa\.//' "/sys/block/$(iscsi_disk reuse 0 "$lun")/device/wwid")
done
paths_of() { dmsetup table "$1" 2>/dev/null | grep -oE ' [0-9]+:[0-9]+' | wc -l; }
said() { journalctl -b --no-pager -o cat -t pathplug -u pathplug-recheck.service -u pathplug-assemble.service; }
for lun in 0 1 2; do same "LUN $lun: two paths" 2 "$(paths_of "${wwid[lun]}")"; done
# foreign LUN   the places at which the store of a LUN holds what was written to another one.
foreign() { grep -aoE "^lun [0-9] place [0-9]*" "$lio_stores/reuse-$1" | grep -v "^lun $1 " | sed 's/.* //' | sort -nu; }

# Blocks are written to the maps all the time, each with the LUN's number, its place and its generation.
directory=/run/reuse
mkdir -p "$directory"
for lun in 1 2; do
  qjs --std /pathplug/rig/guest/soak-writer.mjs "$lun" "/dev/mapper/${wwid[lun]}" 256 "$directory" >"$directory/said-$lun" 2>&1 &
  writers+=($!)
done
sleep 2

# ── the place of one path, under I/O: LUN 1's becomes LUN 2 ──────────────────────────────────────────────────────────
old=$(iscsi_disk reuse 0 1)
seq=$(cat "/sys/block/$old/diskseq")
iscsi_unmap reuse 0 1
iscsi_map reuse 0 1 reuse 2
since=$(now)
check "the path leaves its map" wait_for '[[ $(paths_of "${wwid[1]}") == 1 ]]' 60
echo "left its map after $(elapsed "$since") s"
# This target says nothing on the path itself, only on those of its other LUNs: what was written until one of them was used
# and the path had been looked at has gone astray. What was under way then is written by now.
sleep 0.5
left=$(date +%s%3N)
foreign_before=$(foreign 2)
echo "blocks of LUN 1 on LUN 2: $(grep -c . <<<"$foreign_before")"
check "its disk has been looked for anew" wait_for '[[ $(cat /sys/block/$(iscsi_disk reuse 0 1)/diskseq) != "$seq" ]]' 30
check "which is said" wait_for 'said | grep -qF "path-changed: $old"' 10
sleep 5
same "LUN 1 has nothing of LUN 2" "" "$(foreign 1)"
same "LUN 2 has two paths: its target reaches it in two places, of which one is taken" 2 "$(paths_of "${wwid[2]}")"
check "both are written on" kill -0 "${writers[@]}"
same "since the path has left its map nothing of LUN 1 has got to LUN 2" "" "$(comm -13 <(sort <<<"$foreign_before") <(foreign 2 | sort))"

# ── and back ─────────────────────────────────────────────────────────────────────────────────────────────────────────
iscsi_unmap reuse 0 1
iscsi_map reuse 0 1 reuse 1
# Nothing uses the place, so nothing is told there; another LUN of its target tells.
check "LUN 1 has its path back" wait_for '[[ $(paths_of "${wwid[1]}") == 2 ]]' 60
touch "$directory/stop"
wait "${writers[@]}"
cat "$directory"/said-*
same "no write has failed" 2 "$(grep -c ' 0 errors' "$directory"/said-* | grep -c ':1$')"
for lun in 1 2; do
  for path in 0 1; do
    name=$(iscsi_disk reuse "$path" "$lun")
    blockdev --flushbufs "/dev/$name"
    wrong=$(qjs --std /pathplug/rig/guest/soak-reader.mjs "$lun" "/dev/$name" "$directory" | sed -E 's/.* place ([0-9]+):.*/\1/')
    # A block that went astray may have been written over there.
    same "LUN $lun, path $path: every block that was written since holds what was written" "" \
      "$(awk -v left="$left" 'NR == FNR { begun[FNR - 1] = $1; next } begun[$1] > left' "$directory/$lun.times" - <<<"$wrong")"
  done
done

# ── no I/O on the LUN itself: the target tells of it by another one ──────────────────────────────────────────────────
for path in 0 1; do
  iscsi_unmap reuse "$path" 0
  iscsi_map reuse "$path" 0 reuse 3
done
for path in 0 1; do
  dd if="/dev/$(iscsi_disk reuse "$path" 1)" of=/dev/null bs=4k count=1 iflag=direct status=none
done
check "the map of the LUN that is gone goes" wait_for '[[ ! -e /dev/mapper/${wwid[0]} ]]' 60
id_there() { echo "3$(sed 's/^naa\.//' "/sys/block/$(iscsi_disk reuse 0 0)/device/wwid")"; }
check "another LUN has its place" wait_for '[[ $(id_there 2>/dev/null) != "${wwid[0]}" && $(id_there) == 3?* ]]' 60
new=$(id_there)
check "it gets a map of its own" wait_for '[[ $(paths_of "$new") == 2 ]]' 60
check "with both paths in use" wait_for '[[ $(path_states "$new") == AA ]]' 30
dd if=/dev/zero bs=4k count=1 status=none | tr '\0' n | dd of="/dev/mapper/$new" bs=4k oflag=direct status=none
same "what is written there is on the new LUN" n "$(head -c 1 "$lio_stores/reuse-3")"
check "and not on the old one" test "$(head -c 1 "$lio_stores/reuse-0" | tr -d '\0')" = ""
# Each path tells of it when it is used next, by a test for example, and is identified then.
check "all paths of the others are in use" wait_for '[[ "$(path_states "${wwid[1]}") $(path_states "${wwid[2]}")" == "AA AA" && -z $(ls /run/pathplug/suspect) ]]' 30
sleep 3
same "and stay so" "AA AA" "$(path_states "${wwid[1]}") $(path_states "${wwid[2]}")"
same "nobody is suspect any more" "" "$(ls /run/pathplug/suspect)"

# ── a path without a map, which is sent nothing and so tells nothing, long before its LUN has a second one ────────────
lio_create lone luns=2 paths=0 vendor=LIO-ORG product=disk alua=none
check "two more LUNs are exported" iscsi_export lone 2
for path in 0 1; do for lun in 0 1; do [[ $path$lun == 00 ]] || iscsi_unmap lone "$path" "$lun"; done; done
check "two more sessions" iscsi_login lone 0 1
check "settle returns" pathplug settle --timeout 60
first=$(iscsi_disk lone 0 0)
was=$(cat "/sys/block/$first/device/wwid")
same "one path makes no map" 0 "$(paths_of "3${was#naa.}")"
sleep 130
iscsi_unmap lone 0 0
iscsi_map lone 0 0 lone 1
iscsi_map lone 1 0 lone 0
iscsi_host lone 1
echo '0 0 0' >"/sys/class/scsi_host/host$REPLY/scan"
check "the LUN has come on another path" wait_for '[[ $(cat "/sys/block/$(iscsi_disk lone 1 0)/device/wwid") == "$was" ]]' 30
check "the first one is asked, and is read anew" wait_for '[[ $(cat "/sys/block/$first/device/wwid") != "$was" ]]' 30
check "settle returns" pathplug settle --timeout 60
same "the two make no map: they are two LUNs" "" "$(paths_of "3${was#naa.}" | grep -v '^0$')"
same "no map has the first one" "" "$(ls "/sys/block/$first/holders")"
same "and its disk was not deleted" "$first" "$(iscsi_disk lone 0 0)"
iscsi_logout lone 0 1
iscsi_remove lone 2
lio_remove lone

for map in $(maps); do dmsetup remove --retry "$map"; done
iscsi_logout reuse 0 1
disown_host
iscsi_remove reuse 2
lio_remove reuse
finish
