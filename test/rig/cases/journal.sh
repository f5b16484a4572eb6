#!/bin/bash
# Each decision of the worker is one entry of the journal, found by its id, its LUN, its map, its disk and its unit, and
# explained by the catalog; where nothing writes entries it is a line, and none is missing or said twice.
# rig: suites=trixie engines=qjs timeout=600
. /pathplug/rig/guest/guest.sh

# id_of KIND   the id of a kind of decision, as the sources have it.
id_of() { sed -nE "s/^  \"?$1\"?: \"([0-9a-f]{32})\",/\1/p" /pathplug/core/diagnostic/decisions.ts; }
# entries MATCH…   fields of the entries since the case began, one entry a line.
entries() {
  journalctl --sync
  journalctl --boot --since "@$begin" --output=json "$@"
}
# messages MATCH…   their texts.
messages() { entries "$@" | jq -r .MESSAGE; }
# maps_said   names of maps that are said to have been created, in an entry or a line, in order.
maps_said() {
  journalctl --sync
  journalctl --boot --since "@$begin" --output=cat | sed -nE 's/^(pathplug: )?created ([^ ]+) .*/\2/p'
}

begin=$(date +%s)
check "the catalog is compiled" journalctl --update-catalog
check "the host is owned" own_host
lio_create told luns=3 paths=2 vendor=NETAPP product='LUN C-Mode' states='optimized nonoptimized'
lio_plug told
check "settle returns" pathplug settle --timeout 240
mapfile -t wwids < <(for lun in 0 1 2; do lun_wwid told "$lun"; done)
disk=$(lio_disk told 0 0)
created=$(id_of created)

same "a map that is created is one entry with the id" 3 "$(entries "MESSAGE_ID=$created" | wc -l)"
same "which is said once" "$(printf '%s\n' "${wwids[@]}" | sort)" "$(maps_said | sort)"
same "and has fields for whoever looks for it" "5 pathplug created ${wwids[0]} ${wwids[0]}" \
  "$(entries "MESSAGE_ID=$created" "PATHPLUG_WWID=${wwids[0]}" |
    jq -r '"\(.PRIORITY) \(.SYSLOG_IDENTIFIER) \(.PATHPLUG_DECISION) \(.PATHPLUG_WWID) \(.PATHPLUG_MAP)"')"
burst=$(entries "MESSAGE_ID=$created" | jq -r .PATHPLUG_BURST | sort -u)
same "one id ties them together, and to the run's start and end" "1 true" "$(wc -l <<<"$burst") $(
  journalctl --boot --output=cat "INVOCATION_ID=$burst" | grep -q 'pathplug-assemble.service' && echo true)"
seqnum=$(entries "PATHPLUG_DEV=$disk" "MESSAGE_ID=$created" | jq -r '.PATHPLUG_SEQNUM | if type == "array" then min_by(tonumber) else . end')
latest=$(udevadm info -q property -n "/dev/$disk" | sed -n 's/^PATHPLUG_SEQNUM=//p')
check "with the numbers of the uevents that brought its disks to it" eval '((seqnum > 0 && seqnum <= latest))'
same "its disks are fields each" "created" "$(entries "PATHPLUG_DEV=$disk" "MESSAGE_ID=$created" | jq -r .PATHPLUG_DECISION)"
same "the decisions about one LUN are told apart from the others'" "" "$(messages "PATHPLUG_WWID=${wwids[1]}" | grep -vF "${wwids[1]}")"
same "the unit's journal has them" 3 \
  "$(journalctl --boot --since "@$begin" -u pathplug-assemble.service --output=cat | grep -c '^created ')"
same "so has the identifier's" 3 "$(messages -t pathplug | grep -c '^created ')"
check "the catalog explains it, with the next command" \
  grep -qF "pathplug topology ${wwids[0]}" <(journalctl --boot --since "@$begin" -x "PATHPLUG_WWID=${wwids[0]}" "MESSAGE_ID=$created")
before=$(entries "MESSAGE_ID=$(id_of stands-back)" | wc -l)
same "by hand there is a line for whoever waits" "pathplug: stands back" "$(
  mv /etc/pathplug/owner /run/owner
  /usr/lib/pathplug/worker arm 2>&1 | grep -o '^pathplug: stands back'
  mv /run/owner /etc/pathplug/owner
  /usr/lib/pathplug/worker arm >/dev/null 2>&1
)"
same "and an entry" "$((before + 1))" "$(entries "MESSAGE_ID=$(id_of stands-back)" | wc -l)"

# Without a program that writes entries, as in an initramfs.
lio_remove_maps told
lio_remove told
pathplug settle --timeout 240
mv /usr/bin/logger /usr/bin/logger.away
begin=$(date +%s)
lio_create plain luns=3 paths=2 vendor=NETAPP product='LUN C-Mode' states='optimized nonoptimized'
lio_plug plain
check "settle returns without logger" pathplug settle --timeout 240
mv /usr/bin/logger.away /usr/bin/logger
same "without logger every decision is a line, once" "$(for lun in 0 1 2; do lun_wwid plain "$lun"; done | sort)" "$(maps_said | sort)"
same "and no entry" 0 "$(entries "MESSAGE_ID=$created" | wc -l)"
same "with its priority" 5 "$(entries -u pathplug-assemble.service | jq -r 'select(.MESSAGE | startswith("pathplug: created")) | .PRIORITY' | sort -u)"
lio_remove_maps plain
lio_remove plain
check "the host is given back" disown_host

# What it costs: 25 entries, one after the other.
printf 'MESSAGE=x\nPRIORITY=7\nSYSLOG_IDENTIFIER=cost\n' >/run/entry
since=$(now)
for ((i = 0; i < 25; i++)); do logger --journald </run/entry; done
echo "25 entries: $(elapsed "$since") s"
since=$(now)
for ((i = 0; i < 25; i++)); do /usr/bin/true </run/entry; done
echo "25 times true: $(elapsed "$since") s"
finish
