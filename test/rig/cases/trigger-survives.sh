#!/bin/bash
# Nothing stops the chain from the event to the map, and nothing makes it spin: paths that come for a minute, 2,000 markers
# at once, a worker that always fails, one that hangs, no engine at all, a LUN that fails. The next plug works by itself,
# and known LUNs are assembled from their stored tables where no worker can.
# TRIGGER_PARTS names some of them, else all are played: short parked failing hanging engineless unarmed many
# rig: when=asked boot=chain engines=qjs,node timeout=900
. /pathplug/rig/guest/guest.sh
without_guard
unit=pathplug-assemble.service
launcher=/usr/lib/pathplug/worker
cp -p "$launcher" /run/launcher

count_runs "$unit"

# replace_worker   the launcher is what stands on stdin, from now on.
replace_worker() { cat >/run/launcher.new && chmod 755 /run/launcher.new && mv /run/launcher.new "$launcher"; }
mend_worker() { cp -p /run/launcher "$launcher"; }
# paths_of WWID   how many paths its map has.
paths_of() { dmsetup table "$1" 2>/dev/null | grep -oE ' [0-9]+:[0-9]+' | wc -l; }
markers() { find /run/pathplug/queue /run/pathplug/taken -type f | wc -l; }
said() { journalctl -b --no-pager -o cat -u "$unit"; }
# failed_runs   how many have failed since the guest was started, under whichever engine.
failed_runs() { said | grep -c 'the worker has failed' || true; }
# forget_maps   the LUNs stay registered, their maps go and their disks are unplugged.
forget_maps() {
  lio_unplug "$1"
  check "$2: the maps have gone with their disks" wait_for '[[ $(paths_of "$known")$(paths_of "$other")$(markers) = 000 ]]' 120
}

lio_create chain luns=2 paths=2 vendor=NETAPP product='LUN C-Mode' states='optimized nonoptimized'
lio_create plug luns=3 paths=1 vendor=NETAPP product='LUN C-Mode'
check "the host is owned" own_host
lio_plug chain
check "settle returns" pathplug settle --timeout 150
known=$(lun_wwid chain 0) other=$(lun_wwid chain 1)
same "two maps of two paths" "2 2" "$(paths_of "$known") $(paths_of "$other")"
check "both tables are stored" grep -qs PATHPLUG_TABLE "/etc/pathplug/luns.d/naa.${known#3}" "/etc/pathplug/luns.d/naa.${other#3}"

# One marker after the other, each as soon as the run before has ended.
short() {
  for turn in $(seq 12); do
    touch /run/pathplug/queue/sdzz
    wait_for '[[ $(markers) = 0 && $(systemctl is-active $unit) != activating ]]' 150 || break
  done
  same "twelve short runs one after the other: none is missing" 12 "$turn"
  for marker in $(seq 2000); do : >"/run/pathplug/queue/sdz$marker"; done
  check "2,000 markers at once are drained" wait_for '[[ $(markers) = 0 ]]' 150
  same "the unit has not failed" "" "$(systemctl list-units --failed --plain --no-legend 'pathplug*')"
}

# A LUN whose map cannot be made: the other of its burst is, and it is tried again.
parked() {
  # The path unit rests until it is known what to refuse.
  systemctl stop pathplug-assemble.path
  lio_plug_one plug 0 1
  lio_plug_one plug 0 2
  refused=$(lun_wwid plug 2)
  mkdir -p /run/refusing
  cat >/run/refusing/dmsetup <<END
#!/bin/sh
[ ! -e /run/refuse ] || case "\$*" in
  "create --concise"*)
    # Those before it are made, as dmsetup does it.
    maps=\$(cat)
    before=\${maps%%$refused,*}
    if [ "\$before" != "\$maps" ]; then
      [ -z "\$before" ] || printf %s "\${before%;}" | /usr/sbin/dmsetup "\$@"
      echo refused >&2
      exit 1
    fi
    printf %s "\$maps" | exec /usr/sbin/dmsetup "\$@"
    exit
    ;;
esac
exec /usr/sbin/dmsetup "\$@"
END
  chmod +x /run/refusing/dmsetup
  touch /run/refuse
  systemctl set-environment "PATH=/run/refusing:$PATH"
  systemctl start pathplug-assemble.path
  check "a LUN whose map is refused is parked" wait_for '[[ -n $(ls /run/pathplug/parked) && $(markers) = 0 ]]' 150
  same "the other one of the burst has its map" 1 "$(paths_of "$(lun_wwid plug 1)")"
  same "the run did not fail for it" "" "$(systemctl list-units --failed --plain --no-legend 'pathplug*')"
  rm /run/refuse
  check "its map is made by itself when it can be" wait_for '[[ $(paths_of "$refused") = 1 ]]' 150
  check "and nothing is parked any more" wait_for '[[ -z $(ls /run/pathplug/parked) && ! -e /run/pathplug/back-off ]]' 150
  systemctl unset-environment PATH
}

# A worker that always fails.
failing() {
  forget_maps chain "before the worker fails"
  replace_worker <<<'#!/bin/sh
exit 1'
  failing=$(now) used=$(counted) before=$(failed_runs)
  lio_plug chain
  check "a worker that fails: the known LUNs get maps of all their paths all the same" \
    wait_for '[[ "$(paths_of "$known") $(paths_of "$other")" = "2 2" ]]' 150
  echo "from the plug to the maps: $(elapsed "$failing") s"
  same "each path in a group of its own, with the stored handler" "$(dmsetup table "$known" | awk '{ print $3 }') 2" \
    "multipath $(dmsetup table "$known" | grep -o 'service-time' | wc -l)"
  check "and it is said that no policy was applied" grep -q 'without any policy' <(said)
  lio_plug_one plug 0 0
  new=$(lio_disk plug 0 0)
  check "an unknown LUN is given back, and the host is disarmed" \
    wait_for '[[ ! -e /run/pathplug/armed && -e /run/pathplug/disarmed-by-failure ]]' 150
  check "its disk is the system's" wait_for '[[ -z $(udevadm info -q property --property=DM_MULTIPATH_DEVICE_PATH --value "/dev/$new") ]]' 150
  udevadm trigger --settle --action=change "/sys/block/$(lio_disk chain 0 0)"
  same "a path of a map that stands stays one" "0 1 held-by-map" \
    "$(udevadm info -q property --property=DM_MULTIPATH_DEVICE_PATH,SYSTEMD_READY,PATHPLUG_CLAIM_REASON --value "/dev/$(lio_disk chain 0 0)" | sort | xargs)"
  # New markers all the while: each of them could start a run.
  while awk -v a="$(elapsed "$failing")" 'BEGIN { exit !(a < 60) }'; do
    touch /run/pathplug/queue/sdzz
    sleep 1
  done
  within "in a minute of failing, of one processor" 5 "$(awk -v us="$(($(counted) - used))" 'BEGIN { printf "%.2f", us / 600000 }')" %
  within "its runs have become rare: of those in that minute have failed" 9 "$(($(failed_runs) - before))" runs
  mend_worker
  check "the worker works again: the host is armed by itself" wait_for '[[ -e /run/pathplug/armed && ! -e /run/pathplug/disarmed-by-failure && ! -e /run/pathplug/failures ]]' 150
  check "and all LUNs have their maps" wait_for '[[ "$(paths_of "$known") $(paths_of "$other") $(paths_of "$(lun_wwid plug 0)")" = "2 2 1" ]]' 150
}

# A worker that hangs.
hanging() {
  forget_maps chain "before the worker hangs"
  # The audit, which begins meanwhile, takes no lock.
  replace_worker <<<'#!/bin/sh
[ "$1" = assemble ] || exec /run/launcher "$@"
exec flock --no-fork /run/pathplug/lock sleep 1000'
  since=$(now)
  lio_plug chain
  check "a worker that hangs: the known LUNs get maps" \
    wait_for '[[ "$(paths_of "$known") $(paths_of "$other")" = "2 2" ]]' 200
  within "before systemd gives up what is in fstab" 85 "$(elapsed "$since")" s
  mend_worker
  check "the next plug works" wait_for '[[ ! -e /run/pathplug/failures ]]' 150
  lio_unplug_one plug 0 0
  check "by itself: a disk that leaves takes its map along" wait_for '[[ $(paths_of "$(lun_wwid plug 0)") = 0 && $(markers) = 0 ]]' 150
}

# No engine.
engineless() {
  forget_maps chain "before the engine goes"
  mv "$(command -v "$PATHPLUG_ENGINE")" /run/engine
  since=$(now)
  lio_plug chain
  check "no engine: the known LUNs get maps" wait_for '[[ "$(paths_of "$known") $(paths_of "$other")" = "2 2" ]]' 150
  echo "from the plug to the maps: $(elapsed "$since") s"
  mv /run/engine "/usr/bin/$PATHPLUG_ENGINE"
  check "the engine is back: the markers are drained by it" wait_for '[[ $(markers) = 0 && ! -e /run/pathplug/failures && -e /run/pathplug/armed ]]' 150
}

# A host that cannot be armed.
unarmed() {
  # The first table of a boot loads the target: a run that arms the host before has to see that it can be loaded.
  forget_maps chain "unarmed"
  # What other parts have plugged in.
  lio_unplug plug
  check "unarmed: no other map stands" wait_for '[[ -z $(maps) ]]' 120
  check "no module of multipath is loaded" modprobe -r dm_service_time dm_multipath
  rm /run/pathplug/armed
  replace_worker <<<'#!/bin/sh
[ "$1" != arm ] || exit 1
exec /run/launcher "$@"'
  check "arming fails" eval '! systemctl restart pathplug-arm.service'
  check "the next run of the worker arms the host" wait_for '[[ -e /run/pathplug/armed && ! -e /run/pathplug/disarmed-by-failure && $(markers) = 0 ]]' 150
  mend_worker
  check "and arming works again" systemctl restart pathplug-arm.service
  lio_plug chain
  check "settle returns" pathplug settle --timeout 150
}

# 200 paths: the disks of an array that come one at a time, three in a second.
many() {
  local before map host lun
  before=$(maps)
  modprobe scsi_debug add_host=4 max_luns=1 num_tgts=1 vpd_use_hostno=0 dev_size_mb=8 'inq_vendor="NETAPP  "' 'inq_product="LUN C-Mode      "'
  echo 51 >/sys/bus/pseudo/drivers/scsi_debug/max_luns
  mapfile -t hosts < <(for disk in $(scsi_disks); do [[ $(readlink -f "/sys/block/$disk") != *pseudo* ]] || hctl "$disk" | cut -d: -f1; done)
  for lun in $(seq 50); do
    for host in "${hosts[@]}"; do
      echo "0 0 $lun" >"/sys/class/scsi_host/host$host/scan"
      sleep 0.3
    done
  done
  check "200 paths at intervals of 300 ms: settle returns" pathplug settle --timeout 200
  same "each of the 51 LUNs has a map of four paths" "51 4" "$(comm -13 <(echo "$before") <(maps) | while read -r map; do paths_of "$map"; done | sort | uniq -c | xargs)"
  for map in $(comm -13 <(echo "$before") <(maps)); do dmsetup remove --retry "$map"; done
  modprobe -r scsi_debug
  check "and settle returns when they have gone" pathplug settle --timeout 150
}

for part in ${TRIGGER_PARTS:-short parked failing hanging engineless unarmed many}; do $part; done
check "settle returns" pathplug settle --timeout 150
topology_now
same "and the maps have their groups" "50 $(lio_disk chain 0 0)
10 $(lio_disk chain 1 0)" "$(path_groups "$known")"
same "nothing is suspended, empty or waiting to go live" "" "$(dmsetup info -c --noheadings --separator ' ' -o name,attr | grep -vE ' L--w$')"
same "no cookie is left" "" "$(dmsetup udevcookies | tail -n +2)"

for map in $(maps); do dmsetup remove --retry "$map"; done
lio_remove chain
lio_remove plug
finish
