#!/bin/bash
# What a Fibre Channel adapter tells of its links has paths looked at at once, and nothing runs to hear it. The adapter is the kernel's
# own: FCoE between two ends of a virtual cable (VN2VN), which carry no disks here.
# rig: when=asked timeout=300
. /pathplug/rig/guest/guest.sh
socket=pathplug-transport.socket service=pathplug-transport.service

# tell_links N   a storm: N messages as scsi_transport_fc sends them (SCSI_TRANSPORT_MSG, FC_NL_ASYNC_EVENT), to SCSI_NL_GRP_FC_EVENTS.
tell_links() {
  perl -e 'socket(my $s, 16, 3, 18) or die $!;
    my $message = pack("LSSLL CCSSS", 24, 17, 0, 0, 0, 1, 1, 0xA1B2, 0x0100, 8);
    for (1 .. $ARGV[0]) { send($s, $message, 0, pack("SSLL", 16, 0, 0, 8)) or die $! }' "$1"
}
state_of() { systemctl show -P ActiveState "$1"; }
runs() { journalctl -b --no-pager -o cat -u $service | grep -c '^Finished'; }

modprobe -r scsi_transport_fc 2>/dev/null
lio_create link luns=1 paths=2 vendor=NETAPP product='LUN C-Mode' states='optimized nonoptimized'
check "the host is owned" own_host
lio_plug link
check "settle returns" pathplug settle --timeout 150
map=$(lun_wwid link 0)
same "without an adapter nothing is listened to, and nothing has failed" "inactive success" \
  "$(state_of $socket) $(systemctl show -P Result $socket)"
lio_unplug link
check "the map goes" wait_for '[[ $(maps) == "" ]]' 60

modprobe fcoe
ip link add fc0 type veth peer name fc1
for end in fc0 fc1; do
  ip link set "$end" up
  echo "$end" >/sys/module/libfcoe/parameters/create_vn2vn
done
check "an adapter has its link" wait_for 'grep -q Online /sys/class/fc_host/*/port_state' 30
# What is seen now is not the timer's doing.
systemctl mask --quiet --runtime pathplug-audit.timer
lio_plug link
check "settle returns again" pathplug settle --timeout 150
check "with one it is listened to" wait_for '[[ $(state_of $socket) == active ]]' 30
sleep 5
same "nothing runs for it" inactive "$(state_of $service)"

lio_break link 1
sleep 5
same "a path that carries nothing dies, and nobody has said so" AA "$(path_states "$map")"
since=$(now)
ip link set fc1 down
check "a link goes down: the dead path is out of use" wait_for '[[ $(path_states "$map") == AF ]]' 30
within "after" 15 "$(elapsed "$since")" s
lio_mend link 1
check "it comes back by its test" wait_for '[[ $(path_states "$map") == AA ]]' 30
check "and all is at rest" wait_for '[[ $(state_of $service) == inactive ]]' 30

before=$(runs)
for i in 1 2 3 4 5; do
  tell_links 400
  sleep 1
done
check "after a storm all is at rest, too" wait_for '[[ $(state_of $service) == inactive ]]' 60
within "2000 messages in 5 s are so many looks:" 8 "$(($(runs) - before))" ""
same "it is listened to as before, and nothing has failed" "active success success" \
  "$(state_of $socket) $(systemctl show -P Result $socket) $(systemctl show -P Result $service)"
before=$(runs)
tell_links 1
check "one more is heard" wait_for '(($(runs) > before))' 30

lio_unplug link
check "the map goes again" wait_for '[[ $(maps) == "" ]]' 60
check "and with it the listening" wait_for '[[ $(state_of $socket) == inactive ]]' 30
for end in fc0 fc1; do echo "$end" >/sys/module/libfcoe/parameters/destroy; done
ip link del fc0
systemctl unmask --quiet --runtime pathplug-audit.timer
lio_remove link
finish
