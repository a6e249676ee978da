#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# demo.sh: from articles to inboxes in a newsroom of its own, by the commands a newcomer would type.
set -euo pipefail
cd "$(dirname "$0")/../.."

daybreak=$PWD/.build/release/daybreak
demo=$PWD/docs/demo
newsroom=${1:-$(mktemp -d)/newsroom}
say() { printf '\n\033[1m$ daybreak %s\033[0m\n' "$*"; }
run() { say "$@"; "$daybreak" "$@"; }

run init "$newsroom" | sed -n 1,3p
cd "$newsroom"
cp "$demo"/readers.csv subscribers/

say sandbox "&"
"$daybreak" sandbox --port 0 >sandbox.log &
sandbox=$!
trap 'kill $sandbox 2>/dev/null; wait $sandbox 2>/dev/null || true' EXIT
for _ in $(seq 50); do
    port=$(sed -n 's/^keeping mail from 127.0.0.1:\([0-9]*\).*/\1/p' sandbox.log)
    [ -n "$port" ] && break
    sleep 0.1
done
head -n 1 sandbox.log
sed -i "s/127.0.0.1:2525/127.0.0.1:$port/" daybreak.yaml
printf 'retry: { first: 1s, longest: 1s }\n' >>daybreak.yaml

run article add "$demo"/articles/*.{md,txt,html}
run subscriber import subscribers/readers.csv --list morning
run edition new "$demo/edition.yaml"
run edition preview 1 --for amelia.stone@inbox.test --html morning.html --text morning.txt --message morning.eml
run send 1 --list morning || true
sleep 1.3
say "send --resume   (greylisted a moment ago, welcome now)"
"$daybreak" send --resume || true
run mailing deliveries 1

printf '\nThe start of one reader’s copy, from %s:\n\n' "$newsroom/sandbox/new"
head -n 16 "$(grep -l --max-count=1 "Delivered-To: amelia" sandbox/new/*)"
printf '\n%s messages kept. Look at %s in a browser.\n' "$(find sandbox/new -type f | wc -l)" "$newsroom/morning.html"

printf '\nWhat was pasted from a news page is an edition as it is:\n'
run edition new --article sund-strait-customs-treaty-remains-possible-despite-mixed
run send 2 --list morning || true
