#!/bin/bash
# arrivals.sh CONTENDER [SECONDS [ORDERS]]   runs in a guest with multipath-tools installed; rig/bench-arrivals calls it. The four
# paths of a LUN (two optimized, one non-optimized, one in standby) arrive one by one, SECONDS apart (2), in each of the 24 orders
# there are or the first ORDERS, of which six begin with standby; one LUN after the other. Each map is read from the moment it is
# there. Prints a line of JSON for each order: how long after the last arrival the map had all paths, and had them grouped by
# state (`null`: never); how long the longest read took, milliseconds all three; and how many reads failed.
. /pathplug/rig/guest/guest.sh
contender=$1 apart=${2:-2} count=${3:-24}
patience=90
serial=a771fa15000000000000000
directory=/run/arrivals
mapfile -t orders < <(printf '%s\n' {3..0}' '{0..3}' '{0..3}' '{0..3} | awk '{ delete seen; for (i = 1; i <= 4; i++) seen[$i] } length(seen) == 4')

# grouping   the map's paths by their place in the array, a word for each of its groups, in order: `01 2 3` when all is right.
grouping() {
  dmsetup table "$wwid" 2>/dev/null | awk -v devts="${devt[*]}" '
    BEGIN { n = split(devts, d, " "); for (i = 1; i <= n; i++) place[d[i]] = i - 1 }
    {
      i = 4; i += $i + 1; i += $i + 1; groups = $i; i += 2
      for (g = 0; g < groups; g++) {
        i++; i += $i + 1; count = $i; args = $(i + 1); i += 2; delete here
        for (p = 0; p < count; p++) { here[place[$i]] = 1; i += 1 + args }
        for (p = 0; p < 4; p++) if (p in here) printf "%d", p
        printf g < groups - 1 ? " " : "\n"
      }
    }'
}

# hundredths   time since boot, hundredths of a second. No process: what looks must not hold up what it looks at.
hundredths() {
  read -r REPLY _ </proc/uptime
  REPLY=${REPLY/./}
}

# arrive LUN ORDER   one LUN; prints its line.
arrive() {
  local lun=$1 path since complete=null grouped=null reader read errors longest mark seen
  local -a order devt=()
  read -ra order <<<"$2"
  printf -v wwid '36001405%s%02x' "$serial" "$lun"
  rm -f "$directory"/*
  qjs --std /pathplug/rig/guest/map-reader.js "$wwid" "$directory" >"$directory/read" &
  reader=$!
  mark=$(console_mark)
  for path in "${order[@]:0:3}"; do
    lio_plug_one arrive "$path" "$lun"
    sleep "$apart"
  done
  hundredths && since=$REPLY
  lio_plug_one arrive "${order[3]}" "$lun"
  for path in 0 1 2 3; do devt[path]=$(<"/sys/block/$(lio_disk arrive "$path" "$lun")/dev"); done
  while hundredths && ((REPLY - since < patience * 100)); do
    seen=$(grouping)
    hundredths
    [[ $complete != null || ${seen// /} != [0-3][0-3][0-3][0-3] ]] || complete=$(((REPLY - since) * 10))
    [[ $seen != '01 2 3' ]] || { grouped=$(((REPLY - since) * 10)) && break; }
    sleep 0.1
  done
  # A read that waits ends when the map can be read.
  sleep 1
  touch "$directory/stop"
  wait_for '! kill -0 "$reader" 2>/dev/null' 60 || kill "$reader"
  read -r read errors longest <"$directory/read"
  jq -nc --arg contender "$contender" --arg order "$2" --arg end "$seen" --argjson complete "$complete" --argjson grouped "$grouped" \
    --argjson read "${read:-0}" --argjson errors "${errors:-null}" --argjson longest "${longest:-null}" \
    --argjson kernel "$(io_errors_since "$mark" | wc -l)" \
    '{$contender, $order, $complete, $grouped, $end, $read, $errors, $longest, kernelErrors: $kernel}'
  for path in 0 1 2 3; do lio_unplug_one arrive "$path" "$lun"; done
  wait_for '[[ -z $(maps) ]]' 5 || dmsetup remove --retry "$wwid"
  udevadm settle --timeout=60
}

mkdir -p "$directory"
contender_begin "$contender"
lio_create arrive luns=24 paths=4 size=16 vendor=NETAPP product='LUN C-Mode' serial=$serial states='optimized optimized nonoptimized standby'
for ((lun = 0; lun < count; lun++)); do arrive "$lun" "${orders[lun]}"; done
contender_end "$contender"
lio_remove arrive
