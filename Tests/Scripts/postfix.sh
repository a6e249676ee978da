#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# postfix.sh start DIR | stop DIR: a real Postfix of its own, on loopback, for tests.
#
#   127.0.0.1:$PORT      STARTTLS offered, AUTH over TLS only (any user, password "secret"), AUTH required
#   127.0.0.1:$PORT+1    no STARTTLS, no AUTH
#   127.0.0.1:$PORT+2    TLS from the first byte, AUTH required
#   127.0.0.1:$PORT+3    STARTTLS with a certificate for another host
#
# Mail to @inbox.test becomes files in DIR/mail/all/new; X-Original-To says for whom. By the recipient's name:
# unknown* is refused with 550, full* with 452, spam* with 554; grey* is greylisted once (450). gone* is accepted, and its mail
# comes back. Mail to bounces@inbox.test, with whatever tag, becomes files in DIR/mail/returns/new.
# DIR/ca.pem signs the right certificates. Nothing leaves the machine.
#
# PORT says which ports; without it they are free ones, the same after a stop. DIR/port tells the first.
set -euo pipefail

command=${1:?start or stop}
dir=$(realpath -m "${2:?a directory}")
conf=$dir/etc
port=${PORT:-$(cat "$dir/port" 2>/dev/null || true)}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

certificates() {
    cd "$conf"
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=Daybreak test authority" \
        -keyout ca.key -out "$dir/ca.pem" 2>/dev/null
    for name in localhost other.example; do
        openssl req -newkey rsa:2048 -nodes -subj "/CN=$name" -keyout "$name.key" -out "$name.csr" 2>/dev/null
        printf 'subjectAltName=DNS:%s%s\n' "$name" "$([ $name = localhost ] && echo ,IP:127.0.0.1)" >"$name.ext"
        openssl x509 -req -in "$name.csr" -CA "$dir/ca.pem" -CAkey ca.key -CAcreateserial -days 30 \
            -extfile "$name.ext" -out "$name.pem" 2>/dev/null
    done
    cd - >/dev/null
}

write_dovecot() {
    cat >"$conf/dovecot.conf" <<END
base_dir = $dir/dovecot
state_dir = $dir/dovecot
log_path = $dir/dovecot.log
protocols =
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
passdb {
  driver = static
  args = user=%u password=secret
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=/
}
service auth {
  unix_listener auth-postfix {
    mode = 0666
  }
}
END
}

write_postfix() {
    rm -f "$conf"/*.cf
    cp /usr/share/postfix/dynamicmaps.cf "$conf/" 2>/dev/null || cp /etc/postfix/dynamicmaps.cf "$conf/" 2>/dev/null || true
    cp /usr/share/postfix/postfix-files "$conf/" 2>/dev/null || cp /etc/postfix/postfix-files "$conf/" 2>/dev/null || true
    printf '%s\n' '/^unknown.*@inbox\.test$/ 550 5.1.1 No such user here' \
        '/^full.*@inbox\.test$/ 452 4.2.2 Mailbox full' '/^spam.*@inbox\.test$/ 554 5.7.1 Refused as spam' >"$conf/recipients"
    printf '%s\n' '/^gone.*@inbox\.test$/ gone:' >"$conf/transport"
    # 67 is what sysexits.h calls EX_NOUSER: Postfix reports 5.1.1.
    printf '%s\n' '#!/bin/sh' 'cat >/dev/null' 'exit 67' >"$conf/gone"
    chmod 755 "$conf/gone"
    printf '%s\n' '/^bounces(\+.*)?@inbox\.test$/ returns/' '/./ all/' >"$conf/mailboxes"
    cat >"$conf/greylist.py" <<'END'
"""A Postfix policy service: defers each grey* recipient the first time it is seen."""
import os, sys

seen = sys.argv[1]
request = {}
for line in sys.stdin:
    name, _, value = line.rstrip("\n").partition("=")
    if name:
        request[name] = value
        continue
    recipient = request.get("recipient", "").lower()
    action = "dunno"
    if recipient.startswith("grey"):
        try:
            os.close(os.open(os.path.join(seen, recipient), os.O_CREAT | os.O_EXCL))
            action = "450 4.7.1 Greylisted, try again"
        except FileExistsError:
            pass
    print(f"action={action}\n", flush=True)
    request = {}
END
    cat >"$conf/main.cf" <<END
compatibility_level = 3.6
queue_directory = $dir/spool
data_directory = $dir/lib
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = localhost.inbox.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.1/32
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = reject_unauth_destination, check_recipient_access regexp:$conf/recipients, check_policy_service unix:private/greylist
default_transport = error:nothing leaves this machine
virtual_mailbox_domains = inbox.test
virtual_mailbox_base = $dir/mail
virtual_mailbox_maps = regexp:$conf/mailboxes
transport_maps = regexp:$conf/transport
virtual_uid_maps = static:$(id -u nobody)
virtual_gid_maps = static:$(id -g nobody)
virtual_minimum_uid = 1
alias_maps =
local_recipient_maps =
recipient_delimiter = +
smtputf8_enable = yes
smtpd_tls_security_level = may
smtpd_tls_cert_file = $conf/localhost.pem
smtpd_tls_key_file = $conf/localhost.key
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = $dir/dovecot/auth-postfix
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
maillog_file = $dir/mail.log
maillog_file_prefixes = $dir
END
    auth="-o smtpd_client_restrictions=permit_sasl_authenticated,reject"
    cat >"$conf/master.cf" <<END
127.0.0.1:$port inet n - n - - smtpd $auth
127.0.0.1:$((port + 1)) inet n - n - - smtpd -o smtpd_tls_security_level=none -o smtpd_sasl_auth_enable=no
127.0.0.1:$((port + 2)) inet n - n - - smtpd -o smtpd_tls_wrappermode=yes $auth
127.0.0.1:$((port + 3)) inet n - n - - smtpd -o smtpd_tls_cert_file=$conf/other.example.pem -o smtpd_tls_key_file=$conf/other.example.key
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
tlsmgr unix - - n 1000? 1 tlsmgr
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
gone unix - n n - - pipe flags= user=nobody argv=$conf/gone
greylist unix - n n - 0 spawn user=nobody argv=/usr/bin/python3 $conf/greylist.py $dir/grey
END
}

# How many listen at a port: Postfix shares one with another Postfix without a word (SO_REUSEPORT).
listeners() { awk -v port="$(printf ':%04X$' "$1")" '$2 ~ port && $4 == "0A"' /proc/net/tcp | wc -l; }

# Below those that the system gives to clients (32768 and up).
choose_ports() {
    while true; do
        port=$((20000 + RANDOM % 3000 * 4))
        [ "$(listeners $port)$(listeners $((port + 1)))$(listeners $((port + 2)))$(listeners $((port + 3)))" != 0000 ] || return 0
    done
}

# Fails when its ports are somebody else's too, who chose them in the same moment perhaps.
start_postfix() {
    write_postfix
    # A cleanup that was stopped leaves a file that is no mail yet; postsuper would fail because it may not write to our log.
    [ ! -d "$dir/spool/incoming" ] || as_root find "$dir/spool/incoming" -type f -name '*.*' -delete
    as_root chown root "$conf"/*.cf
    as_root postfix -c "$conf" start </dev/null >>"$dir/start.log" 2>&1 || return 1
    [ "$(listeners "$port")" != 1 ] || return 0
    as_root postfix -c "$conf" stop >>"$dir/start.log" 2>&1 || true
    echo "port $port is taken" >>"$dir/start.log"
    return 1
}

# Daemons outlive this script: whoever waits for the end of what they inherited would wait for them.
release_descriptors() {
    for descriptor in $(ls /proc/$$/fd); do
        [ "$descriptor" -le 2 ] || [ "$descriptor" = 255 ] || eval "exec $descriptor>&-"
    done
}

start() {
    release_descriptors
    mkdir -p "$conf" "$dir/spool" "$dir/lib" "$dir/mail" "$dir/grey" "$dir/dovecot"
    chmod 755 "$dir" "$conf"
    certificates
    write_dovecot
    as_root chown root "$dir/spool" "$conf/dovecot.conf"
    as_root chown postfix "$dir/lib"
    as_root chown nobody "$dir/mail" "$dir/grey"
    as_root dovecot -c "$conf/dovecot.conf" </dev/null >"$dir/start.log" 2>&1 || { cat "$dir/start.log" >&2; exit 1; }
    for _ in $(seq 50); do
        ! as_root test -S "$dir/dovecot/auth-postfix" || ! as_root test -f "$dir/dovecot/master.pid" || break
        sleep 0.1
    done
    if [ -n "$port" ]; then
        start_postfix || { cat "$dir/start.log" >&2; exit 1; }
    else
        local tries=0
        until choose_ports && start_postfix; do
            tries=$((tries + 1))
            [ $tries -lt 5 ] || { cat "$dir/start.log" >&2; exit 1; }
        done
    fi
    echo "$port" >"$dir/port"
}

stop() {
    [ ! -f "$conf/main.cf" ] || as_root postfix -c "$conf" stop >/dev/null 2>&1 || true
    [ -f "$dir/dovecot/master.pid" ] || return 0
    local pid
    pid=$(as_root cat "$dir/dovecot/master.pid")
    as_root kill "$pid" 2>/dev/null || return 0
    for _ in $(seq 50); do
        as_root kill -0 "$pid" 2>/dev/null || return 0
        sleep 0.1
    done
    as_root kill -9 "$pid"
}

case $command in
start) start ;;
stop) stop ;;
*) echo "postfix.sh start DIR | stop DIR" >&2; exit 64 ;;
esac
