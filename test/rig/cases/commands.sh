#!/bin/bash
# The command line on a running machine: enable and its dry run, what it says of paths and maps, a recording that
# answers as the machine does, apply, refresh with a site profile, refusals while a map is in use, disable.
# rig: suites=trixie engines=qjs timeout=900
. /pathplug/rig/guest/guest.sh

lio_create shop luns=2 paths=2 vendor=NETAPP product='LUN C-Mode' alua=implicit states='optimized nonoptimized'
lio_plug shop
udevadm settle --timeout=60
mapfile -t disks < <(lio_disks shop)
first=${disks[0]}

same "a dry run lists every disk of the array" "${#disks[@]}" "$(pathplug enable --dry-run --json | jq '.disks | length')"
same "and changes nothing" "" "$(ls /etc/pathplug/owner /run/pathplug/armed 2>/dev/null)"
pathplug enable </dev/null >/dev/null 2>&1
same "enable without --yes is refused where nobody can be asked" 64 $?
same "and has changed nothing" "" "$(ls /etc/pathplug/owner /run/pathplug/armed 2>/dev/null)"
pathplug apply >/dev/null 2>&1
same "apply is refused: pathplug is not the owner" 1 $?

check "enable --yes" pathplug enable --yes
check "settle" pathplug settle --timeout 90
same "a map for each LUN" 2 "$(maps | wc -l)"
same "topology shows every path once" "${#disks[@]}" "$(pathplug topology --json | jq '[.maps[].pathGroups[].paths[]] | length')"
same "nothing is left to do" "" "$(pathplug plan --json | jq -r '.actions[] | select(.kind != "nothing") | .kind')"
check "diff finds no difference" pathplug diff
same "explain: claimed" true "$(pathplug explain "$first" --json | jq .claim.claimed)"
same "explain of a map is of its first path" "$(pathplug explain "$first" --json | jq -r .identity.wwid)" \
  "$(pathplug explain "/dev/mapper/$(lun_wwid shop 0)" --json | jq -r .identity.wwid)"
same "explain of what is no SCSI disk" "false not-a-disk" \
  "$(pathplug explain "$(ls /sys/block | grep -m 1 -E '^(vd|loop|ram|zram)')" --json | jq -r '.claim | "\(.claimed) \(.reason)"')"

for argv in topology 'plan --json' "explain $first" status; do
  pathplug $argv >"/run/live" 2>&1
  [[ -e /run/machine.ppb ]] || check "record" pathplug record -q -o /run/machine.ppb
  pathplug $argv --replay /run/machine.ppb >/run/replayed 2>&1
  check "replayed: $argv" cmp /run/live /run/replayed
done

generation=$(pathplug plan --verbose 2>/dev/null | sed -n 's/^generation //p')
check "apply of the plan at hand" pathplug apply --generation "$generation"
pathplug apply --generation 0123456789abcdef >/dev/null 2>&1
same "apply of another plan is refused" 75 $?

mkdir -p /etc/pathplug/profiles.d
cat >/etc/pathplug/profiles.d/anvil.json <<'JSON'
{
  // A site's own array.
  "name": "acme/anvil", "title": "Anvil", "source": "its manual", "claim": "first-path",
  "match": [{ "vendor": "ACME", "product": "Anvil*" }]
}
JSON
echo '{ "name": ' >/etc/pathplug/profiles.d/broken.json
refreshed=$(pathplug refresh 2>&1)
same "refresh succeeds" 0 $?
check "refresh names the broken file with its line" grep -q 'profiles.d/broken.json:' <<<"$refreshed"
check "the site's profile is in the one hwdb file" grep -q 'PATHPLUG_PROFILE=acme/anvil' /etc/udev/hwdb.d/60-pathplug.hwdb
same "and udev finds it" acme/anvil \
  "$(systemd-hwdb query 'pathplug:scsi:vACME:mAnvil 9:r1.0:' | sed -n 's/^PATHPLUG_PROFILE=//p')"
same "no path is looked at again: no verdict has changed" '[]' "$(pathplug refresh --json 2>/dev/null | jq -c .triggered)"
same "doctor finds nothing bad" "" "$(pathplug doctor --json | jq -r '.checks[] | select(.verdict == "bad") | .subject' | grep -v broken.json)"

same "enable says in JSON, too, that it is so already" '["pathplug.enable/1",true]' "$(pathplug enable --json | jq -c '[.schema, .enabled]')"
mkfs.ext4 -q "/dev/mapper/$(lun_wwid shop 0)"
mount "/dev/mapper/$(lun_wwid shop 0)" /mnt
pathplug disable >/dev/null 2>&1
same "disable is refused while a map is mounted" 75 $?
same "and nothing has changed" "2 PATHPLUG_OWNER=pathplug" "$(maps | wc -l) $(head -n 1 /etc/pathplug/owner)"
umount /mnt
check "disable" pathplug disable
udevadm settle --timeout=60
same "no map is left, nobody owns the host" "0 disabled" "$(maps | wc -l) $([[ ! -e /etc/pathplug/owner ]] && echo disabled)"
wait_for '! systemctl --quiet is-active pathplug-assemble.service && [[ -z $(ls /run/pathplug/queue /run/pathplug/taken | grep -v :) ]]' 60
systemctl restart pathplug-arm.service
same "disable says in JSON, too, that there is nothing to do" '["pathplug.disable/1",true,[],[]]' \
  "$(pathplug disable --json | jq -c '[.schema, .disabled, .maps, .disks]')"
same "the next boot runs nothing for it" no "$(systemctl show -P ConditionResult pathplug-arm.service)"
same "no path is claimed" "" "$(for disk in "${disks[@]}"; do udevadm info "/dev/$disk" | grep -E 'DM_MULTIPATH_DEVICE_PATH=1'; done)"

rm -rf /etc/pathplug/profiles.d/{anvil,broken}.json /etc/pathplug/profiles.json /etc/udev/hwdb.d/60-pathplug.hwdb
systemd-hwdb update
lio_remove shop
finish
