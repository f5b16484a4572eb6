#!/bin/bash
# io.sh ROUNDS [PART…]   runs in a guest with multipath-tools installed; rig/bench-io calls it. I/O through a map of four paths (two optimized,
# two not) that multipath-tools has made and that pathplug has made, in turn, with fio. Parts: read, write and merge (how
# fast), loss (paths fail and come back under reads), selector (it is changed under reads and writes). Prints a line of JSON for
# each measurement. Times are microseconds.
. /pathplug/rig/guest/guest.sh
rounds=$1
shift
parts=("$@")
[[ $# -gt 0 ]] || parts=(read write merge loss selector)
said=/run/io-said
say() { jq -nc --arg contender "$contender" --argjson round "$round" --arg part "$part" "$@"; }

# plugged   all four paths are in the map, in two groups, all usable.
plugged() {
  wwid=$(lun_wwid io 0)
  [[ $(dmsetup table "$wwid" 2>/dev/null) == *' 2 '[12]' '*' 0 2 '*' 0 2 '* && $(dmsetup status "$wwid" | grep -oE ' [0-9]+:[0-9]+ A' | wc -l) == 4 ]]
}
dm_name() { dmsetup info --columns --noheadings -o blkdevname "$wwid"; }

# fio_map SECONDS OPTION…   direct I/O on the map; what fio says of it, as JSON.
fio_map() {
  fio --name="$part" --filename="/dev/mapper/$wwid" --direct=1 --ioengine=libaio --time_based --runtime="$1" --clocksource=clock_gettime \
    --randrepeat=1 --output-format=json "${@:2}" 2>/dev/null | sed -n '/^{/,$p'
}

# speed READ-OR-WRITE OPTION…   requests a second, and how long the slowest of a hundred took.
speed() {
  fio_map 4 "${@:2}" | jq -c --arg way "$1" '.jobs[0] | { iops: .[$way].iops, p99: (.[$way].clat_ns.percentile["99.000000"] / 1000), errors: .error }'
}

# requests DISK…   read and written requests that disks have completed, and those that were merged before.
requests() { cat "${@/#//sys/block/}" 2>/dev/null | awk '{ sum += $1 + $5 } END { print sum }'; }

part_read() { say --argjson fio "$(speed read --rw=randread --bs=4k --iodepth=16)" '{$contender, $round, $part} + $fio'; }
part_write() { say --argjson fio "$(speed write --rw=randwrite --bs=4k --iodepth=16)" '{$contender, $round, $part} + $fio'; }
part_merge() {
  local -a disks
  mapfile -t disks < <(lio_lun_disks io 0)
  local stats=("${disks[@]/%//stat}") before after asked
  before=$(requests "${stats[@]}")
  asked=$(fio_map 3 --rw=write --bs=4k --iodepth=32 --iodepth_batch_submit=16 --iodepth_batch_complete_min=16 | jq '.jobs[0].write.total_ios')
  after=$(requests "${stats[@]}")
  say --argjson asked "$asked" --argjson sent "$((after - before))" '{$contender, $round, $part, $asked, $sent, merged: ($asked / $sent)}'
}

# lose NAME COMMAND BACK   the longest read while paths go and come back, one read at a time.
lose() {
  fio_map 16 --rw=randread --bs=4k --iodepth=1 --rate_iops=200 >"$said" &
  local pid=$!
  sleep 2
  eval "$2"
  sleep 5
  eval "$3"
  wait "$pid"
  say --arg how "$1" --argjson fio "$(jq -c '.jobs[0] | { longest: (.read.clat_ns.max / 1000), errors: .error }' "$said")" \
    '{$contender, $round, part: "\($part) \($how)"} + $fio'
  wait_for plugged 60 || echo "$contender: not all paths are back: $(dmsetup status "$wwid")" >&2
}
part_loss() {
  lose "one path" "lio_break io 0" "lio_mend io 0"
  lose "its group" "lio_break io 0 1" "lio_mend io 0 1"
  lose "a disk that goes" "lio_unplug io 0" "lio_plug io 0"
  lose "the other disk" "lio_unplug io 1" "lio_plug io 1"
  lose "all, 5 s" "lio_break io" "lio_mend io"
}

# select_path SELECTOR   the contender's own way to give a live map another path selector.
select_path() {
  if [[ $contender == multipath-tools ]]; then
    printf 'defaults {\n\tfind_multipaths off\n}\noverrides {\n\tpath_selector "%s 0"\n}\n' "$1" >/etc/multipath.conf
    multipathd reconfigure >/dev/null
  else
    echo "{ \"overrides\": { \"path_selector\": \"$1 0\" } }" >/etc/pathplug/pathplug.json
    pathplug refresh >/dev/null 2>&1 && pathplug apply >/dev/null 2>&1
  fi
  wait_for "[[ \$(dmsetup table '$wwid') == *'$1'* ]]" 60
}
part_selector() {
  local changed=0 selector
  fio_map 60 --rw=randrw --bs=4k --iodepth=4 --rate_iops=200 >"$said" &
  local pid=$!
  for selector in round-robin queue-length service-time; do
    sleep 1
    if select_path "$selector"; then changed=$((changed + 1)); fi
  done
  pkill -TERM -x fio
  wait "$pid"
  say --argjson changed "$changed" \
    --argjson fio "$(jq -c '.jobs[0] | { longest: ([.read.clat_ns.max, .write.clat_ns.max] | max / 1000), errors: .error }' "$said")" \
    '{$contender, $round, $part, $changed} + $fio'
  rm -f /etc/pathplug/pathplug.json
  [[ $contender == multipath-tools ]] || pathplug refresh >/dev/null 2>&1
}

# turn CONTENDER   one contender's turn of a round.
turn() {
  contender=$1
  contender_begin "$contender"
  lio_plug io
  udevadm settle
  [[ $contender != pathplug-* ]] || pathplug settle --timeout 120 >/dev/null
  if ! wait_for plugged 30; then
    echo "$contender: not grouped by state: $(dmsetup table "$wwid")" >&2
    [[ $contender != multipath-tools ]] || multipathd reconfigure >/dev/null
    wait_for plugged 60 || exit 1
  fi
  [[ $round != 1 ]] || echo "$contender: $(dmsetup table "$wwid"); scheduler $(<"/sys/block/$(dm_name)/queue/scheduler")"
  # Nothing of what made the map is at work any more.
  sleep 5
  for part in "${parts[@]}"; do "part_$part"; done
  contender_end "$contender"
  lio_unplug io
  udevadm settle
}

modprobe -a dm_queue_length dm_round_robin
lio_create io luns=1 paths=4 size=128 vendor=NETAPP product='LUN C-Mode' states='optimized optimized nonoptimized nonoptimized'
# Written once before anything is measured: the store's pages are there, and each round meets the same.
lio_plug io 0
udevadm settle
dd if=/dev/zero of="/dev/$(lio_disk io 0 0)" bs=1M oflag=direct status=none
lio_unplug io 0
udevadm settle
for ((round = 1; round <= rounds; round++)); do
  if ((round % 2)); then turns=(multipath-tools pathplug-qjs); else turns=(pathplug-qjs multipath-tools); fi
  for each in "${turns[@]}"; do turn "$each"; done
done
lio_remove io
