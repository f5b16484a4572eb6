#!/bin/bash
# When a map returns to its best group, by `failback`: after seconds, by hand, or with the first path that comes back.
# rig: when=asked timeout=400
. /pathplug/rig/guest/guest.sh

lio_create back luns=1 paths=4 vendor=NETAPP product='LUN C-Mode' groups='1 1 2 2' \
  states='optimized optimized nonoptimized nonoptimized'
check "the host is owned" own_host
lio_plug back
check "settle returns" pathplug settle --timeout 150
map=$(lun_wwid back 0)
groups_of back "$map"
carry_begin

# set_failback JSON   as an administrator does.
set_failback() {
  echo "{ \"overrides\": { \"failback\": $1 } }" >/etc/pathplug/pathplug.json
  pathplug refresh && pathplug apply && grep -q "PATHPLUG_FAILBACK=\"${1//\"/}\"" "/etc/pathplug/luns.d/naa.${map#3}"
}
# fail_over   the first group fails, and the other one carries.
fail_over() {
  lio_break back 0 1
  wait_for '[[ $(group_in_use) == 2 ]]' 60 || { tell_groups; return 1; }
}
all_back() { wait_for '[[ $(path_states "$groups_map") == AAAA ]]' 60 || { tell_groups; return 1; }; }

check "failback is 6 seconds" set_failback 6
check "the first group fails: the other one carries" fail_over
lio_mend back 0 1
check "its paths come back" all_back
since=$(now)
same "they are not used yet" 2 "$(group_in_use)"
check "then they are" wait_for '[[ $(group_in_use) == 1 ]]' 60
took=$(elapsed "$since")
within "after" 20 "$took" s
check "and no earlier than 6 s, less what the look took" awk -v a="$took" 'BEGIN { exit !(a >= 4) }'

check "failback is manual" set_failback '"manual"'
check "the first group fails again" fail_over
lio_mend back 0 1
check "its paths come back again" all_back
sleep 15
same "they are not used" 2 "$(group_in_use)"
dmsetup message "$map" 0 switch_group 1
check "until somebody says so" wait_for '[[ $(group_in_use) == 1 ]]' 30

check "failback is followover" set_failback '"followover"'
check "the first group fails for the third time" fail_over
sleep 3
lio_mend back 0 1
check "with its first path it is used" wait_for '[[ $(group_in_use) == 1 ]]' 60
check "and both paths come back" all_back
dmsetup message "$map" 0 switch_group 2
sleep 15
same "where somebody else has moved the LUN it stays" 2 "$(group_in_use)"

rm /etc/pathplug/pathplug.json
pathplug refresh >/dev/null
carry_end
lio_remove_maps back
lio_remove back
finish
