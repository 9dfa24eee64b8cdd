#!/bin/sh
# Asks a running companion for everything it is there for and says how long each took.
# Needs sh and curl. Exit code: 0 all well, 1 something is not, 2 used wrongly.
set -u

usage() {
  cat <<'EOF'
verify.sh [--url URL] [--jobs LIST] [--rounds N] [--policy POLICY] [--recording FILE] [--insecure]

  --url URL         where the companion is; http://localhost:3100 when left out
  --jobs LIST       jobs that must work, e.g. chat,transcribe,speak,embed; those that some
                    upstream offers now when left out; none checks availability only
  --rounds N        calls of each job for the latency figures; 3 when left out
  --policy POLICY   device-only, school-network or cloud-allowed; the companion's own when left out
  --recording FILE  what is transcribed; what was just spoken when left out
  --insecure        does not check the certificate

A key, where one is needed, comes from the variable PARLEY_KEY.
EOF
}

url=http://localhost:3100
jobs=auto
rounds=3
policy=
recording=
insecure=
while [ $# -gt 0 ]; do
  case $1 in
    --url | --jobs | --rounds | --policy | --recording)
      [ $# -ge 2 ] || { usage >&2; exit 2; }
      case $1 in
        --url) url=${2%/} ;;
        --jobs) jobs=$2 ;;
        --rounds) rounds=$2 ;;
        --policy) policy=$2 ;;
        --recording) recording=$2 ;;
      esac
      shift 2
      ;;
    --insecure) insecure=yes; shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done
for job in $(echo "$jobs" | tr ',' ' '); do
  case $job in
    auto | none | chat | transcribe | speak | embed) ;;
    *) usage >&2; exit 2 ;;
  esac
done
case $rounds in '' | *[!0-9]* | 0) usage >&2; exit 2 ;; esac
command -v curl >/dev/null || { echo 'curl is not installed. Run: sudo apt-get install curl' >&2; exit 2; }

folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
# In a file, so that the list of processes does not show the key.
(
  umask 077
  {
    echo 'silent'
    echo 'connect-timeout = 5'
    [ -z "$insecure" ] || echo 'insecure'
    [ -z "$policy" ] || echo "header = \"X-Parley-Policy: $policy\""
    [ -z "${PARLEY_KEY:-}" ] || echo "header = \"Authorization: Bearer $PARLEY_KEY\""
  } >"$folder/curl"
)

failed=0
passed() { echo "ok    $1"; }
failure() {
  echo "FAIL  $1"
  failed=$((failed + 1))
}

# ask NAME PATH [curl options]: the body goes to $folder/NAME, the status to $status,
# the seconds to the first byte and to the last one to $first and $total.
ask() {
  name=$1
  path=$2
  shift 2
  figures=$(curl --config "$folder/curl" --max-time 180 --output "$folder/$name" \
    --write-out '%{http_code} %{time_starttransfer} %{time_total}' "$@" "$url$path") || figures='000 0 0'
  status=${figures%% *}
  total=${figures##* }
  first=${figures#* }
  first=${first%% *}
}

# Why a call went wrong: its own sentence, or that nobody answered.
why() {
  if [ "$status" = 000 ]; then
    echo "no answer from $url"
  else
    said=$(sed -n 's/.*"message":"\([^"]*\)".*/\1/p' "$folder/$1" 2>/dev/null | head -n 1)
    echo "status $status${said:+: $said}"
  fi
}

# latency NAME FILE: lowest, middle and highest of the seconds in FILE, as milliseconds.
latency() {
  sort -n "$2" | awk -v name="$1" '
    { ms[NR] = $1 * 1000 }
    END { printf "time  %-24s min %.0f ms   median %.0f ms   max %.0f ms   (%d)\n",
      name, ms[1], ms[int((NR + 1) / 2)], ms[NR], NR }'
}

json='content-type: application/json'
wanted() { case ",$jobs," in *",$1,"*) return 0 ;; *) return 1 ;; esac; }

check_available() {
  for path in /livez /readyz /health; do
    ask state "$path"
    if [ "$status" = 200 ]; then passed "$path"; else failure "$path: $(why state)"; fi
  done
  [ "$status" != 200 ] ||
    sed 's/.*"services":{\([^}]*\)}.*/\1/; s/"//g; s/,/ /g; s/^/      /' "$folder/state"
  [ "$status" = 000 ] || echo
}

check_models() {
  ask models /v1/models
  if [ "$status" != 200 ]; then
    failure "/v1/models: $(why models)"
    [ "$status" != 401 ] || echo '      → put a key into PARLEY_KEY; make one with: npm run keys -- create --name NAME'
    return
  fi
  count=$(grep -o '"object":"model"' "$folder/models" | wc -l | tr -d ' ')
  if [ "$count" -gt 0 ] || [ "$jobs" = auto ]; then
    passed "/v1/models: $count"
  else
    failure '/v1/models: none'
  fi
}

# Which jobs some upstream that answers offers now.
find_jobs() {
  [ "$jobs" = auto ] || return 0
  jobs=
  ask routes /api/routes
  for job in chat speak transcribe embed; do
    if tr '{' '\n' <"$folder/routes" 2>/dev/null | grep -q "\"jobs\":\[[^]]*\"$job\""; then
      jobs="$jobs,$job"
    else
      echo "skip  $job: no upstream offers it now"
    fi
  done
}

check_chat() {
  : >"$folder/first"
  : >"$folder/total"
  body='{"stream":true,"max_tokens":48,"temperature":0.7,"messages":[{"role":"user","content":"Say hello in one short sentence."}]}'
  round=0
  while [ $round -lt "$rounds" ]; do
    round=$((round + 1))
    ask chat /v1/chat/completions -H "$json" -H 'X-Parley-Cache: no' --data "$body"
    if [ "$status" != 200 ]; then failure "chat: $(why chat)"; return; fi
    # Half an answer has no [DONE]; an answer without words is none.
    if ! grep -q '^data: \[DONE\]' "$folder/chat"; then failure 'chat: the answer broke off'; return; fi
    if ! grep -Eq '"(content|reasoning_content)":"[^"]' "$folder/chat"; then failure 'chat: no words'; return; fi
    echo "$first" >>"$folder/first"
    echo "$total" >>"$folder/total"
  done
  passed "chat: streamed to its end by $(sed -n 's/.*"model":"\([^"]*\)".*/\1/p' "$folder/chat" | head -n 1)"
  latency 'chat, first words' "$folder/first"
  latency 'chat, whole answer' "$folder/total"
}

check_speak() {
  : >"$folder/first"
  : >"$folder/total"
  round=0
  while [ $round -lt "$rounds" ]; do
    round=$((round + 1))
    ask spoken.wav /v1/audio/speech -H "$json" \
      --data '{"input":"Good morning. Where is the station, please?","response_format":"wav"}'
    if [ "$status" != 200 ]; then failure "speak: $(why spoken.wav)"; rm -f "$folder/spoken.wav"; return; fi
    bytes=$(wc -c <"$folder/spoken.wav" | tr -d ' ')
    if [ "$(head -c 4 "$folder/spoken.wav")" != RIFF ] || [ "$bytes" -lt 2000 ]; then
      failure "speak: $bytes bytes that are no sound"
      rm -f "$folder/spoken.wav"
      return
    fi
    echo "$first" >>"$folder/first"
    echo "$total" >>"$folder/total"
  done
  passed "speak: one sentence, $bytes bytes of WAV"
  latency 'speak, first sound' "$folder/first"
  latency 'speak, whole sentence' "$folder/total"
}

check_transcribe() {
  [ -n "$recording" ] || recording=$folder/spoken.wav
  if [ ! -s "$recording" ]; then
    failure 'transcribe: nothing was spoken before; name a recording with --recording FILE'
    return
  fi
  : >"$folder/total"
  round=0
  while [ $round -lt "$rounds" ]; do
    round=$((round + 1))
    ask heard /v1/audio/transcriptions -F "file=@$recording;type=audio/wav" -F response_format=json
    if [ "$status" != 200 ]; then failure "transcribe: $(why heard)"; return; fi
    if ! grep -q '"text":' "$folder/heard"; then failure 'transcribe: no text'; return; fi
    echo "$total" >>"$folder/total"
  done
  passed "transcribe: $(cut -c 1-100 "$folder/heard")"
  latency 'transcribe, whole' "$folder/total"
}

check_embed() {
  : >"$folder/total"
  round=0
  while [ $round -lt "$rounds" ]; do
    round=$((round + 1))
    ask vector /v1/embeddings -H "$json" --data '{"input":"Where is the station?"}'
    if [ "$status" != 200 ]; then failure "embed: $(why vector)"; return; fi
    if ! grep -q '"embedding":\[' "$folder/vector"; then failure 'embed: no vector'; return; fi
    echo "$total" >>"$folder/total"
  done
  passed 'embed: one vector'
  latency 'embed, whole' "$folder/total"
}

echo "Verifying $url"
check_available
if [ $failed -eq 0 ] && [ "$jobs" != none ]; then
  check_models
  [ $failed -gt 0 ] || find_jobs
  # Speech comes first, because what was spoken is what is transcribed.
  if wanted chat; then check_chat; fi
  if wanted speak; then check_speak; fi
  if wanted transcribe; then check_transcribe; fi
  if wanted embed; then check_embed; fi
fi
if [ $failed -eq 0 ]; then
  echo 'All well.'
else
  echo "$failed failed."
  exit 1
fi
