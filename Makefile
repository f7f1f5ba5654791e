# Every target that is meant to be called has a line of help behind "##".
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
# dotnet builds of one tree at the same time trip over each other's files, and use all cores already.
.NOTPARALLEL:

export DOTNET_NOLOGO := 1
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_CLI_USE_MSBUILD_SERVER := 0

# No server stays behind after a build: it would hold a caller's pipe open. (dotnet build cannot be kept from a summary.)
build := dotnet msbuild -restore -nologo -verbosity:quiet -nodeReuse:false -property:UseSharedCompilation=false

build-settings := global.json $(wildcard Directory.*.props src/Directory.*.props src/Hotplug/Directory.*.props src/Hotplug/*.xml)
# Folders too: a file that is gone is a change.
common-sources := $(shell find src -path src/Hotplug -prune -o \( -type d -o -name '*.cs' -o -name '*.csproj' \) -print)
support-sources := $(shell find tests/support -type d -o -name '*.cs' -o -name '*.csproj')
host-lab := artifacts/bin/Xen.Hotplug.Hosts/debug/Xen.Hotplug.Hosts
test-store := artifacts/bin/Xen.Hotplug.TestStore/debug/test-store
compare-benchmark := artifacts/bin/Xen.Hotplug.CompareBenchmark/release/Xen.Hotplug.CompareBenchmark
guard-benchmark := artifacts/bin/Xen.Hotplug.GuardBenchmark/release/Xen.Hotplug.GuardBenchmark
live-benchmark := artifacts/bin/Xen.Hotplug.LiveBenchmark/release/Xen.Hotplug.LiveBenchmark

.PHONY: all
all: ## Build the programs into dist/: native, static, one file each (the default)

# Each project in src/Hotplug is a program, and its AssemblyName is the file's name in dist/.
define program
all: dist/$1
dist/$1: $2 $(shell find $(dir $2) -type d -o -name '*.cs') $(common-sources) $(build-settings) build/publish | deps-build
	@build/publish $2 $$@
endef
program-name = $(shell sed -n 's:.*<AssemblyName>\(.*\)</AssemblyName>.*:\1:p' $1)
$(foreach project,$(wildcard src/Hotplug/*/*.csproj),$(eval $(call program,$(call program-name,$(project)),$(project))))

.PHONY: deps
deps: ## Install from Debian what build, demo, tests, benchmark and lint need (as root, once)
	@build/deps

# What one target needs, so that nobody who only builds has to install what the tests call.
.PHONY: deps-build deps-lint
deps-build deps-lint: deps-%:
	@build/deps $*

.PHONY: deps-test deps-demo deps-bench deps-kernels deps-xen deps-hosts deps-package
deps-test deps-demo deps-bench deps-kernels deps-xen deps-hosts deps-package: deps-%:
	@build/deps build $*

# Where to: DESTDIR PREFIX SYSCONFDIR XEN_SCRIPT_DIR UNITDIR. REPLACE_VIF_BRIDGE=yes: in place of Xen's own, too.
# It does not build, so that root does not: make, then sudo make install.
install-settings := DESTDIR PREFIX SYSCONFDIR XEN_SCRIPT_DIR UNITDIR REPLACE_VIF_BRIDGE DIST
export $(install-settings)

.PHONY: install
install: ## Install programs, scripts, units and configuration (PREFIX=/usr/local, DESTDIR=)
	@build/install install

.PHONY: uninstall
uninstall: ## Take away what install brought; changed configuration stays
	@build/install uninstall

.PHONY: deb
deb: deps-package all ## Build a Debian package into artifacts/packages/
	@build/package deb

.PHONY: rpm
rpm: deps-package all ## Build a Red Hat package into artifacts/packages/
	@build/package rpm

.PHONY: demo
demo: deps-demo all $(test-store) ## See it work: two guests on a bridge, in throw-away namespaces
	@build/demo

.PHONY: test
test: deps-test all ## Run all tests; SUITES=unit for some, TEST_OPTIONS='-method *mtu*' for xunit
	@echo "Building the tests"
	@$(build) XenShadowBridge.slnx
	@build/run-tests $(SUITES)

.PHONY: test-kernels
test-kernels: deps-test deps-kernels all ## Boot other kernels in an emulator, and run there the specs that need them; KERNELS='bookworm trixie sid' for some
	@echo "Building the tests"
	@$(build) tests/integration
	@tests/kernels/run $(KERNELS)

.PHONY: test-xen
test-xen: deps-xen all ## Boot real Xen in an emulator and try all under xl; SCENARIOS='03 05' for some
	@tests/xen/run $(SCENARIOS)

.PHONY: test-hosts
test-hosts: deps-hosts all $(host-lab) ## Boot hosts that real managers configure, and shadow their card under a session (as root); CASES='nm-none netplan' for some
	@tests/hosts/run $(CASES)

.PHONY: test-faults
test-faults: deps-test all $(test-store) ## Let each call to the kernel fail, or be the last one, and try 5,000 hosts and 100,000 inputs each; BOUNDED=yes, PATTERN= for a part
	@echo "Building the tests"
	@$(build) $(if $(filter yes,$(BOUNDED))$(PATTERN),tests/faults,XenShadowBridge.slnx)
	@tests/faults/run $(if $(PATTERN),'$(PATTERN)')

.PHONY: test-soak
test-soak: deps-test all $(test-store) ## Thousands of events, some of them killed, after which nothing may be left; SEED=N for one of before
	@echo "Building the tests"
	@$(build) tests/faults
	@tests/faults/run --soak $(SEED)

.PHONY: test-properties
test-properties: ## Try what grammars, scripts and messages promise on 100,000 made-up inputs each
	@$(MAKE) test SUITES=unit TEST_OPTIONS='-class *Properties*' XEN_HOTPLUG_CASES=$${XEN_HOTPLUG_CASES:-100000}

.PHONY: test-packages
test-packages: deb rpm ## Install, upgrade, remove and purge the packages in roots of their own (as root)
	@tests/packaging/run $(PARTS)

.PHONY: lint
lint: deps-lint ## Check format and scripts
	@build/lint

.PHONY: bench
bench: deps-bench all $(test-store) $(compare-benchmark) ## Compare with stock scripts, up to 1,000 ports; writes docs/benchmarks.md
	@tests/bench/compare/run

.PHONY: bench-builds
bench-builds: deps-bench all $(test-store) $(compare-benchmark) ## Tell whether an event became slower than with the programs in BASE=FOLDER
	@BASE=$${BASE:?"set BASE to the folder of another build's programs"} tests/bench/compare/run

.PHONY: bench-live
bench-live: deps-bench all $(live-benchmark) ## Watch a live host from outside while bridge-shadow starts and stops
	@tests/bench/live/run

.PHONY: bench-guard
bench-guard: deps-bench all $(guard-benchmark) ## Time what antispoofing costs, at 1, 100 and 1,000 guarded ports; BASE=FOLDER: beside another build
	@tests/bench/guard/run

$(test-store): $(wildcard tests/support/store/*) $(build-settings) tests/Directory.Build.props | deps-build
	@echo "Building the tests' small xenstore"
	@$(build) tests/support/store
	@touch $@

$(host-lab): $(wildcard tests/hosts/*.cs tests/hosts/*.csproj) $(support-sources) $(build-settings) tests/Directory.Build.props | deps-build
	@echo "Building the checks of hosts"
	@$(build) tests/hosts
	@touch $@

# $1: the program; $2: its folder.
define benchmark
$1: $(wildcard $2/*.cs $2/*.csproj) $(support-sources) $(common-sources) $(build-settings) tests/Directory.Build.props | deps-build
	@echo "Building the benchmark"
	@$(build) -property:Configuration=Release $2
	@touch $$@
endef
$(eval $(call benchmark,$(compare-benchmark),tests/bench/compare))
$(eval $(call benchmark,$(guard-benchmark),tests/bench/guard))
$(eval $(call benchmark,$(live-benchmark),tests/bench/live))

.PHONY: clean
clean: ## Remove all that was built
	rm -rf artifacts dist

.PHONY: help
help: ## Show this list
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/\1|\2/p' $(MAKEFILE_LIST) | \
		while IFS='|' read -r target text; do printf 'make %-15s %s\n' "$$target" "$$text"; done
