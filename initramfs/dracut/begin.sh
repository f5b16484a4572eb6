#!/bin/sh
# Before udevd.
/usr/lib/pathplug/frozen begin
