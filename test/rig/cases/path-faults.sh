#!/bin/bash
# One, two and all four paths of a LUN go and come back, offline, by a dead transport and deleted, under writes that are read back,
# with each policy for a map without a path: no error where the policy promises none, no wrong byte, and all are used again 2 s later.
# rig: when=asked timeout=2400
. /pathplug/rig/guest/guest.sh

lio_create fault luns=1 paths=4 size=16 vendor=NETAPP product='LUN C-Mode' states='optimized optimized nonoptimized nonoptimized'
check "the host is owned" own_host
lio_plug fault
check "settle returns" pathplug settle --timeout 150
map=$(lun_wwid fault 0)
groups_map=$map
# A map that nobody has open goes with its last path.
exec 7<"/dev/mapper/$map"
mkdir -p /etc/pathplug

# gone HOW PATH, back HOW PATH
gone() {
  case $1 in
    offline) echo offline >"/sys/block/$(lio_disk fault "$2" 0)/device/state" ;;
    transport) lio_break fault "$2" ;;
    deleted) lio_unplug fault "$2" ;;
  esac
}
back() {
  case $1 in
    offline) echo running >"/sys/block/$(lio_disk fault "$2" 0)/device/state" ;;
    transport) lio_mend fault "$2" ;;
    deleted) lio_plug fault "$2" ;;
  esac
}
# torn   blocks that hold neither of the patterns.
torn() {
  local at
  for at in 0 1 2 3; do
    dd if="/dev/mapper/$map" of=/run/block bs=64k skip="$at" count=1 iflag=direct status=none
    cmp -s -i "$((at << 16)):0" -n 65536 /run/pattern0 /run/block || cmp -s -i "$((at << 16)):0" -n 65536 /run/pattern1 /run/block || echo "block $at"
  done
}
# whole   whether the kernel uses all four. One program a look: the recheck wants the processor, too.
whole() {
  local words letters="" at
  read -ra words <<<"$(dmsetup status "$map")"
  for ((at = 0; at < ${#words[@]}; at++)); do [[ ! ${words[at]} =~ ^[0-9]+:[0-9]+$ ]] || letters+=${words[at + 1]}; done
  [[ $letters == AAAA ]]
}
# await_whole   waits for that, 60 s at most.
await_whole() {
  local deadline=$((SECONDS + 60))
  until whole || ((SECONDS >= deadline)); do sleep 0.1; done
}

# Their profile ends the queueing of a map whose last path is deleted; here no_path_retry alone decides.
for policy in '"queue"' '"fail"' 4; do
  echo "{ \"overrides\": { \"no_path_retry\": $policy, \"flush_on_last_del\": \"unused\" } }" >/etc/pathplug/pathplug.json
  check "no_path_retry $policy" eval 'pathplug refresh >/dev/null 2>&1 && pathplug apply >/dev/null 2>&1'
  for how in offline transport deleted; do
    for paths in "0" "0 2" "0 1 2 3"; do
      what="$policy, $how: ${paths// /, }"
      check "$what: all paths are used" wait_for whole 90
      # One that fails again within 10 s has not been back: its tests go on as rarely as they were.
      [[ $how != transport ]] || sleep 10
      carry_begin
      sleep 1
      for path in $paths; do gone "$how" "$path"; done
      sleep 5
      for path in $paths; do back "$how" "$path"; done
      since=$(now)
      await_whole
      took=$(elapsed "$since")
      check "$what: all are used again" whole
      within "$what: after" 2 "$took" s
      # What fails with `fail` has failed before anybody could write it.
      if [[ $policy == '"fail"' && $paths == "0 1 2 3" ]]; then
        rm -f /run/carry
        wait "$carrier"
        same "$what: each block holds one of the two that were written" "" "$(torn)"
        check "$what: what failed was told; now it is written" dd if=/run/pattern0 of="/dev/mapper/$map" bs=64k oflag=direct status=none
        check "$what: and read" cmp -n 262144 /run/pattern0 "/dev/mapper/$map"
      else
        carry_end
      fi
    done
  done
done
same "nothing is suspended" "" "$(dmsetup info --columns --noheadings -o name,suspended | grep Suspended)"
exec 7<&-
rm /etc/pathplug/pathplug.json
pathplug refresh >/dev/null 2>&1
lio_unplug fault
lio_remove fault
finish
