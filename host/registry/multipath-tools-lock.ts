/**
 * A line of sh: holds what is open as 9 with the lock that multipath-tools takes on its files (fcntl), where flock(1) can take one. Ends
 * the script with 1 where another program holds it for 10 s.
 */
export const LOCK = "flock --fcntl --timeout 10 9 2>/dev/null; [ $? != 1 ] || exit";

/** How long a script with that line may take, milliseconds. */
export const LOCKED_TIMEOUT = 25_000;
