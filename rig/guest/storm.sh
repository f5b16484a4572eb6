#!/bin/bash
# storm.sh CONTENDER LUNS PATHS   runs in a guest with multipath-tools installed; rig/bench calls it. One storm of
# scsi_debug disks, LUNS x PATHS, met by CONTENDER: floor, multipath-tools, pathplug-qjs or pathplug-node. Prints one
# line of JSON with the figures. The clock starts before the first disk exists.
. /pathplug/rig/guest/guest.sh
contender=$1 luns=$2 paths=$3
tracing=/sys/kernel/tracing

prepare() {
  [[ $contender != pathplug-* ]] || count_runs pathplug-assemble.service
  contender_begin "$contender"
}

clean_up() {
  contender_end "$contender"
  # The module is in use until udev has looked at each disk that a map gave back.
  wait_for 'modprobe -r scsi_debug 2>/dev/null' 120 || exit 1
  udevadm settle --timeout=600
}

# unit_cpu UNIT   CPU seconds of a unit's control group so far.
unit_cpu() { awk '/^usage_usec/ { printf "%.2f", $2 / 1e6 }' "/sys/fs/cgroup/system.slice/$1/cpu.stat" 2>/dev/null || echo 0; }
# work_cpu   CPU seconds of the contender's daemon, or of all runs of its worker, so far.
work_cpu() {
  case $contender in
    multipath-tools) unit_cpu multipathd.service ;;
    pathplug-*) counted | awk '{ printf "%.2f", $1 / 1e6 }' ;;
    floor) echo 0 ;;
  esac
}
forks() { awk '/^processes/ { print $2 }' /proc/stat; }
loads() { awk '$1 == "loads" { print $2 }' "$tracing/kprobe_profile"; }
mapped_paths() {
  local slaves=(/sys/block/dm-*/slaves/sd*)
  [[ -e ${slaves[0]} ]] || slaves=()
  REPLY=${#slaves[@]}
}

# truth   each disk with the state its array says it has: scsi_debug's is the host number modulo 3.
truth() {
  local disk host
  for disk in $(scsi_disks); do
    host=$(hctl "$disk")
    echo "$(cat "/sys/block/$disk/dev") $((${host%%:*} % 3))"
  done
}

# wrong_maps   maps whose groups are not one per access state, optimized first.
wrong_maps() {
  dmsetup table --target multipath | awk -v truth="$(truth)" '
    BEGIN { n = split(truth, t); for (i = 1; i < n; i += 2) state[t[i]] = t[i + 1] }
    {
      i = 5; i += $i + 1; i += $i + 1; groups = $i; i += 2; last = -1; bad = 0
      for (g = 0; g < groups; g++) {
        i++; i += $i + 1; count = $i; args = $(i + 1); i += 2; here = -1
        for (p = 0; p < count; p++) { s = state[$i]; if (here == -1) here = s; else if (here != s) bad = 1; i += 1 + args }
        if (here <= last) bad = 1
        last = here
      }
      if (bad) wrong++
    }
    END { print wrong + 0 }'
}

# floor_maps   what any tool has to do at the least: all maps, made right, in one dmsetup with one cookie.
floor_maps() {
  local disk
  for disk in $(scsi_disks); do
    echo "$(cat "/sys/block/$disk/device/wwid" | tr ' ' _) $(cat "/sys/block/$disk/dev") $(cat "/sys/block/$disk/size") $(hctl "$disk" | cut -d: -f1)"
  done | awk '
    { size[$1] = $3; group[$1, $4 % 3] = group[$1, $4 % 3] " " $2 " 1"; count[$1, $4 % 3]++ }
    END {
      for (lun in size) {
        n = 0; text = ""
        for (s = 0; s < 3; s++) if (count[lun, s]) { n++; text = text " service-time 0 " count[lun, s] " 1" group[lun, s] }
        printf "%s%s,mpath-%s,,rw,0 %d multipath 2 pg_init_retries 50 1 alua %d 1%s", sep, lun, lun, size[lun], n, text; sep = ";"
      }
    }' >/run/concise
  local cookie
  cookie=$(dmsetup udevcreatecookie)
  dmsetup create --concise --udevcookie "$cookie" </run/concise
  dmsetup udevreleasecookie "$cookie"
}

is_quiet() {
  [[ ! -e /run/udev/queue ]] || return 1
  [[ $contender != pathplug-* ]] && return 0
  local markers=(/run/pathplug/queue/* /run/pathplug/taken/*)
  [[ ! -e ${markers[0]} && ! -e ${markers[1]:-/none} && $(systemctl is-active pathplug-assemble.service) != activating ]]
}

measure() {
  local begin udevd0 daemon0 forks0 loads0 complete settled monitor
  echo 'p:loads dm_mod:table_load' >"$tracing/kprobe_events" && echo 1 >"$tracing/events/kprobes/loads/enable"
  udevadm monitor --kernel --subsystem-match=block >/run/storm-events &
  monitor=$!
  udevd0=$(unit_cpu systemd-udevd.service) daemon0=$(work_cpu)
  forks0=$(forks) loads0=$(loads) begin=$(now)
  # Padded to the full field: scsi_debug would leave a NUL in page 83, which cuts the id that is made of it.
  scsi_debug_storm "$luns" "$paths" 'inq_vendor="NETAPP  "' 'inq_product="LUN C-Mode      "'
  if [[ $contender == floor ]]; then
    udevadm settle --timeout=600
    floor_maps
  fi
  # What is not complete after ten minutes never will be: then the figure says so by its size.
  local patience=$((SECONDS + 600))
  while mapped_paths && ((REPLY < luns * paths && SECONDS < patience)); do sleep 0.5; done
  complete=$(elapsed "$begin")
  until udevadm settle --timeout=600 && is_quiet; do sleep 0.5; done
  settled=$(elapsed "$begin")
  kill "$monitor"
  local cpu daemon
  cpu=$(awk -v a="$udevd0" -v b="$(unit_cpu systemd-udevd.service)" 'BEGIN { printf "%.2f", b - a }')
  daemon=$(awk -v a="$daemon0" -v b="$(work_cpu)" 'BEGIN { printf "%.2f", b - a }')
  jq -nc --arg contender "$contender" --argjson complete "$complete" --argjson settled "$settled" \
    --argjson udevd "$cpu" --argjson daemon "$daemon" --argjson forks "$(($(forks) - forks0))" \
    --argjson loads "$(($(loads) - loads0))" --argjson events "$(grep -c '/block/dm-' /run/storm-events)" \
    --argjson wrong "$(wrong_maps)" --argjson maps "$(dmsetup table --target multipath | wc -l)" \
    --argjson idle "$(idle_memory)" --argjson peak "$(peak_memory)" \
    '{contender: $contender, complete: $complete, settled: $settled, cpu: ((($udevd + $daemon) * 100 | round) / 100), cpuUdevd: $udevd, cpuWorker: $daemon, forks: $forks, loads: $loads, dmEvents: $events, maps: $maps, wrong: $wrong, idleKiB: $idle, peakKiB: $peak}'
  echo 0 >"$tracing/events/kprobes/loads/enable"
  echo >"$tracing/kprobe_events"
}

# idle_memory   resident KiB of everything of the contender that still runs.
idle_memory() {
  local sum=0 pid kib
  for pid in $(pgrep -x multipathd; pgrep -f /usr/lib/pathplug/); do
    kib=$(awk '/^VmRSS/ { print $2 }' "/proc/$pid/status" 2>/dev/null)
    sum=$((sum + ${kib:-0}))
  done
  echo "$sum"
}

# peak_memory   the most resident KiB that one more run of the worker over all paths has, or the daemon ever had.
peak_memory() {
  local peak=0 kib engine=${contender#pathplug-}
  case $contender in
    multipath-tools) awk '/^VmHWM/ { print $2 }' "/proc/$(pgrep -x multipathd)/status" && return ;;
    floor) echo 0 && return ;;
  esac
  PATHPLUG_ENGINE=$engine /usr/lib/pathplug/worker assemble --all 2>/dev/null &
  while kill -0 $! 2>/dev/null; do
    for pid in $(pgrep -x "$engine"); do
      kib=$(awk '/^VmHWM/ { print $2 }' "/proc/$pid/status" 2>/dev/null)
      ((${kib:-0} > peak)) && peak=$kib
    done
  done
  echo "$peak"
}

# What an earlier contender left would be measured instead of a storm.
if [[ -n $(maps)$(scsi_disks) ]]; then
  echo "storm.sh: maps or disks are there already: $(maps) $(scsi_disks)" >&2
  exit 1
fi
prepare
measure
clean_up
