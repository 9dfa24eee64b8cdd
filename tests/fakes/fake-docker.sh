#!/bin/sh
# Writes down what docker is asked, and does what tests need of it: images are files, and the
# container is a fake companion whose folder is named by its image.
state=$FAKE_DOCKER
echo "$*" >>"$state/calls"
stop() {
  [ ! -f "$state/pid" ] || kill "$(cat "$state/pid")" 2>/dev/null
  rm -f "$state/pid"
}
run() {
  stop
  node "$(cat "$state/image-$PARLEY_TAG")/main.js" >/dev/null 2>&1 &
  echo $! >"$state/pid"
  # The port of the one before may take a moment to be free.
  sleep 0.2
}
case $* in
  'image inspect '*) [ -f "$state/image-${3##*:}" ] ;;
  'tag '*) cp "$state/image-${2##*:}" "$state/image-${3##*:}" ;;
  *' build') cp "$state/next" "$state/image-$PARLEY_TAG" ;;
  *' up '*) run ;;
  *' stop companion') stop ;;
  *'keys.js create'*) echo 'parley_0123abcd_secret' ;;
  *) ;;
esac
