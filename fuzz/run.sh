#!/usr/bin/env bash
# Builds the fuzz targets for libFuzzer with a stable compiler, and runs one of them, or each.
#
#   ./run.sh [TARGET] [SECONDS]      default: each target, 10 seconds
#
# Inputs that reach new code are kept in corpus/TARGET, findings in artifacts/TARGET. The exit status is 1 if there are any.
set -euo pipefail
cd "$(dirname "$0")"

targets=$(basename -s .rs fuzz_targets/*.rs)
if [[ ${1:-} =~ [^0-9] ]]; then
    if [[ ! -e fuzz_targets/$1.rs ]]; then
        echo "no such target: $1; there are:" $targets >&2
        exit 2
    fi
    targets=$1
    shift
fi
seconds=${1:-10}
if [[ $# -gt 1 || ! $seconds =~ ^[0-9]+$ ]]; then
    echo "usage: ./run.sh [TARGET] [SECONDS]" >&2
    exit 2
fi

# What `cargo fuzz build -s none` passes. `--target` keeps it away from build scripts.
host=$(rustc -vV | sed -n 's/^host: //p')
sancov="-Cpasses=sancov-module"
for arg in level=4 inline-8bit-counters pc-table trace-compares; do
    sancov+=" -Cllvm-args=-sanitizer-coverage-$arg"
done
RUSTFLAGS="--cfg fuzzing $sancov -Clink-dead-code" \
    cargo build --locked --release --bins --target "$host" --target-dir target/libfuzzer

status=0
for target in $targets; do
    mkdir -p "corpus/$target" "artifacts/$target"
    dictionary=dictionaries/${target%%_*}.dict
    options=()
    [[ -e $dictionary ]] && options=("-dict=$dictionary")
    echo "== $target, $seconds s"
    "target/libfuzzer/$host/release/$target" -max_total_time="$seconds" -timeout=10 -print_final_stats=1 \
        "${options[@]}" -artifact_prefix="artifacts/$target/" "corpus/$target" "seeds/$target" || status=1
done
exit $status
