#!/bin/bash
# The commands as a shell script has them: a round trip, and each exit status once.
# The environment has a connection to an empty emulator; $1 is how the program is called.
set -u
ccs() { $CCS "$@"; }
CCS=$1
cd "$(mktemp -d)" || exit 99

expect_status() {  # STATUS COMMAND...
    local wanted=$1; shift
    "$@" >out 2>err
    local status=$?
    if [ "$status" -ne "$wanted" ]; then
        echo "ended with $status, not $wanted: $*"; cat out err; exit 98
    fi
}

# 0: there and back, with nothing different in the end.
expect_status 0 ccs set bot/s1 intent=refund turn:=1.50 --ttl 2h
expect_status 0 ccs set bot/s2 --from <(echo '{"id": 12345678901234567890123, "slots": {"to": null}}') --ttl 2h
expect_status 0 ccs get bot/s2 id
[ "$(cat out)" = 12345678901234567890123 ] || { echo "the id is $(cat out)"; exit 97; }
printf 'expect = ["intent == '"'refund'"'"]\n' > refund.toml
expect_status 0 ccs expect refund.toml bot/s1 --within 30s --junit results.xml
grep -q 'failures="0"' results.xml || { echo "no results"; exit 96; }
ccs set bot/s1 done:=true >/dev/null &
expect_status 0 ccs watch bot/s1 --until done --timeout 60s
wait
expect_status 0 ccs export bot -o bot.ndjson.gz
expect_status 0 ccs import bot.ndjson.gz --map bot=copy
for session in s1 s2; do
    expect_status 0 ccs diff "bot/$session" "copy/$session"
    [ -s out ] && { echo "$session differs"; cat out; exit 95; }
done
# A recording does not part from itself, and an export to stdout has every document.
expect_status 0 ccs diff --timeline bot/s1 bot/s1
ccs export bot -o - | grep -c payload >count
[ "$(cat count)" -eq 2 ] || { echo "on stdout are $(cat count)"; exit 91; }
expect_status 0 ccs copy bot/s1 bot/s3
expect_status 0 ccs rm bot/s3
expect_status 0 ccs undo
expect_status 0 ccs search bot intent=refund
[ "$(wc -l < out)" -eq 2 ] || { echo "found $(cat out)"; exit 94; }

# 1: refused. 2: not to be read. 3: not there. 4: not as expected. 5: partly.
expect_status 1 ccs set sde/s1 a=1
CCS_READ_ONLY=1 expect_status 1 ccs rm bot/s1
expect_status 2 ccs get bot
expect_status 2 ccs diff --timeline bot/s1 bot/s1 --turn nosuch
expect_status 3 ccs get bot/nowhere
expect_status 4 ccs watch bot/s1 --fail-if done
expect_status 5 ccs export bot/s1 bot/nowhere -o partly.ndjson
# 130: interrupted. What a script has in the background ignores ctrl+c, unless that is undone.
heard='import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])'
"${CCS%% *}" -c "$heard" $CCS record bot >record.out 2>record.err & recorder=$!
until [ -s record.out ]; do sleep 0.05; done
kill -INT $recorder; wait $recorder
status=$?
[ $status -eq 130 ] || { echo "the recorder ended with $status"; cat record.err; exit 93; }
grep -q Traceback record.err && { cat record.err; exit 92; }
echo "whole"
