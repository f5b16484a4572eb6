#!/bin/bash
# The path selector, the features and the grouping of a map change while it is read and written: no error, and what is written is read.
# rig: when=asked timeout=400
. /pathplug/rig/guest/guest.sh

lio_create live luns=1 paths=4 vendor=NETAPP product='LUN C-Mode' states='optimized'
check "the host is owned" own_host
lio_plug live
check "settle returns" pathplug settle --timeout 150
map=$(lun_wwid live 0)
dm=$(basename "$(realpath "/dev/mapper/$map")")
groups_of live "$map"
mark=$(console_mark)
carry_begin

# selectors   of all path groups; groups   how many there are.
selectors() { dmsetup table "$map" | grep -oE '(service-time|queue-length|round-robin)' | sort -u | paste -sd ' '; }
groups() { dmsetup table "$map" | grep -oE '(service-time|queue-length|round-robin)' | wc -l; }
# set_site JSON   as an administrator does.
set_site() {
  echo "{ \"overrides\": $1 }" >/etc/pathplug/pathplug.json
  pathplug refresh && pathplug apply
}

same "at first" service-time "$(selectors)"
echo '{ "overrides": { "path_selector": "queue-length 0" } }' >/etc/pathplug/pathplug.json
check "the site wants another selector" pathplug refresh
same "that alone changes no map" service-time "$(selectors)"
check "diff tells so" eval 'pathplug diff | grep -q selector'
check "assemble, which looks at every LUN, does" eval 'pathplug assemble && [[ $(selectors) == queue-length ]]'
for selector in round-robin service-time queue-length service-time; do
  begun=$(wc -l </run/rounds)
  check "the selector becomes $selector" eval 'set_site "{ \"path_selector\": \"$selector 0\" }" && [[ $(selectors) == "$selector" ]]'
  check "data goes on" wait_for '(($(wc -l </run/rounds) > begun + 1))' 60
done
check "each path in a group of its own" eval 'set_site "{ \"path_grouping_policy\": \"failover\", \"detect_pgpolicy\": false }" && [[ $(groups) == 4 ]]'
check "all in one again" eval 'set_site "{ \"path_grouping_policy\": \"multibus\", \"detect_pgpolicy\": false }" && [[ $(groups) == 1 ]]'
check "no_path_retry fail" eval 'set_site "{ \"no_path_retry\": \"fail\" }" && ! dmsetup table "$map" | grep -q queue_if_no_path'
check "data goes on with that" wait_for '(($(wc -l </run/rounds) > begun + 3))' 60

carry_end
same "nor did the kernel say so of the map or a path" "" "$(io_errors_since "$mark")"
same "nothing is left suspended" "" "$(dmsetup info -c --noheadings --separator ' ' -o name,suspended | grep -i ' suspended$')"
rm /etc/pathplug/pathplug.json
pathplug refresh >/dev/null
lio_remove_maps live
lio_remove live
finish
