#compdef pathplug
# Completion of pathplug's command lines in zsh, made by packaging/man-and-completions.mjs.
#
# No program is started: commands and flags stand below, names of maps and disks are read from /sys/block.

_pathplug_maps() {
  local file uuid name
  local -a names
  for file in /sys/block/dm-*/dm/uuid(N); do
    read -r uuid <$file && [[ $uuid == mpath-* ]] && read -r name <${file:h}/name && names+=("$name")
  done
  compadd "$@" -a names
}

_pathplug_wwids() {
  local file uuid
  local -a wwids
  for file in /sys/block/dm-*/dm/uuid(N); do
    read -r uuid <$file && [[ $uuid == mpath-* ]] && wwids+=("${uuid#mpath-}")
  done
  compadd "$@" -a wwids
}

_pathplug_disks() {
  local -a disks=(/sys/block/*(N:t))
  disks=(${disks:#(dm-|loop|md|ram|sr|zram)*})
  compadd "$@" -a disks
}

_pathplug_maps_or_disks() {
  _pathplug_maps "$@"
  _pathplug_disks "$@"
}

_pathplug_disks_or_files() {
  _pathplug_disks "$@"
  _files "$@"
}

# generated: arguments

# _pathplug_command COMMAND   flags and arguments behind it
_pathplug_command() {
  local -a specs=(
    # generated: globals
    '(- *)'{-h,--help}'[print what the command takes]'
  )
  case $1 in
    # generated: commands
  esac
  _arguments -s -S : "${specs[@]}"
}

# _pathplug_followers COMMAND   second words of commands that begin with it; the first ones where it is empty
_pathplug_followers() {
  local -a followers
  case $1 in
    # generated: followers
  esac
  (( $#followers )) && _describe -t commands 'pathplug command' followers
}

# _pathplug_follows COMMAND WORD   whether both together are a command
_pathplug_follows() {
  case "$1 $2" in
    # generated: pairs
    *) return 1 ;;
  esac
}

_pathplug() {
  local command
  if (( CURRENT > 2 )) && [[ $words[2] == help ]]; then
    shift words
    (( CURRENT-- ))
  fi
  if [[ $words[2] == -* ]]; then
    # Flags without a command are those of the short status.
    (( CURRENT == 2 )) && compadd -- --version
    _pathplug_command status
    return
  fi
  if (( CURRENT == 2 )); then
    _pathplug_followers ''
    return
  fi
  command=$words[2]
  shift words
  (( CURRENT-- ))
  if (( CURRENT > 2 )) && _pathplug_follows $command $words[2]; then
    command+=" $words[2]"
    shift words
    (( CURRENT-- ))
  elif (( CURRENT == 2 )); then
    _pathplug_followers $command
    case $command in
      # generated: topics
    esac
  fi
  _pathplug_command $command
}

_pathplug "$@"
