#!/usr/bin/env bash
# A province's civil-service posts: load.sh POSTS.xlsx
# Loads into FOURCHAIN_STORE. The period is in the title of the workbook; PERIOD says it where it is not.
set -euo pipefail
if [ $# -lt 1 ]; then
    echo "usage: $0 POSTS.xlsx" >&2
    exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
fourchain=$here/../../.venv/bin/fourchain
[ -x "$fourchain" ] || fourchain=fourchain
exec "$fourchain" load "$@" --mapping "$here/mapping.yaml" ${PERIOD:+--period "$PERIOD"}
