# Completion of pathplug's command lines in bash, made by packaging/man-and-completions.mjs.
#
# No program is started: commands and flags stand below, names of maps and disks are read from /sys/block, and files are
# left to readline.

# _pathplug_commands COMMAND   words that may follow it; the first ones where it is empty
_pathplug_commands() {
  words=()
  case $1 in
    # generated: commands
  esac
}

# _pathplug_flags COMMAND
_pathplug_flags() {
  words=()
  case $1 in
    # generated: flags
  esac
}

# _pathplug_value COMMAND FLAG   what the flag's value may be; fails where it takes none
_pathplug_value() {
  words=() listed=
  case "$1 $2" in
    # generated: values
    *) return 1 ;;
  esac
}

# _pathplug_argument COMMAND NUMBER   what an argument may be; the first one has the number 0
_pathplug_argument() {
  words=() listed=
  case "$1 $2" in
    # generated: arguments
  esac
}

# _pathplug_has WORD   whether it is among `words`
_pathplug_has() {
  local word
  for word in "${words[@]}"; do [[ $word != "$1" ]] || return 0; done
  return 1
}

# _pathplug_maps FIELD   adds names or WWIDs of the multipath maps to `words`
_pathplug_maps() {
  local file uuid name
  for file in /sys/block/dm-*/dm/uuid; do
    [[ -r $file ]] && read -r uuid <"$file" && [[ $uuid == mpath-* ]] || continue
    if [[ $1 == wwid ]]; then
      words+=("${uuid#mpath-}")
    elif read -r name <"${file%uuid}name"; then
      words+=("$name")
    fi
  done
}

_pathplug_disks() {
  local disk
  for disk in /sys/block/*; do
    case ${disk##*/} in '*' | dm-* | loop* | md* | ram* | sr* | zram*) ;; *) words+=("${disk##*/}") ;; esac
  done
}

_pathplug_list() {
  case $1 in
    file) compopt -o default ;;
    directory) compopt -o dirnames ;;
    map) _pathplug_maps name ;;
    wwid) _pathplug_maps wwid ;;
    disk) _pathplug_disks ;;
    map-or-disk) _pathplug_maps name && _pathplug_disks ;;
    disk-or-file) _pathplug_disks && compopt -o default ;;
  esac
}

_pathplug() {
  local current=${COMP_WORDS[COMP_CWORD]} command= flag= glued= listed= only= word
  local -i i arguments=0
  local -a words=() more=()
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $word == [=:] ]]; then
      # bash takes --flag=VALUE and H:C:T:L apart.
      if ((i + 1 < COMP_CWORD)); then i+=1 flag=; fi
    elif [[ -n $flag ]]; then
      flag=
    elif [[ $word == -- ]]; then
      only=arguments
    elif [[ $word == -?* && -z $only ]]; then
      # Flags without a command are those of the short status.
      command=${command:-status}
      if _pathplug_value "$command" "$word"; then flag=$word; fi
    elif [[ -z $command ]]; then
      [[ $word == help ]] || command=$word
    elif _pathplug_commands "$command" && ((arguments == 0)) && _pathplug_has "$word"; then
      command+=" $word"
    else
      arguments+=1
    fi
  done
  [[ $current != = ]] || current=
  if [[ -z $flag && $current == --*=* ]]; then
    flag=${current%%=*} glued=$flag= current=${current#*=}
  fi
  if [[ -n $flag ]]; then
    _pathplug_value "${command:-status}" "$flag" && _pathplug_list "$listed"
  elif [[ $current == -* && -z $only ]]; then
    _pathplug_flags "${command:-status}"
    words+=(--help)
    [[ -n $command ]] || words+=(--version)
  elif [[ -z $command ]]; then
    _pathplug_commands ''
    words+=(help)
  else
    ((arguments > 0)) || _pathplug_commands "$command"
    more=("${words[@]}")
    _pathplug_argument "$command" "$arguments"
    _pathplug_list "$listed"
    words+=("${more[@]}")
  fi
  for word in "${words[@]}"; do
    if [[ $word == "$current"* ]]; then
      printf -v word %q "$word"
      COMPREPLY+=("$glued$word")
    fi
  done
}

complete -F _pathplug pathplug
