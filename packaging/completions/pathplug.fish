# Completion of pathplug's command lines in fish, made by packaging/man-and-completions.mjs.
#
# No program is started: commands and flags stand below, names of maps and disks are read from /sys/block.

# Words of the line so far, without the program.
function __pathplug_line
    set -l tokens (commandline -opc)
    set -e tokens[1]
    if test "$tokens[1]" = help
        set -e tokens[1]
    end
    string join -- \n $tokens
end

# __pathplug_is WORD...   whether the line begins with this command; flags without one are those of the short status
function __pathplug_is
    set -l tokens (__pathplug_line)
    if string match -q -- '-*' "$tokens[1]"
        set -p tokens status
    end
    while set -q argv[1]
        test "$tokens[1]" = "$argv[1]"; or return 1
        set -e tokens[1]
        set -e argv[1]
    end
end

# __pathplug_expects WORD...   whether the line is these words and nothing more
function __pathplug_expects
    set -l tokens (__pathplug_line)
    test "$tokens" = "$argv"
end

# __pathplug_bare   whether no command is given, so that flags are those of the short status
function __pathplug_bare
    set -l tokens (__pathplug_line)
    not set -q tokens[1]
end

# __pathplug_argument NUMBER WORD...   whether the argument of this number is next behind the command; the first one is 0
function __pathplug_argument
    set -l number $argv[1]
    set -e argv[1]
    __pathplug_is $argv; or return 1
    # generated: valued
    set -l tokens (__pathplug_line)
    set -l past 0
    set -l value 0
    for token in $tokens
        if test $value = 1
            set value 0
        else if contains -- $token $valued
            set value 1
        else if not string match -q -- '-?*' $token
            set past (math $past + 1)
        end
    end
    test (math $past - (count $argv)) = $number
end

function __pathplug_maps
    for file in /sys/block/dm-*/dm/uuid
        read -l uuid <$file
        if string match -q 'mpath-*' -- $uuid
            read -l name <(string replace -r 'uuid$' name -- $file)
            and echo $name
        end
    end
end

function __pathplug_wwids
    for file in /sys/block/dm-*/dm/uuid
        read -l uuid <$file
        and string replace -f -r '^mpath-' '' -- $uuid
    end
end

function __pathplug_disks
    for disk in /sys/block/*
        string replace -r '^.*/' '' -- $disk | string match -v -r '^(dm-|loop|md|ram|sr|zram)'
    end
end

complete -c pathplug -f
complete -c pathplug -l help -s h -d 'print what the command takes'
complete -c pathplug -n __pathplug_bare -l version -d 'print the version'
# generated: completions
