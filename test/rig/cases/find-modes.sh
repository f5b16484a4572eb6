#!/bin/bash
# Which LUNs each mode claims, of a vendor that no profile knows and of one that a profile wants a second path of: with one
# path and with two, mounted, excluded, and when the map cannot be made. What udev and systemd see of it meanwhile.
# rig: when=asked boot=claims engines=qjs timeout=1500
. /pathplug/rig/guest/guest.sh

property() { udevadm info --query=property --name="/dev/$1" | sed -n "s/^$2=//p"; }
# seen DISK   whether it is claimed in all its properties, and why or why not.
seen() {
  local claimed
  claimed=$(property "$1" DM_MULTIPATH_DEVICE_PATH)/$(property "$1" SYSTEMD_READY)/$(property "$1" ID_FS_TYPE)
  case $claimed in 1/0/mpath_member) claimed=yes ;; //*) claimed=no ;; esac
  echo "$claimed $(property "$1" PATHPLUG_CLAIM_REASON)"
}
# at_rest   what `pathplug settle` waits for, without a start of Node.
at_rest() {
  wait_for 'udevadm settle --timeout=0 2>/dev/null && [[ -z $(ls -A /run/pathplug/queue /run/pathplug/taken | grep -v :) ]] &&
    flock --nonblock /run/pathplug/lock true && udevadm settle --timeout=0' 240
}
# plug ARRAY [PATH…]   plugs in, and waits until all is quiet.
plug() { lio_plug "$@" && at_rest; }
# map_of ARRAY   how many paths the map of its LUN has; 0 where there is none.
map_of() { dmsetup table "$(lio_wwid "$1")" 2>/dev/null | grep -oE ' [0-9]+:[0-9]+ 1\b' | wc -l; }
declare -A wwids=()
# lio_wwid ARRAY   its only LUN's WWID, also when no path of it is there any more.
lio_wwid() {
  echo "${wwids[$1]}"
}
# forget_array ARRAY…   takes its disks away, and what is remembered of its LUN.
forget_array() {
  local array
  for array in "$@"; do
    if [[ $(map_of "$array") != 0 ]]; then
      # The partition that kpartx has made holds its map.
      kpartx -d "/dev/mapper/$(lio_wwid "$array")"
      dmsetup remove --retry "$(lio_wwid "$array")"
    fi
    lio_unplug "$array"
  done
  at_rest
  rm -rf /etc/pathplug/luns.d /etc/multipath/wwids
  same "nothing is left of it" "" "$(maps)$(ls /run/pathplug/in-use /run/pathplug/parked | grep -v '^/run\|^$')"
}

lio_create acme paths=2 vendor=ACME product=Anvil
lio_create soft paths=2
lio_create net paths=2 vendor=NETAPP product='LUN C-Mode'
for array in acme soft net; do
  lio_plug "$array" 0
  udevadm settle
  wwids[$array]=$(lun_wwid "$array" 0)
  lio_unplug "$array"
done
udevadm settle

# ── each mode, one path and two ──────────────────────────────────────────────────────────────────────────────────────
while read -r mode array one maps_one two maps_two <&3; do
  [[ $mode == "$(sed -n 's/^PATHPLUG_MODE=//p' /run/pathplug/armed 2>/dev/null)" ]] ||
    check "$mode: the host is owned" own_host "$mode"
  plug "$array" 0
  same "$mode: the first path of $array" "${one/:/ } $maps_one" "$(seen "$(lio_disk "$array" 0 0)") $(map_of "$array")"
  plug "$array" 1
  # The first one is told again only where udev has looked at it again.
  for path in 0 1; do
    same "$mode: path $path of $array, when two are there" "${two%:*} $maps_two" "$(seen "$(lio_disk "$array" "$path" 0)" | cut -d' ' -f1) $(map_of "$array")"
  done
  same "$mode: why, of the second one" "${two/:/ }" "$(seen "$(lio_disk "$array" 1 0)")"
  forget_array "$array"
done 3<<END
strict acme no:not-listed 0 no:not-listed 0
strict net no:not-listed 0 no:not-listed 0
known acme no:unknown-product 0 no:unknown-product 0
known soft no:second-path-awaited 0 yes:registered 2
yes acme no:second-path-awaited 0 yes:registered 2
yes soft no:second-path-awaited 0 yes:registered 2
greedy acme yes:greedy 1 yes:registered 2
smart acme no:given-back 0 yes:registered 2
off acme no:not-listed 0 no:not-listed 0
END

# ── off: by hand ─────────────────────────────────────────────────────────────────────────────────────────────────────
plug acme 0
same "off: nobody claims it" "no not-listed 0" "$(seen "$(lio_disk acme 0 0)") $(map_of acme)"
check "off: by hand every LUN gets its map" pathplug assemble
same "off: it is registered then" "yes registered 1" "$(seen "$(lio_disk acme 0 0)") $(map_of acme)"
forget_array acme

# ── smart: what is seen meanwhile ────────────────────────────────────────────────────────────────────────────────────
check "smart: the host is owned" own_host smart
# story DISK   each event of a disk since the log began: when, seconds with hundredths, and whether it was claimed.
story() {
  awk -v disk="/block/$1" '
    /^UDEV / { ours = index($0, disk " "); match($0, /\[[0-9.]+\]/); at = substr($0, RSTART + 1, RLENGTH - 2); claimed = 0 }
    ours && /^DM_MULTIPATH_DEVICE_PATH=1/ { claimed = 1 }
    ours && /^$/ { printf "%.2f %d\n", at, claimed; ours = 0 }' /run/monitor.log
}
# since_claimed DISK   seconds from its first event, which has to claim it, to the first that does not.
since_claimed() {
  story "$1" | awk 'NR == 1 { if (!$2) { print "never claimed"; exit } begin = $1 } !$2 { printf "%.2f\n", $1 - begin; exit }'
}
watch_events() {
  udevadm monitor --udev --property --subsystem-match=block >/run/monitor.log &
  monitor=$!
  sleep 1
}
for row in 'acme 1' 'soft 10'; do
  read -r array seconds <<<"$row"
  watch_events
  lio_plug "$array" 0
  disk=$(lio_disk "$array" 0 0)
  check "smart: $array: it is claimed" wait_for '[[ $(seen "$disk") == "yes smart" ]]' 20
  same "smart: $array: systemd does not see it" inactive "$(systemctl is-active "dev-$disk.device")"
  check "smart: $array: no second path: it goes back" wait_for '[[ $(seen "$disk") == "no given-back" ]]' 40
  check "smart: $array: systemd sees it now" wait_for '[[ $(systemctl is-active "dev-$disk.device") == active ]]' 10
  at_rest
  kill "$monitor"
  after=$(since_claimed "$disk")
  within "smart: $array: after" $((seconds + 6)) "$after" s
  check "smart: $array: and not before ($after s, $seconds wanted)" awk -v a="$after" -v s="$seconds" 'BEGIN { exit !(a + 0.3 >= s) }'
  udevadm trigger --settle --action=change "/sys/block/$disk"
  at_rest
  same "smart: $array: it is not taken back at the next event" "no given-back" "$(seen "$disk")"
  check "smart: $array: the journal says so" eval "journalctl -b --no-pager -o cat -t pathplug | grep -q '$disk goes back to the system: no second path'"
  forget_array "$array"
done

# Its partition is nobody's while the disk is kept back, and then the system's.
plug soft 0
disk=$(lio_disk soft 0 0)
printf 'label: dos\n2048,,83\n' | sfdisk -q "/dev/$disk" >/dev/null
udevadm settle
mkfs.ext4 -q -F "/dev/${disk}1"
forget_array soft
lio_plug soft 0
disk=$(lio_disk soft 0 0)
check "smart: partition: it is claimed with its disk" wait_for '[[ $(property "${disk}1" PATHPLUG_CLAIM_REASON) == partition-of-path ]]' 20
at_rest
same "smart: partition: it is the system's again" "/ext4" "$(property "${disk}1" SYSTEMD_READY)/$(property "${disk}1" ID_FS_TYPE)"
forget_array soft

watch_events
lio_plug acme
at_rest
kill "$monitor"
for path in 0 1; do
  same "smart: two paths: no event gave path $path away" "" "$(story "$(lio_disk acme "$path" 0)" | grep -v ' 1$')"
done
same "smart: two paths: a map" 2 "$(map_of acme)"
forget_array acme

# ── mounted, then a second path ──────────────────────────────────────────────────────────────────────────────────────
mkdir -p /mnt/acme
for mode in smart greedy; do
  plug acme 0
  first=$(lio_disk acme 0 0)
  [[ $mode == smart ]] || { check "greedy: it has a map" test "$(map_of acme)" = 1 && dmsetup remove --retry "$(lio_wwid acme)"; disown_host; }
  udevadm settle
  mkfs.ext4 -q -F "/dev/$first"
  mount "/dev/$first" /mnt/acme
  check "$mode: the host is owned while it is mounted" own_host "$mode"
  udevadm trigger --settle --action=change "/sys/block/$first"
  plug acme 1
  for path in 0 1; do
    disk=$(lio_disk acme "$path" 0)
    same "$mode: mounted: path $path is left" "no 0" "$(seen "$disk" | cut -d' ' -f1) $(map_of acme)"
  done
  # The worker has looked at it since its event.
  udevadm trigger --settle --action=change "/sys/block/$disk"
  same "$mode: mounted: why, of the one that has come" "no in-use" "$(seen "$disk")"
  check "$mode: it is still mounted" mountpoint -q /mnt/acme
  umount /mnt/acme
  check "$mode: it is free: it becomes a map by itself" wait_for '[[ $(map_of acme) == 2 ]]' 120
  at_rest
  forget_array acme
  own_host greedy
done

# ── excluded ─────────────────────────────────────────────────────────────────────────────────────────────────────────
cat >/etc/pathplug/pathplug.json <<END
{
  "exclude": {
    "wwid": ["$(lio_wwid acme)", "$(lio_wwid soft)"],
    "product": [{ "vendor": "NETAPP" }],
  },
}
END
check "greedy: three LUNs are excluded" pathplug refresh
watch_events
lio_plug acme
lio_plug net
at_rest
kill "$monitor"
for array in acme net; do
  for path in 0 1; do
    disk=$(lio_disk "$array" "$path" 0)
    same "excluded: path $path of $array is the system's" "no 0" "$(seen "$disk" | cut -d' ' -f1) $(map_of "$array")"
    check "excluded: systemd sees path $path of $array" wait_for '[[ $(systemctl is-active "dev-$disk.device") == active ]]' 10
  done
done
plug soft 0
disk=$(lio_disk soft 0 0)
check "excluded: a partition is there, and the system's" wait_for '[[ $(property "${disk}1" SYSTEMD_READY)/$(property "${disk}1" ID_FS_TYPE) == /ext4 ]]' 10
disk=$(lio_disk acme 0 0)
same "excluded: by its WWID the worker gives it back" "no excluded" "$(seen "$disk")"
same "excluded: by its product the rule never claims it" "" "$(for path in 0 1; do story "$(lio_disk net "$path" 0)"; done | grep ' 1$')"
check "excluded: explain names the line" eval "pathplug explain $disk | grep -qF 'wwid $(lio_wwid acme) (/etc/pathplug/pathplug.json:3:'"
runs() { journalctl -b --no-pager -o cat -u pathplug-assemble.service | wc -l; }
before=$(runs)
udevadm trigger --settle --action=change "/sys/block/$disk"
sleep 2
same "excluded: an event of it starts no worker" "" "$(ls /run/pathplug/queue)"
same "excluded: and says nothing" "$before" "$(runs)"
check "excluded: enable says so" eval "pathplug enable --dry-run --mode greedy --json | jq -r '.disks[] | select(.dev == \"$disk\").left' | grep -q '^excluded: wwid'"
rm /etc/pathplug/pathplug.json
check "no longer: refresh" pathplug refresh
check "no longer: both become maps by themselves" wait_for '[[ $(map_of acme) == 2 && $(map_of net) == 2 ]]' 120
at_rest
forget_array acme net soft

# ── a map that cannot be made ────────────────────────────────────────────────────────────────────────────────────────
mkdir -p /run/refusing
cat >/run/refusing/dmsetup <<END
#!/bin/sh
case "\$*" in
  "create --concise"*)
    maps=\$(cat)
    case "\$maps" in *$(lio_wwid acme)*) [ ! -e /run/refuse ] || { echo refused >&2; exit 1; } ;; esac
    printf %s "\$maps" | exec /usr/sbin/dmsetup "\$@"
    ;;
esac
exec /usr/sbin/dmsetup "\$@"
END
chmod +x /run/refusing/dmsetup
touch /run/refuse
systemctl set-environment "PATH=/run/refusing:$PATH"
lio_plug acme 0
first=$(lio_disk acme 0 0)
check "refused: it is parked, and claimed meanwhile" wait_for '[[ -n $(ls /run/pathplug/parked) ]]' 60
same "refused: it is still claimed" "yes" "$(seen "$first" | cut -d' ' -f1)"
check "refused in three runs: it goes back" wait_for '[[ $(seen "$first") == "no map-failed" ]]' 150
at_rest
same "refused: nothing is parked any more" "" "$(ls /run/pathplug/parked)"
tries() { journalctl -b --no-pager -o cat -u pathplug-assemble.service | grep -c table-refused; }
before=$(tries)
udevadm trigger --settle --action=change "/sys/block/$first"
at_rest
same "refused: an event changes nothing" "no map-failed $before" "$(seen "$first") $(tries)"
rm /run/refuse
plug acme 1
same "another path is something else: it is tried again" "yes 2" "$(seen "$first" | cut -d' ' -f1) $(map_of acme)"
systemctl unset-environment PATH
forget_array acme

for array in acme soft net; do lio_remove "$array"; done
finish
