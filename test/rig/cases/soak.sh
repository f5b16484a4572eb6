#!/bin/bash
# A random schedule of faults over LUNs on tcm_loop and iSCSI, under writes: after each quiet period the maps are what they should
# be, nothing is left over, and every block of every LUN, read over each raw path, holds what was written to it last.
# SOAK_SEED repeats a schedule, SOAK_FAULTS plays more or fewer (`make soak SEED= FAULTS=`).
# rig: when=asked boot=soak timeout=1500
. /pathplug/rig/guest/guest.sh
seed=${SOAK_SEED:-$((RANDOM * 32768 + RANDOM))}
faults=${SOAK_FAULTS:-$(thorough 60 12)}
RANDOM=$seed
echo "seed: $seed, $faults faults"
directory=/run/soak
mkdir -p "$directory"

# Eight LUNs by four paths each, of two kinds. A LUN is named by its array and number.
lio_create near luns=4 paths=4 size=8 vendor=NETAPP product='LUN C-Mode' states='optimized optimized nonoptimized nonoptimized'
lio_create far luns=4 paths=0 size=8 vendor=NETAPP product='LUN C-Mode' alua=none
check "the LUNs are exported" iscsi_export far 4
check "the host is owned" own_host
lio_plug near
check "four sessions" iscsi_login far 0 1 2 3
check "settle returns" pathplug settle --timeout 150
disk_of() { if [[ $1 == near ]]; then lio_disk near "$2" "$3"; else iscsi_disk far "$2" "$3"; fi; }
luns=({near,far}:{0,1,2,3})
declare -a mib
for each in "${luns[@]}"; do
  mib+=(8)
  wwid+=("3$(sed 's/^naa\.//' "/sys/block/$(disk_of "${each%:*}" 0 "${each#*:}")/device/wwid")")
done

begin_writing() {
  rm -f "$directory"/*
  writers=()
  for at in "${!luns[@]}"; do
    # From an empty LUN, so that what is there was written in this turn.
    blkdiscard -z "/dev/mapper/${wwid[at]}" 2>/dev/null || dd if=/dev/zero of="/dev/mapper/${wwid[at]}" bs=1M oflag=direct status=none 2>/dev/null
    qjs --std /pathplug/rig/guest/soak-writer.mjs "$at" "/dev/mapper/${wwid[at]}" 256 "$directory" >"$directory/said-$at" 2>&1 &
    writers+=($!)
  done
}

# ── faults: each is done, and undone later ───────────────────────────────────────────────────────────────────────────
undo=()
some_path() { path=$((RANDOM % 4)); }
fault_break() { some_path && lio_break near "$path" && undo+=("lio_mend near $path"); }
fault_pull() { some_path && lio_unplug near "$path" && undo+=("lio_plug near $path"); }
fault_cut() { some_path && iscsi_cut far "$path" && undo+=("iscsi_splice far $path"); }
fault_logout() { some_path && iscsi_logout far "$path" 2>/dev/null && undo+=("iscsi_login far $path"); }
fault_offline() {
  some_path
  local name
  name=$(disk_of "$([[ $((RANDOM % 2)) == 0 ]] && echo near || echo far)" "$path" $((RANDOM % 4)))
  [[ -n $name ]] || return 0
  echo offline >"/sys/block/$name/device/state"
  undo+=("[[ ! -e /sys/block/$name/device/state ]] || echo running >/sys/block/$name/device/state")
}
fault_state() { lio_set_state near 1 "$([[ $((RANDOM % 2)) == 0 ]] && echo nonoptimized || echo standby)" && undo+=("lio_set_state near 1 optimized"); }
fault_fail() {
  some_path
  local at=$((RANDOM % ${#luns[@]})) name
  name=$(disk_of "${luns[at]%:*}" "$path" "${luns[at]#*:}")
  [[ -z $name ]] || dmsetup message "${wwid[at]}" 0 fail_path "$(cat "/sys/block/$name/dev")" 2>/dev/null
}
fault_trigger() { udevadm trigger --action=change --subsystem-match=block; }
fault_kill_worker() { pkill -KILL -f '/pathplug/worker\.js'; }
fault_kill_recheck() { pkill -KILL -f '/pathplug/recheck\.js'; }
fault_all_near() { lio_break near && undo+=("lio_mend near"); }
# A LUN grows by a MiB; each path that is there is asked for its size. One that is away misses it, and is asked when all is mended.
grown=()
fault_grow() {
  local at=$((RANDOM % ${#luns[@]}))
  mib[at]=$((mib[at] + 1))
  lio_resize "${luns[at]%:*}" "${luns[at]#*:}" "${mib[at]}"
  grown+=("$at")
  reread "$at"
}
# reread LUN-INDEX   the kernel asks its paths for their size.
reread() {
  local each name
  for each in 0 1 2 3; do
    name=$(disk_of "${luns[$1]%:*}" "$each" "${luns[$1]#*:}")
    [[ -z $name ]] || timeout 10 tee "/sys/block/$name/device/rescan" <<<1 >/dev/null 2>&1
  done
}
kinds=(break break pull pull cut cut logout offline state fail trigger kill_worker kill_recheck all_near grow)

undo_some() {
  local at
  ((${#undo[@]} > 0)) || return 0
  at=$((RANDOM % ${#undo[@]}))
  eval "${undo[at]}" 2>/dev/null
  unset "undo[$at]"
  undo=("${undo[@]}")
}
undo_all() {
  local each
  for each in "${undo[@]}"; do eval "$each" 2>/dev/null; done
  undo=()
  # Nobody logs in at a target that is cut.
  for each in 0 1 2 3; do
    iscsi_host far "$each" || iscsi_login far "$each" 2>/dev/null || iscsi_login far "$each"
  done
}

# ── what must be so when all is quiet ────────────────────────────────────────────────────────────────────────────────
state() {
  local each
  for each in "${wwid[@]}"; do path_states "$each" 2>/dev/null; done
  dmsetup info --columns --noheadings --separator ' ' -o name,attr,suspended | grep -vE ' L--w Active$'
  dmsetup udevcookies | tail -n +2
  ls /run/pathplug/cookies /run/pathplug/reload /run/pathplug/parked /run/pathplug/suspect | grep -v '^/run\|^$'
  pgrep -af '/pathplug/(worker|recheck)\.js'
}
# sizes   MiB of each map, in the order of the LUNs.
sizes() {
  local each
  for each in "${wwid[@]}"; do echo $(($(blockdev --getsize64 "/dev/mapper/$each") >> 20)); done | xargs
}
# stale_states   paths of the group that moves which the kernel takes for something else than it is: it refuses by itself to send anything
# to one in standby. Where its group carries nothing nobody tells of its return, and the audit asks once a minute.
stale_states() {
  local lun path
  for lun in 0 1 2 3; do
    for path in 0 1; do cat "/sys/block/$(disk_of near "$path" "$lun")/device/access_state"; done
  done | grep -vx active/optimized
}
at_rest=$(for _ in "${luns[@]}"; do echo AAAA; done)
# come_to_rest   looks now and then: each look is a dozen processes beside those that are waited for.
come_to_rest() {
  local since
  since=$(now)
  for _ in $(seq 60); do
    sleep 3
    ended=$(state)
    [[ $ended != "$at_rest" ]] || return 0
  done
  echo "not at rest after $(elapsed "$since") s: $ended"
  find /run/pathplug -not -type d -printf '%p\n' | grep -vE '/(maps|made|rtpg)/'
  systemctl list-units --all --no-pager --plain 'pathplug*' | head -20
  ps -eo pid,stat,wchan:20,args | grep -E 'pathplug|dmsetup|udev|qjs|flock|sg_' | grep -v grep
  journalctl -b -n 50 --no-pager -o cat -t pathplug
  return 1
}
compare() {
  local at each name wrong=''
  for at in "${!luns[@]}"; do
    for each in 0 1 2 3; do
      name=$(disk_of "${luns[at]%:*}" "$each" "${luns[at]#*:}")
      blockdev --flushbufs "/dev/$name"
      # The reader knows which blocks, and whose they are, and takes ten times as long.
      cmp --quiet --bytes=$((256 * 4096)) "$directory/$at.image" "/dev/$name" ||
        wrong+=$(qjs --std /pathplug/rig/guest/soak-reader.mjs "$at" "/dev/$name" "$directory" 2>&1 | sed "s/^/LUN $at: /")
    done
  done
  echo "$wrong"
}

played=0 turn=0
while ((played < faults)); do
  turn=$((turn + 1))
  begin_writing
  for _ in 1 2 3 4 5 6; do
    ((played < faults)) || break
    kind=${kinds[RANDOM % ${#kinds[@]}]}
    "fault_$kind" 2>/dev/null
    played=$((played + 1))
    echo "fault $played: $kind${path:+ (path $path)} at $(now) s"
    path=
    sleep "$((RANDOM % 4)).$((RANDOM % 10))"
    ((RANDOM % 3 == 0)) || undo_some
  done
  undo_all
  check "turn $turn: all is as it should be again, $played faults" come_to_rest
  for at in "${grown[@]}"; do reread "$at"; done
  grown=()
  check "turn $turn: each map has the size of its LUN" wait_for '[[ $(sizes) == "${mib[*]}" ]]' 60
  check "turn $turn: the kernel knows the access states" wait_for '[[ -z $(stale_states) ]]' 120
  touch "$directory/stop"
  wait "${writers[@]}"
  cat "$directory"/said-*
  same "turn $turn: no write has failed" "" "$(grep -v ' 0 errors' "$directory"/said-*)"
  same "turn $turn: every block holds what was written to it last" "" "$(compare)"
done

for map in $(maps); do dmsetup remove --retry "$map"; done
iscsi_logout far 0 1 2 3
iscsi_remove far 4
for array in near far; do lio_remove "$array"; done
finish
