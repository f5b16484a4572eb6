#!/bin/bash
# An array that is told which of its target port groups to use (explicit ALUA): the kernel's handler has the group made optimized
# that the map changes over to, failback makes the preferred one so again, and neither is told to and fro.
# rig: when=asked timeout=400
. /pathplug/rig/guest/guest.sh

lio_create told luns=1 paths=4 vendor=NETAPP product='LUN C-Mode' groups='1 1 2 2' \
  states='optimized optimized nonoptimized nonoptimized' preferred='1 1 0 0' alua=explicit
check "the host is owned" own_host
lio_plug told
check "settle returns" pathplug settle --timeout 150
map=$(lun_wwid told 0)
dm=$(basename "$(realpath "/dev/mapper/$map")")
groups_of told "$map"
check "the kernel's alua handler is in the table" grep -q ' 1 alua ' <(dmsetup table "$map")
same "the preferred group comes first" "1 2" "$(group_order)"
trace_commands $MAINTENANCE_OUT
mark=$(console_mark)
carry_begin
sleep 5
same "it is used" 1 "$(group_in_use)"
same "and nobody has told the array what it knows" 0 "$(traced)"

# state GROUP   as the array has it: 0 optimized, 1 non-optimized.
state() {
  lio_store told 0
  cat "$REPLY/alua/group$1/alua_access_state"
}
status_of() {
  lio_store told 0
  cat "$REPLY/alua/group$1/alua_access_status"
}

# ── the first group dies ─────────────────────────────────────────────────────────────────────────────────────────────
lio_break told 0 1
check "the map changes over" wait_for '[[ $(group_in_use) == 2 ]]' 60
check "and the array is told to make that group optimized" wait_for '[[ $(state 2) == 0 ]]' 30
same "by SET TARGET PORT GROUPS" "Altered by Explicit STPG" "$(status_of 2)"
told=$(traced)
within "one for each path at most" 2 "$told" commands
# What an array with one owner for each LUN does with the other group; LIO leaves it as it is.
lio_set_state told 1 nonoptimized
check "the order of groups follows: the preferred one is first where it comes back" eval 'now_audited; groups_follow 60'

# ── it comes back ────────────────────────────────────────────────────────────────────────────────────────────────────
since=$(now)
lio_mend told 0 1
check "the paths come back" wait_for '[[ $(path_states "$groups_map") == AAAA ]]' 60
check "failback immediate: the preferred group is used again" wait_for '[[ $(group_in_use) == 1 ]]' 60
check "and the array is told so" wait_for '[[ $(state 1) == 0 ]]' 30
echo "     after $(elapsed "$since") s, by $(($(traced) - told)) commands"
lio_set_state told 2 nonoptimized
now_audited
check "the groups follow" groups_follow 60
told=$(traced)
sleep 30
same "nobody tells the array anything more" 0 "$(($(traced) - told))"
same "the map stays with its group" 1 "$(group_in_use)"

# ── without a preferred group it stays where it went ─────────────────────────────────────────────────────────────────
lio_set_preferred told 1 0
now_audited
check "no group is preferred any more" groups_follow 60
lio_break told 0 1
check "the map changes over again" wait_for '[[ $(group_in_use) == 2 && $(state 2) == 0 ]]' 60
lio_set_state told 1 nonoptimized
lio_mend told 0 1
check "the paths come back again" wait_for '[[ $(path_states "$groups_map") == AAAA ]]' 60
now_audited
check "the group that was told to is the first now" wait_for '[[ $(group_order) == "2 1" ]]' 60
told=$(traced)
sleep 20
same "it stays in use" 2 "$(group_in_use)"
same "and the array is left alone" 0 "$(($(traced) - told))"

carry_end
same "nor did the kernel say so of the map" "" "$(io_errors_since "$mark" | grep "$dm")"
lio_remove_maps told
lio_remove told
finish
