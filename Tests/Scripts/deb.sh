#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# deb.sh PROGRAM VERSION FILE makes a Debian package of a built program: the same program makes packages of several versions.
set -euo pipefail

program=$(realpath "$1") version=$2 file=$3
home=$(cd "$(dirname "$0")/../.." && pwd)
service=$home/docs/service
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
root=$place/root
share=$root/usr/share

# Git and umask must not decide what others may read.
umask 022
make --no-print-directory -s -C "$home" install-files PROGRAM="$program" DESTDIR="$root" PREFIX=/usr
strip --strip-unneeded "$root/usr/bin/daybreak"

install -d "$root/etc/daybreak" "$root/lib/systemd/system" "$share/bash-completion/completions" "$share/zsh/vendor-completions"
install -m 600 "$service/daybreak.env" "$service/web.env" "$root/etc/daybreak/"
install -m 644 "$service"/daybreak*.service "$service"/daybreak*.socket "$root/lib/systemd/system/"
mv "$share/zsh/site-functions/_daybreak" "$share/zsh/vendor-completions/"
rmdir -p --ignore-fail-on-non-empty "$share/zsh/site-functions"
gzip -9n "$share"/man/man1/*.1
install -m 644 "$service/debian/copyright" "$share/doc/daybreak/copyright"
find "$root" -type d -exec chmod 755 {} +

# What the program is linked with. In control.in stands what it loads only when it needs it, and the glibc that relocations as a
# release packs them want, of which dpkg-shlibdeps knows nothing.
mkdir -p "$place/debian" "$root/DEBIAN"
printf 'Source: daybreak\n\nPackage: daybreak\nArchitecture: any\n' >"$place/debian/control"
depends=$(cd "$place" && dpkg-shlibdeps -O --warnings=0 "$root/usr/bin/daybreak" | sed -n 's/^shlibs:Depends=//p')
[ -n "$depends" ] || { echo "deb: what $program is linked with is not known" >&2; exit 1; }

size=$(du -sk --apparent-size --exclude=DEBIAN "$root" | cut -f1)
sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$(dpkg --print-architecture)/" -e "s/@SIZE@/$size/" -e "s/@DEPENDS@/$depends/" \
    "$service/debian/control.in" >"$root/DEBIAN/control"
install -m 644 "$service/debian/conffiles" "$root/DEBIAN/"
install -m 755 "$service/debian"/{preinst,postinst,prerm,postrm} "$root/DEBIAN/"
(cd "$root" && find . -type f -not -path './DEBIAN/*' -not -path './etc/*' -printf '%P\0' | sort -z | xargs -0 md5sum >DEBIAN/md5sums)

mkdir -p "$(dirname "$file")"
dpkg-deb --root-owner-group -Zxz --build "$root" "$file" >/dev/null
echo "$file: $(du -h "$file" | cut -f1), $(dpkg-deb -f "$file" Package) $(dpkg-deb -f "$file" Version)"
