#!/bin/sh
# Finds out which images and weights the names of docker-compose.yml and of the Kubernetes files mean
# today, and keeps them by digest and revision in deploy/env/images.env, which deploy.sh reads. Look
# at what changed, try it with --env staging, and keep the file with your settings.
set -u

usage() {
  cat <<'EOT'
pin-images.sh [--kubernetes] [NAME ...]

  NAME           node, ollama, whisper, redis, vllm, python; all of them when left out
  --kubernetes   prints the images: entries for your kustomization.yaml besides

Needs docker, curl and the network.
EOT
}

kubernetes=
names=
for word in "$@"; do
  case $word in
    -h | --help) usage; exit 0 ;;
    --kubernetes) kubernetes=yes ;;
    node | ollama | whisper | redis | vllm | python) names="$names $word" ;;
    *) usage >&2; exit 2 ;;
  esac
done
[ -n "$names" ] || names='node ollama whisper redis vllm python'

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 2
kept=$here/env/images.env
for tool in docker curl; do
  command -v "$tool" >/dev/null || { echo "pin-images: $tool is not installed." >&2; exit 1; }
done
new=$kept.new.$$
trap 'rm -f "$new"' EXIT
# What is not asked for again stays as it is.
[ ! -f "$kept" ] || cp "$kept" "$new"
[ -f "$new" ] || echo '# Made by deploy/pin-images.sh; see docs/operate.md.' >"$new"

set_line() {
  grep -v "^$1=" "$new" >"$new.next"
  echo "$1=$2" >>"$new.next"
  mv "$new.next" "$new"
  echo "pin-images: $1=$2"
}

image_of() {
  case $1 in
    node) echo "node:${NODE_TAG:-22-bookworm-slim}" ;;
    ollama) echo "ollama/ollama:${OLLAMA_TAG:-latest}" ;;
    whisper) echo "ghcr.io/ggml-org/whisper.cpp:${WHISPER_TAG:-main}" ;;
    redis) echo "redis:${REDIS_TAG:-7-alpine}" ;;
    vllm) echo "vllm/vllm-openai:${VLLM_TAG:-v0.11.0}" ;;
    python) echo "python:${PYTHON_TAG:-3.12-slim-bookworm}" ;;
  esac
}

hub=${HUB:-https://huggingface.co}
revision_of() {
  curl -fsSL --retry 3 "$hub/api/models/$1" | sed -n 's/.*"sha" *: *"\([0-9a-f]\{40\}\)".*/\1/p'
}

for name in $names; do
  image=$(image_of "$name")
  docker pull --quiet "$image" >/dev/null || { echo "pin-images: $image cannot be fetched." >&2; exit 1; }
  digest=$(docker image inspect --format '{{index .RepoDigests 0}}' "$image" | sed -n 's/.*@\(sha256:[0-9a-f]\{64\}\)$/\1/p')
  [ -n "$digest" ] || { echo "pin-images: $image has no digest." >&2; exit 1; }
  variable=$(echo "$name" | tr '[:lower:]' '[:upper:]')_IMAGE
  set_line "$variable" "$image@$digest"
  if [ -n "$kubernetes" ] && { [ "$name" = redis ] || [ "$name" = vllm ]; }; then
    printf '  - name: %s\n    digest: %s\n' "${image%:*}" "$digest"
  fi
done

# Weights that a container fetches itself: the revision of their repository, and of a single file the
# hash that the hub keeps of it.
case $names in
  *whisper*)
    revision=$(revision_of ggerganov/whisper.cpp)
    file=ggml-${WHISPER_MODEL:-base}.bin
    hash=$(curl -fsSL --retry 3 "$hub/ggerganov/whisper.cpp/raw/$revision/$file" | sed -n 's/^oid sha256:\([0-9a-f]\{64\}\)$/\1/p')
    if [ -z "$revision" ] || [ -z "$hash" ]; then
      echo "pin-images: no revision or hash of $file." >&2
      exit 1
    fi
    set_line WHISPER_REVISION "$revision"
    set_line WHISPER_SHA256 "$hash"
    ;;
esac
case $names in
  *vllm*)
    model=${VLLM_MODEL:-Qwen/Qwen3-4B-Instruct-2507}
    revision=$(revision_of "$model")
    [ -n "$revision" ] || { echo "pin-images: no revision of $model." >&2; exit 1; }
    set_line VLLM_REVISION "$revision"
    ;;
esac
mv "$new" "$kept"
