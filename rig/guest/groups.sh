# Path groups of one map over a LIO array, as the kernel has them and as they should be, and data that goes through it meanwhile.
# The paths that have the same target port group are neighbours: groups='1 1 2 2'.

# groups_of ARRAY MAP   remembers which paths (major:minor) lead to which target port group of LUN 0.
groups_of() {
  groups_array=$1 groups_map=$2
  declare -gA groups_tpg=()
  local path port disk group
  for path in $(lio_paths "$1"); do
    lio_port "$1" "$path" 0
    read -r group _ < <(sed -n 's/^TG Port Alias: group//p' "$REPLY/lun/lun_0/alua_tg_pt_gp")
    disk=$(lio_disk "$1" "$path" 0)
    groups_tpg[$(<"/sys/block/$disk/dev")]=$group
  done
}

# group_order   target port groups in the order of the map's path groups: `1 2`, or `12` where they are in one.
group_order() {
  local word order='' last='' tpg
  for word in $(dmsetup table "$groups_map"); do
    tpg=${groups_tpg[$word]:-}
    if [[ $word =~ ^(service-time|queue-length|round-robin)$ ]]; then
      order+=${order:+ } last=
    elif [[ -n $tpg && $tpg != "$last" ]]; then
      order+=$tpg last=$tpg
    fi
  done
  echo "$order"
}

# group_prio GROUP   priority of a target port group by what the array says now: prio alua, without exclusive_pref_bit.
group_prio() {
  local folder state preferred
  lio_store "$groups_array" 0
  folder=$REPLY/alua/group$1
  read -r state <"$folder/alua_access_state"
  read -r preferred <"$folder/preferred"
  case $state in
    0) REPLY=50 ;;
    1) REPLY=$((10 + 80 * preferred)) ;;
    2) REPLY=$((1 + 80 * preferred)) ;;
    # Nobody can use it, preferred or not.
    *) REPLY=0 ;;
  esac
}

# wanted_order   what group_order should be: the two groups 1 and 2, better first, as the array has them now.
wanted_order() {
  local one two
  group_prio 1 && one=$REPLY
  group_prio 2 && two=$REPLY
  if ((one > two)); then echo "1 2"; elif ((one < two)); then echo "2 1"; else echo 12; fi
}

# group_in_use   the target port group whose path group carries I/O. A group's state, unlike a path's, comes after a number.
group_in_use() {
  local first
  first=$(dmsetup status "$groups_map" | awk '{
    for (i = 2; i + 4 <= NF; i++)
      if ($i == "A" && $(i - 1) !~ /:/ && $(i + 4) ~ /:/) { print $(i + 4); exit }
  }')
  echo "${groups_tpg[${first:-none}]:-none}"
}

# tell_groups   all of it in one line, for what has failed.
tell_groups() {
  local group line="order $(group_order), wanted $(wanted_order), in use $(group_in_use), paths $(path_states "$groups_map")"
  lio_store "$groups_array" 0
  for group in 1 2; do
    line+=", group $group: state $(<"$REPLY/alua/group$group/alua_access_state") preferred $(<"$REPLY/alua/group$group/preferred")"
  done
  echo "$line; sysfs $(cat /sys/block/sd*/device/access_state | paste -sd ' ')" >&2
}

# groups_follow [TIMEOUT]   waits until the map's groups are as the array says; what it looks at may change meanwhile.
groups_follow() {
  wait_for '[[ $(group_order) == "$(wanted_order)" ]]' "${1:-60}" || { tell_groups; return 1; }
}

# now_audited   what the timer does once a minute.
now_audited() { systemctl start pathplug-audit.service; }

# carry_begin   from now on the first 256 KiB of the map is written with one pattern, read and compared, then with another one.
# What goes wrong is a line of /run/wrong, each round one of /run/rounds.
carry_begin() {
  dd if=/dev/urandom of=/run/pattern0 bs=64k count=4 status=none
  dd if=/dev/urandom of=/run/pattern1 bs=64k count=4 status=none
  : >/run/rounds
  touch /run/carry
  carry &
  carrier=$!
}
carry() {
  local which=0 node=/dev/mapper/$groups_map
  while [[ -e /run/carry ]]; do
    if [[ -e /run/carry-pause ]]; then
      touch /run/carry-paused
      sleep 0.1
      continue
    fi
    which=$((1 - which))
    dd if="/run/pattern$which" of="$node" bs=64k oflag=direct status=none 2>&1 || echo "a write failed"
    dd if="$node" bs=64k count=4 iflag=direct status=none 2>&1 | cmp - "/run/pattern$which" 2>&1 || echo "read something else"
    echo >>/run/rounds
    sleep 1
  done >/run/wrong
}
# carry_pause, carry_go   nothing is written or read between the two.
carry_pause() {
  rm -f /run/carry-paused
  touch /run/carry-pause
  check "nothing is written any more" wait_for '[[ -e /run/carry-paused ]]' 60
}
carry_go() { rm -f /run/carry-pause; }
# carry_end   checks that nobody has seen an error: neither the reader nor, by the kernel, the map.
carry_end() {
  rm -f /run/carry
  wait "$carrier"
  same "nothing that was written or read has failed or was lost ($(wc -l </run/rounds) rounds)" "" "$(</run/wrong)"
}

# trace_commands OPCODE   from now on the kernel writes down each SCSI command of this operation code.
trace_commands() {
  local event=/sys/kernel/tracing/events/scsi/scsi_dispatch_cmd_start
  mountpoint -q /sys/kernel/tracing || mount -t tracefs tracefs /sys/kernel/tracing
  echo "opcode == $1" >$event/filter
  : >/sys/kernel/tracing/trace
  echo 1 >$event/enable
}
# traced   how many there were.
traced() { grep -c scsi_dispatch_cmd_start: /sys/kernel/tracing/trace; }
# A SET TARGET PORT GROUPS is one of MAINTENANCE OUT (SPC-6 6.45).
MAINTENANCE_OUT=0xa4
