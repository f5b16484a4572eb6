#!/bin/bash
# Strings and ids made to be more than text: quotes, blanks, $, %, |, ;, /, .., backslash, escape sequences. LIO gives
# what it lets through (unit serial numbers with anything), scsi_debug any byte in the ids that it makes of its strings.
# Nobody is taken for an array that it is not, a LUN that is known gets a whole map, no file appears where none belongs,
# and nothing that a terminal would obey is printed or logged.
# rig: when=asked with=sg3-utils-udev engines=qjs timeout=900
. /pathplug/rig/guest/guest.sh

property() { udevadm info --query=property --name="/dev/$1" | sed -n "s/^$2=//p"; }
# tame NAME COMMAND…   keeps what the command prints; `all_tame` looks at all of it, in one process, because a guest is slow.
# What commands print has nothing to do with the worker's engine: it is looked at once.
tame() {
  [[ $PATHPLUG_ENGINE != node || $1 == *worker* ]] || return 0
  local file
  mkdir -p /run/tame
  printf -v file '/run/tame/%03d %s' "$((++printed))" "${1//\// }"
  "${@:2}" >"$file" 2>&1
}
printed=0
rm -rf /run/tame
# all_tame   something was printed each time, all of it valid UTF-8 without control characters but line ends.
all_tame() {
  local name found
  while IFS=$'\t' read -r name found; do
    same "$name: nothing that a terminal would obey" "" "$found"
  done < <(cd /run/tame && node -e '
    for (const name of fs.readdirSync(".").sort()) {
      const text = new TextDecoder().decode(fs.readFileSync(name));
      const wild = text.match(/[^\n]{0,30}[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffd\u2028\u2029\u202a-\u202e\u2066-\u2069][^\n]{0,30}/u);
      console.log(name.slice(4) + "\t" + (text === "" ? "nothing was printed" : wild === null ? "" : JSON.stringify(wild[0])));
    }')
}
# strays   files newer than the mark where nobody has business to make one.
strays() {
  find / /run /tmp /dev -xdev -newer /run/mark -not -type d \
    -not -path '/run/mark' -not -path '/run/tame/*' -not -path '/run/rig-output' -not -path '/run/pathplug/*' -not -path '/etc/pathplug/luns.d/*' -not -path '/etc/pathplug/owner' \
    -not -path '/etc/multipath/wwids' -not -path '/etc/lvm/*' -not -path '/run/lio/*' -not -path '/run/dmsetup*' \
    -not -path '/run/udev/*' -not -path '/run/systemd/*' -not -path '/run/log/*' -not -path '/run/lvm/*' -not -path '/run/lock/*' \
    -not -path '/run/blkid/*' -not -path '/run/mount/*' -not -path '/run/dbus/*' -not -path '/var/*' -not -path '/results/*' \
    -not -path '/dev/disk/*' -not -path '/dev/mapper/*' -not -path '/dev/block/*' -not -path '/dev/char/*' -not -path '/dev/bsg/*' \
    -not -regex '/dev/\(sd[a-z]+\|sg[0-9]+\|dm-[0-9]+\|tty.*\|ptmx\|null\|console\|kmsg\|vport.*\|urandom\|random\|zero\)' 2>/dev/null
}

# debug_disks   kernel names of scsi_debug's disks.
debug_disks() {
  local disk
  for disk in $(scsi_disks); do [[ $(readlink -f "/sys/block/$disk") != */pseudo* ]] || echo "$disk"; done
}

own_host || fail "the host is owned" "no /run/pathplug/armed"
touch /run/mark
mark=$(console_mark)

# ── vendors that are not NETAPP ──────────────────────────────────────────────────────────────────────────────────────
vendors=('"NETAPP"' "NETAPP'" '$NETAPP' 'NETAPP%k' 'NETAPP|*' 'NETAPP;' '../NETAP' 'NETAPP\' 'NETAPP*' '[N]ETAPP' 'NETAPP:')
plugged=()
for number in "${!vendors[@]}"; do
  if lio_create "false$number" paths=1 size=1 vendor="${vendors[number]}" product='LUN C-Mode' 2>/dev/null; then
    lio_plug "false$number"
    plugged+=("$number")
  else
    lio_remove "false$number" 2>/dev/null
  fi
done
check "settle returns" pathplug settle --timeout 120
check "LIO lets most of them through" test "${#plugged[@]}" -ge 8
for number in "${plugged[@]}"; do
  disk=$(lio_disk "false$number" 0 0)
  same "vendor ${vendors[number]@Q}: unknown, not claimed" "unknown-product/" \
    "$(property "$disk" PATHPLUG_CLAIM_REASON)/$(property "$disk" DM_MULTIPATH_DEVICE_PATH)"
done
same "no map" "" "$(maps)"
for number in "${plugged[@]}"; do lio_remove "false$number"; done

# ── a known array with hostile products and serial numbers ───────────────────────────────────────────────────────────
lio_create strings paths=2 vendor=NETAPP product='LUN "$(x)%k;|/..' serial=$'7e\e]0;x\a\e[2J"\'$(touch /run/pwned)`touch /run/pwned`;%k|/../\\x41\x9b31m\x7f'
lio_create dots paths=2 vendor=NETAPP product='LUN/../../../etc' serial='../../../etc/pathplug/owner 31 '
lio_plug strings
lio_plug dots
check "settle returns" pathplug settle --timeout 120
for array in strings dots; do
  wwid=$(lun_wwid "$array" 0)
  disk=$(lio_disk "$array" 0 0)
  same "$array: one map of both paths" "mpath-$wwid 2" \
    "$(dmsetup info --columns --noheadings -o uuid "$wwid" 2>&1) $(path_groups "$wwid" | tr ' ' '\n' | grep -c '^sd')"
  same "$array: known by its profile" netapp/ontap "$(pathplug explain "$disk" --json | jq -r '.matched[0].profile')"
  check "$array: it serves I/O" dd if="/dev/mapper/$wwid" of=/dev/null bs=64k count=4 iflag=direct status=none
  for file in /etc/pathplug/luns.d/*"${wwid#3}"*; do tame "$array: ${file##*/}" cat "$file"; done
  for what in '' --json; do
    tame "$array: explain $what" pathplug explain "$disk" $what
    tame "$array: inspect $what" pathplug inspect "$disk" $what
    tame "$array: inspect of page 80 $what" bash -c "od -An -v -tx1 /sys/block/$disk/device/vpd_pg80 | tr -d ' \n' | pathplug inspect - $what"
    tame "$array: inspect of page 83 $what" bash -c "od -An -v -tx1 /sys/block/$disk/device/vpd_pg83 | tr -d ' \n' | pathplug inspect - $what"
  done
done
for what in '' --json; do
  for command in topology plan 'list paths' 'list maps' status; do tame "$command $what" pathplug $command $what; done
done
tame "the plan of the worker" /usr/lib/pathplug/worker plan

# ── ids of any bytes ─────────────────────────────────────────────────────────────────────────────────────────────────
# scsi_debug makes a T10 id of its strings: with sg3_utils' rules that is our WWID, which names a map. The kernel's own id
# of it is harmless.
modprobe scsi_debug add_host=0 max_luns=1 num_tgts=1 vpd_use_hostno=0 dev_size_mb=8
debug=/sys/module/scsi_debug/parameters
host_control=/sys/bus/pseudo/drivers/scsi_debug/add_host
rounds=0
while IFS= read -r quoted; do
  rounds=$((rounds + 1))
  eval "product=\$'$quoted'"
  printf '%-8s' NETAPP >$debug/inq_vendor
  printf '%-16s' "$product" >$debug/inq_product
  echo 2 >$host_control
  wait_for '[[ $(debug_disks | wc -l) -ge 2 ]]' 20
  check "id of ${quoted@Q}: settle returns" pathplug settle --timeout 60
  disk=$(debug_disks | sed -n 1p)
  said=$(pathplug explain "$disk" --json)
  echo "     its WWID: $(jq -c .identity.wwid <<<"$said")"
  same "id of ${quoted@Q}: claimed by its profile or registered" true "$(jq -r '.claim.claimed' <<<"$said")"
  # The name as the kernel has it; dmsetup would show it without its escapes.
  mapfile -t names < <(cat /sys/block/dm-*/dm/name | grep -vxF "$(lun_wwid strings 0)" | grep -vxF "$(lun_wwid dots 0)")
  same "id of ${quoted@Q}: its map has a name of plain characters, or there is none" "" \
    "$( ((${#names[@]} <= 1)) || echo "${#names[@]} maps"; printf '%s\n' "${names[@]}" | grep -vE '^([0-9A-Za-z#+.:=@_-]|\\x[0-9a-f]{2})*$')"
  for name in "${names[@]}"; do
    same "id of ${quoted@Q}: a whole table of both paths" 2 "$(dmsetup table "$name" | grep -oE ' [0-9]+:[0-9]+ ' | sort -u | wc -l)"
  done
  echo "     its map: ${names[*]:-none}"
  for what in '' --json; do
    for command in topology plan "explain $disk"; do
      tame "id of ${quoted@Q}: $command $what" pathplug $command $what
    done
  done
  for name in $(maps); do
    [[ $name == "$(lun_wwid strings 0)" || $name == "$(lun_wwid dots 0)" ]] || dmsetup remove --retry "$name"
  done
  echo -2 >$host_control
  udevadm settle
  pathplug settle --timeout 60
  rm -f /etc/pathplug/luns.d/naa.3*
done <<'END'
LUN $(x)%k;"|&
LUN ../..\e[2J\x9b
LUN,;\\x2f\\\t
END
same "three ids were tried" 3 "$rounds"
modprobe -r scsi_debug

# ── afterwards ───────────────────────────────────────────────────────────────────────────────────────────────────────
same "no file where none belongs" "" "$(strays)"
same "nobody ran what the strings say" "" "$(find / /run /tmp -xdev -name '*pwned*' 2>/dev/null)"
same "the registry holds plain names only" "" "$(find /etc/pathplug/luns.d -mindepth 1 | grep -vE '^/etc/pathplug/luns\.d/[0-9A-Za-z#+.:=@_ $%?,-]+$')"
tame "the journal of the worker" journalctl -b --no-pager -a -o cat -u pathplug-assemble.service
all_tame
same "nothing broke a table" "" "$(journalctl -b --no-pager -o cat -u pathplug-assemble.service | grep -F table-refused)"
same "no I/O error on the console" "" "$(io_errors_since "$mark")"

for array in strings dots; do
  lio_remove_maps "$array"
  lio_remove "$array"
done
finish
