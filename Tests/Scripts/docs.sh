#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# docs.sh: DocC's pages of every library in Sources, with one page before them, in .build/docs.
set -euo pipefail
cd "$(dirname "$0")/../.."

work=.build/docc
rm -rf .build/docs $work
swift package dump-symbol-graph --skip-synthesized-members >/dev/null
for folder in Sources/*/; do
    library=$(basename "$folder")
    # C libraries have no Swift in them; a program has no interface.
    graphs=$(ls .build/*/symbolgraph/"$library".symbols.json .build/*/symbolgraph/"$library"@*.symbols.json 2>/dev/null || true)
    if [ -z "$graphs" ] || [ -z "$(find "$folder" -name '*.swift' -print -quit)" ] || [ "$library" = daybreak ]; then continue; fi
    mkdir -p "$work/$library"
    cp $graphs "$work/$library"
    docc convert --diagnostic-level error --additional-symbol-graph-dir "$work/$library" --fallback-display-name "$library" \
        --fallback-bundle-identifier "daybreak.$library" --output-path "$work/$library.doccarchive"
done
docc merge $work/*.doccarchive --synthesized-landing-page-name Daybreak --output-path .build/docs
echo "look at it with: python3 -m http.server --bind 127.0.0.1 --directory .build/docs, then http://127.0.0.1:8000/documentation"
