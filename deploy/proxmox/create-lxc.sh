#!/bin/sh
# Makes an unprivileged LXC container with a companion in it. Run as root on the Proxmox host:
#   create-lxc.sh --source parley.tar.gz [--id 120] [--storage local-lvm] [--bridge vmbr0] …
# The archive is one of the project: git archive --format=tar.gz -o parley.tar.gz HEAD
set -eu

usage() {
  cat <<'EOF'
create-lxc.sh --source FILE [--id N] [--name NAME] [--storage NAME] [--templates NAME]
              [--bridge NAME] [--address dhcp|CIDR] [--gateway IP] [--cores N] [--memory MB] [--disk GB]
EOF
}

source=
id=$(pvesh get /cluster/nextid 2>/dev/null || echo 120)
name=parley
storage=local-lvm
templates=local
bridge=vmbr0
address=dhcp
gateway=
cores=4
memory=6144
disk=32
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || { usage >&2; exit 2; }
  case $1 in
    --source) source=$2 ;;
    --id) id=$2 ;;
    --name) name=$2 ;;
    --storage) storage=$2 ;;
    --templates) templates=$2 ;;
    --bridge) bridge=$2 ;;
    --address) address=$2 ;;
    --gateway) gateway=$2 ;;
    --cores) cores=$2 ;;
    --memory) memory=$2 ;;
    --disk) disk=$2 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift 2
done
[ -f "$source" ] || { usage >&2; exit 2; }
for tool in pct pveam; do
  command -v "$tool" >/dev/null || { echo "$tool is not here: run this on the Proxmox host." >&2; exit 2; }
done

# Debian 13 is the first whose own Node is new enough.
pveam update >/dev/null
template=$(pveam available --section system | awk '$2 ~ /^debian-13-standard_/ { print $2 }' | sort | tail -n 1)
[ -n "$template" ] || { echo 'There is no template of Debian 13.' >&2; exit 1; }
pveam list "$templates" | grep -q "$template" || pveam download "$templates" "$template"

pct create "$id" "$templates:vztmpl/$template" \
  --hostname "$name" --unprivileged 1 --onboot 1 \
  --cores "$cores" --memory "$memory" --swap 512 --rootfs "$storage:$disk" \
  --net0 "name=eth0,bridge=$bridge,ip=$address${gateway:+,gw=$gateway}"
pct start "$id"

waited=0
until pct exec "$id" -- getent hosts deb.debian.org >/dev/null 2>&1; do
  [ $waited -lt 60 ] || { echo "Container $id has no network: look at --bridge and --address." >&2; exit 1; }
  waited=$((waited + 1))
  sleep 1
done

pct push "$id" "$source" /root/parley.tar.gz
pct exec "$id" -- sh -c 'mkdir -p /root/parley && tar -xzf /root/parley.tar.gz -C /root/parley'
pct exec "$id" -- sh /root/parley/deploy/systemd/install.sh

echo "The companion runs in container $id, for itself alone. What comes next: deploy/proxmox/README.md"
