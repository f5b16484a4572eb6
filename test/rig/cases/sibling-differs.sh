#!/bin/bash
# Disks that carry a LUN's WWID and are not that LUN: another size, other designators, another serial number, another
# block size. Each is refused with a code and a hint while the map goes on serving I/O. Then a burst in which the
# kernel refuses one LUN's table: the other LUNs get their maps.
# rig: boot=arrays timeout=900
. /pathplug/rig/guest/guest.sh

serial=7a1b2c3d4e5f60718293a4b5c
lio_create right luns=1 paths=3 size=64 vendor=NETAPP product='LUN C-Mode' serial=$serial
lio_create large luns=1 paths=1 size=96 vendor=NETAPP product='LUN C-Mode' serial=$serial
lio_create small luns=1 paths=1 size=32 vendor=NETAPP product='LUN C-Mode' serial=$serial
# The product is part of the T10 designator; the NAA id comes from the serial number's first 25 digits alone.
lio_create names luns=1 paths=1 size=64 vendor=NETAPP product='LUN' serial=$serial
lio_create other luns=1 paths=1 size=64 vendor=NETAPP product='LUN C-Mode' serial=${serial}9
lio_create block luns=1 paths=1 size=64 vendor=NETAPP product='LUN C-Mode' serial=$serial
# A store's block size can be set only while no port has it.
lio_port block 0 0
port=$REPLY
lio_store block 0
group=$(sed -n 's/.*Group Alias: //p; q' "$port/lun/lun_0/alua_tg_pt_gp" 2>/dev/null)
rm "$port/lun/lun_0/store"
echo 4096 >"$REPLY/attrib/block_size"
ln -s "$REPLY" "$port/lun/lun_0/store"
echo "${group:-group1}" >"$port/lun/lun_0/alua_tg_pt_gp"

own_host || fail "the host is owned" "no /run/pathplug/armed"
mark=$(console_mark)
lio_plug right 0 1
check "settle returns" pathplug settle --timeout 120
map=$(lun_wwid right 0)
table=$(dmsetup table "$map")
same "the LUN has its map of two paths" 2 "$(path_groups "$map" | tr ' ' '\n' | grep -c '^sd')"

# I/O with check sums goes on all the while.
rm -f /run/stop /run/io-errors
dd if=/dev/urandom of=/run/block bs=1M count=2 status=none
sum=$(sha256sum </run/block)
(
  rounds=0
  while [[ ! -e /run/stop ]]; do
    dd if=/run/block of="/dev/mapper/$map" bs=1M oflag=direct status=none 2>>/run/io-errors
    [[ $(dd if="/dev/mapper/$map" bs=1M count=2 iflag=direct status=none 2>>/run/io-errors | sha256sum) == "$sum" ]] ||
      echo "round $rounds: other data" >>/run/io-errors
    rounds=$((rounds + 1))
  done
  echo "$rounds" >/run/rounds
) &
io=$!

declare -A codes=([large]=path-size-differs [small]=path-size-differs [names]=path-designators-differ
  [other]=path-designators-differ [block]=path-block-size-differs)
for array in large small names other block; do lio_plug "$array"; done
check "settle returns" pathplug settle --timeout 120
plan=$(pathplug plan --json)
for array in large small names other block; do
  disk=$(lio_disk "$array" 0 0)
  same "$array ($disk): the same WWID" "$map" "3$(sed 's/^naa\.//' "/sys/block/$disk/device/wwid")"
  same "$array: plan refuses it" "${codes[$array]}" \
    "$(jq -r --arg dev "$disk" '.refused[] | select(.path == $dev) | .code' <<<"$plan")"
  line=$(journalctl -b --no-pager -o cat -u pathplug-assemble.service | grep -F "${codes[$array]}" | grep -w "$disk" | tail -n 1)
  check "$array: the journal has code and hint: $line" grep -q "$disk.*; hint: " <<<"$line"
done
for code in $(printf '%s\n' "${codes[@]}" | sort -u); do check "pathplug explain $code" pathplug explain "$code"; done
same "nothing is to be done" "nothing" "$(jq -r --arg map "$map" '.actions[] | select(.wwid == $map) | .kind' <<<"$plan")"
same "the map's table is what it was" "$table" "$(dmsetup table "$map")"
same "there is no other map" "$map" "$(maps)"

# A true sibling that comes in between is taken.
lio_plug right 2
check "settle returns" pathplug settle --timeout 120
same "a true sibling is taken" "$(lio_disks right | sort -V | paste -sd' ')" \
  "$(path_groups "$map" | cut -d' ' -f2- | tr ' ' '\n' | sort -V | paste -sd' ')"
touch /run/stop
wait "$io"
same "no I/O failed and all data were right" "" "$(cat /run/io-errors)"
check "I/O went on ($(cat /run/rounds) rounds)" test "$(cat /run/rounds)" -ge 3
same "the data is on the LUN" "$sum" "$(head -c 2M "$lio_stores/right-0" | sha256sum)"
same "and on none of the others" "" \
  "$(for array in large small names other block; do head -c 2M "$lio_stores/$array-0" | tr -d '\0' | head -c 1; done)"

# ── one table that does not load ─────────────────────────────────────────────────────────────────────────────────────
# A profile of the site asks for a feature that no kernel has.
mkdir -p /etc/pathplug/profiles.d
cat >/etc/pathplug/profiles.d/refused-table.json <<'END'
{
  "name": "site/refused-table",
  "title": "An array whose tables no kernel loads",
  "extends": "generic/failover",
  "match": [{ "vendor": "BADTABLE" }],
  "claim": "first-path",
  "settings": { "features": ["no_such_feature"] }
}
END
check "refresh compiles a profile of the site" pathplug refresh
lio_create good luns=3 paths=2 vendor=NETAPP product='LUN C-Mode'
lio_create bad luns=1 paths=2 vendor=BADTABLE
lio_plug_one bad 0 0
lio_plug good
lio_plug_one bad 1 0
check "settle returns" pathplug settle --timeout 120
wwid=$(lun_wwid bad 0)
for lun in 0 1 2; do
  same "good LUN $lun: its map has both paths" 2 "$(path_groups "$(lun_wwid good "$lun")" | tr ' ' '\n' | grep -c '^sd')"
done
same "the LUN whose table the kernel refuses has no map" "" "$(dmsetup info -c --noheadings -o name "$wwid" 2>/dev/null)"
line=$(journalctl -b --no-pager -o cat -u pathplug-assemble.service | grep -F table-refused | grep -F "$wwid" | tail -n 1)
check "the journal says so: $line" test -n "$line"
loads=$(journalctl -b --no-pager -o cat -u pathplug-assemble.service | grep -cF table-refused)
sleep 3
# It is parked, and tried again after 5, 10, 20 … seconds.
later=$(journalctl -b --no-pager -o cat -u pathplug-assemble.service | grep -cF table-refused)
check "and nobody tries again and again ($loads times, then $later)" test "$later" -le $((loads + 1))
check "its paths are as claimable as before: a run by hand tells it again" \
  bash -c "! pathplug assemble >/run/assemble.out 2>&1 && grep -q table-refused /run/assemble.out || { cat /run/assemble.out; false; }"
same "no empty map is left" "" "$(dmsetup info -c --noheadings -o name,tables_loaded,uuid | grep mpath | awk -F: '$2 == "None"')"
same "the first map still serves" "$sum" "$(dd if="/dev/mapper/$map" bs=1M count=2 iflag=direct status=none | sha256sum)"
same "no I/O error on the console" "" "$(io_errors_since "$mark")"

rm -r /etc/pathplug/profiles.d
pathplug refresh
dmsetup remove --retry "$map"
lio_remove_maps good
for array in right large small names other block good bad; do lio_remove "$array"; done
finish
