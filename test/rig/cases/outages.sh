#!/bin/bash
# How long a path is out of use after it is mended, by how long it was away and by what tells of it: outages of 5 s, 2 min and
# 30 min. OUTAGES names others, in seconds.
# rig: when=asked boot=outages timeout=6000
. /pathplug/rig/guest/guest.sh
read -ra outages <<<"${OUTAGES:-5 120 1800}"

# Four arrays, whose first paths go away. Several LUNs each: when a path is tested next is a matter of when it failed.
lio_create silent luns=6 paths=2 size=8 vendor=NETAPP product='LUN C-Mode' states='optimized nonoptimized'
lio_create told luns=3 paths=2 size=8 vendor=NETAPP product='LUN C-Mode' states='optimized nonoptimized'
lio_create offline luns=3 paths=2 size=8 vendor=NETAPP product='LUN C-Mode' states='optimized nonoptimized'
lio_create net luns=2 paths=0 size=8 vendor=NETAPP product='LUN C-Mode' alua=none
check "the LUNs are exported" iscsi_export net 2
check "the host is owned" own_host
for array in silent told offline; do lio_plug "$array"; done
check "two sessions" iscsi_login net 0 1
check "settle returns" pathplug settle --timeout 150

declare -A map
for array in silent told offline; do for lun in $(lio_luns "$array"); do map[$array-$lun]=$(lun_wwid "$array" "$lun"); done; done
for lun in 0 1; do map[net-$lun]=3$(sed 's/^naa\.//' "/sys/block/$(iscsi_disk net 0 "$lun")/device/wwid"); done

# states   a line for each map: its name, and a letter for each path. Few programs: what looks ten times a second is not to be what
# the recheck waits for.
states() {
  dmsetup status --target multipath | awk '{ s = ""; for (i = 5; i < NF; i++) if ($i ~ /^[0-9]+:[0-9]+$/) s = s $(i + 1); sub(/:$/, "", $1); print $1, s }'
}
# read_states   the same as `letters`, by the map's name.
declare -A letters
read_states() {
  local name of
  letters=()
  while read -r name of; do letters[$name]=$of; done < <(states)
}
# use MAP   one request that must reach a disk.
use() { timeout 100 dd if="/dev/mapper/$1" of=/dev/null bs=4k count=1 iflag=direct status=none; }
# are_down KEY…, watch KEY…   whether the maps have a path less; when each has all again, a line with the time since `since`.
are_down() { read_states; for each in "$@"; do [[ ${letters[${map[$each]}]} == *F* ]] || return 1; done; }
watch() {
  local deadline=$((SECONDS + 90)) each
  local -A left=()
  for each in "$@"; do left[$each]=1; done
  while [[ ${#left[@]} -gt 0 && $SECONDS -lt $deadline ]]; do
    read_states
    for each in "${!left[@]}"; do
      if [[ ${letters[${map[$each]}]} =~ ^A+$ ]]; then
        echo "${each%-*} $(elapsed "$since")"
        unset "left[$each]"
      fi
    done
    sleep 0.1
  done
  for each in "${!left[@]}"; do echo "${each%-*} never"; done
}
keys() { printf '%s\n' "${!map[@]}" | grep -E "^($1)-" | sort; }
at_rest() { ! pgrep -f '/pathplug/(recheck|worker)\.js' >/dev/null; }

states
for outage in "${outages[@]}"; do
  check "$outage s: all is at rest" wait_for at_rest 90
  check "all paths are used" wait_for '[[ $(states | grep -c F) == 0 ]]' 60
  # A session may take a minute to be lost. The others are not to be away for that long.
  iscsi_cut net 0
  mapfile -t lost < <(keys net)
  for each in "${lost[@]}"; do use "${map[$each]}" & done
  check "$outage s: the session is lost" wait_for 'are_down "${lost[@]}"' 120 || states
  for lun in $(lio_luns offline); do echo offline >"/sys/block/$(lio_disk offline 0 "$lun")/device/state"; done
  lio_break told 0
  for each in $(keys 'told|offline'); do use "${map[$each]}" & done
  # One after the other, so that they are not all tested at the same time.
  for lun in $(lio_luns silent); do
    lio_break_one silent 0 "$lun"
    use "${map[silent-$lun]}" &
    sleep 0.7
  done
  mapfile -t all < <(keys '.*')
  check "$outage s: all have failed" wait_for 'are_down "${all[@]}"' 60 || states
  sleep "$outage"
  echo "state of the lost session: $(cat "/sys/block/$(iscsi_disk net 0 0)/device/state")"

  # What is told of comes last: it has everything tested. What is looked for by programs is looked for before the time begins.
  links=()
  for lun in $(lio_luns offline); do links+=("/sys/block/$(lio_disk offline 0 "$lun")/device/state"); done
  since=$(now)
  for link in "${links[@]}"; do echo running >"$link"; done
  lio_mend silent 0
  mapfile -t first < <(keys 'silent|offline')
  watch "${first[@]}" >/run/times
  since=$(now)
  iscsi_splice net 0
  mapfile -t first < <(keys net)
  watch "${first[@]}" >>/run/times
  lio_mend told 0
  since=$(now)
  : >/run/pathplug/recheck/transport
  mapfile -t first < <(keys told)
  watch "${first[@]}" >>/run/times
  for array in offline silent told net; do
    times=$(awk -v a="$array" '$1 == a { print $2 }' /run/times | sort -n | paste -sd ' ')
    echo "OUTAGE $outage s, $array: $times"
    same "$outage s, $array: all are back" 0 "$(grep -c never <<<"$times")"
  done
  # Tests of 14 paths take a processor that is emulated its time; 20 s are never to be exceeded.
  worst=2
  [[ $outage -lt 30 ]] || worst=$((outage / 8))
  worst=$((worst + 2 < 20 ? worst + 2 : 20))
  within "$outage s, the link in sysfs: within" 2 "$(awk '$1 == "offline" { print $2 }' /run/times | sort -n | tail -n 1)" s
  within "$outage s, told: within" 2 "$(awk '$1 == "told" { print $2 }' /run/times | sort -n | tail -n 1)" s
  within "$outage s, by tests alone: within" "$worst" "$(awk '$1 == "silent" { print $2 }' /run/times | sort -n | tail -n 1)" s
  echo "used by the recheck: $(journalctl -b --no-pager -o cat -u pathplug-recheck | grep -i consumed | tail -n 1)"
done
wait
iscsi_logout net 0 1
for array in silent told offline; do lio_unplug "$array"; done
check "the maps go" wait_for '[[ $(maps) == "" ]]' 100
iscsi_remove net 2
for array in silent told offline net; do lio_remove "$array"; done
finish
