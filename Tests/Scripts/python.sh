#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# python.sh DIRECTORY MODULE... makes a Python environment with these modules; silent when it is there.
set -euo pipefail

directory=$1
shift
[ "$(cat "$directory/modules" 2>/dev/null)" = "$*" ] && exit 0
echo "installing $*"
python3 -m venv --clear "$directory"
"$directory/bin/pip" install -q --disable-pip-version-check "$@"
echo "$*" >"$directory/modules"
