#!/usr/bin/env bash
# Both sides of a US state's market: load.sh GRADUATES.csv OPENINGS.csv CIP.csv
# Loads into FOURCHAIN_STORE. The period is the academic year of the graduates' file, or PERIOD.
set -euo pipefail
if [ $# -ne 3 ]; then
    echo "usage: $0 GRADUATES.csv OPENINGS.csv CIP.csv" >&2
    exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
fourchain=$here/../../.venv/bin/fourchain
[ -x "$fourchain" ] || fourchain=fourchain
year() {  # the one value of the column academic_year
    awk -F, 'NR == 1 { sub(/\r$/, ""); for (i = 1; i <= NF; i++) if ($i == "academic_year") c = i; next }
             c { sub(/\r$/, ""); print $c }' "$1" | sort -u | tail -1
}
period=${PERIOD:-$(year "$1")}
if [ -z "$period" ]; then
    echo "$1 has no column academic_year: name the graduates' file first, or say PERIOD=2021" >&2
    exit 2
fi
exec "$fourchain" load "$1" "$2" "$3" "$here/parameters.csv" --sender ohio --period "$period" \
    --mapping "$here/offers.yaml" --mapping "$here/openings.yaml" --mapping "$here/fields.yaml"
