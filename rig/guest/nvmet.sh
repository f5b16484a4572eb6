# NVMe subsystems made with the kernel's own target (nvmet), reached by TCP over the loopback device, through configfs and
# /dev/nvme-fabrics alone: neither nvme-cli nor a network is needed. A path is a port of its own, so it is a controller of its
# own on the host. Facts found by trying, kernel 6.12:
#  - a port that no subsystem is linked to refuses connections, and ends those that there are: the host loses the controller, goes
#    on as `connecting`, and is refused (-111) until the link is there again;
#  - states of ANA are per port and group. A host with nvme_core.multipath=N hears nothing when one changes, and keeps none;
#  - with nvme_core.multipath=N numbers are free again when a controller is gone: its successor has the same name.

nvmet=/sys/kernel/config/nvmet
nvmet_stores=/run/nvmet
nvmet_ports=4420

# nvmet_nqn SUBSYSTEM   its NQN.
nvmet_nqn() { echo "nqn.2026-01.test.pathplug:$1"; }

# nvmet_create SUBSYSTEM [KEY=VALUE…]   builds a subsystem, with nobody connected. Keys, with what they are when left out:
#   namespaces=1 paths=2 size=64 (MiB)   how much; namespace N has the UUID …0N and the NGUID …0N of its subsystem
#   model=MODEL firmware=1.0             what Identify Controller says
#   ids=both|nguid|uuid                  which ids the namespaces have
#   states='optimized …'                 ANA state of each path (the last one repeats): optimized non-optimized inaccessible
#                                        persistent-loss change
nvmet_create() {
  local subsystem=$1 namespaces=1 paths=2 size=64 model=$1 firmware=1.0 ids=both states=optimized pair
  shift
  for pair in "$@"; do
    case ${pair%%=*} in
      namespaces | paths | size | model | firmware | ids | states) local "$pair" ;;
      *) echo "nvmet_create: no such key: ${pair%%=*}" >&2 && return 64 ;;
    esac
  done
  modprobe -a nvmet nvmet-tcp nvme-tcp || return
  ip link set lo up
  mountpoint -q /sys/kernel/config || mount -t configfs configfs /sys/kernel/config
  mkdir -p "$nvmet_stores"
  mountpoint -q "$nvmet_stores" || mount -t tmpfs -o size=60% nvmet "$nvmet_stores"

  local folder number id path port
  local -a state_of
  folder=$nvmet/subsystems/$(nvmet_nqn "$subsystem")
  mkdir "$folder" || return
  echo 1 >"$folder/attr_allow_any_host"
  echo -n "$model" >"$folder/attr_model" || return
  echo -n "$firmware" >"$folder/attr_firmware" 2>/dev/null # from 6.7 on
  id=$(printf %s "$subsystem" | md5sum | cut -c1-28)
  for ((number = 1; number <= namespaces; number++)); do
    mkdir "$folder/namespaces/$number" || return
    truncate -s "${size}M" "$nvmet_stores/$subsystem-$number"
    # A file on tmpfs takes no direct I/O before 6.6.
    echo 1 >"$folder/namespaces/$number/buffered_io"
    echo -n "$nvmet_stores/$subsystem-$number" >"$folder/namespaces/$number/device_path" || return
    if [[ $ids == nguid ]]; then nvmet_write_id "$folder/namespaces/$number/device_uuid" "$(printf %032d 0)" || return
    else nvmet_write_id "$folder/namespaces/$number/device_uuid" "$(printf '%s%02x%02x' "$id" 170 "$number")" || return; fi
    if [[ $ids != uuid ]]; then
      nvmet_write_id "$folder/namespaces/$number/device_nguid" "$(printf '%s%02x%02x' "$id" 187 "$number")" || return
    fi
    # Group 1 is every port's own, and its state is that of all subsystems; group 2 is this one's.
    echo 2 >"$folder/namespaces/$number/ana_grpid" || return
    echo 1 >"$folder/namespaces/$number/enable" || return
  done
  read -ra state_of <<<"$states"
  for ((path = 0; path < paths; path++)); do
    : "${state_of[path]:=${state_of[path - 1]}}"
    port=$nvmet/ports/$nvmet_ports
    echo "$nvmet_ports" >"$nvmet_stores/$subsystem-port-$path"
    nvmet_ports=$((nvmet_ports + 1))
    mkdir "$port" || return
    echo tcp >"$port/addr_trtype" && echo ipv4 >"$port/addr_adrfam" || return
    echo 127.0.0.1 >"$port/addr_traddr" && basename "$port" >"$port/addr_trsvcid" || return
    mkdir "$port/ana_groups/2" || return
    echo "${state_of[path]}" >"$port/ana_groups/2/ana_state" || return
  done
}

# nvmet_write_id FILE DIGITS   32 hexadecimal digits as a UUID.
nvmet_write_id() {
  echo -n "${2:0:8}-${2:8:4}-${2:12:4}-${2:16:4}-${2:20:12}" >"$1"
}

# nvmet_service SUBSYSTEM PATH   the service id (TCP port) of one path; it is its port's name in configfs, too.
nvmet_service() { cat "$nvmet_stores/$1-port-$2"; }

# nvmet_paths SUBSYSTEM   numbers of its paths.
nvmet_paths() {
  local path=0
  while [[ -e $nvmet_stores/$1-port-$path ]]; do
    echo "$path"
    path=$((path + 1))
  done
}

# nvmet_open SUBSYSTEM PATH, nvmet_shut SUBSYSTEM PATH   whether a path's port takes connections.
nvmet_open() {
  local links
  links=$nvmet/ports/$(nvmet_service "$@")/subsystems
  [[ -e $links/$(nvmet_nqn "$1") ]] || ln -s "$nvmet/subsystems/$(nvmet_nqn "$1")" "$links/"
}
nvmet_shut() { rm -f "$nvmet/ports/$(nvmet_service "$@")/subsystems/$(nvmet_nqn "$1")"; }

# nvmet_connect SUBSYSTEM [PATH…]   connects all paths, or those given; tells the controllers' names. A path that is lost is
# tried again each second, for ever.
nvmet_connect() {
  local subsystem=$1 path reply fd
  shift
  # shellcheck disable=SC2046 # one word per path
  [[ $# -gt 0 ]] || set -- $(nvmet_paths "$subsystem")
  for path in "$@"; do
    nvmet_open "$subsystem" "$path" || return
    exec {fd}<>/dev/nvme-fabrics || return
    echo "nqn=$(nvmet_nqn "$subsystem"),transport=tcp,traddr=127.0.0.1,trsvcid=$(nvmet_service "$subsystem" "$path"),nr_io_queues=1,reconnect_delay=1,ctrl_loss_tmo=-1,keep_alive_tmo=5" >&"$fd" || return
    read -r reply <&"$fd"
    exec {fd}>&-
    reply=${reply%%,*}
    echo "nvme${reply#instance=}"
  done
}

# nvmet_controllers SUBSYSTEM [PATH]   names of its controllers, or of that of one path.
nvmet_controllers() {
  local controller
  for controller in /sys/class/nvme/nvme*; do
    [[ -e $controller/subsysnqn && $(<"$controller/subsysnqn") == "$(nvmet_nqn "$1")" ]] || continue
    [[ -z ${2:-} || $(<"$controller/address") == *trsvcid="$(nvmet_service "$1" "$2")"* ]] || continue
    echo "${controller##*/}"
  done
}

# nvmet_disk SUBSYSTEM PATH NAMESPACE   the kernel name of the disk that is one path of one namespace, where the kernel shows
# one: a hidden one (nvme0c1n1) where it multipaths.
nvmet_disk() {
  local controller disk
  for controller in $(nvmet_controllers "$1" "$2"); do
    for disk in /sys/class/nvme/"$controller"/nvme*n*; do
      [[ ! -e $disk/nsid || $(<"$disk/nsid") != "$3" ]] || echo "${disk##*/}"
    done
  done
}

# nvmet_disconnect SUBSYSTEM [PATH]   the host gives its controllers up: their disks vanish.
nvmet_disconnect() {
  local controller
  for controller in $(nvmet_controllers "$@"); do echo 1 >"/sys/class/nvme/$controller/delete_controller"; done
}

# nvmet_break SUBSYSTEM PATH, nvmet_mend SUBSYSTEM PATH   the cable fails while the disks stay: the host loses the controller and
# tries to connect until it is mended.
nvmet_break() { nvmet_shut "$@"; }
nvmet_mend() { nvmet_open "$@"; }

# nvmet_set_state SUBSYSTEM PATH STATE   the subsystem moves a path's ANA group to another state.
nvmet_set_state() { echo "$3" >"$nvmet/ports/$(nvmet_service "$1" "$2")/ana_groups/2/ana_state"; }

# nvmet_resize SUBSYSTEM NAMESPACE MIB   the backing file grows, and the host is told.
nvmet_resize() {
  truncate -s "$3M" "$nvmet_stores/$1-$2"
  echo 1 >"$nvmet/subsystems/$(nvmet_nqn "$1")/namespaces/$2/revalidate_size"
}

# nvmet_remove SUBSYSTEM   takes a subsystem away with all it has. Maps over it must be gone.
nvmet_remove() {
  local folder path port
  folder=$nvmet/subsystems/$(nvmet_nqn "$1")
  nvmet_disconnect "$1"
  for path in $(nvmet_paths "$1"); do
    nvmet_shut "$1" "$path"
    port=$nvmet/ports/$(nvmet_service "$1" "$path")
    rmdir "$port/ana_groups/2" "$port"
    rm -f "$nvmet_stores/$1-port-$path"
  done
  for path in "$folder"/namespaces/*; do
    echo 0 >"$path/enable"
    rmdir "$path"
    rm -f "$nvmet_stores/$1-${path##*/}"
  done
  rmdir "$folder"
}
