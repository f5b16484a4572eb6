#!/bin/bash
# Each access state to each, of either target port group, of an array with implicit ALUA and of one that has both kinds, with the
# preferred bit set and cleared, under I/O with patterns that are compared: the path groups follow. Prints how long each takes.
# rig: when=asked timeout=900
. /pathplug/rig/guest/guest.sh
check "the host is owned" own_host

# step GROUP STATE   the array moves a group. What it tells nobody the audit asks; here it is started at once. Nothing is sent to a group
# while it goes offline: Linux' target answers then that the command is wrong, ILLEGAL REQUEST and not the NOT READY of an array, and
# that no kernel takes for the failure of a path.
step() {
  local since took
  [[ $2 != offline ]] || carry_pause
  since=$(now)
  lio_set_state "$kind" "$1" "$2"
  wait_for '[[ $(group_order) == "$(wanted_order)" ]]' 2 2>/dev/null || now_audited
  moves=$((moves + 1))
  if groups_follow 60; then
    took=$(elapsed "$since")
    walked+=" $2 ($took s)"
    longest=$(awk -v a="$longest" -v b="$took" 'BEGIN { print (b > a) ? b : a }')
  else
    fail "$kind: group $1 is $2: the groups follow"
  fi
  carry_go
}

# From optimized each of five states to each other one, in twenty moves, the last of which leads back.
walk='nonoptimized optimized standby optimized unavailable optimized offline nonoptimized standby nonoptimized unavailable
  nonoptimized offline standby unavailable standby offline unavailable offline optimized'
# whole_walk GROUP
whole_walk() {
  local state failed_before=$failed
  walked=
  for state in $walk; do step "$1" "$state"; done
  [[ $failed != "$failed_before" ]] || pass "$kind: group $1 from each state to each:$walked"
}

# begin KIND   an array, its map, and data that goes through it.
begin() {
  kind=$1 moves=0 longest=0
  lio_create "$kind" luns=1 paths=4 vendor=NETAPP product='LUN C-Mode' groups='1 1 2 2' \
    states='optimized optimized nonoptimized nonoptimized' alua="$kind"
  lio_plug "$kind"
  check "$kind: settle returns" pathplug settle --timeout 150
  map=$(lun_wwid "$kind" 0)
  dm=$(basename "$(realpath "/dev/mapper/$map")")
  groups_of "$kind" "$map"
  lio_store "$kind" 0
  # A command to a non-optimized group takes a tenth of a second else.
  echo 0 >"$REPLY/alua/group1/nonop_delay_msecs"
  echo 0 >"$REPLY/alua/group2/nonop_delay_msecs"
  trace_commands $MAINTENANCE_OUT
  mark=$(console_mark)
  carry_begin
}

end() {
  check "$kind: all paths are in use" wait_for '[[ $(path_states "$groups_map") == AAAA ]]' 90
  echo "     $moves moves, the longest took $longest s"
  carry_end
  same "$kind: nor did the kernel say so of the map" "" "$(io_errors_since "$mark" | grep "$dm")"
  lio_remove_maps "$kind"
  lio_remove "$kind"
}

begin implicit
whole_walk 1
step 1 nonoptimized
step 2 optimized
whole_walk 2
step 2 nonoptimized
step 1 optimized
for state in optimized nonoptimized standby; do
  lio_set_preferred implicit 2 1
  step 2 "$state"
  now_audited
  check "group 2 is $state and preferred: the groups follow" groups_follow 60
  lio_set_preferred implicit 2 0
  now_audited
  check "and no more" groups_follow 60
done
step 2 nonoptimized
same "nobody has told the array anything" 0 "$(traced)"
end

# The kernel tells this one to make the group optimized that it changes over to: what the array has is what counts.
begin both
whole_walk 1
step 2 nonoptimized
step 1 nonoptimized
step 2 optimized
whole_walk 2
told=$(traced)
check "the array was told what to use ($told times)" [ "$told" -gt 0 ]
step 2 nonoptimized
step 1 optimized
told=$(traced)
sleep 20
same "and is left alone at last" 0 "$(($(traced) - told))"
end

finish
