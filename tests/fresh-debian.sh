#!/bin/bash
# Proves the README on a fresh Debian 12: a new system in a folder, a clean clone in it, and the README's first two
# commands word for word. As root, with debootstrap. KEEP=yes leaves the system where it is.
set -eu
cd "$(dirname "$0")/.."
[ "$(id -u)" = 0 ] || { echo "tests/fresh-debian.sh needs root, for chroot" >&2; exit 2; }
command -v debootstrap >/dev/null || { echo "tests/fresh-debian.sh needs debootstrap" >&2; exit 2; }

# The n-th block of the README between ```sh and ```.
command_of_readme() {
	awk -v wanted="$1" '/^```sh$/ { inside = 1; n++; next } /^```$/ { inside = 0 } inside && n == wanted' README.md
}

# The first mirror of bookworm's main that the machine's own apt uses, in either format of its sources.
mirror_of_apt() {
	apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT) $(CREATED_BY)' 2>/dev/null |
		awk '$2 ~ /^bookworm$/ && $3 == "main" && $4 == "Packages" { print $1; exit }'
}

# Mirrors, proxies and keys as the machine's own apt has them.
copy_apt_settings() {
	local root=$1
	apt-config dump | grep -iE '^Acquire::(https?|ftp)::|^Acquire::Check-Valid-Until|^Acquire::Retries' \
		>"$root/etc/apt/apt.conf.d/90machine" || true
	echo "deb $mirror bookworm main" >"$root/etc/apt/sources.list"
	[ ! -e /etc/resolv.conf ] || cp -L /etc/resolv.conf "$root/etc/resolv.conf"
	[ ! -e /etc/hosts ] || cp -L /etc/hosts "$root/etc/hosts"
}

mirror=${MIRROR:-$(mirror_of_apt)}
[ -n "$mirror" ] || { echo "apt's sources name no mirror of bookworm; name one with MIRROR=" >&2; exit 2; }
root=$(mktemp -d /var/tmp/vanthu-debian-XXXXXX)
leave() {
	umount "$root/proc" 2>/dev/null || true
	[ -n "${KEEP:-}" ] || rm -rf --one-file-system "$root"
}
trap leave EXIT

echo "== Debian 12 from $mirror"
http_proxy=${http_proxy:-$(apt-config dump | sed -n 's/^Acquire::http::Proxy "\(.*\)";/\1/p' | head -n 1)}
[ -z "$http_proxy" ] || export http_proxy
debootstrap --variant=minbase bookworm "$root" "$mirror" >"$root.log" 2>&1 || { tail -n 20 "$root.log"; exit 3; }
rm -f "$root.log"
copy_apt_settings "$root"
mount -t proc proc "$root/proc" 2>/dev/null || true
git clone -q --no-hardlinks . "$root/root/vanthu"

for n in 1 2; do
	echo "== the README's command $n"
	command_of_readme $n | tee "$root/root/command"
	[ -s "$root/root/command" ] || { echo "the README has no command $n" >&2; exit 1; }
	chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin ${http_proxy:+http_proxy=$http_proxy} \
		DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8 \
		/bin/bash -c 'cd /root/vanthu && exec bash -eu /root/command'
done

count=0
for plan in samples/*.xml; do
	grep -q 'urn:vanthu:plan:1' "$plan" || continue
	pdf=$root/root/vanthu/out/$(basename "$plan" .xml).pdf
	[ "$(head -c 5 "$pdf")" = "%PDF-" ] || { echo "FAIL: no $(basename "$pdf")"; exit 1; }
	count=$((count + 1))
done
echo "$count passed, 0 failed"
