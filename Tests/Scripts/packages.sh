#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# packages.sh PACKAGE... installs the Debian packages that are missing; silent when none is.
set -euo pipefail

missing=()
for package in "$@"; do
    status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ]; then
    root=(env)
elif sudo -n true 2>/dev/null; then
    root=(sudo -n env)
else
    echo "missing Debian packages, and neither root nor sudo to install them: apt-get install ${missing[*]}" >&2
    exit 69
fi

# No package may ask a question, and none may start a server: the tests start their own.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee "$policy" >/dev/null
    "${root[@]}" chmod 755 "$policy"
    trap '"${root[@]}" rm -f "$policy"' EXIT
fi
echo "installing ${missing[*]}"
log=$(mktemp)

# Another program may hold a lock for a while, as unattended upgrades do after every start. apt-get waits for dpkg's own by
# itself; for those of the package lists and of the downloads it has to be started again.
patience=300
apt() {
    until "${root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=$patience "$@" >"$log" 2>&1; do
        grep -Eq 'Could not get lock|Unable to (acquire|lock)' "$log" && [ "$SECONDS" -lt "$patience" ] || return 1
        sleep 1
    done
}
if ! { apt update && apt install -y --no-install-recommends "${missing[@]}"; }; then
    echo "cannot install ${missing[*]}: $(grep -m1 '^E:' "$log" || tail -n1 "$log")" >&2
    exit 69
fi
rm -f "$log"
