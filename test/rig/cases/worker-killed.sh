#!/bin/bash
# The worker is killed with SIGKILL at random moments of bursts. After the next event, which its own markers are, the
# maps are right: nothing is suspended, empty or waits to go live, and no udev cookie is left.
# KILL_SEED repeats a sequence, KILLS plays fewer or more: 30 where the case is named, else 3.
# rig: boot=killed timeout=900
. /pathplug/rig/guest/guest.sh
without_guard
seed=${KILL_SEED:-$((RANDOM * 32768 + RANDOM))}
RANDOM=$seed
echo "seed: $seed"
unit=pathplug-assemble.service
group=/sys/fs/cgroup/system.slice/$unit/cgroup.procs

# worker_pid   the worker that runs in the unit, in REPLY.
worker_pid() {
  local pid word
  while read -r pid; do
    while IFS= read -r -d '' word; do
      [[ $word != */worker.js ]] || { REPLY=$pid && return 0; }
    done 2>/dev/null <"/proc/$pid/cmdline"
  done 2>/dev/null <"$group"
  return 1
}

# kill_soon   kills the worker at a moment of the next $span hundredths of a second; where none runs then, as soon as one
# does. Fails where the burst was over before its moment came: the next moment is drawn from a shorter time, until one is met.
span=300
kill_soon() {
  local patience moment=$((RANDOM % span))
  sleep "$((moment / 100)).$(printf %02d $((moment % 100)))"
  for patience in $(seq 400); do
    if worker_pid; then
      kill -KILL "$REPLY"
      span=$((span * 3 / 2 < 300 ? span * 3 / 2 : 300))
      return
    fi
    ! kill -0 "$change" 2>/dev/null && quiet && break
    sleep 0.05
  done
  span=$((span / 2 > 10 ? span / 2 : 10))
  return 1
}

# quiet   nothing is left to be done; without a program, this is asked often.
quiet() {
  local waiting=(/run/pathplug/queue/* /run/pathplug/taken/* /run/pathplug/parked/*)
  for each in "${waiting[@]}"; do [[ ! -e $each ]] || return 1; done
  [[ ! -e /run/udev/queue ]] && ! worker_pid
}

# what_waits   tells why it is not quiet: what waits for whom, and what the units did last.
what_waits() {
  find /run/pathplug -not -type d -printf '%T@ %s %p\n' | sort
  ls -l /run/udev/queue
  systemctl list-units --all --no-pager --plain 'pathplug*'
  systemctl list-jobs --no-pager
  ps -eo pid,ppid,lstart,stat,wchan:20,args | grep -E 'pathplug|dmsetup|udev|qjs|flock' | grep -v grep
  dmsetup info -c
  dmsetup udevcookies
  journalctl --no-pager -o short-monotonic -n 60 -u 'pathplug*' -u systemd-udevd
}

# state   what must be so after every kill: a line for each LUN with its paths, and whatever is wrong.
state() {
  local lun
  for lun in 0 1; do echo "LUN $lun: $(dmsetup table "${wwid[lun]}" 2>/dev/null | grep -oE ' [0-9]+:[0-9]+' | wc -l)"; done
  dmsetup info --columns --noheadings --separator ' ' -o name,attr,suspended | grep -vE ' L--w Active$' | grep -v 'No devices found'
  dmsetup udevcookies | tail -n +2
  ls /run/pathplug/cookies /run/pathplug/reload | grep -v '^/run\|^$'
}

# is_right   whether that is so, with so many paths each.
is_right() {
  ended=$(state)
  [[ $ended == "LUN 0: $paths"$'\n'"LUN 1: $paths" ]]
}

lio_create kill luns=2 paths=2 vendor=NETAPP product='LUN C-Mode' states='optimized nonoptimized'
check "the host is owned" own_host
lio_plug kill
check "settle returns" pathplug settle --timeout 150
wwid=("$(lun_wwid kill 0)" "$(lun_wwid kill 1)")
lio_unplug kill
check "the maps go with their disks" wait_for '[[ $(maps) = "" ]] && quiet' 150

kills=${KILLS:-$(thorough 30 3)}
killed=0 turn=0 wrong=0
while ((killed < kills && turn < 10 * kills)); do
  # Maps are made, lose a path, get it back, and go.
  case $((turn % 4)) in
    0) lio_plug kill & paths=2 ;;
    1) lio_unplug kill 1 & paths=1 ;;
    2) lio_plug kill 1 & paths=2 ;;
    3) lio_unplug kill & paths=0 ;;
  esac
  change=$!
  if kill_soon; then
    killed=$((killed + 1))
    echo "kill $killed, in turn $turn, at $(now) s"
  fi
  wait "$change"
  wait_for quiet 150 || what_waits
  if ! wait_for is_right 150; then
    fail "turn $turn, $killed killed: the maps have $paths paths, and nothing is left" "$ended"
    what_waits
    wrong=$((wrong + 1))
  fi
  turn=$((turn + 1))
done
same "$killed kills in $turn bursts" "$kills" "$killed"
same "all maps were right after the next event" 0 "$wrong"
same "the unit has not failed for good" "" "$(systemctl is-failed "$unit" | grep -x failed)"

lio_plug kill
check "settle returns" pathplug settle --timeout 150
topology_now
for lun in 0 1; do
  same "LUN $lun: both paths in their groups" "50 $(lio_disk kill 0 "$lun")
10 $(lio_disk kill 1 "$lun")" "$(path_groups "${wwid[lun]}")"
done

# A run that is killed after the kernel has refused a table as it was to go live leaves the map suspended, and a note.
is_suspended() { [[ $(cat "/sys/block/$(basename "$(realpath "/dev/mapper/${wwid[$1]}")")/dm/suspended") == 1 ]]; }
for lun in 0 1; do dmsetup suspend --noflush --nolockfs "${wwid[lun]}"; done
: >"/run/pathplug/swapping/mpath-${wwid[0]}"
touch "/run/pathplug/queue/$(lio_disk kill 0 0)"
check "the map that such a run has left suspended is resumed" wait_for '! is_suspended 0 && quiet' 60
check "which is said" grep -q "${wwid[0]} was left suspended" <(journalctl -b --no-pager -o cat -t pathplug)
check "the one that an administrator has suspended stays so" is_suspended 1
same "and there is no note" "" "$(ls /run/pathplug/swapping)"
dmsetup resume "${wwid[1]}"

for map in $(maps); do dmsetup remove --retry "$map"; done
lio_remove kill
finish
