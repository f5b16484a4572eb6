#!/bin/bash
# The array moves its target port groups under I/O, by itself (implicit ALUA): the path groups follow, nobody sees an error, and no
# SET TARGET PORT GROUPS is sent. groups-all-states has each state to each state.
# rig: timeout=600
. /pathplug/rig/guest/guest.sh

lio_create move luns=1 paths=4 vendor=NETAPP product='LUN C-Mode' groups='1 1 2 2' \
  states='optimized optimized nonoptimized nonoptimized' alua=implicit
check "the host is owned" own_host
lio_plug move
check "settle returns" pathplug settle --timeout 150
map=$(lun_wwid move 0)
dm=$(basename "$(realpath "/dev/mapper/$map")")
groups_of move "$map"
trace_commands $MAINTENANCE_OUT
mark=$(console_mark)
same "at first the optimized group comes first" "1 2" "$(group_order)"
carry_begin

# moved GROUP STATE   the array moves a group that carries something: unit attentions tell.
moved() {
  local since
  since=$(now)
  lio_set_state move "$1" "$2"
  check "group $1 is $2: the groups follow" groups_follow 60
  echo "     $(group_order), after $(elapsed "$since") s"
}
# moved_idle GROUP STATE   one that carries nothing: it comes to light with the audit, which the timer starts once a minute.
moved_idle() {
  local since
  since=$(now)
  lio_set_state move "$1" "$2"
  now_audited
  check "group $1, which is idle, is $2: the groups follow the audit" groups_follow 60
  echo "     $(group_order), after $(elapsed "$since") s"
}

moved 1 standby
moved 1 optimized
moved 1 unavailable
moved 1 nonoptimized
moved 1 optimized
moved_idle 2 standby
moved_idle 2 nonoptimized

# ── the array gives the LUN to the other controller, and takes it back ───────────────────────────────────────────────
moved_idle 2 optimized
moved 1 nonoptimized
check "what is written goes to the better group" wait_for '[[ $(group_in_use) == 2 ]]' 30
moved_idle 1 optimized
moved 2 nonoptimized
check "and goes back" wait_for '[[ $(group_in_use) == 1 ]]' 30

# ── a group takes its time to change, as arrays do: a map is not reloaded meanwhile, because that would wait for its I/O ──
lio_store move 0
alua=$REPLY/alua
echo 12000 >"$alua/group1/trans_delay_msecs"
lio_set_state move 1 standby &
setter=$!
check "a group is in transition" wait_for '[[ $(<"$alua/group1/alua_access_state") == 15 ]]' 5
# State Fh of group 1 in the answer that it remembers.
check "which the worker learns" wait_for 'cat /run/pathplug/rtpg/* | tr -d " " | grep -qiE "0f[0-9a-f]{2}0001"' 8
same "the map is as it was" "1 2, ACTIVE" "$(group_order), $(dmsetup info "$map" | sed -n 's/^State: *\([A-Za-z]*\).*/\1/p')"
wait "$setter"
echo 0 >"$alua/group1/trans_delay_msecs"
check "and the groups follow what comes of it" groups_follow 60
moved 1 optimized

# ── the preferred bit, of which no array tells: the timer alone ──────────────────────────────────────────────────────
since=$(now)
lio_set_preferred move 2 1
check "the other group is preferred: it comes first, by the audit's timer" groups_follow 150
within "after" 90 "$(elapsed "$since")" s
check "and is used" wait_for '[[ $(group_in_use) == 2 ]]' 30
lio_set_preferred move 2 0
now_audited
check "it is preferred no more" groups_follow 60
check "nor used" wait_for '[[ $(group_in_use) == 1 ]]' 30

check "all paths are in use" wait_for '[[ $(path_states "$groups_map") == AAAA ]]' 60
carry_end
same "nor did the kernel say so of the map" "" "$(io_errors_since "$mark" | grep "$dm")"
same "no SET TARGET PORT GROUPS was sent to an array that does as it likes" 0 "$(traced)"

lio_remove_maps move
lio_remove move
finish
